"""Contact in the demo: visits, suggestions in each state, the quarterly joint meetings of 2023 and a recent one, bulletins read and unread."""
from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from models import PicklistItem
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_moment
from portal.domain.meetings import DecisionValues, MeetingValues
from portal.queries import liaison_meetings
from portal.services import liaison, liaison_bulletins, liaison_meetings as meetings, liaison_suggestions as suggestions

VISITS = (
    # day of 2023, person, way, about, what was said, follow-up, what came of it
    (date(2023, 2, 9), 2, "visit", "年初走访", "介绍全年监督活动安排，本人表示支持，希望多参加公开听证。", "", ""),
    (date(2023, 4, 18), 6, "phone", "履职情况回访", "对听证材料提前发放表示满意，建议统一座签。", "与检察院协调座签样式", "四个检察院已统一座签样式"),
    (date(2023, 7, 5), 11, "talk", "年中座谈会", "就履职保障和学习培训交换意见，普遍希望增加案例研讨。", "在下半年培训中安排案例研讨", "已纳入下半年培训计划"),
    (date(2023, 10, 19), 15, "visit", "病愈慰问", "身体已康复，愿意继续参加监督活动。", "", ""),
)
TALK_WITH = (3, 8, 19)
"""Who else was at the talk."""
RECENT_VISITS = (
    # working days ago, person, way, about, what was said, follow-up, due in working days from today; None: closed
    (30, 4, "visit", "季度走访", "工作单位支持履职，出具请假证明即可。", "向其单位发函致谢", None),
    (18, 9, "phone", "了解近期履职困难", "近期照顾老人，外出不便，希望优先参加市区内的活动。", "抽选通知时提前沟通交通安排", -3),
    (6, 13, "wechat", "学习资料需求", "希望得到公益诉讼方面的学习资料。", "寄送公益诉讼案例汇编", 4),
)

SUGGESTED = (
    # kind, about, in words, the answer
    ("suggestion", "统一人民监督员证件样式", "建议统一制作证件，便于进入各检察院参加活动。", "已与市检察院协商，统一证件正在制作。"),
    ("concern", "某小区周边夜间施工噪声", "居民反映夜间施工噪声影响休息，希望有关部门关注。", "已转交公益诉讼检察部门，正在会同主管部门核实。"),
    ("suggestion", "提前发放听证材料", "建议公开听证前至少两日发放案件材料摘要。", "采纳，各院自下月起提前两日发放。"),
    ("concern", "农贸市场食品安全", "群众反映个别摊位销售过期食品。", "已开展专项检查，两处问题已整改。"),
    ("suggestion", "增加巡回检察参与机会", "建议在巡回检察中增加人民监督员参与的环节。", "已列入下季度计划。"),
    ("suggestion", "开通履职意见电子反馈", "建议参加活动后可以用手机反馈意见。", "已开通，扫描通知中的二维码即可填写。"),
)

QUARTERS = (
    # the meeting's day, its title, what was decided: office, person, words
    (date(2023, 3, 22), "第一季度", (("city", "李静", "监督活动需求至少提前五个工作日提出"), ("bureau", "陈晓燕", "建立回避核查台账"))),
    (date(2023, 6, 20), "第二季度", (("hbw", "赵磊", "听证材料提前两日发放"), ("wd", "孙洁", "完善人民监督员接待流程"))),
    (date(2023, 9, 20), "第三季度", (("bureau", "陈晓燕", "组织下半年专题培训"), ("hn", "周涛", "统一签到和反馈表样式"))),
    (date(2023, 12, 13), "第四季度", (("city", "李静", "编制下一年度监督活动计划"),)),
)
AGENDA = "通报上季度监督活动开展情况\n检查上次会议议定事项落实情况\n研究下季度监督活动安排"
MINUTES = ("会议通报了上季度监督活动开展情况，各院需求按期提出，人民监督员到场率保持较高水平。\n会议检查了以往议定事项的落实情况。\n"
           "会议研究了下季度监督活动安排，对需求提报、材料发放、意见反馈等工作提出要求。")
RECENT = (
    # office, person, words, due in working days from today
    ("hbw", "赵磊", "补报未反馈的监督意见采纳情况", -4), ("bureau", "陈晓燕", "更新人民监督员专业特长信息", 3),
    ("city", "李静", "研究扩大公益诉讼听证邀请范围", 15),
)


