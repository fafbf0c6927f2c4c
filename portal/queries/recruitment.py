"""Recruitment rounds as they stand: what their steps are judged by, their balance sheet, the facts of their papers, and what waits."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from peewee import JOIN, Case, fn

from models import (
    Applicant,
    ApplicantCheck,
    ApplicantReview,
    Appointment,
    Inspection,
    Organisation,
    Paper,
    PicklistItem,
    Recruitment,
    RecruitmentObjection,
    RecruitmentQuota,
    Supervisor,
    User,
)
from models.choices import ApplicantState as A, AppointmentState, ObjectionState, RecruitmentState as S
from portal.domain import recruitment_balance as balance
from portal.domain.calendar import WorkCalendar
from portal.domain.eligibility import age_on
from portal.domain.recruitment import Standing
from portal.domain.tasks import Task
from portal.queries import parameters, scope
from portal.queries.desk import MOST, Desk

CHECK_KINDS = ("recruitment_bar", "excluded_post")
"""Lists whose values are declared by the applicant and checked by the office."""
PICKS = ("sex", "nation", "political", "education", "county", "unit_kind", "way_in")
WAITING_FOR_REVIEW = (A.APPLIED, A.PASSED)


def quotas(recruitment: Recruitment) -> list[RecruitmentQuota]:
    """Return the places of a round, its counties loaded, in their order."""
    return list(RecruitmentQuota.select(RecruitmentQuota, PicklistItem).join(PicklistItem).where(
        RecruitmentQuota.recruitment == recruitment).order_by(PicklistItem.position, PicklistItem.id))


def check_items(bureau_id: int | None) -> list[PicklistItem]:
    """Return the bars and the excluded posts, bars first, in the order of their lists; one query."""
    rows = PicklistItem.select().where(
        PicklistItem.kind.in_(CHECK_KINDS), PicklistItem.active, PicklistItem.bureau.is_null() | (PicklistItem.bureau == bureau_id))
    return sorted(rows, key=lambda row: (CHECK_KINDS.index(row.kind), row.position, row.id))


def checks_of(applicant: Applicant) -> list[ApplicantCheck]:
    """Return what an applicant declared and what was found, in the order of the lists."""
    rows = ApplicantCheck.select(ApplicantCheck, PicklistItem).join(PicklistItem).where(ApplicantCheck.applicant == applicant)
    return sorted(rows, key=lambda row: (CHECK_KINDS.index(row.item.kind), row.item.position, row.item.id))


def standing(recruitment: Recruitment, today: date, calendar: WorkCalendar, *, states: Counter[str] | None = None,
             places: int | None = None, open_objections: int | None = None) -> Standing:
    """Return what the steps of a round are judged by on a day; what the steps from its state do not ask for, or the caller knows, is not read."""
    state = recruitment.state
    if states is None:
        states = states_of(recruitment)
    if places is None:
        places = places_of(recruitment) if state in (S.DRAFT, S.INSPECTION) else 0
    if open_objections is None:
        open_objections = _open_objections(recruitment) if state == S.PUBLIC_NOTICE else 0
    needed = parameters.value(recruitment.bureau_id, "recruitment.notice_working_days", today) if state == S.DRAFT else 0
    return Standing(
        today=today, starts_on=recruitment.starts_on, apply_from=recruitment.apply_from, apply_until=recruitment.apply_until,
        places=places,
        notice_days=calendar.working_days_between(today, recruitment.apply_until), notice_needed=needed,
        objections_until=recruitment.objections_until, unreviewed=states[A.APPLIED],
        unanswered=_unanswered(recruitment) if state == S.REVIEW else 0,
        passed=states[A.PASSED], uninspected=states[A.PASSED], proposed=states[A.PROPOSED],
        objections=open_objections)


def _open_objections(recruitment: Recruitment) -> int:
    return int(RecruitmentObjection.select().where(
        RecruitmentObjection.recruitment == recruitment, RecruitmentObjection.state == ObjectionState.OPEN).count())


def places_of(recruitment: Recruitment) -> int:
    """Return how many places a round has in all."""
    rows = RecruitmentQuota.select(fn.COALESCE(fn.SUM(RecruitmentQuota.places), 0)).where(RecruitmentQuota.recruitment == recruitment)
    return int(rows.scalar())


def states_of(recruitment: Recruitment) -> Counter[str]:
    """Return how many applications of a round are in each state."""
    rows = Applicant.select(Applicant.state, fn.COUNT(Applicant.id)).where(Applicant.recruitment == recruitment).group_by(Applicant.state)
    return Counter(dict(rows.tuples()))


def _unanswered(recruitment: Recruitment) -> int:
    """How many of those who passed, or wait, have no procuratorate's opinion yet."""
    answered = ApplicantReview.select(ApplicantReview.applicant).where(ApplicantReview.outcome != "")
    return int(Applicant.select().where(Applicant.recruitment == recruitment, Applicant.state.in_(WAITING_FOR_REVIEW),
                                        Applicant.id.not_in(answered)).count())


