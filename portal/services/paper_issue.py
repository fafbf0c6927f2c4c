"""Papers issued by themselves, on the page of what they are about (rules.md "Papers")."""
from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from models import Activity, Organisation, Paper
from models.base import BaseModel, database
from portal.domain.draw import canonical
from portal.domain.errors import Conflict, NotFound
from portal.domain.paper_form import PROCURATORATE, PaperForm
from portal.domain.papers import form_of
from portal.domain.permissions import Actor, require
from portal.queries import paper_offers as offers
from portal.services import papers, records
from portal.services.activity_lock import own_activity
from portal.services.numbering import next_number


class Issued(NamedTuple):
    """A paper, and whether it was issued by this act: what says nothing new is not issued a second time."""

    paper: Paper
    fresh: bool


def issue(actor: Actor, kind: str, about: BaseModel, *, at: datetime) -> Issued:
    """Issue a paper about a row as it stands now; if the last one about it says the same, that one stays the only one.

    A procuratorate's letter is numbered where the office has a prefix for letters, a bureau's always.
    Raises DomainError unknown_code, prefix_missing, NotFound for another bureau's row, Forbidden not_own_request for what belongs to another
    procuratorate, Conflict paper_not_now.
    """
    form = form_of(kind)
    require(actor, form.writes)
    with database.atomic():
        row, activity = _in_hand(actor, about)
        if not offers.is_open(kind, row):
            raise Conflict("paper_not_now")
        data = offers.MATTERS[kind].facts(row, at)
        last = _last(kind, row)
        if last is not None and _says(last.data) == _says(data):
            return Issued(last, fresh=False)
        paper = Paper(bureau=row.bureau_id, kind=kind, number=_number(form, row, at), activity=activity, subject=offers.subject_of(row), data=data,
                      about_type=row._meta.table_name, about_id=row._pk)
        return Issued(papers.keep(actor, paper, at), fresh=True)


def _in_hand(actor: Actor, about: Any) -> tuple[Any, Activity | None]:
    """Return the row and its activity, both locked, the activity first, as every other act of the chain does it."""
    if about.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    there = offers.activity_of(about)
    activity = own_activity(actor, there) if there else None
    row = activity if isinstance(about, Activity) else records.lock(type(about), about.id)
    if actor.in_procuratorate and offers.procuratorate_id(row) != actor.organisation_id:
        raise NotFound("not_found")
    return row, activity


def _last(kind: str, row: BaseModel) -> Paper | None:
    found: Paper | None = Paper.select().where(
        Paper.kind == kind, Paper.about_type == row._meta.table_name, Paper.about_id == row._pk).order_by(Paper.id.desc()).first()
    return found


def _says(data: dict[str, Any]) -> str:
    """What a paper says, but for the day on which it was issued."""
    return canonical({name: value for name, value in data.items() if name != "issued_on"})


def _number(form: PaperForm, row: Any, at: datetime) -> str:
    bureau = Organisation.get_by_id(row.bureau_id)
    if not form.numbered:
        return ""
    if form.office != PROCURATORATE:
        return next_number(bureau, bureau.letter_prefix, at)
    office = Organisation.get_by_id(offers.procuratorate_id(row))
    return next_number(bureau, office.letter_prefix, at) if office.letter_prefix else ""
