"""The migrations: up, down and with data, and the head equals the models, on both databases."""
from __future__ import annotations

import re

import pytest
from peewee import SqliteDatabase

from models import (
    TABLES,
    Assignment,
    Attendance,
    Organisation,
    Paper,
    PicklistItem,
    SubsidyBatch,
    SubsidyLine,
    Template,
    TemplateCopy,
    Training,
)
from models.base import database, privacy_of
from portal import schema
from portal.queries import parameters
from tests import factories, learning_rows
from tests.factories import AT

MOMENT = "2026-03-05 01:00:00"
NAMES = [migration.name for migration in schema.Runner(SqliteDatabase(":memory:"), str(schema.FOLDER)).migrations()]


SQLITE_FACTS = (
    "SELECT t.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk FROM sqlite_master t, pragma_table_info(t.name) c",
    "SELECT t.name || '.' || f.\"from\" || ' -> ' || f.\"table\" || '.' || f.\"to\" || ' ' || f.on_delete"
    " FROM sqlite_master t, pragma_foreign_key_list(t.name) f",
    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type = 'index'",
    "SELECT 'table ' || name FROM sqlite_master WHERE type = 'table'",
)
POSTGRESQL_FACTS = (
    "SELECT table_name || '.' || column_name || ' ' || data_type || coalesce(character_maximum_length::text, '') || is_nullable"
    " FROM information_schema.columns WHERE table_schema = current_schema()",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    "SELECT conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace",
    "SELECT 'table ' || table_name FROM information_schema.tables WHERE table_schema = current_schema()",
)


def structure() -> set[str]:
    """Return every table, column, foreign key, index and check in words that do not depend on the order in which they came."""
    lite = database.param == "?"
    found = {re.sub(r"\s+", " ", row[0]) for statement in (SQLITE_FACTS if lite else POSTGRESQL_FACTS)
             for row in database.execute_sql(statement).fetchall()}
    tables = database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall() if lite else ()
    found |= {f"{name} {check}" for name, sql in tables for check in re.findall(r"CHECK \(.*?\)(?=,|\)$)", sql)}
    return {fact for fact in found if "schema_migration" not in fact and "sqlite_" not in fact}


def test_the_numbers_run_without_gaps() -> None:
    assert [int(name[:4]) for name in NAMES] == list(range(1, len(NAMES) + 1))


@pytest.mark.usefixtures("db")
def test_the_head_equals_the_models() -> None:
    migrated = structure()
    schema.downgrade(NAMES[0])
    database.create_tables(TABLES)
    assert structure() == migrated


@pytest.mark.usefixtures("db")
def test_down_to_nothing_and_up_again() -> None:
    before = structure()
    assert schema.downgrade(NAMES[0]) == NAMES[::-1]
    assert structure() == set()
    assert schema.pending() == NAMES
    assert schema.upgrade() == NAMES
    assert structure() == before
    assert schema.upgrade() == []


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("target", NAMES[2:])
def test_each_later_step_goes_down_and_up_with_data(target: str) -> None:
    office = factories.bureau()
    schema.downgrade(target)
    assert Organisation.get_by_id(office.id).name == office.name
    schema.upgrade()
    assert PicklistItem.select().where(PicklistItem.kind == "mode").count() == 10


@pytest.mark.usefixtures("db")
def test_who_stood_on_the_list_of_a_class_before_enrolment_was_there() -> None:
    first, plain = learning_rows.training(title="人民监督员初任培训"), learning_rows.training()
    learning_rows.participant(first, state="present", hours_tenths=30)
    learning_rows.participant(plain)
    schema.downgrade("0006_learning")
    schema.upgrade()
    assert [(row.training_id, row.state, row.hours_tenths, row.first_duty) for row in Attendance.select()] == [(first.id, "present", 30, False)]
    assert {row.title: row.first_duty for row in Training.select()} == {"人民监督员初任培训": True, "履职培训": False}
    assert parameters.value(first.bureau_id, "training.yearly_classes", learning_rows.TODAY) == 1


