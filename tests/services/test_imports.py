"""Imports of rosters: the sample's outcome, what each oddity becomes, the transaction, choices, memory of headings, and undoing."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from models import Appointment, AuditEntry, ImportBatch, ImportHeading, ImportRow, OwnValue, Supervisor, SupervisorProfession
from models.base import database
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.importing import Verdict
from portal.domain.permissions import Actor
from portal.queries import conduct
from portal.services import audit, configuration, import_undo, imports, own_fields, people, terms
from tests import factories
from tests.factories import AT, id_number
from tests.sheets import BORN, person, roster, workbook

ActorAs = Callable[[str], Actor]
SAMPLE = (Path(__file__).resolve().parent.parent / "data" / "roster-sample.xlsx").read_bytes()


@pytest.fixture
def clerk(actor_as: ActorAs) -> Actor:
    return actor_as("clerk")


def look(clerk: Actor, content: bytes, kind: str = "supervisors") -> list[Verdict]:
    table = imports.read_table(clerk, kind, content)
    return imports.judge(clerk, kind, table.rows, imports.matched(clerk, kind, table), AT)


def stage(clerk: Actor, content: bytes, kind: str = "supervisors") -> ImportBatch:
    return imports.stage(clerk, kind, imports.read_table(clerk, kind, content), filename="名册.xlsx", at=AT)


def take(clerk: Actor, content: bytes, kind: str = "supervisors", good_only: bool = True) -> ImportBatch:
    return imports.commit(clerk, stage(clerk, content, kind), good_only=good_only, at=AT)


def outcomes(verdicts: list[Verdict]) -> dict[Any, str]:
    return {verdict.no: verdict.outcome for verdict in verdicts}


def codes(verdict: Verdict) -> set[tuple[str, str]]:
    return {(one.field, one.code) for one in verdict.reading.wrong}


def one(clerk: Actor, **cells: Any) -> Verdict:
    return look(clerk, roster(person(1, **cells)))[0]


# the sample ----------------------------------------------------------------------------------------------------------------------

REASONS = {
    16: ("id_number", "digits_lost"), 17: ("id_number", "id_check_digit"), 18: ("sex", "id_contradicts_sex"),
    19: ("birth_date", "id_contradicts_birth"), 20: ("education", "education_too_low"), 21: ("starts_on", "too_young"),
    22: ("", "row_twice"), 23: ("ends_on", "term_ends_before_start"), 24: ("name", "name_missing"),
}


def test_the_sample_comes_out_as_stated(clerk: Actor) -> None:
    verdicts = look(clerk, SAMPLE)
    assert outcomes(verdicts) == dict.fromkeys(range(1, 16), "new") | dict.fromkeys(REASONS, "wrong")
    assert [verdict.reading.number for verdict in verdicts] == list(range(4, 28))
    for verdict in verdicts:
        if verdict.no in REASONS:
            assert REASONS[verdict.no] == (verdict.reading.wrong[0].field, verdict.reading.wrong[0].code)
    read = {(verdict.no, note.field): note.params.get("read") for verdict in verdicts for note in verdict.reading.notes}
    assert (read[5, "political"], read[5, "education"], read[1, "way_in"]) == ("中共党员", "大学本科", "单位和组织推荐")
    assert not Supervisor.select().exists() and not ImportBatch.select().exists()


def test_the_sample_taken_over_and_looked_at_again(clerk: Actor) -> None:
    batch = take(clerk, SAMPLE)
    assert batch.counts == {"new": 15, "changed": 0, "unchanged": 0, "asks": 0, "wrong": 9} and batch.good_only
    found = {row.certificate_no: row for row in Appointment.select()}
    assert len(found) == 15 and Supervisor.select().count() == 15
    wang = found["WH2025005"].supervisor
    assert (wang.political.name, wang.education.name, wang.way_in.name, wang.code) == ("中共党员", "大学本科", "个人申请", "WH-2026-005")
    assert (found["WH2025003"].supervisor.birth_date, found["WH2025002"].supervisor.birth_date) == (date(1983, 3, 23), date(1999, 11, 14))
    assert [row.profession.name for row in found["WH2025006"].supervisor.profession_rows] == ["法律", "财会", "教育"]
    assert (found["WH2025007"].supervisor.phone, found["WH2025008"].supervisor.name) == ("18606191581", "马静")
    assert found["WH2025009"].supervisor.id_number == "150304200011031592"
    assert (found["WH2025010"].starts_on, found["WH2025010"].ends_on, found["WH2025010"].level) == (date(2025, 9, 1), date(2030, 8, 31), "city")
    again = look(clerk, SAMPLE)
    assert outcomes(again) == dict.fromkeys(range(1, 16), "unchanged") | dict.fromkeys(REASONS, "wrong")
    assert audit.verify() is None


def test_nothing_is_written_while_a_row_is_wrong(clerk: Actor) -> None:
    batch = stage(clerk, SAMPLE)
    with pytest.raises(DomainError) as caught:
        imports.commit(clerk, batch, good_only=False, at=AT)
    assert (caught.value.code, caught.value.params) == ("import_wrong_rows", {"count": 9})
    assert not Supervisor.select().exists() and ImportBatch.get().state == "staged"


def test_staged_rows_are_unreadable_in_the_database_and_good_ones_are_kept_no_longer(clerk: Actor) -> None:
    take(clerk, SAMPLE)
    told = " ".join(map(str, database.execute_sql("SELECT cells, findings, before FROM import_row").fetchall()))
    assert "150304" not in told and "张健" not in told
    assert {row.outcome for row in ImportRow.select() if row.cells} == {"wrong"}


def test_the_trail_tells_of_the_sheet_and_of_each_person(clerk: Actor) -> None:
    take(clerk, roster(person(1), person(2)))
    assert [row.verb for row in AuditEntry.select().order_by(AuditEntry.id)] == [
        "import:stage", *["supervisor:register", "appointment:appoint"] * 2, "import:commit"]


# rows ----------------------------------------------------------------------------------------------------------------------------

GOOD = [
    ({"性别": None}, "the sex comes from the ID number"),
    ({"出生年月": None}, "the birth date too"),
    ({"出生年月": "1985.03"}, "month and year"),
    ({"出生年月": 31108}, "a count of days"),
    ({"出生年月": 1985.03}, "a number"),
    ({"联系方式": 13800000001}, "a number"),
    ({"联系方式": None}, "no phone"),
    ({"任期起": None, "任期止": None}, "no term"),
    ({"任期止": None}, "no end"),
    ({"任期起": "2025.09", "任期止": "2030.08"}, "months"),
    ({"推荐单位": None, "区县": None}, "no recommender, no county"),
    ({"政治面貌": "党员", "民族": "蒙古"}, "synonyms"),
    ({"区县": "海勃湾"}, "the office keeps no list of counties"),
    ({"专业特长": "法律 财会"}, "blanks"),
    ({"编号": "WH-2020-001"}, "a code of the office's own"),
    ({"编号": 1}, "a line's number under 编号"),
    ({"备注": "第一行\n第二行"}, "lines"),
]


@pytest.mark.parametrize(("cells", "_why"), GOOD, ids=[f"{next(iter(cells))} {why}" for cells, why in GOOD])
def test_rows_that_are_good(clerk: Actor, cells: dict[str, Any], _why: str) -> None:
    verdict = one(clerk, **cells)
    assert (verdict.outcome, codes(verdict)) == ("new", set())
    take(clerk, roster(person(1, **cells)), good_only=False)
    assert one(clerk, **cells).outcome == "unchanged"


BAD = [
    ({"姓名": None}, "name", "name_missing"),
    ({"身份证号码": None}, "id_number", "id_number_missing"),
    ({"身份证号码": 1.50302198503021e17}, "id_number", "digits_lost"),
    ({"身份证号码": "150302850302123"}, "id_number", "id_length"),
    ({"文化程度": None}, "education", "education_missing"),
    ({"文化程度": "小学"}, "education", "not_in_list"),
    ({"文化程度": "初中"}, "education", "education_too_low"),
    ({"性别": "女"}, "sex", "id_contradicts_sex"),
    ({"出生年月": "1985.04"}, "birth_date", "id_contradicts_birth"),
    ({"出生年月": "春天"}, "birth_date", "date_form"),
    ({"联系方式": "无"}, "phone", "phone_form"),
    ({"任期起": None}, "ends_on", "term_start_missing"),
    ({"任期起": None, "任期止": None, "证书编号": "X1"}, "certificate_no", "term_start_missing"),
    ({"任期起": "2025"}, "starts_on", "date_form"),
    ({"任期止": "2025-08-31"}, "ends_on", "term_ends_before_start"),
    ({"任期止": "2031-09-01"}, "ends_on", "term_too_long"),
    ({"born": date(2003, 1, 1)}, "starts_on", "too_young"),
    ({"born": date(2030, 1, 1), "任期起": None, "任期止": None}, "birth_date", "birth_in_future"),
    ({"专业特长": "烹饪"}, "professions", "not_in_list"),
    ({"是否公职人员": "也许"}, "public_servant", "yes_or_no"),
    ({"银行卡号": 6.2284800e18}, "bank_card", "digits_lost"),
    ({"编号": "WH_1"}, "code", "code_malformed"),
    ({"工作单位": "长" * 121}, "work_unit", "text_long"),
]


@pytest.mark.parametrize(("cells", "field", "code"), BAD, ids=[f"{field} {code}" for _cells, field, code in BAD])
def test_rows_that_are_wrong(clerk: Actor, cells: dict[str, Any], field: str, code: str) -> None:
    verdict = one(clerk, **cells)
    assert (verdict.outcome, codes(verdict)) == ("wrong", {(field, code)})


def test_counties_are_held_against_the_offices_own_list(clerk: Actor) -> None:
    admin = Actor(name="x", roles=frozenset({"system_admin"}))
    configuration.add_item(admin, "county", name="海勃湾区", name_en="Haibowan", code="hbw", bureau=factories.bureau(), at=AT)
    assert one(clerk, 区县="海勃湾").outcome == "new" and one(clerk, 区县="乌海市海勃湾区").outcome == "new"
    assert codes(one(clerk, 区县="包头")) == {("county", "not_in_list")}


def test_a_changed_row_says_old_and_new_and_masks_what_is_sensitive(clerk: Actor) -> None:
    take(clerk, roster(person(1, 工作单位="甲校", 专业特长="法律")))
    verdict = one(clerk, 姓名="张壹", 工作单位="乙校", 联系方式="13900000001", 专业特长="法律、财会", 任期止="2030-08-30", 文化程度="硕士")
    assert verdict.outcome == "changed"
    assert {change.field: (change.old, change.new) for change in verdict.changes} == {
        "name": ("张二", "张壹"), "work_unit": ("甲校", "乙校"), "phone": ("138****0001", "139****0001"), "professions": ("法律", "法律、财会"),
        "ends_on": ("2030-08-31", "2030-08-30"), "education": ("大学本科", "硕士研究生")}
    take(clerk, roster(person(1, 姓名="张壹", 工作单位="乙校", 联系方式="13900000001", 专业特长="法律、财会", 任期止="2030-08-30", 文化程度="硕士")))
    changed = Supervisor.get()
    assert (changed.name, changed.initials, changed.work_unit, changed.phone, changed.education.code) == ("张壹", "zy", "乙校", "13900000001", "master")
    assert Appointment.get().ends_on == date(2030, 8, 30) and SupervisorProfession.select().count() == 2


def test_empty_cells_change_nothing(clerk: Actor) -> None:
    take(clerk, roster(person(1, 工作单位="甲校", 备注="x")))
    assert one(clerk, 工作单位=None, 联系方式=None, 文化程度=None, 任期起=None, 任期止=None).outcome == "unchanged"


def test_people_are_found_by_code_without_an_id_number(clerk: Actor) -> None:
    take(clerk, roster(person(1)))
    code = Supervisor.get().code
    head = ("姓名", "编号", "性别", "出生年月", "工作单位", "年龄")
    same, other, changed = look(clerk, workbook([head, ["张二", code, "男", "1985.03", "", 41], ["李四", code, "", "", "", ""], ["张二", code, "女", "1985.04", "x", 1]]))
    assert same.outcome == "unchanged"
    assert codes(other) >= {("code", "code_taken")} and codes(changed) >= {("sex", "id_contradicts_sex"), ("birth_date", "id_contradicts_birth")}


def test_an_id_number_is_corrected_by_code(clerk: Actor) -> None:
    take(clerk, roster(person(1)))
    number = id_number(BORN, 400, male=True)
    verdict = one(clerk, 编号=Supervisor.get().code, 身份证号码=number)
    assert [(change.field, change.new) for change in verdict.changes] == [("id_number", f"{number[:4]}**********{number[-4:]}")]
    take(clerk, roster(person(1, 编号=Supervisor.get().code, 身份证号码=number)))
    assert Supervisor.get().id_number == number


def test_codes_that_belong_to_somebody_else(clerk: Actor) -> None:
    take(clerk, roster(person(1), person(2)))
    first, second = Supervisor.select().order_by(Supervisor.id)
    foreign = factories.supervisor(factories.neighbour_bureau(), code="BT-1")
    assert ("code", "code_taken") in codes(one(clerk, 编号=second.code))
    assert codes(one(clerk, 编号="NEU-1")) == {("code", "code_permanent")}
    assert codes(look(clerk, roster(person(3, 编号=foreign.code)))[0]) == {("code", "code_taken")}
    assert first.code != second.code


def test_another_bureaus_person_is_refused_without_telling_more(clerk: Actor) -> None:
    factories.supervisor(factories.neighbour_bureau(), id_number=person(1)["身份证号码"])
    assert codes(one(clerk)) == {("id_number", "id_number_elsewhere")}


def test_who_was_removed_for_a_breach_stays_out(clerk: Actor, actor_as: ActorAs) -> None:
    take(clerk, roster(person(1)))
    terms.end_appointment(actor_as("leader"), Appointment.get(), reason=factories.item("appointment_end", "breach"), ended_on=date(2026, 10, 1),
                          words="违纪", at=AT)
    verdict = one(clerk, 任期起="2026-11-01", 任期止="2031-10-31")
    assert {("id_number", "barred_for_ever"), ("starts_on", "renewal_needs_leader")} <= codes(verdict)


def test_a_second_live_term_and_a_renewal_are_not_the_clerks(clerk: Actor) -> None:
    take(clerk, roster(person(1)))
    assert ("starts_on", "has_live_term") in codes(one(clerk, 任期起="2026-09-01", 任期止="2031-08-31"))
    terms.end_appointment(clerk, Appointment.get(), reason=factories.item("appointment_end", "resignation"), ended_on=date(2026, 8, 31), at=AT)
    assert codes(one(clerk, 任期起="2026-09-01", 任期止="2031-08-31")) == {("starts_on", "renewal_needs_leader")}


def test_a_first_term_for_somebody_registered_before(clerk: Actor) -> None:
    take(clerk, roster(person(1, 任期起=None, 任期止=None)))
    assert [(change.field, change.new) for change in one(clerk).changes] == [("term", "2025-09-01—2030-08-31")]
    take(clerk, roster(person(1)))
    assert Appointment.get().starts_on == date(2025, 9, 1)


def test_the_same_person_twice_by_different_marks(clerk: Actor) -> None:
    take(clerk, roster(person(1)))
    first, second = look(clerk, roster(person(1), person(1, 序号=2, 身份证号码=None, 编号=Supervisor.get().code)))
    assert (first.outcome, codes(second)) == ("unchanged", {("", "row_twice")})


# choices -------------------------------------------------------------------------------------------------------------------------

def test_a_namesake_of_the_same_birthday_asks(clerk: Actor) -> None:
    take(clerk, roster(person(1)))
    number = id_number(BORN, 401, male=True)
    batch = stage(clerk, roster(person(1, 身份证号码=number)))
    assert batch.counts["asks"] == 1
    with pytest.raises(DomainError):
        imports.commit(clerk, batch, good_only=False, at=AT)
    same = imports.choose(clerk, batch, 2, "same", at=AT)
    assert same.counts["changed"] == 1
    other = imports.choose(clerk, same, 2, "other", at=AT)
    assert other.counts["new"] == 1


def test_without_a_number_the_other_person_cannot_be_registered(clerk: Actor) -> None:
    take(clerk, roster(person(1)))
    batch = stage(clerk, roster(person(1, 身份证号码=None)))
    assert batch.counts["asks"] == 1
    assert imports.choose(clerk, batch, 2, "same", at=AT).counts["unchanged"] == 1
    assert imports.choose(clerk, ImportBatch.get_by_id(batch.id), 2, "other", at=AT).counts["wrong"] == 1
    with pytest.raises(DomainError):
        imports.choose(clerk, ImportBatch.get_by_id(batch.id), 2, "perhaps", at=AT)
    with pytest.raises(NotFound):
        imports.choose(clerk, ImportBatch.get_by_id(batch.id), 99, "same", at=AT)


def test_several_namesakes_of_one_birthday_want_a_code(clerk: Actor) -> None:
    for number in (410, 411):
        factories.supervisor(name="张二", id_number=id_number(BORN, number, male=True))
    assert ("name", "namesakes") in codes(one(clerk, 身份证号码=None))


# columns -------------------------------------------------------------------------------------------------------------------------

def test_a_matching_by_hand_is_remembered_and_forgotten(clerk: Actor) -> None:
    content = roster(person(1, 服务单位="甲校", 单位="乙局"))
    batch = stage(clerk, content)
    places = {label: place for place, label in enumerate(batch.labels)}
    mapping = imports.mapping_of(batch) | {places["服务单位"]: "work_unit", places["单位"]: ""}
    imports.rematch(clerk, batch, mapping, at=AT)
    assert {row.heading: row.field for row in ImportHeading.select()} == {"服务单位": "work_unit", "单位": ""}
    assert look(clerk, content)[0].values["work_unit"] == "甲校"
    imports.rematch(clerk, ImportBatch.get_by_id(batch.id), mapping | {places["服务单位"]: "", places["单位"]: "work_unit"}, at=AT)
    assert not ImportHeading.select().exists()


def test_a_matching_without_a_name_is_refused(clerk: Actor) -> None:
    batch = stage(clerk, roster(person(1)))
    with pytest.raises(DomainError) as caught:
        imports.rematch(clerk, batch, {0: "no"}, at=AT)
    assert caught.value.code == "column_needed"


# batches -------------------------------------------------------------------------------------------------------------------------

def test_a_register_that_moved_on_stops_the_commit(clerk: Actor) -> None:
    batch = stage(clerk, roster(person(1)))
    people.register(clerk, {"name": "张二", "id_number": person(1)["身份证号码"], "education": "bachelor"}, at=AT)
    with pytest.raises(Conflict) as caught:
        imports.commit(clerk, batch, good_only=True, at=AT)
    assert caught.value.code == "import_stale"
    assert imports.recheck(clerk, batch, at=AT).counts["changed"] == 1


def test_a_batch_is_committed_once_and_thrown_away_before(clerk: Actor) -> None:
    batch = take(clerk, roster(person(1)))
    for again in (lambda: imports.commit(clerk, batch, good_only=True, at=AT), lambda: imports.discard(clerk, batch, at=AT),
                  lambda: imports.recheck(clerk, batch, at=AT)):
        with pytest.raises(Conflict):
            again()
    other = imports.discard(clerk, stage(clerk, roster(person(2))), at=AT)
    assert other.state == "discarded" and not ImportRow.select().where(ImportRow.batch == other).exists()


def test_one_row_that_cannot_be_written_takes_the_whole_batch_back(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = stage(clerk, roster(person(1), person(2)))
    check_alone = people.check_alone

    def refusing(checked: Supervisor, at: datetime) -> None:
        if checked.name == "张三":
            raise DomainError("birth_in_future")
        check_alone(checked, at)
    monkeypatch.setattr(people, "check_alone", refusing)
    with pytest.raises(DomainError) as caught:
        imports.commit(clerk, batch, good_only=True, at=AT)
    assert (caught.value.code, caught.value.params["row"]) == ("import_row_refused", 3)
    assert not Supervisor.select().exists() and ImportBatch.get().state == "staged"


def test_a_person_whom_another_office_entered_at_the_same_moment_makes_the_preview_stale(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = stage(clerk, roster(person(1), person(2)))
    check_alone = people.check_alone

    def overtaken(checked: Supervisor, at: datetime) -> None:
        check_alone(checked, at)
        if not Supervisor.select().exists():
            factories.supervisor(id_number=checked.id_number)
    monkeypatch.setattr(people, "check_alone", overtaken)
    with pytest.raises(Conflict, match="import_stale"):
        imports.commit(clerk, batch, good_only=True, at=AT)
    assert not Supervisor.select().exists() and ImportBatch.get().state == "staged"


def test_somebody_barred_at_the_same_moment_makes_the_preview_stale(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = stage(clerk, roster(person(1)))
    monkeypatch.setattr(conduct, "any_barred", lambda digests: len(digests) == 1)
    with pytest.raises(Conflict, match="import_stale"):
        imports.commit(clerk, batch, good_only=True, at=AT)
    assert not Supervisor.select().exists()


def test_only_clerks_import_and_only_for_their_own_bureau(clerk: Actor, actor_as: ActorAs) -> None:
    batch = stage(clerk, roster(person(1)))
    for act in (lambda who: stage(who, roster(person(2))), lambda who: imports.commit(who, batch, good_only=True, at=AT),
                lambda who: imports.discard(who, batch, at=AT), lambda who: import_undo.undo(who, batch, at=AT)):
        with pytest.raises(Forbidden):
            act(actor_as("leader"))
        with pytest.raises((NotFound, Forbidden)):
            act(actor_as("neighbour_clerk")) if act.__code__.co_names[0] != "stage" else act(actor_as("officer"))
    assert look(actor_as("leader"), roster(person(2)))[0].outcome == "new"


def test_an_office_without_a_prefix_gets_its_initials(clerk: Actor) -> None:
    office = factories.bureau()
    office.code_prefix = ""
    office.save()
    take(clerk, roster(person(1)))
    assert Supervisor.get().code == "WH-2026-001"


# undoing -------------------------------------------------------------------------------------------------------------------------

def test_an_import_is_undone_whole(clerk: Actor) -> None:
    take(clerk, roster(person(1, 工作单位="甲校", 专业特长="法律")))
    before = Supervisor.get().__data__ | {"version": 0, "changed_at": None}
    batch = take(clerk, roster(person(1, 工作单位="乙校", 联系方式="13900000001", 专业特长="财会", 任期止="2030-01-31", 文化程度="硕士"), person(2)))
    undone = import_undo.undo(clerk, batch, at=AT)
    assert undone.state == "undone" and Supervisor.get().__data__ | {"version": 0, "changed_at": None} == before
    assert Appointment.get().ends_on == date(2030, 8, 31)
    assert [row.profession.code for row in SupervisorProfession.select()] == ["law"]
    assert audit.verify() is None
    with pytest.raises(Conflict):
        import_undo.undo(clerk, batch, at=AT)


def test_professions_alone_are_undone(clerk: Actor) -> None:
    take(clerk, roster(person(1, 专业特长="法律")))
    batch = take(clerk, roster(person(1, 专业特长="财会")))
    import_undo.undo(clerk, batch, at=AT)
    assert [row.profession.code for row in SupervisorProfession.select()] == ["law"]


def test_a_new_file_never_inherits_the_id_of_one_taken_out(clerk: Actor) -> None:
    batch = take(clerk, roster(person(1)))
    gone = Supervisor.get().id
    import_undo.undo(clerk, batch, at=AT)
    take(clerk, roster(person(2)))
    assert Supervisor.get().id > gone


BUILT = [
    lambda clerk, person: people.amend(clerk, person, {"work_unit": "丙校"}, at=AT),
    lambda clerk, person: terms.grant_leave(clerk, person, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 2), reason="出差", at=AT),
    lambda clerk, person: terms.end_appointment(clerk, Appointment.get(), reason=factories.item("appointment_end", "resignation"),
                                                ended_on=date(2026, 10, 1), at=AT),
    lambda clerk, person: factories.assignment(factories.activity("drawn"), person=person),
]


@pytest.mark.parametrize("build", BUILT, ids=["amended", "leave", "term ended", "drawn"])
def test_what_was_built_on_stays(clerk: Actor, build: Callable[[Actor, Supervisor], Any]) -> None:
    batch = take(clerk, roster(person(1)))
    build(clerk, Supervisor.get())
    with pytest.raises(Conflict) as caught:
        import_undo.undo(clerk, batch, at=AT)
    assert (caught.value.code, caught.value.params) == ("import_built_on", {"row": 2})
    assert Supervisor.select().count() == 1 and ImportBatch.get().state == "committed"


# fields of the office's own ------------------------------------------------------------------------------------------------------

def test_own_fields_come_in_with_the_roster_and_go_out_with_its_undoing(clerk: Actor) -> None:
    admin, office = Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau()
    made = [own_fields.add_field(admin, office, name=name, kind=kind, at=AT, **more) for name, kind, more in (
        ("爱好", "text", {}), ("体检日期", "date", {}), ("是否党代表", "yes_no", {}), ("血型", "choice", {"choices": ("A", "B"), "privacy_class": "sensitive"}),
        ("身高", "number", {}))]
    cells = {"爱好": "书法", "体检日期": "2026.3.2", "是否党代表": "是", "血型": "A", "身高": 172.0}
    batch = take(clerk, roster(person(1, **cells)))
    held = {row.field.name: row.secret or row.text for row in OwnValue.select()}
    assert held == {"爱好": "书法", "体检日期": "2026-03-02", "是否党代表": "1", "血型": "A", "身高": "172"}
    assert one(clerk, **cells).outcome == "unchanged"
    changed = one(clerk, **cells | {"爱好": "太极", "血型": "B"})
    assert {change.field: (change.old, change.new) for change in changed.changes} == {
        f"own_{made[0].id}": ("书法", "太极"), f"own_{made[3].id}": ("****", "****")}
    second = take(clerk, roster(person(1, **cells | {"爱好": "太极"})))
    assert OwnValue.get(OwnValue.field == made[0]).text == "太极"
    import_undo.undo(clerk, second, at=AT)
    assert OwnValue.get(OwnValue.field == made[0]).text == "书法"
    with pytest.raises(Conflict):
        import_undo.undo(clerk, batch, at=AT)


@pytest.mark.parametrize(("cells", "code"), [({"体检日期": "2026.03"}, "date_form"), ({"血型": "AB"}, "not_in_list"), ({"身高": "很高"}, "own_field_number")])
def test_own_fields_that_are_wrong(clerk: Actor, cells: dict[str, Any], code: str) -> None:
    admin, office = Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau()
    for name, kind, choices in (("体检日期", "date", ()), ("血型", "choice", ("A", "B")), ("身高", "number", ())):
        own_fields.add_field(admin, office, name=name, kind=kind, choices=choices, at=AT)
    verdict = one(clerk, **cells)
    assert {one_code for _field, one_code in codes(verdict)} == {code}


def test_a_required_field_is_asked_of_new_people_and_never_emptied(clerk: Actor) -> None:
    before = take(clerk, roster(person(1)))
    field = own_fields.add_field(Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau(), name="片区", kind="text", required=True, at=AT)
    held = Supervisor.get()
    assert before.counts["new"] == 1
    for cells in ({}, {"片区": ""}, {"片区": "河东"}):
        assert one(clerk, **cells).outcome == ("changed" if cells.get("片区") else "unchanged")
    new = look(clerk, roster(person(2), person(3, 片区="河西")))
    assert outcomes(new) == {2: "wrong", 3: "new"} and codes(new[0]) == {(f"own_{field.id}", "own_field_needed")}
    assert look(clerk, roster(person(2)))[0].outcome == "wrong"
    own_fields.set_values(clerk, held, {field.id: "河东"}, at=AT)
    assert (one(clerk).outcome, one(clerk, 片区="河东").outcome) == ("unchanged", "unchanged")
    assert codes(one(clerk, 片区="")) == {(f"own_{field.id}", "own_field_needed")}


def test_a_field_retired_meanwhile_is_left_aside(clerk: Actor) -> None:
    admin, office = Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau()
    field = own_fields.add_field(admin, office, name="爱好", kind="text", at=AT)
    batch = stage(clerk, roster(person(1, 爱好="书法")))
    own_fields.amend_field(admin, field, {"active": False}, at=AT)
    imports.commit(clerk, batch, good_only=False, at=AT)
    assert Supervisor.select().count() == 1 and not OwnValue.select().exists()


def test_a_person_with_own_values_is_taken_out_whole(clerk: Actor) -> None:
    own_fields.add_field(Actor(name="x", roles=frozenset({"system_admin"})), factories.bureau(), name="爱好", kind="text", at=AT)
    import_undo.undo(clerk, take(clerk, roster(person(1, 爱好="书法"))), at=AT)
    assert not Supervisor.select().exists() and not OwnValue.select().exists()
