"""What waits of the year-end grading: the next step of a round, self-reports and opinions that are missing, objections, grades to be told."""
from __future__ import annotations

from collections.abc import Iterator

from peewee import ModelSelect, fn

from models import Assessment, AssessmentObjection, AssessmentOpinion, AssessmentRound, AssessmentTelling
from models.choices import AssessmentState as S, ObjectionState
from portal.domain.tasks import Task
from portal.queries import scope
from portal.queries.desk import MOST, Desk


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield what waits of the gradings for the reader; a constant number of queries."""
    if any(desk.may(kind) for kind in ("assess_review", "assess_publish")):
        yield from _rounds(desk)
    if desk.may("assess_objection"):
        yield from _objections(desk)
    yield from _opinions(desk)


def _rounds(desk: Desk) -> Iterator[Task]:
    rows = list(scope.visible(desk.actor, AssessmentRound).where(AssessmentRound.state.not_in((S.CANCELLED,))).order_by(AssessmentRound.id).limit(MOST))
    silent = _count(Assessment.select(Assessment.round, fn.COUNT(Assessment.id)).where(Assessment.reported_at.is_null()), rows)
    untold = _untold([row for row in rows if row.state == S.FINAL])
    for row in rows:
        yield from _steps(desk, row, silent.get(row.id, 0), untold.get(row.id, 0))


def _steps(desk: Desk, row: AssessmentRound, silent: int, untold: int) -> Iterator[Task]:
    """The next step of a round; while self-reports are taken, the missing ones from three working days before the deadline on."""
    year = str(row.year)
    if row.state == S.OPEN:
        if silent and desk.may("assess_report") and desk.calendar.add_working_days(row.report_until, -3) <= desk.today:
            yield Task("assess_report", row.id, f"×{silent}", year, "", row.report_until)
        if desk.may("assess_review") and (desk.today > row.report_until or not silent):
            yield Task("assess_review", row.id, "", year, "", desk.due_from("assess_review", row.report_until))
    elif row.state == S.REVIEW and desk.may("assess_publish"):
        yield Task("assess_publish", row.id, "", year, "", desk.due_from("assess_publish", row.reviewed_on))
    elif row.state == S.NOTICE and desk.may("assess_final"):
        yield Task("assess_final", row.id, "", year, "", desk.due_from("assess_final", row.objections_until))
    elif row.state == S.FINAL and untold and desk.may("assess_tell"):
        yield Task("assess_tell", row.id, f"×{untold}", year, "", desk.due_from("assess_tell", row.decided_on))


def _count(query: ModelSelect, rows: list[AssessmentRound]) -> dict[int, int]:
    found = query.where(Assessment.round.in_([row.id for row in rows])).group_by(Assessment.round)
    return {key: int(count) for key, count in found.tuples()}


def _untold(rows: list[AssessmentRound]) -> dict[int, int]:
    """Return final round → how many people were not told their present grade themselves."""
    told = AssessmentTelling.select(AssessmentTelling.assessment).join(Assessment).join(AssessmentRound).where(
        AssessmentTelling.addressee == "person", AssessmentTelling.edition == AssessmentRound.edition)
    return _count(Assessment.select(Assessment.round, fn.COUNT(Assessment.id)).where(Assessment.id.not_in(told)), rows) if rows else {}


def _objections(desk: Desk) -> Iterator[Task]:
    rows = AssessmentObjection.select(AssessmentObjection, Assessment).join(Assessment).where(
        scope.condition(desk.actor, AssessmentObjection), AssessmentObjection.state == ObjectionState.OPEN).order_by(AssessmentObjection.id).limit(MOST)
    for row in rows:
        yield Task("assess_objection", row.assessment.round_id, "", str(row.assessment.year), "", desk.due_from("assess_objection", row.received_on))


def _opinions(desk: Desk) -> Iterator[Task]:
    """For a procuratorate one line for each grading that asks; for the bureau one where answers are overdue."""
    kind = "assess_opinion" if desk.may("assess_opinion") else "assess_unanswered" if desk.may("assess_unanswered") else ""
    if not kind:
        return
    rows = AssessmentOpinion.select(Assessment.round, Assessment.year, fn.COUNT(AssessmentOpinion.id), fn.MIN(AssessmentOpinion.due_on)).join(
        Assessment).join(AssessmentRound).where(
        scope.condition(desk.actor, AssessmentOpinion), AssessmentOpinion.given_at.is_null(), AssessmentRound.state.in_((S.OPEN, S.REVIEW))).group_by(
        Assessment.round, Assessment.year)
    for round_, year, count, due in rows.tuples():
        if kind == "assess_opinion" or due < desk.today:
            yield Task(kind, round_, f"×{count}", str(year), "", due)