@pytest.mark.usefixtures("db")
def test_papers_of_before_templates_were_kept_find_the_offices_own_again() -> None:
    office, common = factories.bureau(), {"data": {}, "issued_at": AT, "kind": "announcement"}
    save = factories.save
    save(Template(bureau=office, kind="announcement", revision=1, filename="x.docx", content=b"own", sm3="1" * 64))
    save(Template(bureau=office, kind="announcement", revision=2, filename="", content=b"", sm3="2" * 64))
    save(Paper(bureau=office, number="1", content=b"x", template_revision=1, **common))
    save(Paper(bureau=office, number="2", content=b"x", template_revision=2, **common))
    save(Paper(bureau=office, number="3", **common))
    schema.downgrade("0015_paper_templates")
    schema.upgrade()
    assert [(paper.number, paper.template_sm3) for paper in Paper.select().order_by(Paper.id)] == [("1", "1" * 64), ("2", ""), ("3", "")]
    assert [(kept.sm3, bytes(kept.content)) for kept in TemplateCopy.select()] == [("1" * 64, b"own")]


@pytest.mark.usefixtures("db")
def test_what_was_paid_before_there_were_batches_stands_in_paid_ones() -> None:
    held = factories.drawn_activity("held", people=1)
    place = Assignment.get(Assignment.activity == held)
    schema.downgrade("0016_subsidies")
    marks = ", ".join([database.param] * 9)
    for day, fen, paid_on, activity in ((1, 100, "2026-04-01", held.id), (2, 250, "2026-04-01", held.id), (3, -50, "2026-05-01", None), (4, 700, None, None)):
        database.execute_sql("INSERT INTO subsidy_line (created_at, changed_at, version, bureau_id, supervisor_id, day, amount_fen, reason, paid_on"
                             f", activity_id) VALUES ({marks}, {database.param})",
                             (MOMENT, MOMENT, 1, held.bureau_id, place.supervisor_id, f"2026-03-0{day}", fen, "履职", paid_on, activity))
    schema.upgrade()
    lines = list(SubsidyLine.select().order_by(SubsidyLine.day))
    assert [(line.kind, line.assignment_id, line.full_fen, line.amount_fen, line.outcome) for line in lines] == [
        ("attendance", place.id, 100, 100, "pay"), ("other", place.id, 250, 250, "pay"), ("other", None, -50, -50, "pay"), ("other", None, 700, 700, "pay")]
    assert [line.batch.paid_on.isoformat() if line.batch_id else None for line in lines] == ["2026-04-01", "2026-04-01", "2026-05-01", None]
    assert [(batch.period, batch.state, batch.line_count, batch.total_fen, batch.first_on.day, batch.last_on.day) for batch in
            SubsidyBatch.select().order_by(SubsidyBatch.paid_on)] == [("legacy", "paid", 2, 350, 1, 2), ("legacy", "paid", 1, -50, 3, 3)]
    schema.downgrade("0016_subsidies")
    kept = database.execute_sql("SELECT amount_fen, paid_on FROM subsidy_line ORDER BY day").fetchall()
    assert [(fen, str(day) if day else None) for fen, day in kept] == [(100, "2026-04-01"), (250, "2026-04-01"), (-50, "2026-05-01"), (700, None)]
    schema.upgrade()


def test_every_field_has_a_privacy_class() -> None:
    unnamed = [f"{model.__name__}.{field.name}" for model in TABLES for field in model._meta.sorted_fields if not _classified(field)]
    assert unnamed == []


def _classified(field: object) -> bool:
    try:
        return privacy_of(field) in ("public", "office", "bureau", "sensitive")
    except KeyError:
        return False


def test_privacy_names_only_fields_that_exist() -> None:
    ghosts = [f"{model.__name__}.{name}" for model in TABLES for name in model._meta.privacy if name not in model._meta.fields]
    assert ghosts == []