def lives(people: Staff, today: date) -> Iterator[Life]:
    """Return the contact of the demo, each piece to be lived through in its time."""
    for line in VISITS:
        yield _visit(people, line)
    for recent in RECENT_VISITS:
        yield _recent_visit(people, today, recent)
    for number in range(len(SUGGESTED)):
        yield _suggestion(people, today, number)
    for day, quarter, decided in QUARTERS:
        yield _quarter(people, day, quarter, decided)
    yield _recent_meeting(people, today)
    yield _bulletin_of_2023(people)
    yield _recent_bulletins(people, today)


def _way(code: str) -> PicklistItem:
    return PicklistItem.get(PicklistItem.kind == "contact_way", PicklistItem.code == code)


def _visit(people: Staff, line: tuple[date, int, str, str, str, str, str]) -> Life:
    day, person, way, subject, words, follow_up, outcome = line
    moment = local_moment(day, 16)
    yield moment
    guests = [people.supervisors[number] for number in TALK_WITH] if way == "talk" else []
    row = liaison.record_visit(people.actors["clerk"], {
        "supervisor": people.supervisors[person], "held_on": day, "way": _way(way), "visited_by": people.actors["clerk"].name, "subject": subject,
        "words": words, "follow_up": follow_up, "due_on": day + timedelta(days=30) if follow_up else None}, guests=guests, at=moment)
    if follow_up:
        done = people.working(day, 12, 15)
        yield done
        liaison.settle_visit(people.actors["clerk"], row, words=outcome, at=done)


def _recent_visit(people: Staff, today: date, line: tuple[int, int, str, str, str, str, int | None]) -> Life:
    ago, person, way, subject, words, follow_up, due = line
    moment = people.working(today, -ago, 16, 10)
    yield moment
    due_on = people.calendar.add_working_days(today, due if due is not None else 2 - ago)
    row = liaison.record_visit(people.actors["clerk"], {
        "supervisor": people.supervisors[person], "held_on": moment.date(), "way": _way(way), "visited_by": people.actors["clerk"].name,
        "subject": subject, "words": words, "follow_up": follow_up, "due_on": due_on}, at=moment)
    if due is None:
        done = people.working(today, 1 - ago, 11)
        yield done
        liaison.settle_visit(people.actors["clerk"], row, words="已发函致谢", at=done)


REACH = ("told", "told", "received", "routed", "answered", "late")
"""How far each of SUGGESTED has come; the first two are of 2023."""


def _suggestion(people: Staff, today: date, number: int) -> Life:
    """By link or taken down, passed on, answered, told; as far as REACH says."""
    kind, subject, words, answer = SUGGESTED[number]
    reach, office = REACH[number], ("bureau", "hbw", "", "city", "wd", "hn")[number]
    came = date(2023, 5, 11) + timedelta(days=number * 90) if number < 2 else people.calendar.add_working_days(
        today, {"received": -1, "routed": -3, "answered": -8, "late": -24}[reach])
    moments = [people.working(came, days, 10, 20) for days in (0, 1, 5, 6)]
    yield moments[0]
    person, clerk = people.supervisors[(number * 4 + 1) % len(people.supervisors)], people.actors["clerk"]
    by = clerk if number % 2 else people.link_of(person)
    row = suggestions.give(by, person, kind=kind, subject=subject, words=words, at=moments[0])
    if reach == "received":
        return
    yield moments[1]
    suggestions.route(clerk, row, people.bureau if office == "bureau" else people.procuratorates[office], at=moments[1])
    if reach in ("routed", "late"):
        return
    yield moments[2]
    suggestions.answer(clerk if office == "bureau" else people.officer(office), row, words=answer, at=moments[2])
    if reach == "told":
        yield moments[3]
        suggestions.tell(clerk, row, way=_way("phone"), words="表示满意。", at=moments[3])


def _office_id(people: Staff, key: str) -> int:
    return people.bureau.id if key == "bureau" else people.procuratorates[key].id


def _values(people: Staff, title: str, starts_at: datetime) -> MeetingValues:
    sides = [(people.bureau.id, "刘建国（副局长）、陈晓燕（经办人）")]
    sides += [(office.id, f"{office.contact_name}（联络员）") for office in people.procuratorates.values()]
    return MeetingValues(title=title, starts_at=starts_at, place="乌海市司法局三楼会议室", host_id=people.bureau.id, agenda=AGENDA, sides=tuple(sides))


