"""The bytes of every template that a paper was made with, kept once by their digest, so that a paper can be made again."""
from __future__ import annotations

from peewee import Database, PostgresqlDatabase

COPY = """INSERT INTO "template_copy" ("created_at", "changed_at", "version", "sm3", "content")
 SELECT MIN("created_at"), MIN("created_at"), 1, "sm3", "content" FROM "template" WHERE LENGTH("content") > 0 GROUP BY "sm3", "content" """

NAME = """UPDATE "paper" SET "template_sm3" = (SELECT "sm3" FROM "template" WHERE "template"."bureau_id" = "paper"."bureau_id"
 AND "template"."kind" = "paper"."kind" AND "template"."revision" = "paper"."template_revision")
 WHERE "content" IS NOT NULL AND EXISTS (SELECT 1 FROM "template" WHERE "template"."bureau_id" = "paper"."bureau_id"
 AND "template"."kind" = "paper"."kind" AND "template"."revision" = "paper"."template_revision" AND LENGTH("template"."content") > 0)"""
"""Papers made with an office's own template; what the shipped one was when an older paper was made is not known any more."""


def up(migrator: object, db: Database) -> None:
    """Make the table, and fill it from the templates that offices have uploaded."""
    postgresql = isinstance(db, PostgresqlDatabase)
    key, moment, blob = ("SERIAL", "TIMESTAMP", "BYTEA") if postgresql else ("INTEGER", "DATETIME", "BLOB")
    db.execute_sql(f'CREATE TABLE "template_copy" ("id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL,'
                   f' "version" INTEGER NOT NULL, "sm3" VARCHAR(64) NOT NULL, "content" {blob} NOT NULL)')
    db.execute_sql('CREATE UNIQUE INDEX "template_copy_sm3" ON "template_copy" ("sm3")')
    db.execute_sql("""ALTER TABLE "paper" ADD COLUMN "template_sm3" VARCHAR(64) NOT NULL DEFAULT ''""")
    db.execute_sql(COPY)
    db.execute_sql(NAME)


def down(migrator: object, db: Database) -> None:
    """Take them away; the papers stay."""
    db.execute_sql('ALTER TABLE "paper" DROP COLUMN "template_sm3"')
    db.execute_sql('DROP TABLE "template_copy"')
