"""The form of one person in the grading of a year: filled from facts, points by hand with a reason, veto, self-report, survey, grade."""
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from models import Assessment, AssessmentRound, AssessmentSurvey, Discipline, LinkToken, PicklistItem
from models.base import database
from models.choices import AssessmentState
from portal.domain import assessments as rules, scoring
from portal.domain.errors import Conflict, DomainError, NotFound
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import Actor, require
from portal.domain.scoring import Item, Mark, Score
from portal.queries import assessment_facts as facts, assessments as reading
from portal.services import audit, records
from portal.services.by_link import claimed
from portal.services.people import own

NOON = 12
"""The hour that a report from paper is given, of which only the day is known."""


def held(actor: Actor, form: Assessment, act: str) -> tuple[AssessmentRound, Assessment]:
    """Return a form and its round as they are now, the round held so that no two write at once, if the act is possible.

    Raises NotFound for another bureau's form, Conflict assess_step_not_now, assess_no_round.
    """
    own(actor, form)
    if form.round_id is None:
        raise Conflict("assess_no_round")
    round_ = records.lock(AssessmentRound, form.round_id)
    rules.act_in(round_.state, act)
    row = Assessment.get_by_id(form.id)
    if row.round_id != round_.id:
        raise Conflict("assess_no_round")
    return round_, row


# filling -------------------------------------------------------------------------------------------------------------------------


def fill(round_: AssessmentRound, rows: Sequence[Assessment], at: datetime, only: Collection[str] = ()) -> int:
    """Write what the facts say into forms and return how many changed; part of a larger act. What was given by hand stays.

    `only` names the facts that can have changed; without it all are read.
    """
    scheme = scoring.read_scheme(round_.scheme)
    sources = {item.source for item in scheme.items if item.source and (not only or item.source in only)}
    found = facts.gather(round_.year, [row.supervisor_id for row in rows], sources)
    return sum(_fill_one(scheme, row, {fact: value for fact, value in facts.values(found[row.supervisor_id]).items() if fact in sources}, at)
               for row in rows)


def _fill_one(scheme: scoring.Scheme, row: Assessment, values: dict[str, int | None], at: datetime) -> bool:
    before = scoring.read_scores(row.scores)
    scores = {item.code: _filled(item, before.get(item.code, Score()), values) for item in scheme.items}
    kept, points = scoring.kept_scores(scores), scoring.total(scheme, scores).points
    if kept == row.scores and points == row.points_tenths and row.filled_at is not None:
        return False
    records.update(row, at, scores=kept, points_tenths=points, filled_at=at)
    return True


def _filled(item: Item, score: Score, values: dict[str, int | None]) -> Score:
    if item.source not in values:
        return score
    value = values[item.source]
    return replace(score, value=value, points=scoring.points_of(item, value))


def refresh(actor: Actor, round_: AssessmentRound, *, at: datetime) -> int:
    """Fill the forms of a round anew from the facts as they are now; return how many changed. Raises Conflict assess_step_not_now."""
    require(actor, "assessment:write")
    own(actor, round_)
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "refresh")
        count = fill(row, reading.rows_of(row), at)
        follow(actor, row, at)
        audit.record(actor, "assessment:refresh", row, at=at, label=str(row.year), changes={"people": [None, count]})
    return count


# scores --------------------------------------------------------------------------------------------------------------------------


def score(actor: Actor, form: Assessment, marks: Mapping[str, Mark], *, at: datetime) -> int:
    """Write marks (item → mark) into a form, all or none, and return how many items changed.

    Raises what portal.domain.scoring.marked raises, DomainError words_long, Conflict assess_step_not_now.
    """
    require(actor, "assessment:write")
    tidy = {code: replace(mark, words=_short(mark.words, "words")) for code, mark in marks.items()}
    with database.atomic():
        round_, row = held(actor, form, "score")
        scheme, scores = scoring.read_scheme(round_.scheme), scoring.read_scores(row.scores)
        before = {code: scores.get(code, Score()) for code in tidy}
        after = {code: scoring.marked(scheme.item(code), before[code], mark) for code, mark in tidy.items()}
        changed = [code for code in tidy if before[code] != after[code]]
        scores |= after
        records.update(row, at, scores=scoring.kept_scores(scores), points_tenths=scoring.total(scheme, scores).points)
        for code in changed:
            audit.record(actor, "assessment:score", row, at=at, label=f"{round_.year} {scheme.item(code).name}", reason=after[code].words,
                         changes=_told(before[code], after[code]))
        follow(actor, round_, at)
    return len(changed)


