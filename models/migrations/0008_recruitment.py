"""Recruitment rounds, their applicants, reviews, inspections and objections, and the lists of bars, excluded posts and ways of inspecting."""
from __future__ import annotations

import json
from datetime import datetime

from peewee import Database, PostgresqlDatabase

SEEDED_AT = datetime(2026, 11, 2)
STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'
MUST, MAY = "INTEGER NOT NULL", "INTEGER"

TABLES = {
    "recruitment": """
        "bureau_id" {must}, "title" VARCHAR(120) NOT NULL, "level" VARCHAR(16) NOT NULL, "requirements" TEXT NOT NULL, "starts_on" DATE NOT NULL,
        "apply_from" DATE NOT NULL, "apply_until" DATE NOT NULL, "certificate_prefix" VARCHAR(20) NOT NULL, "state" VARCHAR(16) NOT NULL,
        "state_words" TEXT NOT NULL, "noticed_on" DATE, "opened_on" DATE, "review_on" DATE, "inspection_on" DATE, "published_on" DATE,
        "objections_until" DATE, "decided_on" DATE, "decided_by_id" {may}, "closed_on" DATE, "cancelled_on" DATE, "oath_on" DATE,
        "oath_place" VARCHAR(120) NOT NULL""",
    "recruitment_quota": '"recruitment_id" {must}, "county_id" {must}, "places" {must}',
    "applicant": """
        "bureau_id" {must}, "recruitment_id" {must}, "receipt" VARCHAR(20) NOT NULL, "source" VARCHAR(10) NOT NULL, "applied_at" {moment} NOT NULL,
        "state" VARCHAR(16) NOT NULL, "state_words" TEXT NOT NULL, "name" VARCHAR(60) NOT NULL, "sex_id" {must}, "nation_id" {may},
        "birth_date" DATE NOT NULL, "id_number" TEXT NOT NULL, "id_digest" VARCHAR(64) NOT NULL, "education_id" {must}, "political_id" {may},
        "county_id" {must}, "work_unit" VARCHAR(120) NOT NULL, "unit_kind_id" {may}, "post" VARCHAR(60) NOT NULL,
        "public_servant" {boolean} NOT NULL, "professions" TEXT NOT NULL, "way_in_id" {may}, "recommender" VARCHAR(120) NOT NULL,
        "school" VARCHAR(120) NOT NULL, "subject" VARCHAR(120) NOT NULL, "phone" TEXT NOT NULL, "address" TEXT, "email" VARCHAR(120) NOT NULL,
        "statement" TEXT NOT NULL, "reviewed_at" {moment}, "reviewed_by_id" {may}, "oath_taken" {boolean} NOT NULL, "supervisor_id" {may},
        "appointment_id" {may}""",
    "applicant_check": '"applicant_id" {must}, "item_id" {must}, "declared" {boolean} NOT NULL, "found" VARCHAR(10) NOT NULL',
    "applicant_review": """
        "bureau_id" {must}, "applicant_id" {must}, "procuratorate_id" {must}, "asked_at" {moment} NOT NULL, "asked_by_id" {may},
        "due_on" DATE NOT NULL, "outcome" VARCHAR(10) NOT NULL, "holds" TEXT NOT NULL, "words" TEXT NOT NULL, "given_at" {moment},
        "given_by_id" {may}""",
    "inspection": """
        "bureau_id" {must}, "applicant_id" {must}, "inspected_on" DATE NOT NULL, "way_id" {must}, "inspectors" VARCHAR(120) NOT NULL,
        "asked" VARCHAR(200) NOT NULL, "words" TEXT NOT NULL, "passed" {boolean} NOT NULL""",
    "recruitment_objection": """
        "bureau_id" {must}, "recruitment_id" {must}, "applicant_id" {must}, "received_on" DATE NOT NULL, "source" VARCHAR(10) NOT NULL,
        "anonymous" {boolean} NOT NULL, "name" TEXT, "contact" TEXT, "words" TEXT NOT NULL, "state" VARCHAR(16) NOT NULL, "finding" TEXT NOT NULL,
        "handled_on" DATE, "handled_by_id" {may}""",
}

REFERS = {
    "bureau_id": "organisation", "recruitment_id": "recruitment", "applicant_id": "applicant", "procuratorate_id": "organisation",
    "supervisor_id": "supervisor", "appointment_id": "appointment",
    **dict.fromkeys(("county_id", "sex_id", "nation_id", "education_id", "political_id", "unit_kind_id", "way_in_id", "item_id", "way_id"),
                    "picklist_item"),
    **dict.fromkeys(("decided_by_id", "reviewed_by_id", "asked_by_id", "given_by_id", "handled_by_id"), "account"),
}
"""Column → the table whose rows it points at; each of these columns has its own index."""

