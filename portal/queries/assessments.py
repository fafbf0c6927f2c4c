"""The grading of a year as it stands: rounds with their forms, what their steps are judged by, and the scheme in force."""
from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN, fn

from models import (
    Appointment,
    Assessment,
    AssessmentEdition,
    AssessmentObjection,
    AssessmentOpinion,
    AssessmentRound,
    AssessmentScheme,
    AssessmentSurvey,
    AssessmentTelling,
    Departure,
    Discipline,
    Organisation,
    Paper,
    PicklistItem,
    Supervisor,
    User,
)
from models.choices import AssessmentState as S, ObjectionState
from portal.domain import assessments as rules, scoring
from portal.domain.scoring import Score, Total
from portal.queries import parameters

PERSON = (Supervisor.id, Supervisor.code, Supervisor.name, Supervisor.work_unit, Supervisor.recommender, Supervisor.bureau)
"""What lists of people to be graded show of a person."""
KEYS = ("assessment.grades", "assessment.grade_points", "assessment.excellent_share")


def scheme_in_force(bureau_id: int | None) -> AssessmentScheme:
    """Return the newest version of the scheme: the office's own, else the shipped one."""
    rows = AssessmentScheme.select().where(AssessmentScheme.bureau.is_null() | (AssessmentScheme.bureau == bureau_id))
    found: AssessmentScheme = max(rows, key=lambda row: (row.bureau_id is not None, row.revision))
    return found


def scheme_versions(bureau_id: int) -> list[AssessmentScheme]:
    """Return the versions that an office may look at, the newest first, with who made them."""
    return list(AssessmentScheme.select(AssessmentScheme, User).join(User, JOIN.LEFT_OUTER, on=AssessmentScheme.made_by).where(
        AssessmentScheme.bureau.is_null() | (AssessmentScheme.bureau == bureau_id)).order_by(
        AssessmentScheme.bureau.is_null(), AssessmentScheme.revision.desc()))


def to_be_graded(bureau_id: int, day: date) -> list[Supervisor]:
    """Return who is graded: everybody of a bureau in office on a day, without what is encrypted, by code."""
    held = Appointment.select(Appointment.supervisor).where(
        Appointment.bureau == bureau_id, Appointment.starts_on <= day, Appointment.ends_on >= day,
        Appointment.ended_on.is_null() | (Appointment.ended_on > day))
    return list(Supervisor.select(*PERSON).where(Supervisor.bureau == bureau_id, Supervisor.id.in_(held)).order_by(Supervisor.code))


@dataclass
class Form:
    """One person's form with what stands in it: scores by item, their sum, and the grades by name."""

    row: Assessment
    scores: dict[str, Score]
    total: Total

    @property
    def candidate(self) -> rules.Candidate:
        """Return what the person's grade is judged by."""
        return rules.Candidate(self.row.id, self.total.points, reported_in_time=self.row.reported_at is not None and not self.row.report_late,
                               veto=bool(self.row.veto))


def form_of(row: Assessment, scheme: scoring.Scheme) -> Form:
    """Return a form's row with its scores and their sum."""
    scores = scoring.read_scores(row.scores)
    return Form(row, scores, scoring.total(scheme, scores))


def forms(round_: AssessmentRound) -> list[Form]:
    """Return the forms of a round with people and grades, the most points first; one statement."""
    grade, suggested = PicklistItem.alias(), PicklistItem.alias()
    rows = Assessment.select(Assessment, Supervisor, grade, suggested).join_from(Assessment, Supervisor).join_from(
        Assessment, grade, JOIN.LEFT_OUTER, on=Assessment.grade == grade.id, attr="grade").join_from(
        Assessment, suggested, JOIN.LEFT_OUTER, on=Assessment.suggested == suggested.id, attr="suggested").where(Assessment.round == round_)
    scheme = scoring.read_scheme(round_.scheme)
    found = [form_of(row, scheme) for row in rows]
    return sorted(found, key=lambda one: (-(one.total.points if one.total.points is not None else -1), one.row.supervisor.code))


def rows_of(round_: AssessmentRound) -> list[Assessment]:
    """Return the bare forms of a round."""
    return list(Assessment.select().where(Assessment.round == round_).order_by(Assessment.id))