def score_many(actor: Actor, round_: AssessmentRound, marks: Mapping[int, Mapping[str, Mark]], *, at: datetime) -> int:
    """Write marks (form → item → mark) into several forms of a round, all or none, and return how many items changed; notes stay.

    Raises what `score` raises, NotFound for a form that is not of this round.
    """
    require(actor, "assessment:write")
    own(actor, round_)
    with database.atomic():
        rows = {row.id: row for row in reading.rows_of(records.lock(AssessmentRound, round_.id))}
        if not set(marks) <= set(rows):
            raise NotFound("not_found")
        return sum(score(actor, rows[key], _with_notes(rows[key], found), at=at) for key, found in sorted(marks.items()))


def _with_notes(row: Assessment, marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """Return marks with the words that stand in the form already."""
    scores = scoring.read_scores(row.scores)
    return {code: replace(mark, words=scores.get(code, Score()).words) for code, mark in marks.items()}


def _told(before: Score, after: Score) -> dict[str, list[Any]]:
    pairs = {"item_points": (before.counts, after.counts), "item_choice": (before.choice, after.choice)}
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}


def set_veto(actor: Actor, form: Assessment, *, ground: str, discipline: Discipline | None, at: datetime) -> Assessment:
    """Keep that a ground leaves the last grade alone, with the entry in the register of discipline that shows it; empty takes it back.

    A grade chosen before, with its reason, ends with the change: the draft is suggested anew.
    Raises DomainError unknown_code, assess_veto_evidence, Conflict assess_step_not_now.
    """
    require(actor, "assessment:write")
    if ground and ground not in rules.VETOES:
        raise DomainError("unknown_code", field="ground", value=ground)
    if ground and (discipline is None or discipline.supervisor_id != form.supervisor_id):
        raise DomainError("assess_veto_evidence", field="discipline")
    with database.atomic():
        round_, row = held(actor, form, "veto")
        records.change(actor, "assessment:veto", row, at=at, veto=ground, veto_discipline=discipline if ground else None, grade_reason="")
        follow(actor, round_, at)
        return Assessment.get_by_id(row.id)


def survey(actor: Actor, form: Assessment, *, asked_on: date, asked: str, surveyed_by: str, mark: PicklistItem, words: str = "",
           at: datetime) -> AssessmentSurvey:
    """Enter a sheet of the phone survey; the person's points follow. Raises DomainError words_missing, unknown_code, assess_day_future."""
    require(actor, "assessment:write")
    for name, text in (("asked", asked), ("surveyed_by", surveyed_by)):
        if not text.strip():
            raise DomainError("words_missing", field=name)
    if mark.kind != "feedback_mark":
        raise DomainError("unknown_code", field="mark", value=mark.code)
    if asked_on > local_day(at):
        raise DomainError("assess_day_future", field="asked_on")
    text = _short(words, "words")
    with database.atomic():
        round_, row = held(actor, form, "survey")
        made = records.create(actor, "assessment:survey", AssessmentSurvey(
            bureau=row.bureau_id, assessment=row, asked_on=asked_on, asked=asked.strip()[:120], surveyed_by=surveyed_by.strip()[:60], mark=mark,
            words=text), at=at)
        fill(round_, [row], at, ("survey",))
        follow(actor, round_, at)
    return made


# the self-report -----------------------------------------------------------------------------------------------------------------


def report(actor: Actor, form: Assessment, *, words: str, received_on: date | None = None, at: datetime) -> Assessment:
    """Keep a self-report, given by link or entered from paper by the clerk with the day on which it came; a later one replaces it.

    After the deadline it is late, and the best grade is closed. Raises DomainError words_missing, words_long, assess_day_future, what
    portal.domain.assessments.check_report raises, Conflict assess_step_not_now.
    """
    require(actor, "assessment:report")
    text = words.strip()
    if not text:
        raise DomainError("words_missing", field="words")
    if len(text) > rules.LONGEST_REPORT:
        raise DomainError("words_long", field="words", limit=rules.LONGEST_REPORT)
    by_link = "link" in actor.roles
    day = local_day(at) if by_link or received_on is None else received_on
    if day > local_day(at):
        raise DomainError("assess_day_future", field="received_on")
    with database.atomic():
        round_, row = held(actor, form, "report")
        given = row.reported_at is not None
        rules.check_report(day, round_.report_until, given=given, late=row.report_late)
        came = row.reported_at if given and not row.report_late else at if day == local_day(at) else local_moment(day, NOON)
        records.change(actor, "assessment:report", row, at=at, report=text, reported_at=came, report_source="link" if by_link else "paper",
                       report_late=day > round_.report_until)
        follow(actor, round_, at)
        return Assessment.get_by_id(row.id)


