"""Files beside any record, papers about other things than activities, links for many, and links to other things than places of a draw."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

PAPER_COLUMNS = (
    ('subject', "VARCHAR(200) NOT NULL DEFAULT ''"),
    ('about_type', "VARCHAR(40) NOT NULL DEFAULT ''"),
    ('about_id', "INTEGER"),
)

FILE_COLUMNS = """"bureau_id" INTEGER NOT NULL, "about_type" VARCHAR(40) NOT NULL, "about_id" INTEGER NOT NULL, "filename" VARCHAR(120) NOT NULL,
 "media_type" VARCHAR(100) NOT NULL, "size" INTEGER NOT NULL, "sm3" VARCHAR(64) NOT NULL, "note" VARCHAR(200) NOT NULL, "uploaded_by_id" INTEGER,
 "withdrawn_at" {moment}, FOREIGN KEY ("bureau_id") REFERENCES "organisation" ("id") ON DELETE RESTRICT,
 FOREIGN KEY ("uploaded_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT"""

INDEXES = (
    'CREATE INDEX "attachment_bureau_id" ON "attachment" ("bureau_id")',
    'CREATE INDEX "attachment_uploaded_by_id" ON "attachment" ("uploaded_by_id")',
    'CREATE INDEX "attachment_about_type_about_id" ON "attachment" ("about_type", "about_id")',
    'CREATE INDEX "paper_about_type_about_id" ON "paper" ("about_type", "about_id")',
    'CREATE UNIQUE INDEX "paper_number_kind" ON "paper" ("number", "kind") WHERE number <> \'\'',
    'CREATE INDEX "link_token_purpose_target_id" ON "link_token" ("purpose", "target_id")',
)


def up(migrator: object, db: Database) -> None:
    """Add the table of files and the new columns."""
    postgresql = isinstance(db, PostgresqlDatabase)
    key, moment = ("SERIAL", "TIMESTAMP") if postgresql else ("INTEGER", "DATETIME")
    db.execute_sql(f'CREATE TABLE "attachment" ("id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL,'
                   f' "version" INTEGER NOT NULL, {FILE_COLUMNS.format(moment=moment)})')
    for name, kind in PAPER_COLUMNS:
        db.execute_sql(f'ALTER TABLE "paper" ADD COLUMN "{name}" {kind}')
    db.execute_sql('DROP INDEX "paper_number_kind"')
    migrator.migrate(migrator.drop_not_null("link_token", "supervisor_id"))  # type: ignore[attr-defined] # peewee's, untyped
    db.execute_sql('ALTER TABLE "link_token" ADD COLUMN "target_id" INTEGER')
    for statement in INDEXES:
        db.execute_sql(statement)


def down(migrator: object, db: Database) -> None:
    """Take them away; links for many and papers without a number cannot stay."""
    for statement in reversed(INDEXES):
        db.execute_sql(f"DROP INDEX {statement.split(' ON ')[0].split()[-1]}")
    db.execute_sql('DELETE FROM "link_token" WHERE "supervisor_id" IS NULL')
    db.execute_sql('DELETE FROM "paper" WHERE "number" = \'\'')
    db.execute_sql('ALTER TABLE "link_token" DROP COLUMN "target_id"')
    migrator.migrate(migrator.add_not_null("link_token", "supervisor_id"))  # type: ignore[attr-defined] # peewee's, untyped
    db.execute_sql('CREATE UNIQUE INDEX "paper_number_kind" ON "paper" ("number", "kind")')
    for name, _kind in reversed(PAPER_COLUMNS):
        db.execute_sql(f'ALTER TABLE "paper" DROP COLUMN "{name}"')
    db.execute_sql('DROP TABLE "attachment"')