def grade_items(round_: AssessmentRound) -> dict[str, PicklistItem]:
    """Return code → grade of the grades that are frozen with a round, the best first."""
    codes = list(round_.rules["grades"])
    rows = {row.code: row for row in PicklistItem.select().where(
        PicklistItem.kind == "grade", PicklistItem.code.in_(codes), PicklistItem.bureau.is_null() | (PicklistItem.bureau == round_.bureau_id))}
    return {code: rows[code] for code in codes}


def cap(round_: AssessmentRound, people: int) -> int:
    """Return how many of a round may get the best grade."""
    return rules.cap_of(people, int(round_.rules["excellent_share"]))


def standing(round_: AssessmentRound, found: Sequence[Form], today: date) -> rules.Standing:
    """Return what the steps of a round are judged by on a day, from its forms."""
    best = round_.rules["grades"][0]
    return rules.Standing(
        today=today, report_until=round_.report_until, objections_until=round_.objections_until, people=len(found),
        unreported=sum(one.row.reported_at is None for one in found),
        unfilled=sum(bool(one.total.missing) for one in found), ungraded=sum(one.row.grade_id is None for one in found),
        best=sum(one.row.grade is not None and one.row.grade.code == best for one in found), cap=cap(round_, len(found)),
        objections=open_objections(round_))


def published_at(round_: AssessmentRound) -> datetime:
    """Return when the public notice that runs was given out, by its paper; what came earlier belongs to a notice before it."""
    found: datetime = Paper.select(Paper.issued_at).where(
        Paper.about_type == "assessment_round", Paper.about_id == round_.id, Paper.kind == "assessment_public").order_by(
        Paper.issued_at.desc()).get().issued_at
    return found


def open_objections(round_: AssessmentRound) -> int:
    """Return how many objections to a round are still to be looked into."""
    return int(AssessmentObjection.select(fn.COUNT(AssessmentObjection.id)).join(Assessment).where(
        Assessment.round == round_, AssessmentObjection.state == ObjectionState.OPEN).scalar())


def frozen_rules(bureau_id: int, day: date) -> dict[str, object]:
    """Return grades, their lowest points and the share of the best one as they hold on a day."""
    held = parameters.values(bureau_id, KEYS, day)
    return {key.partition(".")[2]: held[key] for key in KEYS}


def round_of(bureau_id: int, year: int) -> AssessmentRound | None:
    """Return the round of a year that was not given up, or None."""
    found: AssessmentRound | None = AssessmentRound.get_or_none(
        AssessmentRound.bureau == bureau_id, AssessmentRound.year == year, AssessmentRound.state != S.CANCELLED)
    return found


# what hangs on forms -------------------------------------------------------------------------------------------------------------


def opinions_of(round_: AssessmentRound) -> list[AssessmentOpinion]:
    """Return what the procuratorates were asked for a round, with office, mark and person."""
    return list(AssessmentOpinion.select(AssessmentOpinion, Organisation, PicklistItem, Supervisor.id, Supervisor.name).join_from(
        AssessmentOpinion, Organisation, on=AssessmentOpinion.procuratorate).join_from(
        AssessmentOpinion, PicklistItem, JOIN.LEFT_OUTER, on=AssessmentOpinion.mark).join_from(
        AssessmentOpinion, Supervisor).join_from(AssessmentOpinion, Assessment).where(
        Assessment.round == round_).order_by(Organisation.id, AssessmentOpinion.id))


def asked(opinions: Sequence[AssessmentOpinion]) -> list[tuple[Organisation, int, int]]:
    """Return each procuratorate that was asked, about how many people, and how many answers are missing."""
    offices = {one.procuratorate_id: one.procuratorate for one in opinions}
    people, missing = Counter(one.procuratorate_id for one in opinions), Counter(one.procuratorate_id for one in opinions if one.given_at is None)
    return [(office, people[key], missing[key]) for key, office in offices.items()]


def opinions_on(row: Assessment) -> list[AssessmentOpinion]:
    """Return what procuratorates were asked and said of one person."""
    return list(AssessmentOpinion.select(AssessmentOpinion, Organisation, PicklistItem).join_from(
        AssessmentOpinion, Organisation, on=AssessmentOpinion.procuratorate).join_from(
        AssessmentOpinion, PicklistItem, JOIN.LEFT_OUTER, on=AssessmentOpinion.mark).where(
        AssessmentOpinion.assessment == row).order_by(AssessmentOpinion.id))


