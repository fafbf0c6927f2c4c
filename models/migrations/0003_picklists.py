"""The picklists and dated parameters that every office starts with (design page "The rules of the field"), frozen as data.

A line of LISTS is `code  Chinese name  English name  synonyms`, separated by bars, in the order shown on the screen.
"""
from __future__ import annotations

import json
from datetime import date, datetime

from peewee import BooleanField, CharField, Database, DateField, DateTimeField, IntegerField, Model, TextField

SEEDED_AT = datetime(2026, 1, 1)
VALID_FROM = date(2019, 1, 1)

LISTS = {
    "mode": """
        01|案件公开审查、公开听证|Open case review and public hearings
        02|检察官出庭支持公诉|Prosecutors supporting the prosecution in court
        03|巡回检察|Circuit inspection
        04|检察建议的研究提出、督促落实等相关工作|Drafting and following up procuratorial suggestions
        05|法律文书宣告送达|Announcing and serving legal documents
        06|案件质量评查|Case quality review
        07|司法规范化检查|Inspection of judicial conduct
        08|检察工作情况通报|Briefing on procuratorial work
        09|其他相关司法办案工作|Other related case work
        10|人民监督员主动提出监督|Supervision on own initiative
    """,
    "business_line": """
        criminal|刑事|Criminal
        civil|民事|Civil
        administrative|行政|Administrative
        public_interest|公益诉讼|Public interest litigation
    """,
    "must_invite": """
        criminal_appeal|不服处理决定的刑事申诉|Criminal appeal against a decision
        non_prosecution|拟不起诉|Intended non-prosecution
        custody_necessity|羁押必要性审查|Review of the need for custody
        arrest|有重大影响的审查逮捕|Review of an arrest of great influence
        administrative_litigation|行政诉讼监督|Supervision of administrative litigation
    """,
    "sex": """
        male|男|Male
        female|女|Female
    """,
    "nation": """
        ha|汉族|Han|汉
        mg|蒙古族|Mongol|蒙古,蒙族,蒙
        hu|回族|Hui|回
        za|藏族|Tibetan|藏
        ug|维吾尔族|Uygur|维吾尔,维族
        mh|苗族|Miao|苗
        yi|彝族|Yi|彝
        zh|壮族|Zhuang|壮
        by|布依族|Buyei|布依
        cs|朝鲜族|Korean|朝鲜
        ma|满族|Manchu|满
        do|侗族|Dong|侗
        ya|瑶族|Yao|瑶
        ba|白族|Bai|白
        tj|土家族|Tujia|土家
        hn|哈尼族|Hani|哈尼
        kz|哈萨克族|Kazak|哈萨克
        da|傣族|Dai|傣
        li|黎族|Li|黎
        ls|傈僳族|Lisu|傈僳
        va|佤族|Va|佤
        sh|畲族|She|畲
        gs|高山族|Gaoshan|高山
        lh|拉祜族|Lahu|拉祜
        su|水族|Sui|水
        dx|东乡族|Dongxiang|东乡
        nx|纳西族|Naxi|纳西
        jp|景颇族|Jingpo|景颇
        kg|柯尔克孜族|Kirgiz|柯尔克孜
        tu|土族|Tu|土
        du|达斡尔族|Daur|达斡尔
        ml|仫佬族|Mulao|仫佬
        qi|羌族|Qiang|羌
        bl|布朗族|Blang|布朗
        sl|撒拉族|Salar|撒拉
        mn|毛南族|Maonan|毛南
        gl|仡佬族|Gelao|仡佬
        xb|锡伯族|Xibe|锡伯
        ac|阿昌族|Achang|阿昌
        pm|普米族|Pumi|普米
        ta|塔吉克族|Tajik|塔吉克
        nu|怒族|Nu|怒
        uz|乌孜别克族|Uzbek|乌孜别克
        rs|俄罗斯族|Russian|俄罗斯
        ew|鄂温克族|Ewenki|鄂温克
        de|德昂族|Deang|德昂
        bn|保安族|Bonan|保安
        yg|裕固族|Yugur|裕固
        gi|京族|Gin|京
        tt|塔塔尔族|Tatar|塔塔尔
        dr|独龙族|Derung|独龙
        or|鄂伦春族|Oroqen|鄂伦春
        hz|赫哲族|Hezhen|赫哲
        mb|门巴族|Monba|门巴
        lb|珞巴族|Lhoba|珞巴
        jn|基诺族|Jino|基诺
    """,
    "education": """
        doctor|博士研究生|Doctoral degree|博士
        master|硕士研究生|Master's degree|硕士,研究生
        bachelor|大学本科|Bachelor's degree|本科
        college|大学专科|College diploma|专科,大专
        secondary_vocational|中专|Secondary vocational school|中等专科
        senior_high|高中|Senior high school
        junior_high|初中|Junior high school
        other|其他|Other
    """,
    "political": """
        cpc|中共党员|Member of the Communist Party of China|党员,中国共产党党员
        cpc_probationary|中共预备党员|Probationary member of the Communist Party of China|预备党员
        youth_league|共青团员|Member of the Communist Youth League|团员
        rccpc|民革党员|Member of the Revolutionary Committee of the Kuomintang|民革
        cdl|民盟盟员|Member of the China Democratic League|民盟
        cndca|民建会员|Member of the China National Democratic Construction Association|民建
        capd|民进会员|Member of the China Association for Promoting Democracy|民进
        cpwdp|农工党党员|Member of the Chinese Peasants' and Workers' Democratic Party|农工党
        zhigong|致公党党员|Member of the China Zhi Gong Party|致公党
        jiusan|九三学社社员|Member of the Jiu San Society|九三学社
        taimeng|台盟盟员|Member of the Taiwan Democratic Self-Government League|台盟
        independent|无党派人士|Public figure without party affiliation|无党派
        masses|群众|No party affiliation
    """,
    "unit_kind": """
        government|机关|Government office
        public_institution|事业单位|Public institution
        state_enterprise|国有企业|State-owned enterprise
        private_enterprise|民营企业|Private enterprise
        social_organisation|社会组织|Social organisation
        community|村(社区)|Village or community|村,社区,村（社区）
        lawyer|律师|Lawyer
        teacher|教师|Teacher
        medical|医务|Medical staff
        farmer|农牧民|Farmer or herder
        freelance|自由职业|Self-employed
        retired|退休|Retired
        other|其他|Other
    """,
    "profession": """
        law|法律|Law
        accounting|财会|Accounting
        audit|审计|Auditing
        medicine|医疗|Medicine
        education|教育|Education
        psychology|心理|Psychology
        engineering|工程|Engineering
        it|信息技术|Information technology
        farming|农牧|Farming and herding
        environment|环保|Environmental protection
        finance|金融|Finance
        social_work|社会工作|Social work
        minors|未成年人保护|Protection of minors
        ethnic_languages|民族语言|Ethnic languages
        other|其他|Other
    """,
    "way_in": """
        applied|个人申请|Own application|自荐
        recommended|单位和组织推荐|Recommended by a unit or organisation|单位推荐,组织推荐
    """,
    "training_form": """
        lecture|专题辅导|Lecture on a subject
        visit|现场观摩|Observation on site
        cases|案例介绍|Presentation of cases
        discussion|研讨交流|Discussion
        online|网络培训|On-line training
    """,
    "contact_way": """
        phone|电话|Phone
        wechat|微信|WeChat
        visit|走访|Visit
        talk|座谈|Talk
        sms|短信|SMS
        mail|邮件|Mail
    """,
    "grade": """
        excellent|优秀|Excellent
        competent|称职|Competent
        basic|基本称职|Basically competent
        incompetent|不称职|Not competent
    """,
    "appointment_end": """
        term_over|任期届满|Term over
        resignation|辞任|Resignation
        nationality_lost|丧失中华人民共和国国籍|Nationality lost
        breach|违法犯罪或者违反纪律|Crime or breach
        incapacity|丧失行为能力|Incapacity
        fraud|选任中弄虚作假|Fraud at selection
        failed_assessment|年度考核不合格|Failed assessment
        obstruction|妨碍办案或者泄露秘密|Obstruction or leak
    """,
    "feedback_mark": """
        good|好|Good
        fair|较好|Fairly good
        average|一般|Average
        poor|差|Poor
    """,
}

