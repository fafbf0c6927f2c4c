"""The life of one activity, from the request to its closing: a generator that yields when its next act is due, and then does it."""
from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta

from models import Activity, Assignment, Leave, Opinion, PicklistItem
from models.choices import HOLDING, AssignmentState, OpinionState
from portal.demo import data
from portal.demo.plan import Plan
from portal.demo.staff import Staff, profession_name
from portal.domain.localtime import local_moment
from portal.domain.permissions import Actor
from portal.domain.requests import RequestValues
from portal.services import attendance, draws, feedback, notices, opinions, papers, recusals, requests, terms
from portal.services.feedback import PersonMark

SLOTS = {
    # asked, reviewed, sealed, digits, notified, answered, confirmed, announced: working days after asking, and the hour
    "": ((0, 9), (1, 10), (2, 9), (2, 10), (2, 14), (3, 10), (4, 10), (4, 15)),
    "urgent": ((0, 9), (0, 14), (1, 9), (1, 10), (1, 14), (2, 10), (3, 9), (3, 10)),
    "exception": ((0, 9), (0, 10), (0, 11), (0, 14), (0, 15), (1, 9), (1, 14), (1, 15)),
}
REFUSALS = ("ill", "away", "work", "family")
REFUSING, ABSENT, SPEAKING = 0.1, 0.05, 0.5
ON_LEAVE_FOR_THE_ROUND = 14
"""The second of the two people with the rare profession, who comes back in time for the second round."""

Life = Iterator[datetime]


def live(staff: Staff, plan: Plan) -> Life:
    """Live through one activity as far as its plan says."""
    slot = [staff.working(plan.asked, days, hour, staff.chance.randrange(50)) for days, hour in SLOTS.get(plan.turn, SLOTS[""])]
    clerk, officer = staff.actors["clerk"], staff.officer(plan.office)
    yield slot[0]
    if plan.turn == "second_round":
        _send_on_leave(staff, plan, slot[0])
    activity = requests.create(officer, _values(staff, plan), at=slot[0])
    if plan.stage == "draft":
        return
    requests.submit(officer, activity, at=slot[0], exceptional=plan.turn == "exception")
    if plan.stage == "submitted":
        return
    yield slot[1]
    if plan.stage == "returned":
        requests.send_back(clerk, activity, words="请补充活动的具体地点和联系方式后重新提交。", at=slot[1])
        return
    requests.accept(staff.actors["leader"] if plan.turn == "exception" else clerk, activity, at=slot[1])
    if plan.stage == "cancelled":
        yield slot[2]
        requests.cancel(officer, activity, words="案件情况发生变化，听证不再举行。", at=slot[2])
        return
    if plan.stage != "accepted":
        yield from _draw(staff, plan, activity, slot)


def _draw(staff: Staff, plan: Plan, activity: Activity, slot: list[datetime]) -> Life:
    """From the sealed list to the announcement."""
    yield slot[2]
    draw = draws.seal(staff.actors["clerk"], activity, at=slot[2], token_hex=staff.token)
    if plan.stage == "sealed":
        return
    yield slot[3]
    _give_digits(staff, plan, draw, slot[3])
    yield slot[4]
    if plan.turn in ("declared", "proposed"):
        _recuse(staff, plan, activity, slot[4])
    _notify(staff, activity, slot[4])
    if plan.stage == "drawn":
        return
    yield slot[5]
    _ask(staff, plan, activity, slot[5])
    if plan.turn == "second_round":
        slot = yield from _second_round(staff, plan, activity)
    yield slot[6]
    draws.confirm(staff.actors["clerk"], activity, at=slot[6])
    if plan.stage == "confirmed":
        return
    yield slot[7]
    papers.announce(staff.actors["clerk"], activity, at=slot[7])
    if plan.turn == "rescheduled":
        yield from _reschedule(staff, plan, activity, slot[7])
    yield from _hold(staff, plan, activity)


