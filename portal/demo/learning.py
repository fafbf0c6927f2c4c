"""Learning in the demo: classes of each year with who came and how, one to come, one of today; materials with receipts; magazines."""
from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models import Attendance, PicklistItem, Reading, Supervisor, Training
from portal.demo.life import Life
from portal.demo.staff import Staff
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import Actor
from portal.queries import classes as facts
from portal.services import class_check_in, classes, materials

SEED = 12
COMING, READING, SPEAKING = 0.9, 0.8, 0.6
WORDS = ("案例讲解贴近实际，希望增加模拟听证。", "内容实用，建议提前发放讲义。", "建议每季度组织一次专题学习。")
EXCUSES = (("work", ""), ("ill", ""), ("family", ""), ("other", "外地出差，当日不能返回"))


@dataclass(frozen=True)
class Course:
    """One class of the demo."""

    title: str
    form: str
    day: date
    hours: int
    lecturer: str
    clock: str = "9:00–11:30"
    place: str = "乌海市司法局三楼会议室"
    first_duty: bool = False
    online: bool = False
    budget_yuan: int = 0
    exam: bool = False
    handout: str = ""


def courses(people: Staff, today: date) -> list[Course]:
    """Return the classes: those of past years, one behind us, one of today or the next working day, one to come."""
    behind = people.calendar.add_working_days(today - timedelta(days=100), 1)
    near = today if people.calendar.is_working(today) else people.calendar.add_working_days(today, 1)
    return [
        Course("人民监督员初任与履职培训", "lecture", date(2023, 2, 22), 60, "市检察院业务专家", clock="9:00–11:30、14:30–17:30", first_duty=True,
               budget_yuan=3200, exam=True, handout="《人民监督员选任管理办法》《人民检察院办案活动接受人民监督员监督的规定》汇编"),
        Course("公开听证观摩与案例研讨", "cases", date(2023, 7, 12), 30, "市检察院第四检察部", place="乌海市人民检察院听证室", budget_yuan=800),
        Course("检察建议与社会治理专题辅导", "lecture", date(2024, 5, 22), 30, "市委党校教师", budget_yuan=1500),
        Course("监督意见撰写网络培训", "online", date(2025, 6, 11), 40, "自治区司法厅网络课堂", place="", clock="当日完成", online=True, exam=True),
        Course("年度履职业务培训", "lecture", behind, 60, "市检察院案件管理部门负责人", clock="9:00–11:30、14:30–17:30", budget_yuan=2800, exam=True),
        Course("案件质量评查现场观摩", "visit", near, 20, "市检察院案件管理部门", place="乌海市人民检察院"),
        Course("换届前履职规范集中学习", "discussion", people.calendar.add_working_days(near, 6), 30, "市司法局业务科室", budget_yuan=600),
    ]


def lives(people: Staff, at: datetime) -> Iterable[Life]:
    """Return every act of this part, each class, material and magazine a life of its own."""
    chance, today = random.Random(SEED), local_day(at)
    for course in courses(people, today):
        yield _class(people, course, random.Random(chance.random()), at)
    for number, (title, summary, url, published, days) in enumerate(_materials(today)):
        yield _material(people, title, summary, url, published, published + timedelta(days=days), random.Random(number), at)
    for year in sorted({2023, today.year}):
        for title, price in (("人民检察", 480), ("检察日报", 398)):
            yield _magazine(people, title, year, price)


def _materials(today: date) -> Iterator[tuple[str, str, str, date, int]]:
    yield ("人民检察院办案活动接受人民监督员监督的规定", "重点学习第八条至第十八条规定的十种监督方式。", "https://www.spp.gov.cn/", date(2023, 3, 6), 30)
    yield ("公开听证工作规定学习要点", "一、听证范围；二、听证程序；三、人民监督员的席位与发言；四、评议意见的提出。", "", date(2025, 9, 8), 21)
    yield ("保密纪律警示案例选编", "请阅读并对照检查：不得拍照、录音，不得在微信群转发案件信息。", "", today - timedelta(days=24), 20)
    yield ("检察机关年度工作报告摘要", "请结合履职情况阅读。", "https://www.spp.gov.cn/", today - timedelta(days=6), 20)


# classes -------------------------------------------------------------------------------------------------------------------------


