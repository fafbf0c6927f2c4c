"""Year-end grading: schemes, rounds, what the person's form holds beside the grade, opinions, surveys, objections, tellings, old versions.

A line of TABLES is `column TYPE`, or `column > table` for a key; `?` at its end lets the column be empty. `@` is a moment, `!` a yes or no.
"""
from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from peewee import Database, PostgresqlDatabase

SEEDED_AT = datetime(2026, 11, 25)

TABLES = {
    "assessment_scheme": "bureau > organisation? | revision INTEGER | content TEXT | note VARCHAR(200) | made_by > account?",
    "assessment_round": "bureau > organisation | year INTEGER CHECK (year BETWEEN 2003 AND 2200) | state VARCHAR(16) | state_words TEXT | scheme TEXT"
                        " | scheme_revision INTEGER | rules TEXT | report_until DATE | opened_on DATE | reviewed_on DATE? | published_on DATE?"
                        " | objections_until DATE? | decided_on DATE? | decided_by > account? | edition INTEGER",
    "assessment_opinion": "bureau > organisation | assessment > assessment | supervisor > supervisor | year INTEGER | procuratorate > organisation"
                          " | asked_at @ | asked_by > account? | due_on DATE | mark > picklist_item? | words TEXT | given_at @? | given_by > account?",
    "assessment_survey": "bureau > organisation | assessment > assessment | asked_on DATE | asked VARCHAR(120) | surveyed_by VARCHAR(60)"
                         " | mark > picklist_item | words TEXT",
    "assessment_objection": "bureau > organisation | assessment > assessment | received_on DATE | anonymous ! | name TEXT? | contact TEXT?"
                            " | words TEXT | state VARCHAR(16) | finding TEXT | handled_on DATE? | handled_by > account?",
    "assessment_telling": "bureau > organisation | assessment > assessment | edition INTEGER | addressee VARCHAR(16) | told_on DATE"
                          " | told_how > picklist_item | words VARCHAR(200) | told_by > account?",
    "assessment_edition": "bureau > organisation | round > assessment_round | edition INTEGER | decided_on DATE | decided_by > account?"
                          " | forms TEXT | reopened_at @ | reopened_by > account? | reason TEXT",
}

FORM = ("round > assessment_round?", "scores TEXT '{}'", "filled_at @?", "report TEXT ''", "reported_at @?", "report_source VARCHAR(16) ''",
        "report_late ! 0", "suggested > picklist_item?", "tied ! 0", "grade_reason TEXT ''", "veto VARCHAR(16) ''", "veto_discipline > discipline?")
"""Columns that the person's form gets beside its grade; what stands last is what older rows hold."""

INDEXES = (
    'CREATE UNIQUE INDEX "assessment_scheme_bureau_id_revision" ON "assessment_scheme" ("bureau_id", "revision")',
    'CREATE INDEX "assessment_round_bureau_id_state" ON "assessment_round" ("bureau_id", "state")',
    'CREATE UNIQUE INDEX "assessment_round_one_a_year" ON "assessment_round" ("bureau_id", "year") WHERE state <> \'cancelled\'',
    'CREATE UNIQUE INDEX "assessment_opinion_assessment_id_procuratorate_id" ON "assessment_opinion" ("assessment_id", "procuratorate_id")',
    'CREATE INDEX "assessment_opinion_procuratorate_id_given_at" ON "assessment_opinion" ("procuratorate_id", "given_at")',
    'CREATE INDEX "assessment_objection_assessment_id_state" ON "assessment_objection" ("assessment_id", "state")',
    'CREATE UNIQUE INDEX "assessment_telling_assessment_id_edition_addressee" ON "assessment_telling" ("assessment_id", "edition", "addressee")',
    'CREATE UNIQUE INDEX "assessment_edition_round_id_edition" ON "assessment_edition" ("round_id", "edition")',
)

MARKS = {"good": 100, "fair": 80, "average": 60, "poor": 30}
"""Values of the list of marks → marks of a hundred."""


def _item(code: str, heading: str, name: str, points: int, **rest: Any) -> dict[str, Any]:
    return {"code": code, "heading": heading, "name": name, "points": points * 10, "kind": "number", "source": "", "way": "share", "full": 1000,
            "each": 0, "bonus": False, "options": []} | rest


