"""Learning: enrolment, answers and check-in of classes, feedback of a class, study materials with receipts, subscriptions; its parameters.

Whoever stood on the list of a class before was there, and a class called 初任 trained for the first duty: that is what those rows meant.
"""
from __future__ import annotations

import json
from datetime import date, datetime

from peewee import Database, PostgresqlDatabase

SEEDED_AT = datetime(2026, 1, 1)
VALID_FROM = date(2019, 1, 1)

PARAMETERS = (
    ("training.yearly_classes", 1, "classes", "practice: 各地人民监督员培训要求", "每人每年至少参加的培训次数"),
    ("training.remind_from_month", 10, "month", "internal: ", "从该月起在首页提醒本年度尚未达到培训次数的人员"),
)

COLUMNS = {
    "training": (
        ("online", "{flag} NOT NULL DEFAULT {no}"), ("clock", "VARCHAR(60) NOT NULL DEFAULT ''"), ("first_duty", "{flag} NOT NULL DEFAULT {no}"),
        ("budget_fen", "INTEGER CHECK (budget_fen BETWEEN 0 AND 100000000)"), ("handout", "TEXT NOT NULL DEFAULT ''"),
    ),
    "attendance": (
        ("state", "VARCHAR(16) NOT NULL DEFAULT 'present'"), ("state_words", "VARCHAR(300) NOT NULL DEFAULT ''"), ("notified_at", "{moment}"),
        ("answer", "VARCHAR(16) NOT NULL DEFAULT ''"), ("answer_reason", "VARCHAR(16) NOT NULL DEFAULT ''"),
        ("answer_words", "VARCHAR(300) NOT NULL DEFAULT ''"), ("answered_at", "{moment}"), ("checked_in_at", "{moment}"),
        ("checked_in_how", "VARCHAR(16) NOT NULL DEFAULT ''"), ("first_duty", "{flag} NOT NULL DEFAULT {no}"),
        ("exam_tenths", "INTEGER CHECK (exam_tenths BETWEEN 0 AND 1000)"), ("certificate_no", "VARCHAR(60) NOT NULL DEFAULT ''"),
    ),
}

STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'

TABLES = {
    "class_feedback": (
        '"bureau_id" INTEGER NOT NULL, "training_id" INTEGER NOT NULL, "rating_id" INTEGER NOT NULL, "words" TEXT NOT NULL,'
        ' "source" VARCHAR(16) NOT NULL, "key" VARCHAR(40) NOT NULL',
        {"bureau_id": "organisation", "training_id": "training", "rating_id": "picklist_item"}),
    "material": (
        '"bureau_id" INTEGER NOT NULL, "title" VARCHAR(200) NOT NULL, "summary" TEXT NOT NULL, "url" VARCHAR(500) NOT NULL,'
        ' "published_on" DATE NOT NULL, "due_on" DATE', {"bureau_id": "organisation"}),
    "reading": (
        '"bureau_id" INTEGER NOT NULL, "material_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL, "notified_at" {moment},'
        ' "reminded_at" {moment}, "read_at" {moment}, "read_how" VARCHAR(16) NOT NULL',
        {"bureau_id": "organisation", "material_id": "material", "supervisor_id": "supervisor"}),
    "subscription": (
        '"bureau_id" INTEGER NOT NULL, "title" VARCHAR(200) NOT NULL, "year" INTEGER NOT NULL CHECK (year BETWEEN 2003 AND 2200),'
        ' "copies" INTEGER NOT NULL CHECK (copies BETWEEN 1 AND 100000), "amount_fen" INTEGER CHECK (amount_fen BETWEEN 0 AND 100000000),'
        ' "remark" TEXT NOT NULL', {"bureau_id": "organisation"}),
    "subscription_reader": (
        '"bureau_id" INTEGER NOT NULL, "subscription_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL',
        {"bureau_id": "organisation", "subscription_id": "subscription", "supervisor_id": "supervisor"}),
}
"""Table → its columns, and its foreign keys with the table they point at; each foreign key has its index."""

INDEXES = (
    ("attendance", ("bureau_id", "state"), ""), ("class_feedback", ("key",), "UNIQUE "), ("material", ("bureau_id", "published_on"), ""),
    ("material", ("bureau_id", "due_on"), ""), ("reading", ("material_id", "supervisor_id"), "UNIQUE "),
    ("subscription", ("bureau_id", "year"), ""), ("subscription_reader", ("subscription_id", "supervisor_id"), "UNIQUE "),
)


def words_of(db: Database) -> dict[str, str]:
    """Return what this database calls its types and its no."""
    if isinstance(db, PostgresqlDatabase):
        return {"key": "SERIAL", "moment": "TIMESTAMP", "flag": "BOOLEAN", "no": "FALSE", "yes": "TRUE"}
    return {"key": "INTEGER", "moment": "DATETIME", "flag": "INTEGER", "no": "0", "yes": "1"}


def up(migrator: object, db: Database) -> None:
    """Add columns, tables, indexes and parameters."""
    words = words_of(db)
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}" {kind.format(**words)}')
    for table, (columns, keys) in TABLES.items():
        foreign = ", ".join(f'FOREIGN KEY ("{name}") REFERENCES "{other}" ("id") ON DELETE RESTRICT' for name, other in keys.items())
        db.execute_sql(f'CREATE TABLE "{table}" ({STAMPS}, {columns}, {foreign})'.format(**words))
        for name in keys:
            db.execute_sql(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
    for table, columns, unique in INDEXES:
        named = ", ".join(f'"{name}"' for name in columns)
        db.execute_sql(f'CREATE {unique}INDEX "{table}_{"_".join(columns)}" ON "{table}" ({named})')
    db.execute_sql(f"UPDATE training SET first_duty = {words['yes']} WHERE title LIKE {db.param}", ("%初任%",))
    _seed(db)


def _seed(db: Database) -> None:
    marks = ", ".join([db.param] * 9)
    for key, value, unit, basis, note in PARAMETERS:
        db.execute_sql(f'INSERT INTO "parameter" ("created_at", "changed_at", "version", "key", "value", "unit", "basis", "note", "valid_from")'
                       f" VALUES ({marks})", (SEEDED_AT, SEEDED_AT, 1, key, json.dumps(value), unit, basis, note, VALID_FROM))


def down(migrator: object, db: Database) -> None:
    """Take them away. Who was only enrolled, or did not come, cannot stay: the older table knows presence alone."""
    db.execute_sql(f'DELETE FROM "parameter" WHERE "key" LIKE {db.param}', ("training.%",))
    for table in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{table}"')
    db.execute_sql(f'DELETE FROM "attendance" WHERE "state" <> {db.param}', ("present",))
    db.execute_sql('DROP INDEX "attendance_bureau_id_state"')
    for table, columns in COLUMNS.items():
        for name, _kind in reversed(columns):
            db.execute_sql(f'ALTER TABLE "{table}" DROP COLUMN "{name}"')