def _class(people: Staff, course: Course, chance: random.Random, until: datetime) -> Life:
    clerk = people.actors["clerk"]
    asked = min(people.working(course.day, -10, 9, 20), until - timedelta(hours=4))
    yield asked
    training = classes.enter(clerk, {
        "title": course.title, "form": _item("training_form", course.form), "lecturer": course.lecturer, "place": course.place, "clock": course.clock,
        "starts_on": course.day, "ends_on": course.day, "hours_tenths": course.hours, "first_duty": course.first_duty, "online": course.online,
        "budget_fen": course.budget_yuan * 100 or None, "handout": course.handout}, at=asked)
    rows = classes.enrol(clerk, training, people.supervisors, at=asked)
    told = asked + timedelta(hours=1)
    yield told
    classes.notify(clerk, training, rows, at=told)
    away = {row.supervisor_id for row in rows if chance.random() > COMING}
    answered = told + timedelta(hours=2)
    yield answered
    for row in rows[:len(rows) * 3 // 4]:
        _answer(people, row, chance, answered, coming=row.supervisor_id not in away)
    if course.day < local_day(until):
        yield from _day(people, training, course, away, chance)


def _answer(people: Staff, row: Attendance, chance: random.Random, at: datetime, *, coming: bool) -> None:
    reason, words = chance.choice(EXCUSES)
    classes.answer(people.link_of(row.supervisor), row, coming=coming, reason=reason, words=words, at=at)


def _day(people: Staff, training: Training, course: Course, away: set[int], chance: random.Random) -> Life:
    """The day of the class and what follows: the code on the wall, marks, exam, feedback, the sign-in sheet."""
    clerk, opened = people.actors["clerk"], local_moment(course.day, 8, 35)
    yield opened
    link = class_check_in.open_check_in(clerk, training, at=opened)
    arrived = local_moment(course.day, 8, 50)
    yield arrived
    wall = Actor(name="link", roles=frozenset({"link"}), bureau_id=people.bureau.id)
    code = class_check_in.wall_address(link, "", at=arrived).partition("code=")[2]
    for row in facts.participants(training):
        person = Supervisor.get_by_id(row.supervisor_id)
        if person.id in away:
            continue
        if chance.random() < 0.15:
            class_check_in.check_in_by_clerk(clerk, row, at=arrived)
        else:
            class_check_in.check_in_by_link(wall, link, name=person.name, mark=person.phone[-4:], code=code, at=arrived)
    after = local_moment(course.day, 17, 40)
    yield after
    _finish(people, training, course, chance, after)
    later = people.working(course.day, 1, 10)
    yield later
    for number in range(round((len(people.supervisors) - len(away)) * SPEAKING)):
        class_check_in.give_feedback(wall, training, rating_id=_item("feedback_mark", chance.choice(("good", "good", "fair"))).id,
                                     words=WORDS[number] if number < len(WORDS) else "", key=f"demo-{training.id}-{number}", at=later)


def _finish(people: Staff, training: Training, course: Course, chance: random.Random, at: datetime) -> None:
    clerk, rows = people.actors["clerk"], facts.participants(training)
    marks = {row.id: ("excused", "已请假") if row.answer == "declined" else ("absent", "") for row in rows if row.checked_in_at is None}
    classes.mark(clerk, training, marks, at=at)
    for number, row in enumerate(rows if course.exam else (), 1):
        if row.checked_in_at is not None:
            classes.amend_participant(clerk, row, {"exam_tenths": chance.randrange(780, 1000, 5),
                                                   "certificate_no": f"乌监训{course.day.year}{number:03d}"}, at=at)
    classes.issue_sign_in(clerk, training, at=at)


# materials and magazines -----------------------------------------------------------------------------------------------------------


def _material(people: Staff, title: str, summary: str, url: str, published: date, due: date, chance: random.Random, until: datetime) -> Life:
    clerk, moment = people.actors["clerk"], local_moment(published, 10)
    yield moment
    material = materials.enter(clerk, {"title": title, "summary": summary, "url": url, "published_on": published, "due_on": due}, at=moment)
    rows = materials.ask(clerk, material, people.supervisors, at=moment)
    materials.push(clerk, material, rows, at=moment)
    running = due + timedelta(days=30) > local_day(until)
    read = moment + timedelta(days=3, hours=2)
    yield read
    for row in rows:
        if not running or chance.random() < READING:
            materials.confirm(people.link_of(row.supervisor), Reading.get_by_id(row.id), at=read)


def _magazine(people: Staff, title: str, year: int, price: int) -> Life:
    moment = local_moment(date(year, 1, 5), 11)
    yield moment
    row = materials.enter_subscription(people.actors["clerk"], {
        "title": title, "year": year, "copies": len(people.supervisors), "amount_fen": price * 100 * len(people.supervisors)}, at=moment)
    materials.set_readers(people.actors["clerk"], row, people.supervisors, at=moment)


def _item(kind: str, code: str) -> PicklistItem:
    return PicklistItem.get(PicklistItem.kind == kind, PicklistItem.code == code)
