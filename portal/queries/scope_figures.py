"""Which frozen periods an actor may see: those of the own bureau (access.md "Rows"). Joined into portal.queries.scope."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Expression

from models import FrozenFigures
from portal.domain.permissions import Actor

SCOPES: dict[Any, Callable[[Actor], Expression | bool]] = {
    FrozenFigures: lambda actor: (FrozenFigures.bureau == actor.bureau_id) if actor.in_bureau else False,
}
"""Model → condition, closed for who is not named."""
