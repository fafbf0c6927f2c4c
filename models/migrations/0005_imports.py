"""Tables of the import wizard and of the flat sheet, and more words by which rosters call the values of the lists."""
from __future__ import annotations

import json

from peewee import Database, PostgresqlDatabase

STAMPS = '"id" {key} NOT NULL PRIMARY KEY, "created_at" {moment} NOT NULL, "changed_at" {moment} NOT NULL, "version" INTEGER NOT NULL'
BUREAU = 'FOREIGN KEY ("bureau_id") REFERENCES "organisation" ("id") ON DELETE RESTRICT'

TABLES = {
    "import_batch": f"""{STAMPS}, "bureau_id" INTEGER NOT NULL, "kind" VARCHAR(20) NOT NULL, "filename" VARCHAR(120) NOT NULL,
 "sheet" VARCHAR(120) NOT NULL, "other_sheets" TEXT NOT NULL, "labels" TEXT NOT NULL, "mapping" TEXT NOT NULL, "counts" TEXT NOT NULL,
 "state" VARCHAR(16) NOT NULL, "good_only" {{yes}} NOT NULL, "made_by_id" INTEGER, "committed_at" {{moment}}, "undone_at" {{moment}},
 {BUREAU}, FOREIGN KEY ("made_by_id") REFERENCES "account" ("id") ON DELETE RESTRICT""",
    "import_row": f"""{STAMPS}, "batch_id" INTEGER NOT NULL, "number" INTEGER NOT NULL, "cells" TEXT, "outcome" VARCHAR(12) NOT NULL,
 "findings" TEXT, "choice" VARCHAR(12) NOT NULL, "written" TEXT NOT NULL, "before" TEXT,
 FOREIGN KEY ("batch_id") REFERENCES "import_batch" ("id") ON DELETE RESTRICT""",
    "import_heading": f"""{STAMPS}, "bureau_id" INTEGER NOT NULL, "kind" VARCHAR(20) NOT NULL, "heading" VARCHAR(120) NOT NULL,
 "field" VARCHAR(40) NOT NULL, {BUREAU}""",
    "flat_column": f"""{STAMPS}, "bureau_id" INTEGER NOT NULL, "field" VARCHAR(40) NOT NULL, "heading" VARCHAR(60) NOT NULL,
 "position" INTEGER NOT NULL, "shown" {{yes}} NOT NULL, {BUREAU}""",
}

INDEXES = (
    'CREATE INDEX "import_batch_bureau_id" ON "import_batch" ("bureau_id")',
    'CREATE INDEX "import_batch_made_by_id" ON "import_batch" ("made_by_id")',
    'CREATE INDEX "import_batch_bureau_id_created_at" ON "import_batch" ("bureau_id", "created_at")',
    'CREATE INDEX "import_row_batch_id" ON "import_row" ("batch_id")',
    'CREATE UNIQUE INDEX "import_row_batch_id_number" ON "import_row" ("batch_id", "number")',
    'CREATE INDEX "import_row_batch_id_outcome_number" ON "import_row" ("batch_id", "outcome", "number")',
    'CREATE INDEX "import_heading_bureau_id" ON "import_heading" ("bureau_id")',
    'CREATE UNIQUE INDEX "import_heading_bureau_id_kind_heading" ON "import_heading" ("bureau_id", "kind", "heading")',
    'CREATE INDEX "flat_column_bureau_id" ON "flat_column" ("bureau_id")',
    'CREATE UNIQUE INDEX "flat_column_bureau_id_field" ON "flat_column" ("bureau_id", "field")',
)

