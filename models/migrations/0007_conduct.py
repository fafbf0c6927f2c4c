"""Awards, discipline, cases of removal and resignation, the permanent bar, and the lists they choose from."""
from __future__ import annotations

import json
from datetime import datetime

from peewee import Database, PostgresqlDatabase

SEEDED_AT = datetime(2026, 11, 1)
STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'
REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
OFFICE, PERSON = REFERS.format("bureau", "organisation"), REFERS.format("supervisor", "supervisor")

TABLES = {
    "award": ('"bureau_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL, "awarded_on" DATE NOT NULL, "title" VARCHAR(120) NOT NULL,'
              ' "level_id" INTEGER NOT NULL, "awarded_by" VARCHAR(120) NOT NULL, "document" VARCHAR(80) NOT NULL, "remark" TEXT NOT NULL, '
              + ", ".join((OFFICE, PERSON, REFERS.format("level", "picklist_item")))),
    "discipline": ('"bureau_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL, "happened_on" DATE NOT NULL, "matter" TEXT NOT NULL,'
                   ' "evidence" TEXT NOT NULL, "kind_id" INTEGER NOT NULL, "decision" TEXT NOT NULL, "decided_on" DATE, '
                   + ", ".join((OFFICE, PERSON, REFERS.format("kind", "picklist_item")))),
    "departure": ('"bureau_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL, "appointment_id" INTEGER NOT NULL,'
                  ' "ground_id" INTEGER NOT NULL, "opened_on" DATE NOT NULL, "matter" TEXT NOT NULL, "state" VARCHAR(16) NOT NULL,'
                  ' "heard_on" DATE, "heard_words" TEXT NOT NULL, "decided_at" {moment}, "decided_by_id" INTEGER,'
                  ' "decision_words" TEXT NOT NULL, "effective_on" DATE, "told_on" DATE, "told_how_id" INTEGER, "told_words" TEXT NOT NULL, '
                  + ", ".join((OFFICE, PERSON, REFERS.format("appointment", "appointment"), REFERS.format("ground", "picklist_item"),
                               REFERS.format("decided_by", "account"), REFERS.format("told_how", "picklist_item")))),
    "bar": ('"bureau_id" INTEGER NOT NULL, "id_digest" VARCHAR(64) NOT NULL, "since" DATE NOT NULL, "ground_id" INTEGER NOT NULL, '
            + ", ".join((OFFICE, REFERS.format("ground", "picklist_item")))),
}

INDEXES = (
    *(f'CREATE INDEX "{table}_{column}" ON "{table}" ("{column}")' for table, columns in {
        "award": ("bureau_id", "supervisor_id", "level_id"), "discipline": ("bureau_id", "supervisor_id", "kind_id"),
        "departure": ("bureau_id", "supervisor_id", "appointment_id", "ground_id", "decided_by_id", "told_how_id"),
        "bar": ("bureau_id", "ground_id")}.items() for column in columns),
    'CREATE INDEX "award_bureau_id_awarded_on" ON "award" ("bureau_id", "awarded_on")',
    'CREATE INDEX "discipline_bureau_id_happened_on" ON "discipline" ("bureau_id", "happened_on")',
    'CREATE INDEX "departure_bureau_id_state" ON "departure" ("bureau_id", "state")',
    'CREATE UNIQUE INDEX "departure_one_case" ON "departure" ("appointment_id") WHERE state <> \'dropped\'',
    'CREATE UNIQUE INDEX "bar_id_digest" ON "bar" ("id_digest")',
)

LISTS = {
    "award_level": (("national", "国家级", "National"), ("province", "省级", "Provincial"), ("city", "市级", "City"),
                    ("county", "县级", "County"), ("unit", "单位", "Office")),
    "discipline_kind": (("reminder", "提醒谈话", "Reminder talk"), ("criticism", "批评教育", "Criticism"),
                        ("written", "书面检查", "Written self-criticism"), ("notice", "通报批评", "Criticism by circular"),
                        ("suspended", "暂停履职", "Suspended from duty")),
}


def up(migrator: object, db: Database) -> None:
    """Make the tables, fill the lists, and keep the bars that follow from terms ended before."""
    postgresql = isinstance(db, PostgresqlDatabase)
    key, moment = ("SERIAL", "TIMESTAMP") if postgresql else ("INTEGER", "DATETIME")
    for name, columns in TABLES.items():
        db.execute_sql(f'CREATE TABLE "{name}" ({STAMPS.format(key=key, moment=moment)}, {columns.format(moment=moment)})')
    for statement in INDEXES:
        db.execute_sql(statement)
    mark = db.param
    for kind, items in LISTS.items():
        for number, (code, name, name_en) in enumerate(items, 1):
            db.execute_sql(f"INSERT INTO picklist_item (bureau_id, kind, code, name, name_en, position, active, synonyms, facts, created_at,"
                           f" changed_at, version) VALUES (NULL, {', '.join([mark] * 11)})",
                           (kind, code, name, name_en, number * 10, True, "[]", "{}", SEEDED_AT, SEEDED_AT, 1))
    _keep_bars(db)


def _keep_bars(db: Database) -> None:
    ended = db.execute_sql(
        "SELECT s.bureau_id, s.id_digest, a.ended_on, a.end_reason_id, p.facts FROM appointment a JOIN supervisor s ON s.id = a.supervisor_id"
        " JOIN picklist_item p ON p.id = a.end_reason_id WHERE a.state = 'ended' ORDER BY a.ended_on, a.id").fetchall()
    bars = {digest: (bureau, since, ground) for bureau, digest, since, ground, facts in reversed(ended) if json.loads(facts).get("bar")}
    for digest, (bureau, since, ground) in bars.items():
        db.execute_sql(f"INSERT INTO bar (bureau_id, id_digest, since, ground_id, created_at, changed_at, version)"
                       f" VALUES ({', '.join([db.param] * 7)})", (bureau, digest, since, ground, SEEDED_AT, SEEDED_AT, 1))


def down(migrator: object, db: Database) -> None:
    """Take the tables and the lists away."""
    for name in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{name}"')
    for kind in LISTS:
        db.execute_sql(f"DELETE FROM picklist_item WHERE kind = {db.param}", (kind,))
