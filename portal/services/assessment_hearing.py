"""Who is heard in a grading: links for the self-reports, opinions asked of the procuratorates, objections to the published grades."""
from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

from models import Assessment, AssessmentObjection, AssessmentOpinion, AssessmentRound, PicklistItem
from models.base import database
from models.choices import LinkPurpose, ObjectionState
from portal.domain import assessments as rules
from portal.domain.assessment_texts import report_request
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.localtime import local_day, local_moment
from portal.domain.notice_texts import Own
from portal.domain.permissions import Actor, require
from portal.queries import assessment_facts as facts, assessments as reading, related
from portal.queries.notices import own_words, sender
from portal.services import assessments, audit, links, records
from portal.services.classes import Told
from portal.services.outbox import NOWHERE, Reach
from portal.services.people import own

LINK_DAYS = 60
"""How long after the deadline a link still takes a late self-report."""


def write_texts(actor: Actor, round_: AssessmentRound, *, only: int | None = None, at: datetime, reach: Reach = NOWHERE,
                token_hex: Callable[[int], str] = secrets.token_hex) -> list[Told]:
    """Return the ready texts for everybody whose self-report is missing, or for one form, with a fresh link each where phone pages are reachable.

    Raises Conflict assess_step_not_now.
    """
    require(actor, "assessment:write")
    own(actor, round_)
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "texts")
        related.load([row], "bureau")
        waiting = [one.row for one in reading.forms(row) if (one.row.reported_at is None if only is None else one.row.id == only)]
        words = own_words(row.bureau_id)
        told = [_tell(actor, row, form, at, reach, token_hex, words) for form in sorted(waiting, key=lambda form: form.supervisor.code)]
        audit.record(actor, "assessment:texts", row, at=at, label=str(row.year), changes={"people": [None, len(told)]})
    return told


def _tell(actor: Actor, round_: AssessmentRound, form: Assessment, at: datetime, reach: Reach, token_hex: Callable[[int], str], words: Own) -> Told:
    url = ""
    if reach.base:
        until = max(local_moment(round_.report_until + timedelta(days=LINK_DAYS), 0), at + timedelta(days=LINK_DAYS))
        _link, token = links.make_link(actor, LinkPurpose.SELF_REPORT, supervisor=form.supervisor, target_id=form.id, expires_at=until, at=at,
                                       token_hex=token_hex)
        url = f"{reach.base}/l/{token}"
    return Told(form, report_request(form.supervisor.name, round_.year, round_.report_until, sender(round_.bureau), url, words), url)


# opinions of the procuratorates --------------------------------------------------------------------------------------------------


def ask(actor: Actor, round_: AssessmentRound, *, due_on: date, at: datetime) -> int:
    """Ask each procuratorate about everybody who was drawn for it in the year and about whom it was not asked yet; return how many questions.

    Raises Conflict assess_step_not_now, DomainError assess_due_early, assess_nobody_asked.
    """
    require(actor, "assessment:write")
    own(actor, round_)
    if due_on < local_day(at):
        raise DomainError("assess_due_early", field="due_on")
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "ask")
        forms = reading.rows_of(row)
        drawn = facts.served_for(row.year, [form.supervisor_id for form in forms])
        known = {(one.assessment_id, one.procuratorate_id) for one in reading.opinions_of(row)}
        asked = [(form, office) for form in forms for office in sorted(drawn.get(form.supervisor_id, ())) if (form.id, office) not in known]
        if not asked:
            raise DomainError("assess_nobody_asked", field="due_on")
        for form, office in asked:
            records.insert(AssessmentOpinion(bureau=row.bureau_id, assessment=form, supervisor=form.supervisor_id, year=row.year, procuratorate=office,
                                             asked_at=at, asked_by=actor.user_id, due_on=due_on), at)
        audit.record(actor, "assessment:ask", row, at=at, label=str(row.year), changes={"people": [None, len(asked)]})
    return len(asked)