def _values(staff: Staff, plan: Plan) -> RequestValues:
    starts_at = local_moment(plan.day, plan.hour, 30 if plan.hour == 9 else 0)
    mode = PicklistItem.get(PicklistItem.kind == "mode", PicklistItem.code == plan.mode)
    line = PicklistItem.get(PicklistItem.kind == "business_line",
                            PicklistItem.code == staff.chance.choice(("criminal", "criminal", "civil", "administrative", "public_interest")))
    must = PicklistItem.get(PicklistItem.kind == "must_invite", PicklistItem.code == "non_prosecution") if plan.mode == "01" else None
    special = ((profession_name(plan.special).id, 1, data.WHY_SPECIAL),) if plan.special else ()
    reason = {"urgent": data.WHY_URGENT, "exception": data.WHY_EXCEPTION}.get(plan.turn, "")
    office, room = staff.procuratorates[plan.office], staff.room(plan.office, plan.day)
    titles = data.TITLES[plan.mode]
    return RequestValues(
        mode_id=mode.id, title=titles[(plan.day.day + room) % len(titles)], starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        place=data.PLACES_OF[plan.office] + (f"（{room}号）" if room > 1 else ""), general_places=plan.places - bool(special), special_places=special, urgent_reason=reason,
        contact_name=office.contact_name, contact_phone=office.contact_phone, business_line_id=line.id,
        must_invite_id=must.id if must and "不起诉" in reason else None,
    )


def _give_digits(staff: Staff, plan: Plan, draw: draws.Draw, at: datetime) -> None:
    digits = f"{staff.chance.randrange(10**6):06d}"
    if plan.turn == "phoned":
        draws.give_digits(staff.actors["clerk"], draw, digits=digits, teller=staff.officer(plan.office).name, at=at)
        return
    if plan.turn == "witness":
        name, unit = staff.chance.choice(data.SURNAMES_OF_WITNESS)
        draws.give_witness_digits(staff.officer(plan.office), draw, digits=f"{staff.chance.randrange(10**6):06d}", name=name, unit=unit, at=at)
    draws.give_digits(staff.officer(plan.office), draw, digits=digits, at=at)


def _holding(activity: Activity) -> list[Assignment]:
    return list(Assignment.select().where(Assignment.activity == activity, Assignment.state.in_(HOLDING)).order_by(Assignment.id))


def _recuse(staff: Staff, plan: Plan, activity: Activity, at: datetime) -> None:
    """One recusal declared by the person and granted, one proposed by the procuratorate and refused."""
    place = _holding(activity)[0]
    if plan.turn == "declared":
        notices.declare_recusal(staff.link_of(place.supervisor), place, ground="relative", at=at)
        if plan.stage == "drawn":
            return
        recusals.decide(staff.actors["clerk"], place.supervisor.recusals.get(), uphold=True, at=at)
        return
    recusal = recusals.propose(staff.officer(plan.office), activity, place.supervisor, ground="interest", words="所在单位与当事单位有业务往来。", at=at)
    recusals.decide(staff.actors["clerk"], recusal, uphold=False, words="经核实，业务往来与本案无关，不影响公正监督。", at=at)


def _notify(staff: Staff, activity: Activity, at: datetime) -> None:
    """Tell everyone by WeChat; one in three has not looked yet."""
    for place in _holding(activity):
        notices.log_attempt(staff.actors["clerk"], place, way="wechat", answer="none" if staff.chance.random() < 0.3 else "later", at=at)


def _ask(staff: Staff, plan: Plan, activity: Activity, at: datetime) -> None:
    """Ask until every place is held by somebody who said yes, or the order is used up."""
    while waiting := [place for place in _holding(activity) if place.state != AssignmentState.ACCEPTED]:
        for place in waiting:
            refuses = (plan.turn == "second_round" and place.round == 1) or (staff.chance.random() < REFUSING and not plan.special)
            _answer(staff, place, refuses=refuses, at=at)


def _answer(staff: Staff, place: Assignment, *, refuses: bool, at: datetime) -> None:
    reason = staff.chance.choice(REFUSALS) if refuses else ""
    if staff.chance.random() < 0.4:
        notices.answer(staff.link_of(place.supervisor), place, coming=not refuses, reason=reason, at=at)
    else:
        notices.log_attempt(staff.actors["clerk"], place, way="phone", answer="declined" if refuses else "accepted", reason=reason, at=at)


