"""The demo office against the published figures, and everything the issue promises of it."""
from __future__ import annotations

import json
import re
import shutil
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models import (
    Activity,
    Applicant,
    ApplicantReview,
    Appointment,
    Assessment,
    AssessmentOpinion,
    AssessmentRound,
    Assignment,
    Attendance,
    AuditEntry,
    Award,
    Bar,
    Bulletin,
    BulletinReading,
    ClassFeedback,
    Decision,
    Departure,
    Discipline,
    Draw,
    FrozenFigures,
    ImportBatch,
    Meeting,
    Opinion,
    Organisation,
    Outbox,
    Paper,
    Reading,
    Recruitment,
    Recusal,
    SubsidyBatch,
    SubsidyLine,
    SubsidyRate,
    Suggestion,
    Supervisor,
    Training,
    User,
    Visit,
)
from models.base import database, field_cipher
from portal import extensions
from portal.adapters.crypto import FieldCipher
from portal.adapters.stores import FolderStore
from portal.demo import data, load, sheets
from portal.demo.plan import OPEN_STAGES
from portal.domain import frozen as frozen_rules, passwords
from portal.domain.draw_record import verify_record
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.queries import assessments, draw_records, frozen, learning, liaison_meetings, statistics, subsidies, worklists
from portal.queries.paper_offers import MATTERS
from portal.services import audit, users
from tests import demo_database, factories

