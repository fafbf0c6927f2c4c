"""What one purpose of a link shows and does: the form that every phone page fills in (views.links has them all)."""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from models import Attachment, LinkToken
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor

Fields = Mapping[str, str]
Page = tuple[str, dict[str, Any]]
Act = Callable[[Actor, LinkToken, Fields], str]


def never_over(_link: LinkToken) -> DomainError | None:
    """Return nothing: a link that is good still asks something."""
    return None


def no_files(_link: LinkToken) -> Sequence[Attachment]:
    """Return nothing: there is no file to open."""
    return ()


@dataclass(frozen=True)
class LinkTask:
    """One purpose. `page` gives the template under `links/` and its facts; `acts` maps what a form may `do` to the act, which returns the
    sentence of what was done. `lasts` = the page goes on showing after the link was used. `over` = why a good link has nothing left to ask.
    `files` = what may be opened through it.
    """

    page: Callable[[LinkToken], Page]
    acts: Mapping[str, Act] = field(default_factory=dict)
    lasts: bool = False
    over: Callable[[LinkToken], DomainError | None] = never_over
    files: Callable[[LinkToken], Sequence[Attachment]] = no_files