# the balance sheet ---------------------------------------------------------------------------------------------------------------


def sheet(recruitment: Recruitment, today: date, counties: Sequence[RecruitmentQuota], professions: Sequence[str]) -> balance.Sheet:
    """Return the balance sheet of a round, with the limits that hold on a day, for its places and the codes of the list of professions."""
    limits = parameters.values(recruitment.bureau_id, ("recruitment.min_per_county", "recruitment.public_servant_share"), today)
    return balance.sheet(
        _heads(recruitment), places={row.county.code: row.places for row in counties}, staying=_staying(recruitment),
        county_minimum=limits["recruitment.min_per_county"], servant_limit=limits["recruitment.public_servant_share"],
        professions=professions, sexes=("male", "female"))


def _heads(recruitment: Recruitment) -> list[balance.Head]:
    county, sex = PicklistItem.alias(), PicklistItem.alias()
    rows = Applicant.select(Applicant.state, county.code, sex.code, Applicant.birth_date, Applicant.public_servant, Applicant.professions
                            ).join_from(Applicant, county, on=Applicant.county == county.id).join_from(
        Applicant, sex, on=Applicant.sex == sex.id).where(Applicant.recruitment == recruitment)
    return [balance.Head(state=state, county=place, sex=kind, age=age_on(born, recruitment.starts_on), servant=servant,
                         professions=tuple(professions)) for state, place, kind, born, servant, professions in rows.tuples()]


def _staying(recruitment: Recruitment) -> Counter[str]:
    """How many of each county are in office beyond the first day of the round's term, without those whom the round itself appointed."""
    own = Applicant.select(Applicant.appointment).where(Applicant.recruitment == recruitment, Applicant.appointment.is_null(False))
    rows = Appointment.select(PicklistItem.code).join(Supervisor).join(PicklistItem, on=Supervisor.county == PicklistItem.id).where(
        Appointment.bureau == recruitment.bureau_id, Appointment.state == AppointmentState.LIVE, Appointment.ends_on >= recruitment.starts_on,
        Appointment.id.not_in(own))
    return Counter(code for (code,) in rows.tuples())


# people of a round ---------------------------------------------------------------------------------------------------------------


def people(recruitment: Recruitment, *states: A) -> list[Applicant]:
    """Return the applicants in these states, their sex and county loaded, in the order of the counties and of applying."""
    sex, county = PicklistItem.alias(), PicklistItem.alias()
    return list(Applicant.select(Applicant, sex, county).join_from(Applicant, sex, on=Applicant.sex == sex.id, attr="sex").join_from(
        Applicant, county, on=Applicant.county == county.id, attr="county").where(
        Applicant.recruitment == recruitment, Applicant.state.in_(states)).order_by(county.position, county.id, Applicant.id))


def whole(applicant: Applicant) -> Applicant:
    """Return an applicant, found in scope before, with round, reviewer, appointment and the words of the lists loaded; two queries."""
    row: Applicant = Applicant.select(Applicant, Recruitment, User, Appointment).join_from(Applicant, Recruitment).join_from(
        Applicant, User, JOIN.LEFT_OUTER, on=Applicant.reviewed_by).join_from(
        Applicant, Appointment, JOIN.LEFT_OUTER, on=Applicant.appointment).where(Applicant.id == applicant.id).get()
    ids = {row.__data__[name] for name in PICKS}
    found = list(PicklistItem.select().where(PicklistItem.id.in_(ids) | (
        (PicklistItem.kind == "profession") & PicklistItem.code.in_(row.professions)
        & (PicklistItem.bureau.is_null() | (PicklistItem.bureau == row.bureau_id)))).order_by(PicklistItem.position, PicklistItem.id))
    for name in PICKS:
        setattr(row, name, next((item for item in found if item.id == row.__data__[name]), None))
    row.profession_items = [item for item in found if item.kind == "profession" and item.code in row.professions]
    return row


