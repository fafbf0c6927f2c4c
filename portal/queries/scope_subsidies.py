"""Rows of subsidies: the bureau's own; rates are also the system administrator's, who enters them (joined in portal.queries.scope)."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from models import SubsidyBatch, SubsidyBudget, SubsidyLine, SubsidyRate
from portal.domain.permissions import Actor


def _own(model: Any) -> Callable[[Actor], Any]:
    return lambda actor: model.bureau == actor.bureau_id if actor.in_bureau else False


def _rate(actor: Actor) -> Any:
    return SubsidyRate.id > 0 if "system_admin" in actor.roles else _own(SubsidyRate)(actor)


SCOPES: dict[Any, Callable[[Actor], Any]] = {
    SubsidyRate: _rate,
    SubsidyBatch: _own(SubsidyBatch),
    SubsidyLine: _own(SubsidyLine),
    SubsidyBudget: _own(SubsidyBudget),
}
