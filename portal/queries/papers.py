"""Papers as they stand: the facts that an announcement freezes, the templates in force, and what a paper belongs to."""
from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from models import Activity, Assignment, Draw, Organisation, Paper, PicklistItem, SupervisorProfession, Template, TemplateCopy
from models.base import BaseModel
from models.choices import FILLING, DrawState, OrganisationKind
from portal.domain.draw_format import utc_text
from portal.domain.draw_record import record_digest
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.papers import ANNOUNCEMENT
from portal.queries import related
from portal.queries.draw_records import draws_of, record_of

SHIPPED = Path(__file__).resolve().parent.parent / "templates_word"

Facts = dict[str, Any]


@cache
def shipped(kind: str) -> bytes:
    """Return the template that comes with the portal."""
    return (SHIPPED / f"{kind}.docx").read_bytes()


def versions(bureau_id: int, kind: str) -> list[Template]:
    """Return an office's own versions of a template, newest first, without their bytes."""
    return all_versions(bureau_id).get(kind, [])


def all_versions(bureau_id: int) -> dict[str, list[Template]]:
    """Return kind → an office's own versions of its template, newest first, without their bytes."""
    columns = (Template.id, Template.kind, Template.revision, Template.filename, Template.sm3, Template.created_at, Template.uploaded_by)
    rows = list(Template.select(*columns).where(Template.bureau == bureau_id).order_by(Template.revision.desc()))
    related.load(rows, "uploaded_by")
    found: dict[str, list[Template]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row)
    return found


def current(bureau_id: int, kind: str) -> tuple[int, bytes]:
    """Return revision and bytes of the template in force; revision 0 is the shipped one as long as nothing else was ever used."""
    row = Template.select().where(Template.bureau == bureau_id, Template.kind == kind).order_by(Template.revision.desc()).first()
    return (row.revision, content_of(row)) if row else (0, shipped(kind))


def content_of(template: Template) -> bytes:
    """Return the bytes of a version; an empty one stands for the shipped template."""
    return bytes(template.content) or shipped(template.kind)


def template_of(paper: Paper) -> bytes:
    """Return the bytes of the template that a paper was issued with; for papers of before those were kept, of the one in force."""
    kept = TemplateCopy.get_or_none(TemplateCopy.sm3 == paper.template_sm3)
    return bytes(kept.content) if kept else current(paper.bureau_id, paper.kind)[1]


def bureaus() -> list[Organisation]:
    """Return the judicial bureaus, each of which has its own templates."""
    return list(Organisation.select().where(Organisation.kind == OrganisationKind.BUREAU, Organisation.active).order_by(Organisation.id))


def papers_of(activity: Activity, kind: str = ANNOUNCEMENT) -> list[Paper]:
    """Return the papers of an activity in the order in which they were issued, without data and bytes."""
    return list(Paper.select(Paper.id, Paper.number, Paper.kind, Paper.issued_at).where(
        Paper.activity == activity, Paper.kind == kind).order_by(Paper.id))


def papers_about(row: BaseModel, *kinds: str) -> list[Paper]:
    """Return the papers about a row, of all or of the named kinds, in the order in which they were issued, without data and bytes."""
    of_kinds = (Paper.kind.in_(kinds),) if kinds else ()
    return list(Paper.select(Paper.id, Paper.number, Paper.kind, Paper.subject, Paper.issued_at).where(
        Paper.about_type == row._meta.table_name, Paper.about_id == row._pk, *of_kinds).order_by(Paper.id))


def announcement_data(activity: Activity, at: datetime) -> Facts:
    """Return what an announcement says, as JSON can keep it; the head of the audit chain is added by who holds it.

    Holds no phone number: the letter outlives the days in which the procuratorate may see it.
    Raises DomainError announce_without_draw.
    """
    related.load([activity], "bureau", "procuratorate", "mode")
    rounds = [_round_facts(draw) for draw in draws_of(activity)]
    if not any(one["record"] for one in rounds):
        raise DomainError("announce_without_draw")
    bureau = activity.bureau
    return {
        "bureau": bureau.name, "procuratorate": activity.procuratorate.name, "activity_number": activity.number, "title": activity.title,
        "mode": activity.mode.name, "starts_at": utc_text(activity.starts_at), "ends_at": utc_text(activity.ends_at),
        "place": activity.place, "issued_on": local_day(at).isoformat(), "contact_name": bureau.contact_name,
        "contact_phone": bureau.contact_phone or bureau.phone, "earlier": [paper.number for paper in papers_of(activity)],
        "people": _people_facts(activity), "rounds": rounds,
    }


def _round_facts(draw: Draw) -> Facts:
    """One round; its record as it stands now is kept word for word, as events may follow."""
    drawn = draw.state == DrawState.DRAWN
    record = record_of(draw) if drawn else ""
    return {
        "round": draw.round, "reason": draw.reason, "seal": draw.seal, "sealed_at": utc_text(draw.sealed_at),
        "drawn_at": utc_text(draw.drawn_at) if drawn else "", "digits": draw.digits, "digits_source": draw.digits_source,
        "digits_teller": draw.digits_teller, "witness_digits": draw.witness_digits, "witness_name": draw.witness_name,
        "witness_unit": draw.witness_unit, "record": record, "record_digest": record_digest(record) if drawn else "",
    }


def _people_facts(activity: Activity) -> list[Facts]:
    rows = list(Assignment.select().where(Assignment.activity == activity, Assignment.state.in_(FILLING)).order_by(
        Assignment.round, Assignment.no))
    related.load(rows, "supervisor.sex")
    professions = _professions([row.supervisor_id for row in rows])
    return [{
        "name": row.supervisor.name, "sex": row.supervisor.sex.name, "unit": row.supervisor.work_unit,
        "professions": professions.get(row.supervisor_id, []), "place": row.place, "round": row.round, "substitute": row.substitute,
    } for row in rows]


def _professions(supervisor_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    query = SupervisorProfession.select(SupervisorProfession.supervisor, PicklistItem.name).join(PicklistItem).where(
        SupervisorProfession.supervisor.in_(supervisor_ids)).order_by(PicklistItem.position)
    for supervisor_id, name in query.tuples():
        found.setdefault(supervisor_id, []).append(name)
    return found
