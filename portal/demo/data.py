"""What the demo office is made of: offices, accounts, and the invented words of its activities. All people are invented."""
from __future__ import annotations

BUREAU = "乌海市司法局"
CITY = "乌海市人民检察院"
PROCURATORATES = (
    # key, name, English name, short name, level, prefix of its requests, contact
    ("city", CITY, "People's Procuratorate of Wuhai", "乌海市检察院", "city", "乌检需", "李静", "0473-2030011"),
    ("hbw", "乌海市海勃湾区人民检察院", "People's Procuratorate of Haibowan District", "海勃湾区检察院", "district", "乌海勃检需", "赵磊",
     "0473-2030022"),
    ("wd", "乌海市乌达区人民检察院", "People's Procuratorate of Wuda District", "乌达区检察院", "district", "乌达检需", "孙洁",
     "0473-3020033"),
    ("hn", "乌海市海南区人民检察院", "People's Procuratorate of Hainan District", "海南区检察院", "district", "乌海南检需", "周涛",
     "0473-4020044"),
)
COUNTIES = (("hbw", "海勃湾区", "Haibowan District", "150302"), ("hn", "海南区", "Hainan District", "150303"),
            ("wd", "乌达区", "Wuda District", "150304"))

ACCOUNTS = (
    # user name, name, role, key of the office
    ("clerk", "陈晓燕", "clerk", "bureau"), ("leader", "刘建国", "leader", "bureau"), ("finance", "马丽", "finance", "bureau"),
    ("officer", "李静", "officer", "city"), ("officer.hbw", "赵磊", "officer", "hbw"), ("officer.wd", "孙洁", "officer", "wd"),
    ("officer.hn", "周涛", "officer", "hn"), ("chief", "高志远", "chief", "city"), ("chief.hbw", "魏东", "chief", "hbw"),
    ("sysadmin", "吴敏", "system_admin", ""), ("secadmin", "郑凯", "security_admin", ""), ("auditor", "冯霞", "audit_admin", ""),
)

UNITS = (
    ("乌海市某中学", "teacher", "教师"),
    ("乌海市某医院", "medical", "医师"),
    ("海勃湾区某社区", "community", "网格员"),
    ("乌海市某律师事务所", "lawyer", "律师"),
    ("乌海市某能源有限公司", "state_enterprise", "工程师"),
    ("乌达区某社区", "community", "社区工作者"),
    ("乌海市某会计师事务所", "social_organisation", "注册会计师"),
    ("海南区某农牧专业合作社", "farmer", "理事长"),
    ("乌海市某科技有限公司", "private_enterprise", "项目经理"),
    ("乌海市某小学", "teacher", "副校长"),
    ("乌海市某环保监测站", "public_institution", "监测员"),
    ("乌海市某心理服务中心", "social_organisation", "咨询师"),
    ("乌海市某银行支行", "state_enterprise", "客户经理"),
    ("乌海市妇女儿童服务中心", "public_institution", "干事"),
    ("乌海市某退休干部党支部", "retired", "退休"),
    ("乌海市某机关", "government", "科员"),
)
PROFESSIONS = ("law", "education", "medicine", "accounting", "engineering", "social_work", "minors", "it", "environment", "farming", "finance",
               "ethnic_languages")
ASKED_FOR = ("law", "education", "medicine")
"""What special places ask for; every third person has each."""
RARE = "psychology"
"""The profession that two people have, so that a round can run out of them."""

TITLES: dict[str, tuple[str, ...]] = {
    "01": (
        "拟不起诉案件公开听证",
        "刑事申诉案件公开审查",
        "羁押必要性审查公开听证",
        "民事检察监督案件公开听证",
        "行政争议实质性化解公开听证",
        "公益诉讼案件公开听证",
        "未成年人案件不公开听证",
        "司法救助案件公开听证",
    ),
    "02": (
        "检察官出庭支持公诉观摩",
        "公诉案件庭审监督",
        "认罪认罚案件庭审监督",
    ),
    "03": (
        "看守所巡回检察",
        "监狱巡回检察",
        "社区矫正机构巡回检察",
    ),
    "04": (
        "检察建议宣告送达前研究",
        "检察建议落实情况回访",
        "社会治理类检察建议督促落实",
    ),
    "05": (
        "不起诉决定公开宣告",
        "检察建议书公开宣告送达",
        "纠正违法通知书公开送达",
    ),
    "06": (
        "年度案件质量评查",
        "重点案件质量评查",
    ),
    "07": (
        "司法规范化检查",
        "办案安全规范检查",
    ),
    "08": (
        "检察工作情况通报会",
    ),
    "09": (
        "检察开放日活动监督",
        "公益诉讼整改现场回访",
        "控告申诉接待工作监督",
    ),
}
OWN = (
    ("对某路段无障碍设施的建议", "建议检察机关关注该路段盲道被占用的问题，督促有关部门整改。"),
    ("对校园周边食品安全的建议", "建议对校园周边食品经营开展公益诉讼调查，保护学生安全。"),
    ("对公开听证席位安排的建议", "建议公开听证时统一设置人民监督员席位，并提前发放材料。"),
    ("对未成年人法治宣传的建议", "建议结合本地案例增加进校园法治宣传的次数。"),
)
PLACES_OF = {
    "city": "乌海市人民检察院听证室",
    "hbw": "海勃湾区人民检察院公开听证室",
    "wd": "乌达区人民检察院三楼会议室",
    "hn": "海南区人民检察院检务大厅",
}
OPINIONS = (
    "同意检察机关的处理意见，建议加强释法说理，做好矛盾化解工作。",
    "建议对当事人开展后续帮教，定期回访，防止再次违法。",
    "办案程序规范，建议进一步公开说明证据采信的理由。",
    "建议检察建议书明确整改期限，并邀请人民监督员参加整改验收。",
    "建议邀请社区工作人员参与听证，便于后续矫正。",
    "听证过程公开公正，建议今后提前两日发放有关材料。",
)
ANSWERS = {
    "adopted": ("已采纳，将在后续办案中落实。", "采纳该意见，已安排承办部门跟进。"),
    "partly": ("部分采纳：释法说理部分已落实，公开范围依照有关规定办理。",),
    "not_adopted": ("经研究，该意见与现行规定不符，未予采纳，已作详细说明。",),
}
OUTCOMES = ("案件已依法作出处理决定，当事人表示接受。", "已按程序办结，检察建议收到书面回复并落实整改。", "评查结果已通报承办部门，问题已整改。")
WHY_SPECIAL = "案件涉及专业问题，需要专业人员参加"
WHY_URGENT = "羁押期限将至，需在法定期限内组织听证"
WHY_EXCEPTION = "上级院临时交办，当日须完成公开审查"
SURNAMES_OF_WITNESS = (("王志强", "乌海市人大常委会办公室"), ("张慧", "乌海市政协社会和法制委员会"))
