"""What the papers of a grading say, from the rows; in Chinese, as official papers are."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from models import Appointment, Assessment, AssessmentOpinion, AssessmentRound, Organisation, Paper, PicklistItem, Supervisor
from models.base import BaseModel
from models.choices import AssessmentState
from portal.domain import assessments as rules, grading_facts, scoring
from portal.domain.paper_assessment import tenths_words
from portal.domain.paper_form import day_words
from portal.domain.scoring import Item, Score
from portal.queries import assessments as reading, related
from portal.queries.assessments import Form

UNITS = {"percent": "%", "count": "次", "hours": "学时", "mark": "分"}
CHOICES = {scoring.YES: "是", scoring.NO: "否"}
VETOES = {"leak": "泄露秘密", "obstruction": "妨碍办案", "crime": "违法犯罪"}
PICKS = ("sex", "nation", "political", "education")


def office_facts(round_: AssessmentRound, today: date) -> dict[str, Any]:
    """Return what every paper of a grading says of its office."""
    bureau: Organisation = round_.bureau
    return {"bureau": bureau.name, "contact_name": bureau.contact_name, "contact_phone": bureau.contact_phone or bureau.phone, "year": round_.year,
            "issued_on": today.isoformat()}


def final_papers(kind: str, round_: AssessmentRound, ids: Sequence[int]) -> dict[int, Paper]:
    """Return row id → the paper of a kind that was kept with the final grades, the latest where they became final twice; one query.

    Nothing while a round is not final, and for what was final before such papers were kept.
    """
    if round_.state != AssessmentState.FINAL:
        return {}
    table = (AssessmentRound if kind == "assessment_summary" else Assessment)._meta.table_name
    rows = Paper.select().where(Paper.kind == kind, Paper.about_type == table, Paper.about_id.in_(list(ids))).order_by(Paper.id)
    return {row.about_id: row for row in rows}


def form_facts(round_: AssessmentRound, today: date, only: Sequence[int] | None = None) -> list[tuple[Assessment, dict[str, Any]]]:
    """Return the forms of a round, all or those named by their ids, by code, with what their papers say; a constant number of queries."""
    related.load([round_], "bureau", "decided_by")
    found = sorted((one for one in reading.forms(round_) if only is None or one.row.id in only), key=lambda one: one.row.supervisor.code)
    ids = [one.row.supervisor_id for one in found]
    people = {row.id: row for row in Supervisor.select().where(Supervisor.id.in_(ids))}
    related.load(list(people.values()), *PICKS)
    certificates = dict(Appointment.select(Appointment.supervisor, Appointment.certificate_no).where(
        Appointment.supervisor.in_(ids)).order_by(Appointment.starts_on).tuples())
    opinions = [one for one in reading.opinions_of(round_) if one.given_at is not None]
    scheme, office = scoring.read_scheme(round_.scheme), office_facts(round_, today)
    return [(one.row, office | _person(people[one.row.supervisor_id]) | _grade(round_, one) | {
        "certificate": certificates.get(one.row.supervisor_id, ""), "report": one.row.report,
        "items": [_item(item, one.scores.get(item.code, Score())) for item in scheme.items],
        "opinions": [_opinion(each) for each in opinions if each.assessment_id == one.row.id]}) for one in found]


def _person(person: Supervisor) -> dict[str, str]:
    return {"name": person.name, "code": person.code, "unit": person.work_unit, "post": person.post, "birth": day_words(person.birth_date),
            **{name: getattr(person, name).name if getattr(person, name) else "" for name in PICKS}}


def _grade(round_: AssessmentRound, one: Form) -> dict[str, str]:
    row = one.row
    final = row.decided_on is not None
    return {
        "points": tenths_words(one.total.points), "grade": (row.grade.name if final else f"{row.grade.name}（拟定）") if row.grade else "",
        "grade_reason": row.grade_reason, "veto": VETOES.get(row.veto, ""), "decided_on": row.decided_on.isoformat() if final else "",
        "decided_by": round_.decided_by.name if final and round_.decided_by_id else ""}


def _item(item: Item, score: Score) -> dict[str, str]:
    if item.source:
        unit = UNITS[grading_facts.FACTS[item.source].unit]
        value = "未安排" if score.value is None else f"{tenths_words(score.value)}{unit}"
    else:
        value = CHOICES.get(score.choice, score.choice)
    return {"heading": item.heading, "name": item.name, "most": tenths_words(item.points) if item.scored else "—", "value": value,
            "points": tenths_words(score.counts) if item.scored else "—", "note": score.words}


def _opinion(one: AssessmentOpinion) -> dict[str, str]:
    return {"office": one.procuratorate.name, "mark": one.mark.name if one.mark else "", "words": one.words}


def summary_facts(round_: AssessmentRound, today: date) -> dict[str, Any]:
    """Return what the summary of a year says: everybody, the most points first."""
    related.load([round_], "bureau")
    found, scheme = reading.forms(round_), scoring.read_scheme(round_.scheme)
    return office_facts(round_, today) | {
        "decided_on": round_.decided_on.isoformat() if round_.decided_on else "", "grades": grade_words(round_, found),
        "people": [_line(one.row) | {"points": tenths_words(one.total.points), "note": one.row.grade_reason,
                                     "parts": "、".join(f"{name}{tenths_words(points)}" for name, points in heading_points(scheme, one).items())}
                   for one in found]}


def heading_points(scheme: scoring.Scheme, one: Form) -> dict[str, int]:
    """Return heading → points that its items have together in a form."""
    return {heading: sum(one.scores.get(item.code, Score()).counts or 0 for item in items if item.scored)
            for heading, items in scheme.headings.items()}


def grade_words(round_: AssessmentRound, found: Sequence[Form]) -> str:
    """Return how many people have each grade, as `优秀4人、称职19人`."""
    counts = [(item.name, sum(one.row.grade_id == item.id for one in found)) for item in reading.grade_items(round_).values()]
    return "、".join(f"{name}{count}人" for name, count in counts if count)


def _line(row: Assessment) -> dict[str, str]:
    grade: PicklistItem | None = row.grade
    return {"name": row.supervisor.name, "unit": row.supervisor.work_unit, "grade": grade.name if grade else ""}


def public_facts(round_: AssessmentRound, today: date, until: date, days: int) -> dict[str, Any]:
    """Return what the public notice says: who is to have which grade, the best grades first, by code within."""
    related.load([round_], "bureau")
    order = {item.id: number for number, item in enumerate(reading.grade_items(round_).values())}
    rows = sorted((one.row for one in reading.forms(round_)), key=lambda row: (order.get(row.grade_id, len(order)), row.supervisor.code))
    return office_facts(round_, today) | {"first": today.isoformat(), "until": until.isoformat(), "days": days, "people": [_line(row) for row in rows]}


def addressees(row: Assessment) -> dict[str, str]:
    """Return to whom a person's grade is told → how the notice addresses them; who has no recommender, or is his own, is told twice only."""
    person = row.supervisor
    named = {"person": f"{person.name}同志", "unit": person.work_unit, "recommender": person.recommender if person.recommender != person.work_unit else ""}
    return {addressee: named[addressee] for addressee in rules.ADDRESSEES if named[addressee]}


def notice_facts(round_: AssessmentRound, row: Assessment, addressee: str, today: date) -> dict[str, Any]:
    """Return what the notice to one addressee says."""
    return office_facts(round_, today) | {
        "addressee": addressee, "to": addressees(row)[addressee], "name": row.supervisor.name, "code": row.supervisor.code,
        "grade": row.grade.name, "decided_on": row.decided_on.isoformat(), "edition": round_.edition}


def notices_of(forms: Sequence[BaseModel]) -> dict[tuple[int, int, str], Paper]:
    """Return (form, edition, addressee) → the notice that was issued; one query."""
    rows = Paper.select(Paper.id, Paper.about_id, Paper.data, Paper.kind, Paper.number, Paper.subject, Paper.issued_at).where(
        Paper.about_type == "assessment", Paper.kind == "assessment_notice", Paper.about_id.in_([form._pk for form in forms]))
    return {(row.about_id, row.data["edition"], row.data["addressee"]): row for row in rows}
