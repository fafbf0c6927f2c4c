"""What a fresh database holds, against the design page's words."""
from __future__ import annotations

from datetime import date

import pytest

from models import Parameter, PicklistItem
from models.base import database
from models.custom import PICKLISTS
from portal import schema
from portal.queries import parameters
from portal.services import terms

pytestmark = pytest.mark.usefixtures("db")

MODES = [
    ("01", "案件公开审查、公开听证", "案件公开审查听证"),
    ("02", "检察官出庭支持公诉", "检察官出庭支持公诉"),
    ("03", "巡回检察", "巡回检察"),
    ("04", "检察建议的研究提出、督促落实等相关工作", "检察建议的研究提出、督促落实"),
    ("05", "法律文书宣告送达", "法律文书宣告送达"),
    ("06", "案件质量评查", "案件质量评查"),
    ("07", "司法规范化检查", "司法规范化检查"),
    ("08", "检察工作情况通报", "检察工作通报"),
    ("09", "其他相关司法办案工作", "其他相关司法办案工作"),
    ("10", "人民监督员主动提出监督", "人民监督员主动提出监督"),
]

NAMES = {
    "business_line": "刑事 民事 行政 公益诉讼",
    "must_invite": "不服处理决定的刑事申诉 拟不起诉 羁押必要性审查 有重大影响的审查逮捕 行政诉讼监督",
    "sex": "男 女",
    "education": "博士研究生 硕士研究生 大学本科 大学专科 中专 高中 初中 其他",
    "political": "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员"
                 " 九三学社社员 台盟盟员 无党派人士 群众",
    "unit_kind": "机关 事业单位 国有企业 民营企业 社会组织 村(社区) 律师 教师 医务 农牧民 自由职业 退休 其他",
    "profession": "法律 财会 审计 医疗 教育 心理 工程 信息技术 农牧 环保 金融 社会工作 未成年人保护 民族语言 其他",
    "way_in": "个人申请 单位和组织推荐",
    "training_form": "专题辅导 现场观摩 案例介绍 研讨交流 网络培训",
    "contact_way": "电话 微信 走访 座谈 短信 邮件",
    "grade": "优秀 称职 基本称职 不称职",
    "feedback_mark": "好 较好 一般 差",
    "appointment_end": "任期届满 辞任 丧失中华人民共和国国籍 违法犯罪或者违反纪律 丧失行为能力 选任中弄虚作假 年度考核不合格"
                       " 妨碍办案或者泄露秘密",
}

NATIONS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇"
    " 柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安"
    " 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)

SYNONYMS = [("political", "党员", "中共党员"), ("education", "本科", "大学本科"), ("way_in", "单位推荐", "单位和组织推荐")]

PARAMETERS = {
    "appointment.min_age": (23, "practice"),
    "appointment.min_education": ("senior_high", "practice"),
    "appointment.term_years": (5, "practice"),
    "appointment.max_consecutive_terms": (2, "practice"),
    "recruitment.notice_working_days": (20, "text"),
    "recruitment.public_notice_working_days": (5, "memory"),
    "recruitment.min_per_county": (3, "text"),
    "recruitment.public_servant_share": (50, "practice"),
    "request.lead_working_days": (5, "memory"),
    "request.urgent_lead_working_days": (3, "memory"),
    "request.max_people": (9, "practice"),
    "draw.yearly_cap": (None, "practice"),
    "draw.cool_off_days": (0, "internal"),
    "opinion.answer_working_days": (10, "internal"),
    "feedback.working_days": (5, "internal"),
    "subsidy.claim_working_days": (None, "practice"),
    "assessment.grades": (["excellent", "competent", "basic", "incompetent"], "practice"),
    "assessment.excellent_share": (20, "practice"),
    "assessment.public_notice_working_days": (5, "practice"),
    "assessment.grade_points": ([90, 75, 60], "internal"),
    "meeting.interval_months": (3, "practice"),
    "suggestion.answer_working_days": (15, "internal"),
    "training.yearly_classes": (1, "practice"),
    "training.remind_from_month": (10, "internal"),
    "audit.keep_months": (60, "text"),
}


def test_the_ten_modes_in_order_with_their_names_in_the_paragraph() -> None:
    rows = list(parameters.items("mode"))
    assert [(row.code, row.name, row.facts["paragraph"]) for row in rows] == MODES
    assert [row.code for row in rows if row.facts.get("must_invite")] == ["01"]
    assert [row.code for row in rows if row.facts.get("own_initiative")] == ["10"]


