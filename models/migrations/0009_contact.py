"""Contact: visits, suggestions, joint meetings with their decisions, bulletins, and the days that a suggestion may take.

A line of TABLES is `column TYPE`, or `column > table` for a key; `?` at its end lets the column be empty. `@` is a moment.
"""
from __future__ import annotations

from datetime import date, datetime

from peewee import Database, PostgresqlDatabase

SEEDED_AT = datetime(2026, 1, 1)
VALID_FROM = date(2019, 1, 1)
PARAMETER = ("suggestion.answer_working_days", "15", "working_days", "internal: ", "内部期限")

TABLES = {
    "visit": "supervisor > supervisor | held_on DATE | way > picklist_item | visited_by VARCHAR(120) | subject VARCHAR(200) | words TEXT"
             " | wishes TEXT | follow_up TEXT | due_on DATE? | done_on DATE? | done_words TEXT | done_by > account?",
    "visit_guest": "visit > visit | supervisor > supervisor",
    "suggestion": "supervisor > supervisor | kind VARCHAR(16) | subject VARCHAR(200) | words TEXT | source VARCHAR(16) | received_on DATE"
                  " | received_at @ | entered_by > account? | state VARCHAR(16) | office > organisation? | routed_at @? | due_on DATE?"
                  " | answer TEXT | answered_at @? | answered_by > account? | told_on DATE? | told_way > picklist_item? | told_words TEXT"
                  " | told_by > account?",
    "meeting": "title VARCHAR(200) | starts_at @ | place VARCHAR(200) | host > organisation | agenda TEXT | state VARCHAR(16)"
               " | state_words VARCHAR(300) | minutes TEXT | issued_at @?",
    "meeting_office": "meeting > meeting | office > organisation | people TEXT",
    "meeting_decision": "meeting > meeting | no INTEGER | words TEXT | office > organisation | person VARCHAR(60) | due_on DATE"
                        " | done_on DATE? | done_words TEXT | done_by > account? | struck_at @?",
    "bulletin": "sender > organisation | title VARCHAR(200) | words TEXT | answer_due_on DATE? | state VARCHAR(16) | sent_at @?"
                " | sent_by > account?",
    "bulletin_office": "bulletin > bulletin | office > organisation | answer TEXT | answered_at @? | answered_by > account?",
    "bulletin_reading": "bulletin > bulletin | office > organisation | user > account | read_at @",
}

INDEXES = {
    "visit": ("bureau_id held_on", "bureau_id done_on due_on"),
    "suggestion": ("bureau_id state due_on", "office_id state due_on", "bureau_id received_on"),
    "meeting": ("bureau_id starts_at",),
    "meeting_decision": ("bureau_id done_on due_on", "office_id done_on due_on"),
    "bulletin": ("bureau_id sender_id sent_at",),
}
UNIQUE = {
    "visit_guest": "visit_id supervisor_id", "meeting_office": "meeting_id office_id", "bulletin_office": "bulletin_id office_id",
    "bulletin_reading": "bulletin_id user_id",
}


def table(name: str, *, key: str, moment: str) -> list[str]:
    """Return the statements that make a table with the indexes of its keys."""
    columns = [f'"id" {key} NOT NULL PRIMARY KEY', f'"created_at" {moment} NOT NULL', f'"changed_at" {moment} NOT NULL', '"version" INTEGER NOT NULL']
    refers, indexes = [], []
    for line in f"bureau > organisation | {TABLES[name]}".split(" | "):
        kept, empty = line.rstrip("?"), "" if line.endswith("?") else " NOT NULL"
        column, _sign, kind = kept.replace(" > ", " >").partition(" ")
        if kind.startswith(">"):
            columns.append(f'"{column}_id" INTEGER{empty}')
            refers.append(f'FOREIGN KEY ("{column}_id") REFERENCES "{kind[1:]}" ("id") ON DELETE RESTRICT')
            indexes.append(f'CREATE INDEX "{name}_{column}_id" ON "{name}" ("{column}_id")')
        else:
            columns.append(f'"{column}" {moment if kind == "@" else kind}{empty}')
    return [f'CREATE TABLE "{name}" ({", ".join(columns + refers)})', *indexes]


def further_indexes() -> list[str]:
    """Return the statements of the indexes over several columns."""
    asked = [("", name, columns) for name, found in INDEXES.items() for columns in found]
    asked += [("UNIQUE ", name, columns) for name, columns in UNIQUE.items()]
    return [f'CREATE {unique}INDEX "{name}_{"_".join(columns.split())}" ON "{name}" ({", ".join(f"{chr(34)}{one}{chr(34)}" for one in columns.split())})'
            for unique, name, columns in asked]


def up(migrator: object, db: Database) -> None:
    """Make the tables and set the parameter."""
    key, moment = ("SERIAL", "TIMESTAMP") if isinstance(db, PostgresqlDatabase) else ("INTEGER", "DATETIME")
    for name in TABLES:
        for statement in table(name, key=key, moment=moment):
            db.execute_sql(statement)
    for statement in further_indexes():
        db.execute_sql(statement)
    db.execute_sql("INSERT INTO parameter (bureau_id, key, value, unit, basis, note, valid_from, created_at, changed_at, version)"
                   f" VALUES (NULL, {', '.join([db.param] * 9)})", (*PARAMETER, VALID_FROM, SEEDED_AT, SEEDED_AT, 1))


def down(migrator: object, db: Database) -> None:
    """Take away the tables, the links that lead to them, and the parameter."""
    for name in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{name}"')
    db.execute_sql("DELETE FROM link_token WHERE purpose = 'suggestion'")
    db.execute_sql(f"DELETE FROM parameter WHERE key = {db.param}", (PARAMETER[0],))