def surveys_on(row: Assessment) -> list[AssessmentSurvey]:
    """Return the sheets of the phone survey about one person."""
    return list(AssessmentSurvey.select(AssessmentSurvey, PicklistItem).join(PicklistItem).where(
        AssessmentSurvey.assessment == row).order_by(AssessmentSurvey.asked_on, AssessmentSurvey.id))


def objections_of(round_: AssessmentRound) -> list[AssessmentObjection]:
    """Return the objections to a round with whom they are about, those not handled first."""
    rows = AssessmentObjection.select(AssessmentObjection, Assessment, Supervisor.id, Supervisor.name).join(Assessment).join(Supervisor).where(
        Assessment.round == round_)
    return sorted(rows, key=lambda row: (row.state != ObjectionState.OPEN, row.id))


def tellings_of(round_: AssessmentRound) -> list[AssessmentTelling]:
    """Return to whom the grades of a round's present version were told, and how."""
    return list(AssessmentTelling.select(AssessmentTelling, PicklistItem).join_from(AssessmentTelling, PicklistItem).join_from(
        AssessmentTelling, Assessment).where(Assessment.round == round_, AssessmentTelling.edition == round_.edition).order_by(AssessmentTelling.id))


def editions_of(round_: AssessmentRound) -> list[tuple[AssessmentEdition, list[tuple[Assessment, int | None, str, str]]]]:
    """Return the earlier versions of a round, the latest first, each with its forms: person, points, grade and reason as they stood."""
    rows = list(AssessmentEdition.select().where(AssessmentEdition.round == round_).order_by(AssessmentEdition.edition.desc()))
    if not rows:
        return []
    people = {row.id: row for row in Assessment.select(Assessment, Supervisor.id, Supervisor.name, Supervisor.code).join(Supervisor).where(
        Assessment.id.in_([one["form"] for row in rows for one in row.forms]))}
    grades = {item.id: item.name for item in PicklistItem.select().where(PicklistItem.kind == "grade")}
    return [(row, sorted(((people[one["form"]], one["points"], grades.get(one["grade"], ""), one["reason"]) for one in row.forms),
                         key=lambda line: line[0].supervisor.code)) for row in rows]


def removal_cases(row: Assessment) -> list[Departure]:
    """Return the cases of removal for a failed assessment of a person that were opened since the year began and not dropped, whichever version
    of the grade they rest on."""
    return list(Departure.select().join(PicklistItem, on=Departure.ground).where(
        Departure.supervisor == row.supervisor_id, PicklistItem.code == "failed_assessment", Departure.state != "dropped",
        Departure.opened_on >= date(row.year, 1, 1)).order_by(Departure.id))


def failure_stands(case: Departure, term: Appointment) -> bool:
    """Whether the last grade is a final one of the term about which a case for a failed assessment was opened.

    It stands too where the portal knows no grade of these years: the case then rests on paper alone.
    """
    rows = list(Assessment.select().where(
        Assessment.supervisor == case.supervisor_id, Assessment.year.between(term.starts_on.year, case.opened_on.year)))
    last = parameters.item("grade", parameters.value(case.bureau_id, "assessment.grades", case.opened_on)[-1], case.bureau_id)
    return not rows or any(row.grade_id == last.id and (row.round_id is None or row.decided_on is not None) for row in rows)


def last_final_grade(person_id: int, year: int) -> tuple[int, PicklistItem] | None:
    """Return the latest year up to this one of which a person has a final grade, and the grade; of a reopened round the one that was final."""
    for row in Assessment.select().where(Assessment.supervisor == person_id, Assessment.year <= year).order_by(Assessment.year.desc()):
        grade = row.grade_id if row.round_id is None or row.decided_on is not None else _grade_before(row)
        if grade is not None:
            return row.year, PicklistItem.get_by_id(grade)
    return None


def _grade_before(row: Assessment) -> int | None:
    """Return the grade that a form had in the latest earlier version of its round."""
    edition = AssessmentEdition.select().where(AssessmentEdition.round == row.round_id).order_by(AssessmentEdition.edition.desc()).first()
    return next((one["grade"] for one in edition.forms if one["form"] == row.id), None) if edition is not None else None


def breaches(person_id: int) -> list[Discipline]:
    """Return a person's entries in the register of discipline, the latest first."""
    return list(Discipline.select().where(Discipline.supervisor == person_id).order_by(Discipline.happened_on.desc(), Discipline.id.desc()))