@pytest.mark.parametrize("kind", sorted(NAMES))
def test_picklists_hold_exactly_the_words_of_the_rules_in_order(kind: str) -> None:
    assert [row.name for row in parameters.items(kind)] == NAMES[kind].split()


def test_fifty_six_nations() -> None:
    names = [row.name for row in parameters.items("nation")]
    assert names == [f"{name}族" for name in NATIONS.split()]
    assert len(names) == 56


def test_every_list_is_known_to_the_models_and_the_counties_are_left_to_the_offices() -> None:
    kinds = {row.kind for row in PicklistItem.select(PicklistItem.kind).distinct()}
    assert kinds == set(PICKLISTS) - {"county"}


def test_every_row_has_an_english_name_and_a_short_ascii_code() -> None:
    for row in PicklistItem.select():
        assert row.name_en and row.name_en.isascii(), row.name
        assert row.code.isascii() and row.code == row.code.lower() and len(row.code) <= 40, row.code


@pytest.mark.parametrize(("kind", "written", "name"), SYNONYMS)
def test_synonyms_that_rosters_use(kind: str, written: str, name: str) -> None:
    assert [row.name for row in parameters.items(kind) if written in row.synonyms] == [name]


def test_no_synonym_means_two_values_of_one_list() -> None:
    for kind in PICKLISTS:
        said = [word for row in parameters.items(kind) for word in (row.name, *row.synonyms)]
        assert len(said) == len(set(said)), kind


def test_senior_high_and_its_equals_pass() -> None:
    lowest = parameters.value(None, "appointment.min_education", date(2026, 1, 1))
    passing = [row.name for row in parameters.items("education") if terms.education_passes(row, lowest)]
    assert passing == ["博士研究生", "硕士研究生", "大学本科", "大学专科", "中专", "高中"]


def test_must_invite_kinds_know_their_form() -> None:
    forms = {row.name: row.facts["form"] for row in parameters.items("must_invite")}
    assert forms == {"不服处理决定的刑事申诉": "公开审查", "拟不起诉": "公开审查", "羁押必要性审查": "公开审查",
                     "有重大影响的审查逮捕": "公开听证", "行政诉讼监督": "公开听证"}


def test_grades_that_block_a_renewal() -> None:
    assert [row.name for row in parameters.items("grade") if not row.facts["renewal"]] == ["基本称职", "不称职"]


def test_ends_of_an_appointment_know_removal_and_bar() -> None:
    rows = list(parameters.items("appointment_end"))
    assert [row.code for row in rows if not row.facts["removal"]] == ["term_over", "resignation"]
    assert [row.code for row in rows if row.facts["bar"]] == ["breach", "fraud", "failed_assessment", "obstruction"]


def test_parameters_with_their_basis() -> None:
    rows = {row.key: (row.value, row.basis.partition(":")[0]) for row in Parameter.select()}
    assert rows == PARAMETERS
    assert all(row.note and row.unit and row.bureau_id is None for row in Parameter.select())


def test_parameters_hold_from_2019_on_and_the_first_value_for_the_days_before() -> None:
    for day in (date(2019, 1, 1), date(2018, 12, 31), date(2003, 1, 1)):
        assert parameters.value(None, "request.lead_working_days", day) == 5
    with pytest.raises(KeyError):
        parameters.value(None, "request.nothing", date(2019, 1, 1))


def test_the_seed_can_be_taken_back_and_given_again() -> None:
    assert "0003_picklists" in schema.downgrade("0003_picklists")
    assert PicklistItem.select().count() == 0 and Parameter.select().count() == 0
    assert "0003_picklists" in schema.upgrade()
    assert PicklistItem.select().where(PicklistItem.kind == "mode").count() == 10


def test_own_rows_of_an_office_survive_taking_the_seed_back() -> None:
    row = PicklistItem.get(PicklistItem.kind == "sex")
    PicklistItem.insert(kind="county", code="hbw", name="海勃湾区", created_at=row.created_at.replace(year=2027), changed_at=row.changed_at,
                        version=1, position=10, active=True, name_en="Haibowan", synonyms=[], facts={}).execute()
    schema.downgrade("0003_picklists")
    assert [found.name for found in PicklistItem.select()] == ["海勃湾区"]
    assert database.is_connection_usable()