def reviews_of(applicant: Applicant) -> list[ApplicantReview]:
    """Return what procuratorates were asked about an applicant and what they said, with the office and who answered."""
    return list(ApplicantReview.select(ApplicantReview, Organisation, User).join_from(
        ApplicantReview, Organisation, on=ApplicantReview.procuratorate).join_from(
        ApplicantReview, User, JOIN.LEFT_OUTER, on=ApplicantReview.given_by).where(ApplicantReview.applicant == applicant).order_by(ApplicantReview.id))


def inspections_of(applicant: Applicant) -> list[Inspection]:
    """Return the inspections of an applicant, the latest first, with how they were done."""
    return list(Inspection.select(Inspection, PicklistItem).join(PicklistItem).where(Inspection.applicant == applicant).order_by(
        Inspection.inspected_on.desc(), Inspection.id.desc()))


def objections_of(recruitment: Recruitment) -> list[RecruitmentObjection]:
    """Return the objections of a round with whom they are about, those not handled first."""
    rows = RecruitmentObjection.select(RecruitmentObjection, Applicant).join(Applicant).where(RecruitmentObjection.recruitment == recruitment)
    return sorted(rows, key=lambda row: (row.state != ObjectionState.OPEN, row.id))


def declared_names(applicants: Sequence[int]) -> dict[int, list[PicklistItem]]:
    """Return applicant → the bars and posts that they declared themselves; one query."""
    found: dict[int, list[PicklistItem]] = {}
    for row in ApplicantCheck.select(ApplicantCheck, PicklistItem).join(PicklistItem).where(
            ApplicantCheck.applicant.in_(list(applicants)), ApplicantCheck.declared).order_by(PicklistItem.position):
        found.setdefault(row.applicant_id, []).append(row.item)
    return found


def certificates(recruitment: Recruitment) -> list[Paper]:
    """Return the certificates of a round in the order of their numbers, without data and bytes."""
    numbers = Appointment.select(Appointment.certificate_no).join(Applicant, on=Applicant.appointment == Appointment.id).where(
        Applicant.recruitment == recruitment)
    return list(Paper.select(Paper.id, Paper.number, Paper.kind, Paper.subject, Paper.issued_at).where(
        Paper.bureau == recruitment.bureau_id, Paper.kind == "certificate", Paper.number.in_(numbers)).order_by(Paper.id))


def asked(recruitment: Recruitment) -> list[tuple[Organisation, int, int]]:
    """Return each procuratorate that was asked, about how many people, and how many answers are missing; one query."""
    missing = fn.SUM(Case(None, [(ApplicantReview.outcome == "", 1)], 0))
    rows = ApplicantReview.select(ApplicantReview.procuratorate, Organisation, fn.COUNT(ApplicantReview.id).alias("people"), missing.alias("missing")
                                  ).join_from(ApplicantReview, Applicant).join_from(ApplicantReview, Organisation,
                                                                                    on=ApplicantReview.procuratorate).where(
        Applicant.recruitment == recruitment).group_by(ApplicantReview.procuratorate, Organisation).order_by(ApplicantReview.procuratorate)
    return [(row.procuratorate, row.people, int(row.missing)) for row in rows]


# papers --------------------------------------------------------------------------------------------------------------------------


def office_facts(recruitment: Recruitment, today: date) -> dict[str, Any]:
    """Return what every paper of a round says of its office."""
    bureau = recruitment.bureau
    return {"bureau": bureau.name, "contact_name": bureau.contact_name, "contact_phone": bureau.contact_phone or bureau.phone,
            "title": recruitment.title, "level": recruitment.level, "issued_on": today.isoformat()}


