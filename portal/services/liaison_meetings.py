"""Joint meetings: planned, written up, their minutes issued as a numbered paper, and their decisions followed (mission.md row 18)."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from models import Decision, Meeting, MeetingOffice, Paper
from models.base import database
from models.choices import MeetingState
from portal.domain import meetings as rules
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.localtime import local_day
from portal.domain.meetings import DecisionValues, MeetingValues
from portal.domain.opinions import check_words
from portal.domain.papers import MEETING_MINUTES
from portal.domain.permissions import Actor, require
from portal.queries import liaison_meetings as facts
from portal.services import audit, papers, records


def plan(actor: Actor, values: MeetingValues, *, at: datetime) -> Meeting:
    """Plan a joint meeting with its agenda and the offices that take part. Raises DomainError: see meetings.check."""
    require(actor, "meeting:write")
    rules.check(values, facts.kinds(int(actor.bureau_id or 0)))
    with database.atomic():
        made = records.create(actor, "meeting:plan", Meeting(bureau=actor.bureau_id, **_columns(values)), at=at)
        _write_sides(actor, made, values.sides, at)
    return made


def amend(actor: Actor, meeting: Meeting, values: MeetingValues, *, version: int | None = None, at: datetime) -> Meeting:
    """Change what was planned. Raises NotFound, Conflict meeting_act_not_now, changed_meanwhile, DomainError as `plan`, meeting_not_begun,
    decision_office, decision_due.
    """
    require(actor, "meeting:write")
    with database.atomic():
        row, _act = _held(actor, meeting, "amend")
        rules.check(values, facts.kinds(row.bureau_id))
        if row.state == MeetingState.HELD and values.starts_at > at:
            raise DomainError("meeting_not_begun", field="starts_at")
        rules.check_decisions(facts.decision_values(row), {office for office, _people in values.sides}, local_day(values.starts_at))
        changed = records.change(actor, "meeting:amend", row, at=at, version=version, **_columns(values))
        _write_sides(actor, changed, values.sides, at)
    return changed


def cancel(actor: Actor, meeting: Meeting, *, words: str, at: datetime) -> Meeting:
    """Call a planned meeting off, saying why. Raises NotFound, DomainError words_missing, words_long, Conflict meeting_act_not_now."""
    require(actor, "meeting:write")
    reason = check_words(words, "words", rules.LONGEST_WHY)
    with database.atomic():
        row, _act = _held(actor, meeting, "cancel")
        return records.change(actor, "meeting:cancel", row, at=at, reason=reason, state=MeetingState.CANCELLED.value, state_words=reason)


def write_up(actor: Actor, meeting: Meeting, *, minutes: str, sides: Sequence[tuple[int, str]], decisions: Sequence[DecisionValues],
             at: datetime) -> Meeting:
    """Write down who came, what was said and what was decided; may be done over until the minutes are issued.

    Raises NotFound, Conflict meeting_act_not_now, DomainError meeting_not_begun, decision_closed, words_missing, words_long and what
    meetings.check_sides and check_decisions raise.
    """
    require(actor, "meeting:write")
    text = check_words(minutes, "minutes", rules.LONGEST_MINUTES)
    with database.atomic():
        row, _act = _held(actor, meeting, "write_up")
        if at < row.starts_at:
            raise DomainError("meeting_not_begun")
        rules.check_sides(sides, facts.kinds(row.bureau_id))
        rules.check_decisions(decisions, {office for office, _people in sides}, local_day(row.starts_at))
        changed = records.change(actor, "meeting:write_up", row, at=at, state=MeetingState.HELD.value, minutes=text)
        _write_sides(actor, changed, sides, at)
        _write_decisions(actor, changed, decisions, at)
    return changed


def issue(actor: Actor, meeting: Meeting, *, at: datetime) -> Paper:
    """Issue the minutes as a numbered paper (联席会议纪要), which closes them; how the decisions go on is followed all the same.

    Raises NotFound, Conflict meeting_act_not_now, DomainError prefix_missing.
    """
    require(actor, "meeting:write")
    with database.atomic():
        row, _act = _held(actor, meeting, "issue")
        paper = papers.issue(actor, MEETING_MINUTES, about=row, subject=row.title, data=facts.minutes_data(row, at), at=at)
        records.change(actor, "meeting:issue", row, at=at, reason=paper.number, state=MeetingState.ISSUED.value, issued_at=at)
    return paper


# --- decisions ----------------------------------------------------------------------------------------------------------------------------


def settle(actor: Actor, decision: Decision, *, words: str, done_on: date | None = None, at: datetime) -> Decision:
    """Report a decision as done, by the office in charge or the bureau's clerk, saying when (today by default) and what came of it.

    Raises NotFound, Forbidden not_own_decision, Conflict decision_act_not_now, DomainError words_missing, words_long, decision_done_when.
    """
    require(actor, "decision:settle")
    text, today = check_words(words, "words", rules.LONGEST_DECISION), local_day(at)
    with database.atomic():
        row = _held_decision(actor, decision, "settle")
        day = done_on or today
        rules.check_done(day, local_day(row.meeting.starts_at), today)
        return records.change(actor, "decision:settle", row, at=at, reason=text, done_on=day, done_words=text, done_by=actor.user_id)


def postpone(actor: Actor, decision: Decision, *, due_on: date, words: str, at: datetime) -> Decision:
    """Give an open decision a later day, saying why. Raises NotFound, Conflict decision_act_not_now, DomainError words_missing, decision_later."""
    require(actor, "meeting:write")
    reason = check_words(words, "words", rules.LONGEST_WHY)
    with database.atomic():
        row = _held_decision(actor, decision, "postpone")
        if due_on <= row.due_on or due_on < local_day(at):
            raise DomainError("decision_later", field="due_on")
        return records.change(actor, "decision:postpone", row, at=at, reason=reason, due_on=due_on)


def reopen(actor: Actor, decision: Decision, *, words: str, at: datetime) -> Decision:
    """Take a report of being done back, saying why. Raises NotFound, Conflict decision_act_not_now, DomainError words_missing, words_long."""
    require(actor, "meeting:write")
    reason = check_words(words, "words", rules.LONGEST_WHY)
    with database.atomic():
        row = _held_decision(actor, decision, "reopen")
        return records.change(actor, "decision:reopen", row, at=at, reason=reason, done_on=None, done_words="", done_by=None)


def _held(actor: Actor, meeting: Meeting, name: str) -> tuple[Meeting, rules.Act]:
    row = records.lock(Meeting, meeting.id)
    if row.bureau_id != actor.bureau_id:
        raise NotFound("not_found")
    return row, rules.act_from(name, row.state)


def _held_decision(actor: Actor, decision: Decision, name: str) -> Decision:
    row = records.lock(Decision, decision.id)
    if row.bureau_id != actor.bureau_id or row.struck_at is not None:
        raise NotFound("not_found")
    if actor.in_procuratorate and row.office_id != actor.organisation_id:
        raise Forbidden("not_own_decision")
    rules.check_decision_act(name, row.done_on)
    return row


def _columns(values: MeetingValues) -> dict[str, Any]:
    return {"title": values.title.strip(), "starts_at": values.starts_at, "place": values.place.strip(), "host": values.host_id,
            "agenda": values.agenda.strip()}


def _write_sides(actor: Actor, meeting: Meeting, sides: Sequence[tuple[int, str]], at: datetime) -> None:
    """Keep exactly these offices with these people."""
    before, after = [(row.office_id, row.people) for row in facts.sides(meeting)], [(office, people.strip()) for office, people in sides]
    if before == after:
        return
    MeetingOffice.delete().where(MeetingOffice.meeting == meeting).execute()
    for office, people in after:
        records.insert(MeetingOffice(bureau=meeting.bureau_id, meeting=meeting, office=office, people=people), at)
    if before:
        audit.record(actor, "meeting:amend", meeting, at=at, changes={"sides": [[people for _, people in before], [people for _, people in after]]})


def _write_decisions(actor: Actor, meeting: Meeting, decisions: Sequence[DecisionValues], at: datetime) -> None:
    """Keep exactly these decisions in this order; those that were reported as done meanwhile stay as they are."""
    known = {row.id: row for row in facts.decisions(meeting)}
    named = {one.id for one in decisions if one.id is not None}
    for gone in [row for key, row in known.items() if key not in named]:
        _strike(actor, gone, at)
    for no, one in enumerate(decisions, 1):
        values = {"no": no, "words": one.words.strip(), "office": one.office_id, "person": one.person.strip(), "due_on": one.due_on}
        row = known.get(one.id or 0)
        if row is None:
            records.create(actor, "decision:write", Decision(bureau=meeting.bureau_id, meeting=meeting, **values), at=at)
        else:
            _rewrite(actor, row, values, at)


def _rewrite(actor: Actor, row: Decision, values: dict[str, Any], at: datetime) -> None:
    before = {"no": row.no, "words": row.words, "office": row.office_id, "person": row.person, "due_on": row.due_on}
    if before == values:
        return
    if row.done_on is not None and before | {"no": 0} != values | {"no": 0}:
        raise Conflict("decision_closed")
    records.change(actor, "decision:write", row, at=at, **values)


def _strike(actor: Actor, row: Decision, at: datetime) -> None:
    if row.done_on is not None:
        raise Conflict("decision_closed")
    records.change(actor, "decision:strike", row, at=at, reason=row.words, struck_at=at)
