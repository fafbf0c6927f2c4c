"""The year-end grading of the demo: 2023 finished and told, and one that lies in the group review today."""
from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from models import Assessment, AssessmentOpinion, AssessmentRound, PicklistItem, Supervisor
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_day, local_moment
from portal.domain.scoring import YES, Mark
from portal.queries import assessments as reading
from portal.services import assessment_hearing as hearing, assessment_rounds as rounds, assessment_telling as telling, assessments

SEED, BEST, LATE, SILENT = 41, 4, 6, 17
REPORTS = (
    "本年度认真学习《人民监督员选任管理办法》和监督规定，按时参加抽选的监督活动，独立发表监督意见，遵守保密纪律。今后将进一步加强法律知识学习，提高监督质效。",
    "一年来参加公开听证、文书宣告送达等监督活动，围绕释法说理、矛盾化解提出意见建议，得到检察机关反馈。存在的不足是提出意见的深度不够，下一步将加强调研。",
    "本年度参加监督活动和业务培训，能够做到准时到场、认真阅卷、如实发表意见。希望增加案例研讨，提前发放活动材料。",
)
WORDS = ("履职认真，意见中肯。", "准时参加，准备充分。", "能够独立发表意见。", "遵守保密规定，表现良好。")
SURVEYED = ((0, "所在社区负责人", "热心公益，群众评价好。", "good"), (2, "工作单位同事", "公道正派。", "good"), (5, "被监督案件承办检察官", "意见有参考价值。", "fair"),
            (9, "工作单位负责人", "支持其履职。", "good"))


def lives(people: Staff, at: datetime) -> Iterable[Life]:
    """Return the two gradings."""
    yield _finished(people, random.Random(SEED))
    yield _running(people, local_day(at), random.Random(SEED + 1))


def _forms(row: AssessmentRound) -> list[Assessment]:
    return list(Assessment.select(Assessment, Supervisor).join(Supervisor).where(Assessment.round == row).order_by(Supervisor.code))


def _begin(people: Staff, year: int, opened: date, deadline: datetime) -> Iterator[datetime]:
    """Open a round, send the texts and ask the procuratorates."""
    moment = local_moment(opened, 9)
    yield moment
    clerk = people.actors["clerk"]
    row = rounds.open_round(clerk, year=year, report_until=deadline.date(), at=moment)
    hearing.write_texts(clerk, row, at=moment)
    hearing.ask(clerk, row, due_on=deadline.date(), at=moment)


def _report(people: Staff, form: Assessment, number: int, at: datetime) -> None:
    assessments.report(people.link_of(form.supervisor), form, words=REPORTS[number % len(REPORTS)], at=at)


def _opine(people: Staff, row: AssessmentRound, offices: Iterable[str], chance: random.Random, at: datetime) -> None:
    for office in offices:
        asked = AssessmentOpinion.select().join(Assessment).where(
            Assessment.round == row, AssessmentOpinion.procuratorate == people.procuratorates[office]).order_by(AssessmentOpinion.id)
        for one in list(asked):
            mark = _item("feedback_mark", chance.choice(("good", "good", "good", "fair")))
            hearing.opine(people.officer(office), one, mark=mark, words=chance.choice(WORDS), at=at)


def _survey(people: Staff, forms: list[Assessment], at: datetime) -> None:
    for number, asked, words, mark in SURVEYED:
        assessments.survey(people.actors["clerk"], forms[number], asked_on=at.date(), asked=asked, surveyed_by="陈晓燕", mark=_item("feedback_mark", mark),
                           words=words, at=at)


def _mark(people: Staff, forms: Iterable[Assessment], chance: random.Random, at: datetime) -> None:
    for form in forms:
        character = chance.choice(("好", "好", "好", "较好"))
        assessments.score(people.actors["clerk"], form, {"i1": Mark(character), "i8": Mark(YES)}, at=at)


