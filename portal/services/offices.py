"""Judicial bureaus and procuratorates: who stands above whom, who serves whom, and the named contact of each."""
from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models import Organisation
from models.base import database
from models.choices import Level, OrganisationKind
from portal.domain.errors import DomainError
from portal.domain.permissions import Actor, require
from portal.services import records

RANKS = {Level.PROVINCE: 0, Level.CITY: 1, Level.DISTRICT: 2}
RIVALS = {
    "code_prefix": ("code_prefix",), "letter_prefix": ("letter_prefix", "request_prefix"), "request_prefix": ("request_prefix", "letter_prefix"),
}
"""Prefix → the prefixes among which it must stand alone."""
CODE_PREFIX = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def create(actor: Actor, values: Mapping[str, Any], *, at: datetime) -> Organisation:
    """Enter an office. `values` are the fields of Organisation; `parent` and `bureau` are rows.

    Raises DomainError: see `check`; already_there for a name that is taken.
    """
    require(actor, "organisation:write")
    office = Organisation(**_tidy(values))
    with database.atomic():
        check(office)
        return records.create(actor, "organisation:create", office, at=at)


def amend(actor: Actor, office: Organisation, values: Mapping[str, Any], *, at: datetime, version: int | None = None) -> Organisation:
    """Change an office; its kind stays for ever, as its rows hang on it. Raises DomainError as `create`, office_kind_fixed."""
    require(actor, "organisation:write")
    wanted = _tidy(values)
    if wanted.get("kind", office.kind) != office.kind:
        raise DomainError("office_kind_fixed", field="kind")
    with database.atomic():
        changed = records.change(actor, "organisation:amend", office, at=at, version=version, **wanted)
        check(changed)
    return changed


def check(office: Organisation) -> None:
    """Refuse an office that does not fit the others.

    Raises DomainError office_needs_bureau, office_has_bureau, office_parent, code_prefix_malformed, prefix_taken.
    """
    is_bureau = office.kind == OrganisationKind.BUREAU
    if is_bureau and office.bureau is not None:
        raise DomainError("office_has_bureau", field="bureau")
    if not is_bureau and (office.bureau is None or office.bureau.kind != OrganisationKind.BUREAU):
        raise DomainError("office_needs_bureau", field="bureau")
    if office.parent is not None and not _above(office.parent, office):
        raise DomainError("office_parent", field="parent")
    if is_bureau and not CODE_PREFIX.fullmatch(office.code_prefix):
        raise DomainError("code_prefix_malformed", field="code_prefix")
    for name in ("code_prefix", "letter_prefix") if is_bureau else ("request_prefix",):
        _require_prefix(office, name)
    for name in RIVALS:
        _check_prefix(office, name)


def _above(parent: Organisation, office: Organisation) -> bool:
    """Whether an office may stand above another: same kind and higher level, which also keeps circles out."""
    return parent.kind == office.kind and RANKS[Level(parent.level)] < RANKS[Level(office.level)]


def _require_prefix(office: Organisation, name: str) -> None:
    if not getattr(office, name):
        raise DomainError("prefix_needed", field=name)


def _check_prefix(office: Organisation, name: str) -> None:
    """Numbers run per prefix and year: two offices, or letters and requests of one office, would share the numbers of one prefix."""
    prefix, rivals = getattr(office, name), RIVALS[name]
    others = Organisation.select().where(Organisation.id != (office.id or 0))
    shared = any(others.where(getattr(Organisation, rival) == prefix).exists() for rival in rivals)
    if prefix and (shared or prefix in [getattr(office, rival) for rival in rivals if rival != name]):
        raise DomainError("prefix_taken", field=name, prefix=prefix)


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