def _send_on_leave(staff: Staff, plan: Plan, at: datetime) -> None:
    terms.grant_leave(staff.actors["clerk"], staff.supervisors[ON_LEAVE_FOR_THE_ROUND], starts_on=plan.day - timedelta(days=10),
                      ends_on=plan.day + timedelta(days=3), reason="外出学习", at=at)


def _second_round(staff: Staff, plan: Plan, activity: Activity) -> Generator[datetime, None, list[datetime]]:
    """The order is used up; somebody comes back early, and the leader consents to a further round."""
    days = [staff.working(plan.asked, number, 10) for number in (5, 6, 7, 8, 9)]
    yield days[0]
    clerk, leave = staff.actors["clerk"], Leave.get(Leave.supervisor == staff.supervisors[ON_LEAVE_FOR_THE_ROUND])
    terms.amend_leave(clerk, leave, starts_on=leave.starts_on, ends_on=plan.day - timedelta(days=2), reason=leave.reason, at=days[0])
    draws.approve_second_round(staff.actors["leader"], activity, words="心理专业人员因故不能参加，同意再次抽选。", at=days[0])
    yield days[1]
    draw = draws.seal(clerk, activity, at=days[1], token_hex=staff.token)
    yield days[2]
    draws.give_digits(staff.officer(plan.office), draw, digits=f"{staff.chance.randrange(10**6):06d}", at=days[2])
    yield days[3]
    _ask(staff, plan, activity, days[3])
    return [days[4]] * 8


def _reschedule(staff: Staff, plan: Plan, activity: Activity, at: datetime) -> Life:
    """Moved by two hours on its own day: everybody is asked again and a supplementary letter follows."""
    yield at
    current = Activity.get_by_id(activity.id)
    requests.reschedule(staff.officer(plan.office), activity, starts_at=current.starts_at + timedelta(hours=2),
                        ends_at=current.ends_at + timedelta(hours=2), place=current.place, words="合议庭开庭时间调整。", at=at)
    again = staff.working(plan.asked, 5, 10)
    yield again
    _ask(staff, plan, activity, again)
    draws.confirm(staff.actors["clerk"], activity, at=again)
    papers.announce(staff.actors["clerk"], activity, at=again)


def _hold(staff: Staff, plan: Plan, activity: Activity) -> Life:
    """The day itself, and what follows it."""
    if plan.stage == "announced":
        return
    starts_at = Activity.get_by_id(activity.id).starts_at
    yield starts_at - timedelta(minutes=20)
    places = _holding(activity)
    for place in places[1:]:
        if staff.chance.random() < 0.5:
            attendance.check_in(staff.link_of(place.supervisor), place, at=starts_at - timedelta(minutes=20))
    yield starts_at + timedelta(minutes=15)
    marks = {place.id: _mark(staff, first=number == 0, here=place) for number, place in enumerate(places)}
    attendance.mark(staff.officer(plan.office), activity, marks=marks, at=starts_at + timedelta(minutes=15))
    yield from _after(staff, plan, activity)


def _mark(staff: Staff, *, first: bool, here: Assignment) -> tuple[str, str]:
    came = first or Assignment.get_by_id(here.id).checked_in_at is not None or staff.chance.random() > ABSENT
    return ("attended", "") if came else ("excused", "临时有急事，已电话请假")


def _after(staff: Staff, plan: Plan, activity: Activity) -> Life:
    """Opinions, feedback, answers, telling, closing."""
    moments = [staff.working(plan.day, days, 10, 15) for days in (1, 3, 4, 5, 6)]
    yield moments[0]
    places = list(Assignment.select().where(Assignment.activity == activity, Assignment.state == AssignmentState.ATTENDED))
    given = [_give_opinion(staff, plan, place, moments[0]) for place in places if staff.chance.random() < SPEAKING]
    if plan.stage == "held":
        yield from _objected(staff, plan, given, staff.working(plan.day, 2, 9))
        return
    yield moments[1]
    conduct = PicklistItem.get(PicklistItem.kind == "feedback_mark", PicklistItem.code == "good").id
    feedback.give(staff.officer(plan.office), activity, outcome=staff.chance.choice(data.OUTCOMES), at=moments[1],
                  people={place.id: PersonMark(on_time=staff.chance.random() > 0.05, prepared=True, conduct_id=conduct) for place in places})
    yield from _together([settle(staff, plan.office, opinion, moments[2:]) for opinion in given])
    yield moments[4]
    requests.close(staff.actors["clerk"], activity, at=moments[4])