REMOVED, BARRED = {"removal": True, "bar": False}, {"removal": True, "bar": True}
BY_HAND = {"removal": False, "bar": False}

FACTS: dict[tuple[str, str], dict[str, object]] = {
    **{("mode", code): {"paragraph": words} for code, words in (
        ("02", "检察官出庭支持公诉"), ("03", "巡回检察"), ("04", "检察建议的研究提出、督促落实"), ("05", "法律文书宣告送达"),
        ("06", "案件质量评查"), ("07", "司法规范化检查"), ("08", "检察工作通报"), ("09", "其他相关司法办案工作"))},
    ("mode", "01"): {"paragraph": "案件公开审查听证", "must_invite": True},
    ("mode", "10"): {"paragraph": "人民监督员主动提出监督", "own_initiative": True},
    **{("must_invite", code): {"form": "公开审查"} for code in ("criminal_appeal", "non_prosecution", "custody_necessity")},
    **{("must_invite", code): {"form": "公开听证"} for code in ("arrest", "administrative_litigation")},
    **{("grade", code): {"renewal": True} for code in ("excellent", "competent")},
    **{("grade", code): {"renewal": False} for code in ("basic", "incompetent")},
    **{("appointment_end", code): BY_HAND for code in ("term_over", "resignation")},
    **{("appointment_end", code): REMOVED for code in ("nationality_lost", "incapacity")},
    **{("appointment_end", code): BARRED for code in ("breach", "fraud", "failed_assessment", "obstruction")},
}

