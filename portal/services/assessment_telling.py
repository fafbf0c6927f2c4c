"""What a grading gives out: notices of the final grades and how they were told, registration forms for one or all, the summary."""
from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from models import Assessment, AssessmentRound, AssessmentTelling, Paper, PicklistItem
from models.base import BaseModel, database
from portal.adapters.word import MOMENT
from portal.domain import assessments as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import assessment_papers as facts, assessments as reading, related
from portal.services import audit, papers, records
from portal.services.people import own


def issue_notices(actor: Actor, round_: AssessmentRound, *, at: datetime) -> list[Paper]:
    """Issue the notice of each final grade to the person, the work unit and the recommender, where it was not issued yet.

    Raises Conflict assess_step_not_now.
    """
    require(actor, "assessment:write")
    own(actor, round_)
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "notices")
        related.load([row], "bureau")
        forms = [one.row for one in reading.forms(row)]
        there, today = facts.notices_of(forms), local_day(at)
        issued = [papers.issue(actor, "assessment_notice", about=form, subject=form.supervisor.name, at=at,
                               data=facts.notice_facts(row, form, addressee, today))
                  for form in forms for addressee in facts.addressees(form) if (form.id, row.edition, addressee) not in there]
        audit.record(actor, "assessment:notices", row, at=at, label=str(row.year), changes={"people": [None, len(issued)]})
    return issued


def tell(actor: Actor, round_: AssessmentRound, *, addressee: str, forms: Iterable[int], told_on: date, how: PicklistItem, words: str = "",
         at: datetime) -> int:
    """Record that the grades of these forms were told to one kind of addressee, when and how; return how many were.

    Raises DomainError unknown_code, assess_told_when, assess_addressee, nothing_chosen, Conflict assess_step_not_now, assess_told_already.
    """
    require(actor, "assessment:write")
    own(actor, round_)
    if addressee not in rules.ADDRESSEES:
        raise DomainError("unknown_code", field="addressee", value=addressee)
    if how.kind != "contact_way":
        raise DomainError("unknown_code", field="told_how", value=how.code)
    wanted = set(forms)
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "tell")
        if not row.decided_on <= told_on <= local_day(at):
            raise DomainError("assess_told_when", field="told_on")
        chosen = [one.row for one in reading.forms(row) if one.row.id in wanted]
        _check_addressee(row, chosen, wanted, addressee)
        for form in chosen:
            records.create(actor, "assessment:tell", AssessmentTelling(
                bureau=row.bureau_id, assessment=form, edition=row.edition, addressee=addressee, told_on=told_on, told_how=how,
                words=words.strip()[:200], told_by=actor.user_id), at=at)
    return len(chosen)


def _check_addressee(round_: AssessmentRound, chosen: list[Assessment], wanted: set[int], addressee: str) -> None:
    if not chosen:
        raise DomainError("nothing_chosen")
    if len(chosen) != len(wanted) or any(addressee not in facts.addressees(form) for form in chosen):
        raise DomainError("assess_addressee", field="addressee")
    told = {one.assessment_id for one in reading.tellings_of(round_) if one.addressee == addressee}
    if told & wanted:
        raise Conflict("assess_told_already")


def keep_final(actor: Actor, round_: AssessmentRound, at: datetime) -> None:
    """Keep everybody's 年度考核登记表 and the summary as they are when the grades become final; part of that act."""
    today = local_day(at)
    for row, data in facts.form_facts(round_, today):
        _keep(actor, "assessment_form", row, f"{data['name']} {round_.year}", data, at)
    _keep(actor, "assessment_summary", round_, str(round_.year), facts.summary_facts(round_, today), at)


def _keep(actor: Actor, kind: str, about: BaseModel, subject: str, data: dict[str, Any], at: datetime) -> None:
    papers.keep(actor, Paper(bureau=about.bureau_id, kind=kind, number="", subject=subject, data=data, about_type=about._meta.table_name,
                             about_id=about._pk), at)


def written_form(actor: Actor, form: Assessment, *, at: datetime) -> bytes:
    """Return 年度考核登记表 of one person as a Word file: the one kept with the final grade, before that as the form stands now.

    Raises Conflict assess_no_round.
    """
    require(actor, "assessment:read")
    own(actor, form)
    if form.round_id is None:
        raise Conflict("assess_no_round")
    round_ = AssessmentRound.get_by_id(form.round_id)
    kept = facts.final_papers("assessment_form", round_, [form.id]).get(form.id)
    if kept is not None:
        return papers.open_paper(actor, kept, at=at)
    (row, data), = facts.form_facts(round_, local_day(at), [form.id])
    return papers.write_out(actor, "assessment_form", about=row, data=data, at=at)


def written_forms(actor: Actor, round_: AssessmentRound, *, at: datetime) -> bytes:
    """Return everybody's 年度考核登记表 as a zip archive of Word files, with one row in the trail for each."""
    require(actor, "assessment:read")
    own(actor, round_)
    stream = io.BytesIO()
    forms = facts.form_facts(round_, local_day(at))
    finals = facts.final_papers("assessment_form", round_, [row.id for row, _data in forms])
    with database.atomic(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for row, data in forms:
            name = zipfile.ZipInfo(f"{data['code']} {data['name']} {round_.year}年度考核登记表.docx".replace("/", "_"), MOMENT)
            kept = finals.get(row.id)
            content = papers.open_paper(actor, kept, at=at) if kept else papers.write_out(actor, "assessment_form", about=row, data=data, at=at)
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def written_summary(actor: Actor, round_: AssessmentRound, *, at: datetime) -> bytes:
    """Return the summary of a grading as a Word file: the one kept with the final grades, before that as they stand now."""
    require(actor, "assessment:read")
    own(actor, round_)
    kept = facts.final_papers("assessment_summary", round_, [round_.id]).get(round_.id)
    if kept is not None:
        return papers.open_paper(actor, kept, at=at)
    return papers.write_out(actor, "assessment_summary", about=round_, data=facts.summary_facts(round_, local_day(at)), at=at)