WUHAI = json.loads((Path(__file__).parent.parent / "data" / "wuhai-2023.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", autouse=True)
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A copy of the demo office, opened for reading."""
    path = tmp_path_factory.mktemp("demo") / "portal.db"
    shutil.copy(demo_database.path(), path)
    field_cipher.cipher = FieldCipher(demo_database.KEYS, 1)
    database.initialize(extensions.open_database(f"sqlite:///{path}"))
    database.connect()
    yield
    database.close()
    database.obj.close_all()


def leader() -> Actor:
    bureau = Organisation.get(Organisation.name == data.BUREAU)
    return Actor(name="x", roles=frozenset({"leader"}), organisation_id=bureau.id, bureau_id=bureau.id)


def clerk() -> Actor:
    return replace(leader(), roles=frozenset({"clerk"}))


def test_the_paragraph_of_2023_is_the_published_one() -> None:
    assert statistics.yearly_paragraph(leader(), 2023, date(2026, 11, 24)) == WUHAI["paragraph"]


def test_every_mode_has_its_published_number() -> None:
    events = statistics.events(leader(), 2023)
    assert Counter(event.mode for event in events) == WUHAI["events_by_mode"]
    assert len(events) == WUHAI["events_total"]
    assert sum(event.person_times for event in events) > len(events)


def test_the_offices_are_those_of_wuhai() -> None:
    offices = {office.name: office for office in Organisation.select()}
    assert set(offices) == {WUHAI["offices"]["bureau"], *(one["name"] for one in WUHAI["offices"]["procuratorates"])}
    for one in WUHAI["offices"]["procuratorates"]:
        assert offices[one["name"]].level == one["level"]
        assert (offices[one["name"]].parent.name if "parent" in one else None) == one.get("parent")
    assert {event.procuratorate for event in statistics.events(leader(), 2023)} >= {
        office.id for office in offices.values() if office.kind == "procuratorate"}


def test_23_people_hold_office_then_and_now() -> None:
    bureau = [leader().bureau_id]
    assert statistics.people_on(bureau, date(2023, 12, 31)) == statistics.people_on(bureau, date(2026, 11, 24)) == WUHAI["supervisors"]
    in_office = Supervisor.select().join(Appointment).where(Appointment.state == "live")
    assert len({person.name for person in in_office}) == WUHAI["supervisors"]


def test_what_was_reported_of_2023_is_frozen_and_a_later_change_is_named() -> None:
    found = {row.name: row for row in FrozenFigures.select()}
    changes = {name: {line.figure for line in frozen_rules.differences(
        frozen.facts_of(row), frozen.facts(leader(), row.first_day, row.last_day)).values()} for name, row in found.items()}
    assert all(frozen.holds(row) for row in found.values()) and found["2023年度统计报送"].figures["total.all.events"] == WUHAI["events_total"]
    assert "opinions.adopted.opinions" in changes["2023年第一季度统计报送"] and changes["2023年度统计报送"] == {"trainings.all.person_times"}
    report = Paper.get(Paper.kind == "annual_report")
    assert (report.about_id, report.data["paragraph"]) == (found["2023年度统计报送"].id, WUHAI["paragraph"])


def test_one_left_and_one_was_removed_before_the_year() -> None:
    cases = {row.ground.code: row.effective_on for row in Departure.select()}
    assert set(cases) == {"resignation", "obstruction"} and max(cases.values()) < date(2023, 1, 1)
    assert (Bar.select().count(), Award.select().count(), Discipline.select().count()) == (1, 8, 1)


def test_papers_of_every_kind_of_the_chain_are_there_and_their_numbers_run_in_time() -> None:
    years = {kind: {local_day(paper.issued_at).year for paper in Paper.select().where(Paper.kind == kind)} for kind in MATTERS}
    assert {kind for kind, seen in years.items() if seen >= {2023, 2026}} == set(MATTERS) - {"recusal_decision", "objection_report"}
    assert all(years.values())
    numbered: dict[str, list[int]] = {}
    for paper in Paper.select().where(Paper.number != "", Paper.kind != "certificate").order_by(Paper.issued_at, Paper.id):
        series, last = paper.number.removesuffix("号").split("〕")
        numbered.setdefault(series, []).append(int(last))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in numbered.values())
    assert {series.split("〔")[0] for series in numbered} >= {"乌司监", "乌检监"}


def test_the_23_were_appointed_by_a_finished_round() -> None:
    finished = Recruitment.get(Recruitment.state == "closed")
    ends = Counter(row.state for row in finished.applicants)
    assert ends == {"appointed": 23, "refused": 3, "unsuited": 1, "not_chosen": 2, "struck": 1, "withdrawn": 1}
    assert [(row.anonymous, row.state) for row in finished.objections] == [(True, "upheld")]
    held = {row.appointment.certificate_no for row in finished.applicants if row.appointment_id}
    assert held == {f"乌人监〔2022〕{number}号" for number in range(1, 24)}
    assert {paper.number for paper in Paper.select().where(Paper.kind == "certificate")} == held
    running = Recruitment.get(Recruitment.state == "review")
    assert ApplicantReview.select().join(Applicant).where(Applicant.recruitment == running, ApplicantReview.outcome == "").count() == 3


def test_men_and_women_serve() -> None:
    assert {"female", "male"} == {sex for sex, count in Counter(person.sex.code for person in Supervisor.select()).items() if count > 10}


def test_what_the_year_had_to_hold() -> None:
    year = (datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC))
    of_year = Activity.starts_at.between(*year)
    assert Opinion.select().where(Opinion.received_on.between(date(2023, 1, 1), date(2023, 12, 31))).count() >= 60
    assert Opinion.select().where(Opinion.decision != "").count() >= 1
    assert set(Counter(row.answer for row in Opinion.select().where(Opinion.answer != ""))) == {"adopted", "partly", "not_adopted"}
    assert Assignment.select().where(Assignment.state == "freed").count() >= 10
    assert Assignment.select().where(Assignment.substitute).count() >= 10
    assert Recusal.select().join(Activity).where(of_year).count() == 2
    assert Draw.select().join(Activity).where(of_year, Draw.round == 2, Draw.state == "drawn").count() == 1
    assert Activity.select().where(of_year, Activity.urgent, ~Activity.exceptional).count() >= 1
    assert Activity.select().where(of_year, Activity.exceptional).count() == 1
    assert Activity.select().where(of_year, Activity.state == "cancelled").count() == 1
    assert Activity.select().where(of_year, Activity.rescheduled_at.is_null(False)).count() == 1
    assert Draw.select().where(Draw.digits_source == "phone").count() == 1


def test_the_money_of_the_year_and_a_batch_in_each_state() -> None:
    count, total = subsidies.paid_in_year(leader(), 2023)
    assert count > 100 and total > WUHAI["subsidy_yuan_more_than"] * 100
    assert sum(subsidies.paid_by_month(leader(), 2023).values()) == total
    today = local_day(datetime.now(UTC))
    steps = [batch.state for batch in SubsidyBatch.select().where(SubsidyBatch.first_on >= date(today.year, 1, 1)).order_by(SubsidyBatch.first_on.desc())]
    assert steps == ["prepared", "reviewed", "approved", *["paid"] * len(steps)][:len(steps)]
    for batch in SubsidyBatch.select().where(SubsidyBatch.state != "prepared"):
        assert batch.digest == subsidies.sum_of(batch).digest and batch.total_fen == subsidies.sum_of(batch).total_fen
        assert batch.reviewed_by_id not in subsidies.hands(batch) and batch.approved_by_id not in subsidies.hands(batch)
    assert set(Counter(line.kind for line in SubsidyLine.select())) == {"attendance", "training", "travel", "lodging", "reversal", "correction"}
    assert {line.outcome for line in SubsidyLine.select()} >= {"pay", "no_subsidy", "asked"}
    assert {rate.state for rate in SubsidyRate.select()} == {"in_force", "refused", "proposed"}


def test_every_worklist_has_something_in_it() -> None:
    states = Counter(row.state for row in Activity.select())
    assert {stage: states[stage] >= 5 for stage in OPEN_STAGES} == dict.fromkeys(OPEN_STAGES, True)
    assert {row.state for row in Opinion.select()} >= {"received", "routed", "answered", "objected", "closed"}
    assert Recusal.select().where(Recusal.state == "proposed").count() == 1
    assert Outbox.select().where(Outbox.state == "failed").count() == 1
    at = datetime.now(UTC)
    kinds = {task.kind for task in worklists.tasks(leader(), at)}
    assert "review_request" in kinds


def test_contact_has_something_on_every_page() -> None:
    assert {row.state for row in Suggestion.select()} == {"received", "routed", "answered", "told"}
    assert Visit.select().where(Visit.follow_up != "", Visit.done_on.is_null()).count() == 2
    assert Visit.select().where(Visit.held_on.between(date(2023, 1, 1), date(2023, 12, 31))).count() >= 4
    of_year = [row for row in Meeting.select().order_by(Meeting.starts_at) if row.starts_at.year == 2023]
    assert [(row.starts_at.month, row.state) for row in of_year] == [(3, "issued"), (6, "issued"), (9, "issued"), (12, "issued")]
    assert [len(liaison_meetings.earlier(leader(), row)) > 0 for row in of_year[1:]] == [True, True, True]
    assert Decision.select().where(Decision.done_on.is_null()).count() == 3
    assert Paper.select().where(Paper.kind == "meeting_minutes").count() == 5
    sent = Bulletin.select().where(Bulletin.state == "sent").count()
    assert (sent, Bulletin.select().where(Bulletin.state == "draft").count()) == (3, 1)
    assert BulletinReading.select().count() == 6
    kinds = {task.kind for task in worklists.tasks(clerk(), datetime.now(UTC))}
    assert kinds >= {"follow_up_visit", "route_suggestion", "tell_suggestion", "late_suggestion", "late_decision", "settle_decision", "plan_meeting",
                     "open_bulletin", "chase_bulletin"}


def test_every_draw_of_the_demo_can_be_checked() -> None:
    draws = list(draw_records.all_drawn())
    assert len(draws) > 100
    assert [draw.id for draw in draws if not verify_record(draw_records.record_of(draw)).ok] == []


def test_the_trail_holds_and_runs_in_time() -> None:
    assert audit.verify() is None
    chain = audit.chain_name(leader().bureau_id)
    times = [entry.at for entry in AuditEntry.select(AuditEntry.at).where(AuditEntry.chain == chain, AuditEntry.verb != "notice:undelivered").order_by(AuditEntry.position)]
    assert times == sorted(times)


def test_learning_fills_its_pages() -> None:
    states = Counter(row.state for row in Attendance.select().join(Training).where(Training.starts_on < date(2024, 1, 1)))
    assert states["present"] > 30 and states["excused"] + states["absent"] > 0 and states["enrolled"] == 0
    assert set(Counter(row.checked_in_how for row in Attendance.select())) == {"", "link", "clerk"}
    assert Attendance.select().where(Attendance.exam_tenths.is_null(False), Attendance.certificate_no != "").count() > 20
    assert Training.select().where(Training.starts_on > local_day(datetime.now(UTC))).count() >= 1
    assert Attendance.select().where(Attendance.state == "enrolled", Attendance.answer == "declined").count() >= 1
    assert ClassFeedback.select().count() > 20 and Paper.select().where(Paper.kind == "training_sign_in").count() == 5
    assert {row.read_at is None for row in Reading.select()} == {True, False}
    people = learning.learners(leader().bureau_id, 2023, date(2023, 12, 31))
    assert sum(one.hours_tenths for one in people) > 1500 and sum(one.trained for one in people) >= 18


def test_sheets_were_brought_in_and_one_was_taken_back() -> None:
    batches = list(ImportBatch.select().order_by(ImportBatch.id))
    assert [(row.kind, row.state, row.counts["new"], row.counts["wrong"]) for row in batches] == [
        ("trainings", "committed", 8, 1), ("awards", "undone", 4, 0), ("awards", "committed", 4, 0)]
    assert Attendance.select().join(Training).where(Training.title == sheets.CLASS[0]).count() == 8
    assert {row.awarded_on for row in Award.select().where(Award.title == sheets.AWARD)} == {sheets.DAY}


def test_2023_is_graded_and_one_grading_lies_in_the_group_review() -> None:
    rounds = {row.state: row for row in AssessmentRound.select()}
    assert set(rounds) == {"final", "review"} and rounds["final"].year == 2023
    forms = list(Assessment.select().where(Assessment.round == rounds["final"]))
    assert Counter(form.grade.code for form in forms) == {"excellent": 4, "competent": WUHAI["supervisors"] - 4}
    assert sum(form.report_late for form in forms) == 1 and {form.decided_on for form in forms} == {rounds["final"].decided_on}
    assert AssessmentOpinion.select().join(Assessment).where(Assessment.round == rounds["final"], AssessmentOpinion.given_at.is_null()).count() == 0
    running = assessments.forms(rounds["review"])
    assert len(running) == WUHAI["supervisors"] and any(one.total.missing for one in running) and any(one.total.dropped for one in running)
    assert {one.row.reported_at is None for one in running} == {True, False} and any(one.row.grade_reason for one in running)


def test_passwords_are_kept_where_only_the_owner_can_read_them() -> None:
    path = demo_database.folder() / demo_database.ACCOUNTS
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    accounts = load.read_accounts(path)
    assert len({password for _username, password, _name in accounts}) == len(data.ACCOUNTS)


def test_only_passwords_that_still_open_the_account_are_printed(tmp_path: Path) -> None:
    path = tmp_path / "accounts.txt"
    known = demo_database.passwords()
    load.write_accounts(path, {"clerk": known["clerk"], "leader": "no longer"})
    path.write_text(path.read_text(encoding="utf-8") + "nobody\tx\t某某\n", encoding="utf-8")
    assert [(username, password) for username, password, _name in load.standing_accounts(path)] == [("clerk", known["clerk"]), ("leader", "")]


def test_nobody_has_to_change_the_password_that_was_printed() -> None:
    policy, now = passwords.POLICIES["djbh"], datetime.now(UTC)
    assert [user.username for user in User.select() if user.must_change_password or passwords.expired(user.password_changed_at, policy, now)] == []
    for username, password in demo_database.passwords().items():
        assert users.matches(User.get(User.username == username).password_hash, password)


def test_chinese_words_of_the_demo_use_full_width_punctuation() -> None:
    wrong = [text for path in Path(load.__file__).parent.glob("*.py")
             for text in re.findall(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)"', path.read_text(encoding="utf-8"))
             if not re.search(r"[a-z]{3,} [a-z]{3,}", text) and re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", re.sub(r"\{[^}]*\}", "", text))]
    assert wrong == []


def test_it_loads_into_an_empty_database_only(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="demo_not_empty"):
        load.load(tmp_path / "accounts.txt", store=FolderStore(tmp_path / "files"), at=datetime.now(UTC))
    assert not (tmp_path / "accounts.txt").exists()


def test_real_data_is_never_touched(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> None:
    path, before = tmp_path / "real.db", database.obj
    shutil.copy(sqlite_template, path)
    database.close()
    database.initialize(extensions.open_database(f"sqlite:///{path}"))
    database.connect()
    factories.bureau("某市司法局")
    with pytest.raises(DomainError, match="demo_not_empty"):
        load.load(tmp_path / "accounts.txt", store=FolderStore(tmp_path / "files"), at=datetime.now(UTC))
    assert [office.name for office in Organisation.select()] == ["某市司法局"]
    database.close()
    database.initialize(before)
    database.connect()
