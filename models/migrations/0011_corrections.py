"""Corrections that supervisors ask for."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

COLUMNS = """"bureau_id" INTEGER NOT NULL, "supervisor_id" INTEGER NOT NULL, "field" VARCHAR(40) NOT NULL, "proposed" TEXT NOT NULL,
 "state" VARCHAR(16) NOT NULL, "raised_at" {moment} NOT NULL, "decided_at" {moment}, "decided_by_id" INTEGER, "answer" TEXT NOT NULL,
 FOREIGN KEY ("bureau_id") REFERENCES "organisation" ("id") ON DELETE RESTRICT,
 FOREIGN KEY ("supervisor_id") REFERENCES "supervisor" ("id") ON DELETE RESTRICT,
 FOREIGN KEY ("decided_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT"""

INDEXES = (
    'CREATE INDEX "correction_bureau_id" ON "correction" ("bureau_id")',
    'CREATE INDEX "correction_supervisor_id" ON "correction" ("supervisor_id")',
    'CREATE INDEX "correction_decided_by_id" ON "correction" ("decided_by_id")',
    'CREATE INDEX "correction_bureau_id_state" ON "correction" ("bureau_id", "state")',
    'CREATE UNIQUE INDEX "correction_one_open" ON "correction" ("supervisor_id", "field") WHERE state = \'open\'',
)


def up(migrator: object, db: Database) -> None:
    """Make the table."""
    key, moment = ("SERIAL", "TIMESTAMP") if isinstance(db, PostgresqlDatabase) else ("INTEGER", "DATETIME")
    db.execute_sql(f'CREATE TABLE "correction" ("id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL,'
                   f' "version" INTEGER NOT NULL, {COLUMNS.format(moment=moment)})')
    for statement in INDEXES:
        db.execute_sql(statement)


def down(migrator: object, db: Database) -> None:
    """Take it away."""
    db.execute_sql('DROP TABLE "correction"')