def report_by_link(actor: Actor, link: LinkToken, *, words: str, at: datetime) -> Assessment:
    """Keep the self-report of the person who holds a link. Raises what `report` raises, and LinkRefused."""
    with claimed(link, at):
        return report(actor, Assessment.get_by_id(link.target_id), words=words, at=at)


# grades --------------------------------------------------------------------------------------------------------------------------


def draft_all(actor: Actor, round_: AssessmentRound, *, at: datetime) -> int:
    """Suggest everybody's grade by points and the cap, and take it as the draft where nobody chose another with a reason.

    Returns how many drafts changed. Raises Conflict assess_step_not_now.
    """
    require(actor, "assessment:draft")
    own(actor, round_)
    with database.atomic():
        row = records.lock(AssessmentRound, round_.id)
        rules.act_in(row.state, "draft")
        return suggest(actor, row, at)


def follow(actor: Actor, round_: AssessmentRound, at: datetime) -> None:
    """Let the drafts follow what was just changed in a round that is held: no grade is published that its points do not suggest."""
    if round_.state == AssessmentState.REVIEW and (changed := _draft(round_, at)):
        _tell_drafts(actor, round_, changed, at)


def suggest(actor: Actor, round_: AssessmentRound, at: datetime) -> int:
    """Do what `draft_all` does for a round that is held; part of a larger act."""
    changed = _draft(round_, at)
    _tell_drafts(actor, round_, changed, at)
    return changed


def _tell_drafts(actor: Actor, round_: AssessmentRound, changed: int, at: datetime) -> None:
    audit.record(actor, "assessment:draft", round_, at=at, label=str(round_.year), changes={"people": [None, changed]})


def _draft(round_: AssessmentRound, at: datetime) -> int:
    grades, found = reading.grade_items(round_), reading.forms(round_)
    said = rules.suggest([one.candidate for one in found], grades=list(grades), lowest=round_.rules["grade_points"],
                         cap=reading.cap(round_, len(found)))
    changed = 0
    for one in found:
        suggestion, form = said[one.row.id], one.row
        item = grades.get(suggestion.grade)
        grade = form.grade if form.grade_reason and not form.veto else item
        changed += (form.grade_id, form.tied) != (grade.id if grade else None, suggestion.tied)
        if (form.suggested_id, form.tied, form.grade_id) != (item.id if item else None, suggestion.tied, grade.id if grade else None):
            records.update(form, at, suggested=item, tied=suggestion.tied, grade=grade)
    return changed


def set_grade(actor: Actor, form: Assessment, grade: PicklistItem, *, reason: str = "", at: datetime) -> Assessment:
    """Give a person a draft grade; one that the points do not suggest needs a reason. During the public notice only the leader changes a
    grade, and only where an objection to it in this very notice was upheld.

    Raises what portal.domain.assessments.check_grade raises, DomainError words_long, assess_notice_grade, Conflict assess_step_not_now.
    """
    require(actor, "assessment:draft")
    text = _short(reason, "reason")
    with database.atomic():
        round_, row = held(actor, form, "grade")
        grades, found = reading.grade_items(round_), reading.forms(round_)
        mine = next(one for one in found if one.row.id == row.id)
        _check_in_notice(actor, round_, row)
        best = next(iter(grades))
        rules.check_grade(
            grade.code if grade.kind == "grade" else "", mine.candidate, suggested=mine.row.suggested.code if mine.row.suggested else "",
            reason=text, grades=list(grades), cap=reading.cap(round_, len(found)),
            best_elsewhere=sum(one.row.grade is not None and one.row.grade.code == best for one in found if one is not mine))
        return records.change(actor, "assessment:grade", row, at=at, reason=text, grade=grades[grade.code],
                              grade_reason=text if mine.row.suggested is None or grade.code != mine.row.suggested.code else "")


def _check_in_notice(actor: Actor, round_: AssessmentRound, row: Assessment) -> None:
    if round_.state != "notice":
        return
    require(actor, "assessment:decide")
    since = reading.published_at(round_)
    if not any(one.state == "upheld" and one.assessment_id == row.id and one.created_at >= since for one in reading.objections_of(round_)):
        raise DomainError("assess_notice_grade", field="grade")


def _short(words: str, field: str) -> str:
    text = words.strip()
    if len(text) > rules.LONGEST_WORDS:
        raise DomainError("words_long", field=field, limit=rules.LONGEST_WORDS)
    return text
