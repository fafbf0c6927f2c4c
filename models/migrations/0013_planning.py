"""The yearly plan with its items, which item a request ticks off, and private calendar feeds."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'
REFERS = 'FOREIGN KEY ("{}") REFERENCES "{}" ("id") ON DELETE RESTRICT'

TABLES = {
    "yearly_plan": (
        '"bureau_id" INTEGER NOT NULL, "year" INTEGER NOT NULL, "requirements" TEXT NOT NULL, "state" VARCHAR(16) NOT NULL,'
        ' "state_words" VARCHAR(300) NOT NULL, "in_force_at" {moment}, "in_force_by_id" INTEGER',
        {"bureau_id": "organisation", "in_force_by_id": "account"},
    ),
    "plan_item": (
        '"bureau_id" INTEGER NOT NULL, "plan_id" INTEGER NOT NULL, "no" INTEGER NOT NULL, "mode_id" INTEGER NOT NULL,'
        ' "procuratorate_id" INTEGER, "month" INTEGER CHECK (month BETWEEN 1 AND 12),'
        ' "expected" INTEGER NOT NULL CHECK (expected BETWEEN 0 AND 999), "requirements" VARCHAR(300) NOT NULL, "struck_at" {moment}',
        {"bureau_id": "organisation", "plan_id": "yearly_plan", "mode_id": "picklist_item", "procuratorate_id": "organisation"},
    ),
    "calendar_feed": (
        '"user_id" INTEGER NOT NULL, "token_digest" VARCHAR(64) NOT NULL, "revoked_at" {moment}, "fetched_at" {moment},'
        ' "hour_from" {moment}, "fetches" INTEGER NOT NULL',
        {"user_id": "account"},
    ),
}

INDEXES = (
    'CREATE UNIQUE INDEX "yearly_plan_bureau_id_year" ON "yearly_plan" ("bureau_id", "year")',
    'CREATE UNIQUE INDEX "calendar_feed_token_digest" ON "calendar_feed" ("token_digest")',
    'CREATE UNIQUE INDEX "calendar_feed_one_live" ON "calendar_feed" ("user_id") WHERE revoked_at IS NULL',
)


def up(migrator: object, db: Database) -> None:
    """Make the tables and the column."""
    key, moment = ("SERIAL", "TIMESTAMP") if isinstance(db, PostgresqlDatabase) else ("INTEGER", "DATETIME")
    for name, (columns, keys) in TABLES.items():
        foreign = ", ".join(REFERS.format(column, other) for column, other in keys.items())
        db.execute_sql(f'CREATE TABLE "{name}" ({STAMPS}, {columns}, {foreign})'.format(key=key, moment=moment))
        for column in keys:
            db.execute_sql(f'CREATE INDEX "{name}_{column}" ON "{name}" ("{column}")')
    for statement in INDEXES:
        db.execute_sql(statement)
    db.execute_sql('ALTER TABLE "activity" ADD COLUMN "plan_item_id" INTEGER REFERENCES "plan_item" ("id") ON DELETE RESTRICT')
    db.execute_sql('CREATE INDEX "activity_plan_item_id" ON "activity" ("plan_item_id")')


def down(migrator: object, db: Database) -> None:
    """Take them away."""
    db.execute_sql('DROP INDEX "activity_plan_item_id"')
    db.execute_sql('ALTER TABLE "activity" DROP COLUMN "plan_item_id"')
    for name in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{name}"')