def opine(actor: Actor, opinion: AssessmentOpinion, *, mark: PicklistItem, words: str = "", at: datetime) -> AssessmentOpinion:
    """Give a procuratorate's yearly opinion on a person; it may be corrected while opinions are taken. The person's points follow.

    Raises NotFound for another office's, Conflict assess_step_not_now, DomainError unknown_code, words_long.
    """
    require(actor, "assessment:opinion")
    if opinion.procuratorate_id != actor.organisation_id:
        raise NotFound("not_found")
    if mark.kind != "feedback_mark":
        raise DomainError("unknown_code", field="mark", value=mark.code)
    text = _short(words)
    with database.atomic():
        form = Assessment.get_by_id(opinion.assessment_id)
        round_ = records.lock(AssessmentRound, form.round_id)
        rules.act_in(round_.state, "opine")
        row = records.change(actor, "assessment:opine", records.lock(AssessmentOpinion, opinion.id), at=at, mark=mark, words=text, given_at=at,
                             given_by=actor.user_id)
        assessments.fill(round_, [Assessment.get_by_id(form.id)], at, ("opinion",))
        assessments.follow(actor, round_, at)
    return row


# objections ----------------------------------------------------------------------------------------------------------------------


def object_to(actor: Actor, form: Assessment, *, words: str, received_on: date, anonymous: bool, name: str = "", contact: str = "",
              at: datetime) -> AssessmentObjection:
    """Enter an objection to a published grade that came by letter, phone or visit; an anonymous one keeps no name.

    Raises DomainError words_missing, words_long, assess_objection_who, assess_day_future, assess_objection_closed, Conflict
    assess_step_not_now.
    """
    require(actor, "assessment:write")
    text = _needed(words, "words")
    if not anonymous and not (name.strip() and contact.strip()):
        raise DomainError("assess_objection_who", field="name")
    if received_on > local_day(at):
        raise DomainError("assess_day_future", field="received_on")
    with database.atomic():
        round_, row = assessments.held(actor, form, "object")
        if received_on > round_.objections_until:
            raise DomainError("assess_objection_closed", field="received_on", day=round_.objections_until)
        return records.create(actor, "assessment:object", AssessmentObjection(
            bureau=row.bureau_id, assessment=row, received_on=received_on, anonymous=anonymous, name=None if anonymous else name.strip()[:60],
            contact=None if anonymous else contact.strip()[:60], words=text), at=at)


def handle(actor: Actor, objection: AssessmentObjection, *, upheld: bool, finding: str, at: datetime) -> AssessmentObjection:
    """Say what was found about an objection; where it is upheld the leader may change the grade.

    Raises Conflict assess_objection_handled, assess_step_not_now, DomainError words_missing, words_long.
    """
    require(actor, "assessment:write")
    own(actor, objection)
    text = _needed(finding, "finding")
    with database.atomic():
        form = Assessment.get_by_id(objection.assessment_id)
        rules.act_in(records.lock(AssessmentRound, form.round_id).state, "handle")
        row = records.lock(AssessmentObjection, objection.id)
        if row.state != ObjectionState.OPEN:
            raise Conflict("assess_objection_handled")
        return records.change(actor, "assessment:handle", row, at=at, state=(ObjectionState.UPHELD if upheld else ObjectionState.REFUSED).value,
                              finding=text, handled_on=local_day(at), handled_by=actor.user_id)


def reveal_objector(actor: Actor, objection: AssessmentObjection, *, reason: str, at: datetime) -> None:
    """Keep in the trail that somebody looks at who objected, and why. Raises NotFound, DomainError words_missing."""
    require(actor, "sensitive:reveal")
    own(actor, objection)
    if not reason.strip():
        raise DomainError("words_missing", field="reason")
    with database.atomic():
        audit.record(actor, "sensitive:reveal", objection, at=at, changes={"name": ["revealed"], "contact": ["revealed"]}, reason=reason.strip()[:200])


def _needed(words: str, field: str) -> str:
    text = _short(words, field)
    if not text:
        raise DomainError("words_missing", field=field)
    return text


def _short(words: str, field: str = "words") -> str:
    text = words.strip()
    if len(text) > rules.LONGEST_WORDS:
        raise DomainError("words_long", field=field, limit=rules.LONGEST_WORDS)
    return text