def _together(lives: list[Life]) -> Life:
    """Let lives of the same moments run side by side."""
    while lives:
        stepped = [(one, next(one, None)) for one in lives]
        lives = [one for one, moment in stepped if moment is not None]
        yield from {moment for _one, moment in stepped if moment is not None}


def _give_opinion(staff: Staff, plan: Plan, place: Assignment, at: datetime) -> Opinion:
    words = staff.chance.choice(data.OPINIONS)
    by_link = staff.chance.random() < 0.6
    actor: Actor = staff.link_of(place.supervisor) if by_link else staff.officer(plan.office)
    return opinions.give(actor, place, words=words, source="link" if by_link else "paper", at=at)


def settle(staff: Staff, office: str, opinion: Opinion, moments: list[datetime]) -> Life:
    """Answer an opinion, tell the supervisor, and take the supervisor's word where it was not adopted in full."""
    officer = staff.officer(office)
    yield moments[0]
    answer = staff.chance.choices(("adopted", "partly", "not_adopted"), (85, 10, 5))[0]
    opinions.answer(officer, opinion, answer=answer, explanation=staff.chance.choice(data.ANSWERS[answer]), at=moments[0])
    yield moments[1]
    opinions.tell(officer, opinion, how=staff.chance.choice(("phone", "in_person", "letter")), at=moments[1])
    if answer == "adopted":
        return
    yield moments[2]
    chief = {"city": "chief", "hbw": "chief.hbw"}.get(office)
    if chief and not Opinion.select().where(Opinion.objected_at.is_null(False), Opinion.state == OpinionState.CLOSED).exists():
        opinions.object_to(officer, opinion, words="希望对未采纳部分作进一步说明。", at=moments[2])
        opinions.decide(staff.actors[chief], opinion, decision="partly", words="责成承办部门当面说明理由，并在类案办理中参考。", at=moments[2])
        opinions.tell(officer, opinion, how="in_person", at=moments[2])
    else:
        opinions.accept(officer, opinion, at=moments[2])


def _objected(staff: Staff, plan: Plan, given: list[Opinion], at: datetime) -> Life:
    """Of what is open today: one opinion waits for the chief, one for being told, the others for an answer."""
    if not given or (plan.office != "city" and plan.mode != "05"):
        return
    yield at
    officer = staff.officer(plan.office)
    answer = "not_adopted" if plan.office == "city" else "adopted"
    opinions.answer(officer, given[0], answer=answer, explanation=data.ANSWERS[answer][0], at=at)
    if plan.office == "city":
        opinions.tell(officer, given[0], how="phone", at=at)
        opinions.object_to(officer, given[0], words="不同意未采纳的理由，请检察长审定。", at=at)


def own_initiative(staff: Staff, number: int, day: datetime, *, routed: bool = True) -> Life:
    """An opinion outside any activity: by link, or taken down by the clerk; passed on, answered, told."""
    yield day
    person, (subject, words) = staff.supervisors[(number * 5 + 2) % len(staff.supervisors)], data.OWN[number % len(data.OWN)]
    actor, source = (staff.link_of(person), "link") if number % 2 else (staff.actors["clerk"], "clerk")
    opinion = opinions.give_own(actor, person, subject=subject, words=words, received_on=day.date(), source=source, at=day)
    if not routed:
        return
    moments = [staff.working(day.date(), days, 11) for days in (1, 5, 6, 7)]
    yield moments[0]
    office = ("city", "hbw", "wd", "hn")[number % 4]
    opinions.route(staff.actors["clerk"], opinion, staff.procuratorates[office], at=moments[0])
    yield from settle(staff, office, opinion, moments[1:])