def _quarter(people: Staff, day: date, quarter: str, decided: tuple[tuple[str, str, str], ...]) -> Life:
    """A quarterly meeting: planned, held, its minutes issued, each decision done within the following weeks."""
    moments = [people.working(day, days, hour) for days, hour in ((-8, 9), (0, 17), (2, 11))]
    yield moments[0]
    clerk, title = people.actors["clerk"], f"2023年{quarter}人民监督员工作联席会议"
    values = _values(people, title, local_moment(day, 9, 30))
    row = meetings.plan(clerk, values, at=moments[0])
    yield moments[1]
    due = people.calendar.add_working_days(day, 30)
    meetings.write_up(clerk, row, minutes=MINUTES, sides=values.sides, at=moments[1], decisions=[
        DecisionValues(words=words, office_id=_office_id(people, key), person=person, due_on=due) for key, person, words in decided])
    yield moments[2]
    meetings.issue(clerk, row, at=moments[2])
    for number, one in enumerate(liaison_meetings.decisions(row)):
        done = people.working(day, 20 + 48 * number, 16)
        yield done
        key = decided[number][0]
        meetings.settle(clerk if key == "bureau" else people.officer(key), one, words="已按会议要求落实。", at=done)


def _recent_meeting(people: Staff, today: date) -> Life:
    """Two months ago: what it decided is still open, one piece of it overdue."""
    day = people.calendar.add_working_days(today, -40)
    moments = [people.working(day, days, hour) for days, hour in ((-8, 9), (0, 17), (3, 11))]
    yield moments[0]
    clerk, title = people.actors["clerk"], f"{day.year}年第{'一二三四'[(day.month - 1) // 3]}季度人民监督员工作联席会议"
    values = _values(people, title, local_moment(day, 9, 30))
    row = meetings.plan(clerk, values, at=moments[0])
    yield moments[1]
    meetings.write_up(clerk, row, minutes=MINUTES, sides=values.sides, at=moments[1], decisions=[
        DecisionValues(words=words, office_id=_office_id(people, key), person=person, due_on=people.calendar.add_working_days(today, due))
        for key, person, words, due in RECENT])
    yield moments[2]
    meetings.issue(clerk, row, at=moments[2])


def _bulletin_of_2023(people: Staff) -> Life:
    """The year's report of the bureau, signed for and answered by every procuratorate."""
    sent = local_moment(date(2023, 12, 20), 9, 40)
    yield sent
    row = liaison_bulletins.draft(
        people.actors["clerk"], title="2023年人民监督员工作情况通报", offices=[office.id for office in people.procuratorates.values()],
        words="现将2023年人民监督员参加监督活动、提出监督意见和意见采纳情况予以通报，请各院结合实际研究改进，并于规定时限前反馈。",
        answer_due_on=date(2024, 1, 5), at=sent)
    liaison_bulletins.send(people.actors["clerk"], row, at=sent)
    for number, key in enumerate(people.procuratorates):
        read = people.working(date(2023, 12, 20), 1 + number, 10)
        yield read
        liaison_bulletins.open_bulletin(people.officer(key), row, at=read)
        liaison_bulletins.answer(people.officer(key), row, words="已组织学习，将在下一年度工作中落实。", at=read)


def _recent_bulletins(people: Staff, today: date) -> Life:
    """A request for plans that two offices have not opened, a procuratorate's own report to the bureau, and a draft."""
    moments = [people.working(today, days, 9, 15) for days in (-6, -5, -4, -1)]
    yield moments[0]
    clerk = people.actors["clerk"]
    row = liaison_bulletins.draft(
        clerk, title="关于报送下季度监督活动计划的通报", offices=[office.id for office in people.procuratorates.values()],
        words="请各院梳理下季度拟开展的监督活动，按监督方式分类，于规定时限前报送。", answer_due_on=people.calendar.add_working_days(today, 4),
        at=moments[0])
    liaison_bulletins.send(clerk, row, at=moments[0])
    yield moments[1]
    liaison_bulletins.open_bulletin(people.officer("city"), row, at=moments[1])
    liaison_bulletins.answer(people.officer("city"), row, words="计划已报送，见附件清单。", at=moments[1])
    yield moments[2]
    liaison_bulletins.open_bulletin(people.officer("hbw"), row, at=moments[2])
    yield moments[3]
    report = liaison_bulletins.draft(
        people.officer("city"), title="监督意见采纳情况通报", offices=[people.bureau.id],
        words="现将本月人民监督员监督意见的研究采纳情况予以通报，未采纳的意见均已说明理由。", at=moments[3])
    liaison_bulletins.send(people.officer("city"), report, at=moments[3])
    liaison_bulletins.draft(clerk, title="关于规范履职活动签到的通报（草稿）", offices=[people.procuratorates["hbw"].id],
                            words="请各院在活动开始前完成签到，并于当日反馈出席情况。", at=moments[3])