def notice_facts(recruitment: Recruitment, today: date, ends_on: date) -> dict[str, Any]:
    """Return what 选任公告 says."""
    limits = parameters.values(recruitment.bureau_id, ("appointment.min_age", "appointment.min_education"), recruitment.starts_on)
    items = check_items(recruitment.bureau_id)
    return office_facts(recruitment, today) | {
        "counties": [{"name": row.county.name, "places": row.places} for row in quotas(recruitment)], "min_age": limits["appointment.min_age"],
        "education": parameters.item("education", str(limits["appointment.min_education"])).name, "requirements": recruitment.requirements,
        **{name: [row.name for row in items if row.kind == kind] for name, kind in (("bars", "recruitment_bar"), ("excluded", "excluded_post"))},
        "starts_on": recruitment.starts_on.isoformat(), "ends_on": ends_on.isoformat(), "apply_from": recruitment.apply_from.isoformat(),
        "apply_until": recruitment.apply_until.isoformat(),
    }


def public_facts(recruitment: Recruitment, today: date, until: date, days: int) -> dict[str, Any]:
    """Return what 拟任人选公示 says of the people proposed."""
    proposed = people(recruitment, A.PROPOSED)
    return office_facts(recruitment, today) | {
        "first": today.isoformat(), "until": until.isoformat(), "days": days,
        "people": [{"name": row.name, "sex": row.sex.name, "unit": row.work_unit, "post": row.post, "county": row.county.name}
                   for row in proposed]}


# what waits ----------------------------------------------------------------------------------------------------------------------

WAITING: dict[S, tuple[str, str]] = {
    # state: kind of work, and the day from which it counts or on which it is due
    S.DRAFT: ("recruit_publish", "created_at"), S.NOTICED: ("recruit_open", "apply_from"), S.APPLICATIONS: ("recruit_close", "apply_until"),
    S.REVIEW: ("recruit_review", "review_on"), S.INSPECTION: ("recruit_inspect", "inspection_on"),
    S.PUBLIC_NOTICE: ("recruit_decide", "objections_until"), S.DECIDED: ("recruit_certify", "decided_on"),
}


def waiting(desk: Desk) -> Iterator[Task]:
    """Yield what waits in the rounds: the next step of each, open objections, and the opinions asked of a procuratorate."""
    yield from _steps(desk)
    yield from _objections(desk)
    yield from _opinions(desk)


def _steps(desk: Desk) -> Iterator[Task]:
    states = [state for state, (kind, _stamp) in WAITING.items() if desk.may(kind)]
    if not states:
        return
    for row in scope.visible(desk.actor, Recruitment).where(Recruitment.state.in_(states)).order_by(Recruitment.id).limit(MOST):
        kind, stamp = WAITING[S(row.state)]
        since = getattr(row, stamp)
        due = desk.due(kind, since) if stamp == "created_at" else desk.due_from(kind, since)
        yield Task(kind, row.id, "", row.title, "", due)


def _objections(desk: Desk) -> Iterator[Task]:
    if not desk.may("recruit_objection"):
        return
    rows = RecruitmentObjection.select(RecruitmentObjection, Recruitment).join(Recruitment).where(
        scope.condition(desk.actor, RecruitmentObjection), RecruitmentObjection.state == ObjectionState.OPEN,
        Recruitment.state.in_((S.PUBLIC_NOTICE, S.INSPECTION))).limit(MOST)
    for row in rows:
        yield Task("recruit_objection", row.recruitment_id, "", row.recruitment.title, "", desk.due_from("recruit_objection", row.received_on))


def _opinions(desk: Desk) -> Iterator[Task]:
    """One line for each round that asks: how many people, and the earliest day."""
    if not desk.may("recruit_opinion"):
        return
    rows = ApplicantReview.select(Recruitment.id, Recruitment.title, fn.COUNT(ApplicantReview.id), fn.MIN(ApplicantReview.due_on)).join(
        Applicant).join(Recruitment, JOIN.INNER).where(
        scope.condition(desk.actor, ApplicantReview), ApplicantReview.outcome == "",
        Recruitment.state.in_((S.APPLICATIONS, S.REVIEW)), Applicant.state.in_((A.APPLIED, A.PASSED))).group_by(Recruitment.id, Recruitment.title)
    for row_id, title, count, due in rows.tuples():
        yield Task("recruit_opinion", row_id, str(count), title, "", due if isinstance(due, date) else date.fromisoformat(due))