CHARACTER, DUTY, STYLE, LEARNING, BONUS = "思想品德", "履职能力", "作风纪律", "学习培训", "加分"
LEVELS = [["好", 100], ["较好", 80], ["一般", 60], ["差", 0]]
SHIPPED = {"bonus_most": 100, "items": [
    _item("i1", CHARACTER, "政治素质和社会公德", 6, kind="choice", options=LEVELS),
    _item("i2", CHARACTER, "电话回访评价", 4, source="survey"),
    _item("i3", DUTY, "参加监督活动", 30, source="attendance"),
    _item("i4", DUTY, "提出监督意见", 10, source="opinions"),
    _item("i5", DUTY, "检察院对每次履职的评价", 10, source="rating"),
    _item("i6", DUTY, "检察院年度意见", 5, source="opinion"),
    _item("i7", STYLE, "遵守纪律", 10, source="discipline", way="less", each=50),
    _item("i8", STYLE, "保守秘密、廉洁公正", 5, kind="yes_no"),
    _item("i9", STYLE, "走访联系情况", 0, source="visits", way="each", each=10),
    _item("i10", LEARNING, "培训学时", 12, source="hours", full=60),
    _item("i11", LEARNING, "考试成绩", 8, source="exam"),
    _item("i12", BONUS, "意见被采纳", 10, source="adopted", way="each", each=5, bonus=True),
    _item("i13", BONUS, "主动提出监督", 10, source="initiative", way="each", each=20, bonus=True),
    _item("i14", BONUS, "受到表彰", 10, source="awards", way="each", each=30, bonus=True),
]}
"""Example points (rules.md "Assessment"), to be replaced by the office."""


def words_of(db: Database) -> dict[str, str]:
    """Return what this database calls its keys, moments and yes or no."""
    if isinstance(db, PostgresqlDatabase):
        return {"key": "SERIAL", "@": "TIMESTAMP", "!": "BOOLEAN", "0": "FALSE"}
    return {"key": "INTEGER", "@": "DATETIME", "!": "INTEGER", "0": "0"}


def table(name: str, words: dict[str, str]) -> list[str]:
    """Return the statements that make a table with the indexes of its keys."""
    moment = words["@"]
    columns = [f'"id" {words["key"]} NOT NULL PRIMARY KEY', f'"created_at" {moment} NOT NULL', f'"changed_at" {moment} NOT NULL',
               '"version" INTEGER NOT NULL']
    refers, indexes = [], []
    for line in TABLES[name].split(" | "):
        kept, empty = line.rstrip("?"), "" if line.endswith("?") else " NOT NULL"
        column, kind = kept.split(" ", 1)
        if kind.startswith("> "):
            columns.append(f'"{column}_id" INTEGER{empty}')
            refers.append(f'FOREIGN KEY ("{column}_id") REFERENCES "{kind[2:]}" ("id") ON DELETE RESTRICT')
            indexes.append(f'CREATE INDEX "{name}_{column}_id" ON "{name}" ("{column}_id")')
        else:
            first, _, check = kind.partition(" ")
            columns.append(f'"{column}" {words.get(first, first)}{empty} {check}'.rstrip())
    return [f'CREATE TABLE "{name}" ({", ".join(columns + refers)})', *indexes]


def column(line: str, words: dict[str, str]) -> list[str]:
    """Return the statements that add a column of FORM with its index."""
    name, rest = line.rstrip("?").split(" ", 1)
    if rest.startswith("> "):
        return [f'ALTER TABLE "assessment" ADD COLUMN "{name}_id" INTEGER REFERENCES "{rest[2:]}" ("id") ON DELETE RESTRICT',
                f'CREATE INDEX "assessment_{name}_id" ON "assessment" ("{name}_id")']
    kind, _, held = rest.partition(" ")
    held = words.get(held, held)
    return [f'ALTER TABLE "assessment" ADD COLUMN "{name}" {words.get(kind, kind)}' + (f" NOT NULL DEFAULT {held}" if held else "")]


def up(migrator: object, db: Database) -> None:
    """Make the tables, widen the form, ship the scheme, and say what each mark is worth."""
    words = words_of(db)
    for name in TABLES:
        for statement in table(name, words):
            db.execute_sql(statement)
    for line in FORM:
        for statement in column(line, words):
            db.execute_sql(statement)
    for statement in INDEXES:
        db.execute_sql(statement)
    db.execute_sql("INSERT INTO assessment_scheme (bureau_id, revision, content, note, created_at, changed_at, version)"
                   f" VALUES (NULL, {', '.join([db.param] * 6)})",
                   (1, json.dumps(SHIPPED, sort_keys=True, ensure_ascii=False, separators=(",", ":")), "示例", SEEDED_AT, SEEDED_AT, 1))
    for code, mark in MARKS.items():
        _set_facts(db, code, {"mark": mark})


def _set_facts(db: Database, code: str, facts: dict[str, int]) -> None:
    db.execute_sql(f"UPDATE picklist_item SET facts = {db.param} WHERE kind = 'feedback_mark' AND bureau_id IS NULL AND code = {db.param}",
                   (json.dumps(facts), code))


def down(migrator: object, db: Database) -> None:
    """Take away the tables, the columns, and the links that lead to a self-report; grades stay."""
    for line in reversed(FORM):
        name, rest = line.rstrip("?").split(" ", 1)
        if rest.startswith("> "):
            db.execute_sql(f'DROP INDEX "assessment_{name}_id"')
            name += "_id"
        db.execute_sql(f'ALTER TABLE "assessment" DROP COLUMN "{name}"')
    for name in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{name}"')
    for code in MARKS:
        _set_facts(db, code, {})
    db.execute_sql("DELETE FROM link_token WHERE purpose = 'self_report'")
