"""Judging applications: the clerk's review, the opinion of a procuratorate, inspections, proposals, and objections to the public notice."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from models import Applicant, ApplicantCheck, ApplicantReview, Inspection, Organisation, PicklistItem, Recruitment, RecruitmentObjection
from models.base import database
from models.choices import ApplicantState as A, ObjectionState, OrganisationKind, RecruitmentState as S
from portal.domain import recruitment as rules
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import recruitment as facts
from portal.services import audit, records
from portal.services.people import own
from portal.services.recruitment import held, note, refuse_many

LONGEST = 1000
LONGEST_OBJECTION = 2000


def ask(actor: Actor, recruitment: Recruitment, procuratorate: Organisation, *, due_on: date, at: datetime) -> int:
    """Ask a procuratorate about everybody who waits for the review or passed it and about whom it was not asked yet; return how many.

    Raises Conflict recruit_step_not_now, DomainError recruit_office, recruit_due_early, recruit_asked_already.
    """
    require(actor, "recruitment:write")
    own(actor, recruitment)
    if procuratorate.kind != OrganisationKind.PROCURATORATE or procuratorate.bureau_id != recruitment.bureau_id:
        raise DomainError("recruit_office", field="procuratorate")
    if due_on < local_day(at):
        raise DomainError("recruit_due_early", field="due_on")
    with database.atomic():
        row = records.lock(Recruitment, recruitment.id)
        if row.state not in rules.ACTS["ask"].rounds:
            raise Conflict("recruit_step_not_now", round_state=row.state)
        asked = ApplicantReview.select(ApplicantReview.applicant).where(ApplicantReview.procuratorate == procuratorate)
        waiting = list(Applicant.select().where(Applicant.recruitment == row, Applicant.state.in_(rules.ACTS["ask"].sources),
                                                Applicant.id.not_in(asked)))
        if not waiting:
            raise DomainError("recruit_asked_already", field="procuratorate")
        for applicant in waiting:
            records.insert(ApplicantReview(bureau=row.bureau_id, applicant=applicant, procuratorate=procuratorate, asked_at=at,
                                           asked_by=actor.user_id, due_on=due_on), at)
        audit.record(actor, "applicant:ask", row, at=at, reason=procuratorate.name, changes={"people": [None, len(waiting)]})
    return len(waiting)


def opine(actor: Actor, review: ApplicantReview, *, clear: bool, holds: Iterable[str] = (), words: str = "", at: datetime) -> ApplicantReview:
    """Give a procuratorate's opinion on an applicant: nothing known against, or what speaks against. It may be corrected while the review runs.

    Raises NotFound for another office's, Conflict recruit_act_not_now, DomainError unknown_code, recruit_opinion_words.
    """
    require(actor, "recruitment:opinion")
    if review.procuratorate_id != actor.organisation_id:
        raise NotFound("not_found")
    known = {item.code for item in facts.check_items(review.bureau_id)}
    held_items = list(dict.fromkeys(holds)) if not clear else []
    for code in set(held_items) - known:
        raise DomainError("unknown_code", field="holds", value=code)
    if not clear and not (held_items or words.strip()):
        raise DomainError("recruit_opinion_words", field="words")
    with database.atomic():
        applicant = records.lock(Applicant, review.applicant_id)
        rules.act_on(applicant.recruitment.state, applicant.state, "opine")
        row = records.update(records.lock(ApplicantReview, review.id), at, outcome=rules.CLEAR if clear else "objected", holds=held_items,
                             words=words.strip()[:LONGEST], given_at=at, given_by=actor.user_id)
        audit.record(actor, "applicant:opine", row, at=at, label=applicant.receipt, changes={"outcome": [None, row.outcome]})
    return row


def check(actor: Actor, applicant: Applicant, *, passes: bool, found: Mapping[str, str], words: str = "", at: datetime) -> Applicant:
    """Review an application for the bureau: `found` maps codes of bars and posts to what was found (clear or holds).

    Raises what portal.domain.recruitment.check_review raises, Conflict recruit_act_not_now.
    """
    require(actor, "recruitment:write")
    with database.atomic():
        row = held(actor, applicant, "check")
        checks = facts.checks_of(row)
        reported = {code for review in facts.reviews_of(row) for code in (*review.holds, *(["*"] if review.outcome == "objected" else []))}
        rules.check_review(passes=passes, found=found, items=[one.item.code for one in checks], reported=reported, words=words.strip())
        for one in checks:
            finding = found.get(one.item.code, "")
            ApplicantCheck.update(found=finding if finding in (rules.CLEAR, rules.HOLDS) else "", changed_at=at).where(
                ApplicantCheck.id == one.id).execute()
        return note(actor, "applicant:check", row, at=at, state=(A.PASSED if passes else A.REFUSED).value, state_words=words.strip()[:LONGEST],
                    reviewed_at=at, reviewed_by=actor.user_id)


def check_all_clear(actor: Actor, applicant: Applicant, *, at: datetime) -> Applicant:
    """Let an application pass of which nothing was declared, every item having been looked into. Raises what `check` raises, recruit_unchecked."""
    require(actor, "recruitment:write")
    checks = facts.checks_of(applicant)
    if any(one.declared for one in checks):
        raise DomainError("recruit_unchecked")
    return check(actor, applicant, passes=True, found={one.item.code: rules.CLEAR for one in checks}, at=at)


def inspect(actor: Actor, applicant: Applicant, *, inspected_on: date, way: PicklistItem, inspectors: str, asked: str = "", words: str,
            passed: bool, at: datetime) -> Inspection:
    """Keep what an inspection found; the last one says whether the person is fit.

    Raises Conflict recruit_act_not_now, DomainError words_missing, unknown_code, recruit_inspected_when.
    """
    require(actor, "recruitment:write")
    for name, text in (("inspectors", inspectors), ("words", words)):
        if not text.strip():
            raise DomainError("words_missing", field=name)
    if way.kind != "inspection_way":
        raise DomainError("unknown_code", field="way", value=way.code)
    with database.atomic():
        row = held(actor, applicant, "inspect")
        if not row.recruitment.review_on <= inspected_on <= local_day(at):
            raise DomainError("recruit_inspected_when", field="inspected_on")
        made = records.insert(Inspection(bureau=row.bureau_id, applicant=row, inspected_on=inspected_on, way=way, inspectors=inspectors.strip(),
                                         asked=asked.strip(), words=words.strip(), passed=passed), at)
        note(actor, "applicant:inspect", row, at=at, state=(A.SUITED if passed else A.UNSUITED).value)
    return made


def propose(actor: Actor, applicant: Applicant, *, back: bool = False, at: datetime) -> Applicant:
    """Propose a person who was found fit, or take the proposal back before the public notice. Raises Conflict recruit_act_not_now."""
    require(actor, "recruitment:write")
    name = "hold_back" if back else "propose"
    with database.atomic():
        row = held(actor, applicant, name)
        return note(actor, f"applicant:{name}", row, at=at, state=(rules.ACTS[name].target or A.SUITED).value)


def object_to(actor: Actor, recruitment: Recruitment, applicant: Applicant, *, words: str, anonymous: bool, name: str = "", contact: str = "",
              at: datetime) -> RecruitmentObjection:
    """Take an objection to somebody of a running public notice, by link or entered by the clerk; an anonymous one keeps no name.

    Raises NotFound for somebody of another round, Conflict recruit_act_not_now, DomainError recruit_objection_closed, words_missing,
    recruit_objection_who, recruit_too_many.
    """
    require(actor, "recruitment:object")
    by_link = "link" in actor.roles
    if by_link:
        refuse_many(actor, at)
    if not words.strip():
        raise DomainError("words_missing", field="words")
    if not anonymous and not (name.strip() and contact.strip()):
        raise DomainError("recruit_objection_who", field="name")
    if applicant.recruitment_id != recruitment.id:
        raise NotFound("not_found")
    with database.atomic():
        row = held(actor, applicant, "object")
        day = local_day(at)
        if day > row.recruitment.objections_until:
            raise DomainError("recruit_objection_closed")
        made = records.insert(RecruitmentObjection(
            bureau=row.bureau_id, recruitment=row.recruitment_id, applicant=row, received_on=day, source="link" if by_link else "clerk",
            anonymous=anonymous, name=None if anonymous else name.strip(), contact=None if anonymous else contact.strip(),
            words=words.strip()[:LONGEST_OBJECTION]), at)
        audit.record(actor, "objection:receive", made, at=at, label=row.receipt, changes={"anonymous": [None, anonymous]})
    return made


def handle(actor: Actor, objection: RecruitmentObjection, *, upheld: bool, finding: str, at: datetime) -> RecruitmentObjection:
    """Say what was found about an objection; an upheld one takes the person out of those proposed.

    Raises Conflict recruit_objection_handled, recruit_act_not_now, DomainError words_missing.
    """
    require(actor, "recruitment:write")
    own(actor, objection)
    if not finding.strip():
        raise DomainError("words_missing", field="finding")
    with database.atomic():
        row = records.lock(RecruitmentObjection, objection.id)
        if row.state != ObjectionState.OPEN:
            raise Conflict("recruit_objection_handled")
        if upheld and row.applicant.state != A.STRUCK:
            struck = held(actor, row.applicant, "strike")
            note(actor, "objection:handle", struck, at=at, state=A.STRUCK.value)
        records.update(row, at, state=(ObjectionState.UPHELD if upheld else ObjectionState.REFUSED).value, finding=finding.strip()[:LONGEST],
                       handled_on=local_day(at), handled_by=actor.user_id)
        audit.record(actor, "objection:handle", row, at=at, label=row.applicant.receipt, changes={"state": [ObjectionState.OPEN.value, row.state]})
    return row


def reveal_objector(actor: Actor, objection: RecruitmentObjection, *, reason: str, at: datetime) -> None:
    """Keep in the trail that somebody looks at who objected, and why. Raises NotFound, DomainError words_missing."""
    require(actor, "sensitive:reveal")
    own(actor, objection)
    if not reason.strip():
        raise DomainError("words_missing", field="reason")
    with database.atomic():
        audit.record(actor, "sensitive:reveal", objection, at=at, changes={"name": ["revealed"], "contact": ["revealed"]}, reason=reason.strip()[:200])


def swear(actor: Actor, recruitment: Recruitment, *, oath_on: date, place: str, taken_by: Iterable[int], at: datetime) -> Recruitment:
    """Keep the oath (宣誓): the day, the place, and which of those appointed took it (`taken_by` are their application's keys).

    Raises Conflict recruit_step_not_now, DomainError recruit_oath_when, recruit_oath_place.
    """
    require(actor, "recruitment:write")
    own(actor, recruitment)
    if not place.strip():
        raise DomainError("recruit_oath_place", field="oath_place")
    with database.atomic():
        row = records.lock(Recruitment, recruitment.id)
        if row.state not in (S.DECIDED, S.CLOSED):
            raise Conflict("recruit_step_not_now", round_state=row.state)
        if not row.decided_on <= oath_on <= local_day(at):
            raise DomainError("recruit_oath_when", field="oath_on")
        takers = set(taken_by)
        for applicant in Applicant.select().where(Applicant.recruitment == row, Applicant.state == A.APPOINTED):
            records.update(applicant, at, oath_taken=applicant.id in takers)
        return records.change(actor, "recruitment:oath", row, at=at, oath_on=oath_on, oath_place=place.strip())