def _finished(people: Staff, chance: random.Random) -> Life:
    """2023, from 20 December to the telling at the end of January."""
    deadline = local_moment(date(2024, 1, 5), 17)
    yield from _begin(people, 2023, date(2023, 12, 20), deadline)
    row = AssessmentRound.get(AssessmentRound.year == 2023)
    moment = people.working(date(2023, 12, 20), 6, 10)
    yield moment
    for number, form in enumerate(_forms(row)):
        if number != LATE:
            _report(people, form, number, moment)
    _opine(people, row, people.procuratorates, chance, moment)
    _survey(people, _forms(row), moment)
    moment = people.working(deadline.date(), 1, 9)
    yield moment
    _report(people, _forms(row)[LATE], LATE, moment)
    _mark(people, _forms(row), chance, moment)
    rounds.review(people.actors["clerk"], row, at=moment)
    _decide(people, row, moment)
    yield from _settle(people, row, date(2024, 1, 10))


def _decide(people: Staff, row: AssessmentRound, at: datetime) -> None:
    """Let the group choose: the first four by points among those whose report came in time are the best, the rest 称职."""
    found = reading.forms(row)
    best = [one.row.id for one in found if one.candidate.reported_in_time][:BEST]
    grades = reading.grade_items(row)
    for wanted in ("competent", "excellent"):
        for one in found:
            grade = "excellent" if one.row.id in best else "competent"
            if grade == wanted and (one.row.grade is None or one.row.grade.code != grade):
                assessments.set_grade(people.actors["leader"], one.row, grades[grade], reason="评议小组综合全年履职情况研究决定。", at=at)


def _settle(people: Staff, row: AssessmentRound, published: date) -> Life:
    """From the public notice, with one objection that is not upheld, to the telling."""
    clerk, leader = people.actors["clerk"], people.actors["leader"]
    moment = local_moment(published, 9)
    yield moment
    row = rounds.publish(leader, row, at=moment)
    moment = people.working(published, 2, 11)
    yield moment
    objection = hearing.object_to(clerk, _forms(row)[3], words="反映该同志一次活动中途离场。", received_on=moment.date(), anonymous=True, at=moment)
    moment = people.working(published, 4, 16)
    yield moment
    hearing.handle(clerk, objection, upheld=False, finding="经向检察院核实，当日系经同意提前离场，不影响履职，异议不成立。", at=moment)
    moment = people.working(published, 6, 9)
    yield moment
    row = rounds.finalise(leader, row, at=moment)
    told = people.working(moment.date(), 2, 10)
    yield told
    telling.issue_notices(clerk, row, at=told)
    forms = _forms(row)
    telling.tell(clerk, row, addressee="person", forms=[form.id for form in forms], told_on=told.date(), how=_item("contact_way", "wechat"), at=told)
    for addressee, how in (("unit", "visit"), ("recommender", "phone")):
        named = [form.id for form in forms if getattr(form.supervisor, "work_unit" if addressee == "unit" else "recommender")]
        telling.tell(clerk, row, addressee=addressee, forms=named, told_on=told.date(), how=_item("contact_way", how), at=told)


def _running(people: Staff, today: date, chance: random.Random) -> Life:
    """The grading that lies in the group review today: of this year in its last months, else of the last one."""
    year = today.year if today.month > 9 else today.year - 1
    opened, deadline = people.working(today, -18, 9).date(), people.working(today, -7, 17)
    yield from _begin(people, year, opened, deadline)
    row = AssessmentRound.get(AssessmentRound.year == year)
    moment = people.working(opened, 8, 10)
    yield moment
    forms = _forms(row)
    for number, form in enumerate(forms):
        if number not in (LATE, SILENT):
            _report(people, form, number, moment)
    _opine(people, row, ("city", "hbw"), chance, moment)
    _survey(people, forms, moment)
    moment = people.working(today, -5, 9)
    yield moment
    _mark(people, [form for number, form in enumerate(_forms(row)) if number % 9 != 8], chance, moment)
    rounds.review(people.actors["clerk"], row, at=moment)
    moment = people.working(today, -4, 15)
    yield moment
    _report(people, _forms(row)[LATE], LATE, moment)
    assessments.draft_all(people.actors["leader"], row, at=moment)
    changed = next(one for one in reading.forms(row) if one.row.grade is not None and one.row.grade.code != "basic" and not one.total.missing)
    assessments.set_grade(people.actors["leader"], changed.row, _item("grade", "basic"), reason="两次活动未按要求反馈，评议小组意见。", at=moment)


def _item(kind: str, code: str) -> PicklistItem:
    return PicklistItem.get(PicklistItem.kind == kind, PicklistItem.code == code)