PARAMETERS: tuple[tuple[str, object, str, str, str], ...] = (
    ("appointment.min_age", 23, "years", "practice: 《人民监督员选任管理办法》第8条", "任命之日须年满的周岁数"),
    ("appointment.min_education", "senior_high", "education", "practice: 《人民监督员选任管理办法》第8条", "高中及同等学历以上"),
    ("appointment.term_years", 5, "years", "practice: 各地选任公告", "每届任期"),
    ("appointment.max_consecutive_terms", 2, "terms", "practice: 各地选任公告", "连续任职不得超过的届数"),
    ("recruitment.notice_working_days", 20, "working_days", "text: 《人民监督员选任管理办法》第12条", "选任公告的最短期限"),
    ("recruitment.public_notice_working_days", 5, "working_days", "memory: 拟任人选公示", "以本地规定为准，请单位确认"),
    ("recruitment.min_per_county", 3, "people", "text: 《人民监督员选任管理办法》第11条", "每个县（市、区）最少人数，不足时提醒"),
    ("recruitment.public_servant_share", 50, "percent", "practice: 各地选任公告", "超过时提醒，不阻止"),
    ("request.lead_working_days", 5, "working_days", "memory: 提前通知期限", "以本地规定为准，请单位确认"),
    ("request.urgent_lead_working_days", 3, "working_days", "memory: 紧急情形", "需说明理由并经司法局同意；再短的由负责人作为例外批准"),
    ("request.max_people", 9, "people", "practice: 常见为1至3人", "超过时提醒，不阻止"),
    ("draw.yearly_cap", None, "times", "practice: 内蒙古", "本年度履职达到该次数的不入名单；余下不足名额3倍时放宽；空白为不启用"),
    ("draw.cool_off_days", 0, "days", "internal: ", "0为不启用；放宽办法与年度上限相同"),
    ("opinion.answer_working_days", 10, "working_days", "internal: 法规只要求“及时”", "内部期限"),
    ("feedback.working_days", 5, "working_days", "internal: ", "内部期限"),
    ("subsidy.claim_working_days", None, "working_days", "practice: 陕西", "启用时可填30；空白为不启用"),
    ("assessment.grades", ["excellent", "competent", "basic", "incompetent"], "grades", "practice: 安徽", "由高到低"),
    ("assessment.excellent_share", 20, "percent", "practice: 安徽", "向下取整：23人取4人"),
    ("assessment.public_notice_working_days", 5, "working_days", "practice: 各地考核办法", "考核结果公示期限"),
    ("assessment.grade_points", [90, 75, 60], "points", "internal: 示例", "依次为优秀、称职、基本称职的最低分；示例，请单位确定"),
    ("meeting.interval_months", 3, "months", "practice: 海南", "联席会议间隔"),
    ("audit.keep_months", 60, "months", "text: 《网络安全法》第21条", "不得少于6个月"),
)


def tables(db: Database) -> tuple[type[Model], type[Model]]:
    """Return the two tables as they were at this migration."""
    class Row(Model):
        bureau_id = IntegerField(null=True)
        created_at, changed_at = DateTimeField(), DateTimeField()
        version = IntegerField()

        class Meta:
            database = db

    class PicklistItem(Row):
        kind, code, name, name_en = CharField(), CharField(), CharField(), CharField()
        position = IntegerField()
        active = BooleanField()
        synonyms, facts = TextField(), TextField()

        class Meta:
            table_name = "picklist_item"

    class Parameter(Row):
        key, unit, basis = CharField(), CharField(), CharField()
        value = TextField()
        valid_from = DateField()
        note = TextField()

        class Meta:
            table_name = "parameter"

    return PicklistItem, Parameter


def text(value: object) -> str:
    """Return a value as the JSON columns keep it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def items() -> list[dict[str, object]]:
    """Return every picklist row."""
    rows: list[dict[str, object]] = []
    for kind, lines in LISTS.items():
        for number, line in enumerate(lines.split("\n")[1:-1], 1):
            code, name, name_en, synonyms = ([*line.strip().split("|"), ""])[:4]
            rows.append({"kind": kind, "code": code, "name": name, "name_en": name_en, "position": number * 10, "active": True,
                         "synonyms": text(synonyms.split(",") if synonyms else []), "facts": text(FACTS.get((kind, code), {}))})
    return rows


def up(migrator: object, db: Database) -> None:
    """Insert the rows for every office."""
    stamps = {"bureau_id": None, "created_at": SEEDED_AT, "changed_at": SEEDED_AT, "version": 1}
    picklist_item, parameter = tables(db)
    picklist_item.insert_many([row | stamps for row in items()]).execute()
    parameter.insert_many([
        {"key": key, "value": text(value), "unit": unit, "basis": basis, "note": note, "valid_from": VALID_FROM} | stamps
        for key, value, unit, basis, note in PARAMETERS
    ]).execute()


def down(migrator: object, db: Database) -> None:
    """Take away the seeded rows; refused by the database while others refer to them."""
    picklist_item, parameter = tables(db)
    parameter.delete().where(parameter.bureau_id.is_null(), parameter.created_at == SEEDED_AT).execute()
    picklist_item.delete().where(picklist_item.bureau_id.is_null(), picklist_item.created_at == SEEDED_AT).execute()
