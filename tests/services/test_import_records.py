"""The same wizard for what people did: attendance of trainings, awards, past activities."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from models import Activity, Assignment, Attendance, AuditEntry, Award, Numbering, Supervisor, Training
from portal.domain.errors import Conflict
from portal.domain.importing import Verdict
from portal.domain.permissions import Actor
from portal.queries import statistics
from portal.services import import_undo
from tests import factories
from tests.factories import AT, item, save
from tests.services.test_imports import codes, look, take
from tests.sheets import workbook

ActorAs = Callable[[str], Actor]


@pytest.fixture
def clerk(actor_as: ActorAs) -> Actor:
    return actor_as("clerk")


@pytest.fixture
def zhang(clerk: Actor) -> Supervisor:
    return factories.supervisor(name="张三")


# trainings -----------------------------------------------------------------------------------------------------------------------

CLASS = {"姓名": "张三", "培训主题": "履职培训", "培训日期": "2023-03-02", "培训方式": "讲座", "培训学时": 8, "学时": 6.5, "地点": "司法局"}


def participant(clerk: Actor, **cells: Any) -> list[Verdict]:
    return look(clerk, sheet(CLASS | cells), "trainings")


def sheet(*rows: dict[str, Any]) -> bytes:
    heads = list(dict.fromkeys(name for row in rows for name in row))
    return workbook([heads, *([row.get(name) for name in heads] for row in rows)])


def test_a_list_of_participants_makes_the_class_and_comes_back_unchanged(clerk: Actor, zhang: Supervisor) -> None:
    li = factories.supervisor(name="李四")
    content = sheet(CLASS, CLASS | {"姓名": "李四", "学时": None}, CLASS | {"姓名": None, "编号": zhang.code, "培训主题": "观摩", "培训方式": "现场教学"})
    batch = take(clerk, content, "trainings")
    assert batch.counts["new"] == 3
    training = Training.get(Training.title == "履职培训")
    assert (training.form.code, training.starts_on, training.ends_on, training.hours_tenths, training.place) == (
        "lecture", date(2023, 3, 2), date(2023, 3, 2), 80, "司法局")
    assert {(row.supervisor_id, row.hours_tenths) for row in training.attendances} == {(zhang.id, 65), (li.id, 80)}
    assert {verdict.outcome for verdict in look(clerk, content, "trainings")} == {"unchanged"}
    import_undo.undo(clerk, batch, at=AT)
    assert not Training.select().exists() and not Attendance.select().exists()


@pytest.mark.parametrize(("cells", "state", "hours", "mark"), [
    ({}, "present", 65, None),
    ({"签到": "√"}, "present", 65, None),
    ({"签到": "到场", "成绩": "92.5分"}, "present", 65, 925),
    ({"签到": "到场", "学时": None}, "present", 80, None),
    ({"签到": "缺席"}, "absent", 0, None),
    ({"签到": "请假", "备注": "病假"}, "excused", 0, None),
    ({"签到": "已列入名单"}, "enrolled", 0, None),
])
@pytest.mark.usefixtures("zhang")
def test_a_list_says_how_it_ended_or_the_person_was_there(clerk: Actor, cells: dict[str, Any], state: str, hours: int, mark: int | None) -> None:
    take(clerk, sheet(CLASS | cells), "trainings")
    row = Attendance.get()
    assert (row.state, row.hours_tenths, row.exam_tenths, row.state_words) == (state, hours, mark, "病假" if state == "excused" else "")
    assert row.training.hours_tenths == 80
    assert participant(clerk, **cells)[0].outcome == "unchanged"


def test_who_was_only_enrolled_is_marked_by_the_list_of_the_class_and_others_are_left(clerk: Actor, zhang: Supervisor) -> None:
    li = factories.supervisor(name="李四")
    training = save(Training(bureau=zhang.bureau, title="履职培训", form=item("training_form"), starts_on=date(2023, 3, 2), ends_on=date(2023, 3, 2),
                             hours_tenths=80))
    save(Attendance(bureau=zhang.bureau, training=training, supervisor=zhang))
    save(Attendance(bureau=zhang.bureau, training=training, supervisor=li, state="excused", state_words="病假"))
    rows = sheet(*({"姓名": name, "培训主题": "履职培训"} for name in ("张三", "李四")))
    first, second = look(clerk, rows, "trainings")
    assert {change.field: (change.old, change.new) for change in first.changes} == {"state": ("enrolled", "present"), "hours_tenths": ("0", "8")}
    assert second.outcome == "unchanged"
    take(clerk, rows, "trainings")
    assert [(row.state, row.hours_tenths) for row in training.attendances.order_by(Attendance.id)] == [("present", 80), ("excused", 0)]


def test_a_class_that_is_not_over_only_enrols(clerk: Actor, zhang: Supervisor) -> None:
    save(Training(bureau=zhang.bureau, title="明年培训", form=item("training_form"), starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 2)))
    take(clerk, sheet({"姓名": "张三", "培训主题": "明年培训"}), "trainings")
    assert Attendance.get().state == "enrolled"


@pytest.mark.usefixtures("zhang")
def test_other_hours_change_the_participant_and_undoing_restores_them(clerk: Actor) -> None:
    take(clerk, sheet(CLASS), "trainings")
    verdict = participant(clerk, 学时=8, 备注="补课")[0]
    assert {change.field: (change.old, change.new) for change in verdict.changes} == {"hours_tenths": ("6.5", "8"), "remark": ("", "补课")}
    batch = take(clerk, sheet(CLASS | {"学时": 8, "备注": "补课"}), "trainings")
    assert (Attendance.get().hours_tenths, Attendance.get().remark) == (80, "补课")
    import_undo.undo(clerk, batch, at=AT)
    assert (Attendance.get().hours_tenths, Attendance.get().remark) == (65, "")


@pytest.mark.usefixtures("zhang")
def test_a_class_that_is_there_is_used(clerk: Actor) -> None:
    there = save(Training(bureau=factories.bureau(), title="履职培训", form=item("training_form"), starts_on=date(2023, 3, 2), ends_on=date(2023, 3, 3)))
    take(clerk, sheet({"姓名": "张三", "培训主题": "履职培训"}), "trainings")
    assert Attendance.get().training == there and Training.select().count() == 1


WRONG_PARTICIPANTS = [
    ({"姓名": "王五"}, "name", "person_unknown"), ({"姓名": None}, "name", "name_missing"), ({"培训日期": "2027-01-01"}, "starts_on", "day_in_future"),
    ({"培训日期": None}, "starts_on", "value_missing"), ({"培训方式": None}, "form", "value_missing"), ({"培训主题": None, "备注": "x"}, "title", "value_missing"),
    ({"结束日期": "2023-03-01"}, "ends_on", "span_backwards"), ({"学时": "半天"}, "hours_tenths", "hours_form"), ({"编号": "X-1"}, "code", "person_unknown"),
    ({"身份证号": "150304"}, "id_number", "id_length"),
]


@pytest.mark.usefixtures("zhang")
@pytest.mark.parametrize(("cells", "field", "code"), WRONG_PARTICIPANTS, ids=[f"{field} {code}" for _cells, field, code in WRONG_PARTICIPANTS])
def test_participants_that_are_wrong(clerk: Actor, cells: dict[str, Any], field: str, code: str) -> None:
    assert (field, code) in codes(participant(clerk, **cells)[0])


def test_names_that_several_people_or_somebody_else_have(clerk: Actor, zhang: Supervisor) -> None:
    factories.supervisor(name="张三")
    assert codes(participant(clerk)[0]) == {("name", "namesakes")}
    assert participant(clerk, 编号=zhang.code)[0].outcome == "new"
    assert codes(participant(clerk, 编号=zhang.code, 姓名="李四")[0]) == {("name", "name_of_other")}
    assert participant(clerk, 身份证号=zhang.id_number)[0].outcome == "new"


@pytest.mark.usefixtures("zhang")
def test_the_same_participant_twice(clerk: Actor) -> None:
    assert [verdict.outcome for verdict in look(clerk, sheet(CLASS, CLASS | {"学时": 2}), "trainings")] == ["new", "wrong"]


# awards --------------------------------------------------------------------------------------------------------------------------

AWARD = {"姓名": "张三", "荣誉称号": "优秀人民监督员", "表彰日期": "2023-12-20", "级别": "市级", "授予单位": "乌海市司法局", "文号": "乌司发〔2023〕9号"}


def test_awards_come_in_change_and_come_out_again(clerk: Actor, zhang: Supervisor) -> None:
    take(clerk, sheet(AWARD), "awards")
    made = Award.get()
    assert (made.supervisor, made.level.code, made.awarded_on, made.document) == (zhang, "city", date(2023, 12, 20), "乌司发〔2023〕9号")
    assert look(clerk, sheet(AWARD), "awards")[0].outcome == "unchanged"
    batch = take(clerk, sheet(AWARD | {"级别": "省级"}), "awards")
    assert Award.get().level.code == "province"
    import_undo.undo(clerk, batch, at=AT)
    assert Award.get().level.code == "city"


@pytest.mark.usefixtures("zhang")
@pytest.mark.parametrize(("cells", "field", "code"), [
    ({"荣誉称号": None}, "title", "value_missing"), ({"级别": "宇宙级"}, "level", "not_in_list"), ({"表彰日期": "2027-01-01"}, "awarded_on", "day_in_future"),
    ({"授予单位": None}, "awarded_by", "value_missing"), ({"姓名": "王五"}, "name", "person_unknown")])
def test_awards_that_are_wrong(clerk: Actor, cells: dict[str, Any], field: str, code: str) -> None:
    assert codes(look(clerk, sheet(AWARD | cells), "awards")[0]) == {(field, code)}


# past activities -----------------------------------------------------------------------------------------------------------------

HEARING = {"日期": "2023年5月6日", "检察院": "乌海市人民检察院", "监督方式": "公开听证", "活动名称": "某案公开听证", "地点": "第一会议室", "参加人员": "张三、李四"}


@pytest.fixture
def people(clerk: Actor, zhang: Supervisor) -> list[Supervisor]:
    factories.procuratorate()
    return [zhang, factories.supervisor(name="李四")]


def test_a_past_activity_is_closed_with_those_who_came_and_counts_in_its_year(clerk: Actor, people: list[Supervisor]) -> None:
    content = sheet(HEARING, HEARING | {"活动名称": "另一案", "监督方式": "巡回检察", "参加人员": "张三 李四", "业务类别": "刑事"})
    batch = take(clerk, content, "activities")
    first, second = Activity.select().order_by(Activity.id)
    assert (first.state, first.mode.code, first.starts_at, first.number) == ("closed", "01", datetime(2023, 5, 6, 1, tzinfo=UTC), "乌检需补〔2023〕1号")
    assert (second.number, second.business_line.code, second.general_places) == ("乌检需补〔2023〕2号", "criminal", 2)
    assert {(row.supervisor, row.state) for row in first.assignments} == {(person, "attended") for person in people}
    assert len(statistics.events(clerk, 2023)) == 2
    assert {verdict.outcome for verdict in look(clerk, content, "activities")} == {"unchanged"}
    import_undo.undo(clerk, batch, at=AT)
    assert not Activity.select().exists() and not Assignment.select().exists() and Numbering.get().last == 0
    assert "import:take_out" in {row.verb for row in AuditEntry.select()}


WRONG_ACTIVITIES = [
    ({"检察院": "包头市人民检察院"}, "procuratorate", "not_in_list"), ({"监督方式": "闲谈"}, "mode", "not_in_list"), ({"监督方式": None}, "mode", "value_missing"),
    ({"日期": "2027-05-06"}, "starts_at", "day_in_future"), ({"日期": "春天"}, "starts_at", "date_form"), ({"活动名称": None}, "title", "value_missing"),
    ({"参加人员": "张三、王五"}, "people", "person_named_unknown"), ({"参加人员": None}, "people", "value_missing"),
]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("cells", "field", "code"), WRONG_ACTIVITIES, ids=[f"{field} {code}" for _cells, field, code in WRONG_ACTIVITIES])
def test_activities_that_are_wrong(clerk: Actor, cells: dict[str, Any], field: str, code: str) -> None:
    assert codes(look(clerk, sheet(HEARING | cells), "activities")[0]) == {(field, code)}


def test_offices_and_people_by_short_names_and_codes(clerk: Actor, people: list[Supervisor]) -> None:
    factories.district()
    assert look(clerk, sheet(HEARING | {"检察院": "海勃湾区人民检察院", "参加人员": f"{people[0].code.lower()};李四"}), "activities")[0].outcome == "new"
    assert codes(look(clerk, sheet(HEARING | {"检察院": None}), "activities")[0]) == {("procuratorate", "value_missing")}
    factories.supervisor(name="李四")
    assert codes(look(clerk, sheet(HEARING), "activities")[0]) == {("people", "person_named_twice")}


@pytest.mark.usefixtures("people")
def test_an_office_without_a_prefix_needs_the_number_in_the_sheet(clerk: Actor) -> None:
    office = factories.procuratorate()
    office.request_prefix = ""
    office.save()
    assert codes(look(clerk, sheet(HEARING), "activities")[0]) == {("procuratorate", "prefix_missing")}
    take(clerk, sheet(HEARING | {"编号": "乌检〔2023〕7号"}), "activities")
    assert Activity.get().number == "乌检〔2023〕7号"


@pytest.mark.usefixtures("people")
def test_a_closed_activity_stays_as_it_is(clerk: Actor) -> None:
    take(clerk, sheet(HEARING), "activities")
    assert codes(look(clerk, sheet(HEARING | {"参加人员": "张三"}), "activities")[0]) == {("people", "activity_there")}
    assert [verdict.outcome for verdict in look(clerk, sheet(HEARING, HEARING), "activities")] == ["unchanged", "wrong"]


@pytest.mark.usefixtures("people")
def test_an_activity_on_which_feedback_was_given_is_not_undone(clerk: Actor) -> None:
    batch = take(clerk, sheet(HEARING), "activities")
    factories.assignment(Activity.get(), person=factories.supervisor(), no=9)
    with pytest.raises(Conflict) as caught:
        import_undo.undo(clerk, batch, at=AT)
    assert caught.value.code == "import_built_on"