SYNONYMS = {
    ("sex", "male"): "男性",
    ("sex", "female"): "女性",
    ("education", "doctor"): "博士学位,博士生",
    ("education", "master"): "硕士学位,研究生学历,硕士生",
    ("education", "bachelor"): "本科学历,大学本科学历,大学,大本,学士,全日制本科,在职本科",
    ("education", "college"): "大专学历,大学专科学历,专科学历,高职,高职高专",
    ("education", "secondary_vocational"): "中专学历,中职,职业高中,职高,技校,中技",
    ("education", "senior_high"): "高中学历,普通高中,高中毕业",
    ("education", "junior_high"): "初中学历,初中毕业",
    ("political", "cpc"): "共产党员,中共正式党员,中共",
    ("political", "cpc_probationary"): "中共预备",
    ("political", "youth_league"): "共青团,中国共产主义青年团团员",
    ("political", "rccpc"): "民革会员,中国国民党革命委员会会员",
    ("political", "cdl"): "民盟会员,民盟成员",
    ("political", "cndca"): "民建成员",
    ("political", "capd"): "民进成员",
    ("political", "cpwdp"): "农工民主党,农工民主党党员",
    ("political", "zhigong"): "致公党",
    ("political", "jiusan"): "九三学社成员,九三",
    ("political", "taimeng"): "台盟,台盟成员",
    ("political", "independent"): "无党派民主人士,无党派代表人士",
    ("political", "masses"): "普通群众,无",
    ("unit_kind", "government"): "党政机关,机关单位,国家机关,公务员",
    ("unit_kind", "public_institution"): "事业,事业单位人员",
    ("unit_kind", "state_enterprise"): "国企,国有企业职工",
    ("unit_kind", "private_enterprise"): "民企,私营企业,私企,非公企业",
    ("unit_kind", "social_organisation"): "社会团体,社团",
    ("unit_kind", "community"): "村社区,社区工作者,村干部,村居",
    ("unit_kind", "lawyer"): "律师事务所",
    ("unit_kind", "teacher"): "教育工作者",
    ("unit_kind", "medical"): "医务人员,医务工作者,医生",
    ("unit_kind", "farmer"): "农民,牧民",
    ("unit_kind", "freelance"): "自由职业者,个体,个体工商户",
    ("unit_kind", "retired"): "退休人员,离退休,离退休人员",
    ("profession", "law"): "法学,法务",
    ("profession", "accounting"): "会计,财务,财会类",
    ("profession", "medicine"): "医学,医药,医药卫生,卫生",
    ("profession", "education"): "教学",
    ("profession", "psychology"): "心理学,心理咨询",
    ("profession", "engineering"): "工程技术,建筑工程",
    ("profession", "it"): "计算机,信息化,网络技术",
    ("profession", "farming"): "农业,畜牧,农牧业,畜牧业",
    ("profession", "environment"): "环境保护,生态环境",
    ("profession", "finance"): "银行,证券",
    ("profession", "social_work"): "社工",
    ("profession", "minors"): "未成年人,未成年保护",
    ("profession", "ethnic_languages"): "蒙语,蒙古语",
    ("way_in", "applied"): "个人自荐,本人申请,个人报名,自荐报名",
    ("way_in", "recommended"): "推荐,组织和单位推荐,单位组织推荐,单位（组织）推荐",
    ("training_form", "lecture"): "讲座,专题讲座,集中授课,授课",
    ("training_form", "visit"): "观摩,现场教学",
    ("training_form", "cases"): "案例教学,案例研讨",
    ("training_form", "discussion"): "研讨,座谈交流,交流研讨",
    ("training_form", "online"): "线上培训,在线培训,线上,网络",
    ("mode", "01"): "公开听证,案件公开审查,公开审查,听证,案件公开审查听证",
    ("mode", "02"): "出庭支持公诉,出庭公诉,庭审观摩",
    ("mode", "03"): "巡回检查",
    ("mode", "04"): "检察建议,检察建议的研究提出、督促落实,检察建议督促落实",
    ("mode", "05"): "宣告送达,文书宣告送达,法律文书送达",
    ("mode", "06"): "质量评查,案件评查",
    ("mode", "07"): "规范化检查,司法规范检查",
    ("mode", "08"): "检察工作通报,工作通报",
    ("mode", "09"): "其他,其他司法办案工作",
}
"""(list, code) → words that this release adds. A word that an office gave to another value of the list itself is left to it."""


def up(migrator: object, db: Database) -> None:
    """Add the tables and the words."""
    postgresql = isinstance(db, PostgresqlDatabase)
    kinds = {"key": "SERIAL", "moment": "TIMESTAMP", "yes": "BOOLEAN"} if postgresql else {"key": "INTEGER", "moment": "DATETIME", "yes": "INTEGER"}
    for name, columns in TABLES.items():
        db.execute_sql(f'CREATE TABLE "{name}" ({columns.format(**kinds)})')
    for statement in INDEXES:
        db.execute_sql(statement)
    for (kind, code), words in SYNONYMS.items():
        rewrite(db, kind, code, lambda held, taken, words=words: [*held, *(word for word in words.split(",") if word not in taken)])


def down(migrator: object, db: Database) -> None:
    """Take both away."""
    for (kind, code), words in SYNONYMS.items():
        rewrite(db, kind, code, lambda held, taken, words=words: [word for word in held if word not in words.split(",")])
    for name in reversed(list(TABLES)):
        db.execute_sql(f'DROP TABLE "{name}"')


def rewrite(db: Database, kind: str, code: str, change: object) -> None:
    """Give the shared value of a code other synonyms; `change` gets those held and all words of the list."""
    mark = db.param
    rows = db.execute_sql(f'SELECT id, code, name, synonyms, bureau_id FROM picklist_item WHERE kind = {mark}', (kind,)).fetchall()
    taken = {word for _id, _code, name, synonyms, _bureau in rows for word in (name, *json.loads(synonyms))}
    for row_id, found, _name, synonyms, bureau in rows:
        if found == code and bureau is None:
            text = json.dumps(change(json.loads(synonyms), taken), ensure_ascii=False, separators=(",", ":"))  # type: ignore[operator]
            db.execute_sql(f"UPDATE picklist_item SET synonyms = {mark} WHERE id = {mark}", (text, row_id))