INDEXES = (
    'CREATE INDEX "recruitment_bureau_id_state" ON "recruitment" ("bureau_id", "state")',
    'CREATE UNIQUE INDEX "recruitment_quota_recruitment_id_county_id" ON "recruitment_quota" ("recruitment_id", "county_id")',
    'CREATE UNIQUE INDEX "applicant_receipt" ON "applicant" ("receipt")',
    'CREATE INDEX "applicant_recruitment_id_state" ON "applicant" ("recruitment_id", "state")',
    'CREATE INDEX "applicant_bureau_id_name" ON "applicant" ("bureau_id", "name")',
    'CREATE INDEX "applicant_id_digest" ON "applicant" ("id_digest")',
    'CREATE UNIQUE INDEX "applicant_one_application" ON "applicant" ("recruitment_id", "id_digest") WHERE state <> \'withdrawn\'',
    'CREATE UNIQUE INDEX "applicant_check_applicant_id_item_id" ON "applicant_check" ("applicant_id", "item_id")',
    'CREATE UNIQUE INDEX "applicant_review_applicant_id_procuratorate_id" ON "applicant_review" ("applicant_id", "procuratorate_id")',
    'CREATE INDEX "applicant_review_procuratorate_id_outcome" ON "applicant_review" ("procuratorate_id", "outcome")',
    'CREATE INDEX "recruitment_objection_recruitment_id_state" ON "recruitment_objection" ("recruitment_id", "state")',
)

ARTICLE_10 = {"basis": "《人民监督员选任管理办法》第十条"}
EXCLUDED = {"basis": "《人民监督员选任管理办法》关于不参加选任人员的规定"}
LISTS: dict[str, tuple[dict[str, str], tuple[tuple[str, str, str], ...]]] = {
    "recruitment_bar": (ARTICLE_10, (
        ("punished", "受过刑事处罚", "Criminally punished"),
        ("dismissed", "被开除公职", "Dismissed from public office"),
        ("licence_revoked", "被吊销律师、公证员执业证书，或者被仲裁委员会除名", "Lawyer's or notary's licence revoked, or struck off by an arbitration body"),
        ("dishonest_debtor", "被纳入失信被执行人名单", "On the list of dishonest judgment debtors"),
        ("assessor_removed", "因受惩戒被免除人民陪审员职务", "Removed as people's assessor by sanction"),
        ("serious_breach", "有其他严重违法违纪行为，可能影响司法公正", "Other serious breach that may harm the fairness of justice"),
    )),
    "excluded_post": (EXCLUDED, (
        ("standing_committee", "人民代表大会常务委员会组成人员", "Member of a standing committee of a people's congress"),
        ("supervision_commission", "监察机关在职工作人员", "In-service staff of a supervision commission"),
        ("court", "人民法院在职工作人员", "In-service staff of a people's court"),
        ("procuratorate", "人民检察院在职工作人员", "In-service staff of a people's procuratorate"),
        ("public_security", "公安机关在职工作人员", "In-service staff of a public security organ"),
        ("state_security", "国家安全机关在职工作人员", "In-service staff of a state security organ"),
        ("judicial_administration", "司法行政机关在职工作人员", "In-service staff of judicial administration"),
        ("assessor", "人民陪审员", "People's assessor"),
    )),
    "inspection_way": ({}, (
        ("unit", "走访工作单位", "Visit to the work unit"), ("neighbourhood", "走访村（社区）", "Visit to the neighbourhood"),
        ("talk", "个别谈话", "Talk with the person"), ("records", "查阅档案资料", "Looking into records"), ("phone", "电话核实", "By phone"),
    )),
}


def up(migrator: object, db: Database) -> None:
    """Make the tables and fill the lists."""
    postgresql = isinstance(db, PostgresqlDatabase)
    kinds = {"key": "SERIAL" if postgresql else "INTEGER", "moment": "TIMESTAMP" if postgresql else "DATETIME",
             "boolean": "BOOLEAN" if postgresql else "INTEGER", "must": MUST, "may": MAY}
    for table, columns in TABLES.items():
        refers = [name for name in REFERS if f'"{name}"' in columns]
        keys = "".join(f', FOREIGN KEY ("{name}") REFERENCES "{REFERS[name]}" ("id") ON DELETE RESTRICT' for name in refers)
        db.execute_sql(f'CREATE TABLE "{table}" ({STAMPS}, {columns}{keys})'.format(**kinds))
        for name in refers:
            db.execute_sql(f'CREATE INDEX "{table}_{name}" ON "{table}" ("{name}")')
    for statement in INDEXES:
        db.execute_sql(statement)
    for kind, (facts, items) in LISTS.items():
        for number, (code, name, name_en) in enumerate(items, 1):
            db.execute_sql(f"INSERT INTO picklist_item (bureau_id, kind, code, name, name_en, position, active, synonyms, facts, created_at,"
                           f" changed_at, version) VALUES (NULL, {', '.join([db.param] * 11)})",
                           (kind, code, name, name_en, number * 10, True, "[]", json.dumps(facts, ensure_ascii=False), SEEDED_AT, SEEDED_AT, 1))


def down(migrator: object, db: Database) -> None:
    """Take the tables and the lists away, and the links that lead to a round."""
    for table in reversed(TABLES):
        db.execute_sql(f'DROP TABLE "{table}"')
    for kind in LISTS:
        db.execute_sql(f"DELETE FROM picklist_item WHERE kind = {db.param}", (kind,))
    db.execute_sql("DELETE FROM link_token WHERE purpose = 'application'")
