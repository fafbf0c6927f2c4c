"""Fields of an office's own, its own words of notices, and filters that users saved."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'
REFERS = 'FOREIGN KEY ("{0}_id") REFERENCES "{1}" ("id") ON DELETE RESTRICT'
OFFICE = REFERS.format("bureau", "organisation")

TABLES = {
    "notice_text": f'"bureau_id" INTEGER NOT NULL, "key" VARCHAR(40) NOT NULL, "words" TEXT NOT NULL, {OFFICE}',
    "saved_filter": '"user_id" INTEGER NOT NULL, "page" VARCHAR(40) NOT NULL, "name" VARCHAR(40) NOT NULL, "query" TEXT NOT NULL, '
                    + REFERS.format("user", "account"),
    "own_field": '"bureau_id" INTEGER NOT NULL, "name" VARCHAR(40) NOT NULL, "kind" VARCHAR(16) NOT NULL, "required" {boolean} NOT NULL,'
                 ' "privacy_class" VARCHAR(16) NOT NULL, "choices" TEXT NOT NULL, "hint" VARCHAR(200) NOT NULL, "in_list" {boolean} NOT NULL,'
                 ' "position" INTEGER NOT NULL, "active" {boolean} NOT NULL, ' + OFFICE,
    "own_value": '"bureau_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL, "field_id" INTEGER NOT NULL, "text" TEXT NOT NULL,'
                 ' "secret" TEXT, ' + ", ".join((OFFICE, REFERS.format("supervisor", "supervisor"), REFERS.format("field", "own_field"))),
}

INDEXES = (
    'CREATE INDEX "notice_text_bureau_id" ON "notice_text" ("bureau_id")',
    'CREATE UNIQUE INDEX "notice_text_bureau_id_key" ON "notice_text" ("bureau_id", "key")',
    'CREATE INDEX "saved_filter_user_id" ON "saved_filter" ("user_id")',
    'CREATE UNIQUE INDEX "saved_filter_user_id_page_name" ON "saved_filter" ("user_id", "page", "name")',
    'CREATE INDEX "own_field_bureau_id" ON "own_field" ("bureau_id")',
    'CREATE UNIQUE INDEX "own_field_bureau_id_name" ON "own_field" ("bureau_id", "name")',
    'CREATE INDEX "own_value_bureau_id" ON "own_value" ("bureau_id")',
    'CREATE INDEX "own_value_supervisor_id" ON "own_value" ("supervisor_id")',
    'CREATE INDEX "own_value_field_id" ON "own_value" ("field_id")',
    'CREATE UNIQUE INDEX "own_value_supervisor_id_field_id" ON "own_value" ("supervisor_id", "field_id")',
)


def up(migrator: object, db: Database) -> None:
    """Make the tables."""
    postgresql = isinstance(db, PostgresqlDatabase)
    words = {"key": "SERIAL" if postgresql else "INTEGER", "moment": "TIMESTAMP" if postgresql else "DATETIME",
             "boolean": "BOOLEAN" if postgresql else "INTEGER"}
    for name, columns in TABLES.items():
        db.execute_sql(f'CREATE TABLE "{name}" ({STAMPS.format(**words)}, {columns.format(**words)})')
    for statement in INDEXES:
        db.execute_sql(statement)


def down(migrator: object, db: Database) -> None:
    """Take them away."""
    for name in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{name}"')
