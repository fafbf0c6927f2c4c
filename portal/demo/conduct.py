"""Awards, a disciplinary measure, one resignation and one removal of the demo: the two who left did so before its first year."""
from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime

from models import Award, Discipline, PicklistItem
from portal.demo import staff
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_moment
from portal.services import departures, records, terms

LEFT = (
    # name, ground, opened, decided, what was found or written, the person's words, words of the decision
    ("苏日娜", "resignation", date(2022, 10, 10), date(2022, 10, 18), "本人因工作调动离开本市，申请辞去人民监督员职务。", "", "同意辞任。"),
    ("田广林", "obstruction", date(2022, 11, 7), date(2022, 11, 25), "经查，该同志将听证会评议内容发布在社交平台。", "本人对事实没有异议，接受处理。",
     "免除其人民监督员职务。"),
)
TERM = (date(2020, 9, 1), date(2025, 8, 31))
AWARDS = ((2, date(2023, 12, 22), "2023年度优秀人民监督员", "city", "乌海市司法局"), (8, date(2023, 12, 22), "2023年度优秀人民监督员", "city", "乌海市司法局"),
          (14, date(2023, 5, 4), "全区法治宣传先进个人", "province", "内蒙古自治区司法厅"),
          (5, date(2025, 12, 19), "2025年度优秀人民监督员", "city", "乌海市司法局"))
MEASURE = (11, date(2023, 6, 20), "无故缺席已确认参加的公开听证。", "签到表、检察院反馈表", "reminder", "谈话提醒，本人作出说明。", date(2023, 6, 28))


def lives(people: Staff) -> Iterable[Life]:
    """Return every act of this part, each a life of its own."""
    for number, one in enumerate(LEFT):
        yield _leaving(people, staff.PEOPLE + number, *one)
    for number, day, title, level, by in AWARDS:
        yield _award(people, number, day, title, level, by)
    yield _measure(people)


def _leaving(people: Staff, number: int, name: str, ground: str, opened: date, decided: date, matter: str, heard: str, words: str) -> Life:
    clerk, leader = people.actors["clerk"], people.actors["leader"]
    moment = local_moment(date(2022, 8, 30), 10)
    yield moment
    person = staff.enter(clerk, number, name, moment, random.Random(number))
    term = terms.appoint(clerk, person, starts_on=TERM[0], ends_on=TERM[1], certificate_no=f"乌人监〔2020〕{number}号", at=moment)
    moment = local_moment(opened, 10)
    yield moment
    case = departures.open_case(clerk, term, ground=_item("appointment_end", ground), matter=matter, opened_on=opened, at=moment)
    if heard:
        moment = people.working(opened, 5, 15)
        yield moment
        departures.hear(clerk, case, heard_on=moment.date(), words=heard, at=moment)
    moment = local_moment(decided, 16)
    yield moment
    departures.decide(leader, case, words=words, effective_on=decided, at=moment)
    moment = people.working(decided, 1, 10)
    yield moment
    departures.tell(clerk, case, told_on=moment.date(), how=_item("contact_way", "phone"), words="已函告工作单位和推荐单位。", at=moment)


def _award(people: Staff, number: int, day: date, title: str, level: str, by: str) -> Life:
    moment: datetime = local_moment(day, 17)
    yield moment
    records.create(people.actors["clerk"], "award:write", Award(
        bureau=people.bureau, supervisor=people.supervisors[number], awarded_on=day, title=title, level=_item("award_level", level), awarded_by=by),
        at=moment)


def _measure(people: Staff) -> Life:
    number, day, matter, evidence, kind, decision, decided = MEASURE
    moment = local_moment(decided, 11)
    yield moment
    records.create(people.actors["clerk"], "discipline:write", Discipline(
        bureau=people.bureau, supervisor=people.supervisors[number], happened_on=day, matter=matter, evidence=evidence,
        kind=_item("discipline_kind", kind), decision=decision, decided_on=decided), at=moment)


def _item(kind: str, code: str) -> PicklistItem:
    return PicklistItem.get(PicklistItem.kind == kind, PicklistItem.code == code)
