"""The words that the portal brings for every text of every occasion; an office may set its own (portal.domain.notice_words).

They go to supervisors, who read Chinese, so they are Chinese constants whatever the screen's language is.
"""
from __future__ import annotations

NOTICE, REMINDER, OPINION, CANCELLED = "notice", "reminder", "opinion", "cancelled"
"""The occasions on which a person is told something."""

CHECK_IN_MINUTES = 60
"""How long before the start a person may check in by link."""

SECRECY = "请严格遵守保密规定，不得泄露履职中知悉的国家秘密、检察工作秘密、商业秘密和个人隐私，不得将本通知转发他人。"

RECUSAL = "如您是本案当事人的近亲属，或与本案有利害关系，或曾参与办理本案，或有其他可能影响公正监督的情形，应当回避，请在答复时说明。"

SMS = {
    "notice": "【$office】请于$when到$place参加$title，$call",
    "reminder": "【$office】提醒您$when到$place参加$title，$call",
    "opinion": "【$office】请就$when的$title提交意见，$call",
    "cancelled": "【$office】原定$when的$title已取消，$call",
}

CALLS = {
    "notice": ("点链接答复或致电$phone", "请致电$phone答复"),
    "reminder": ("到场点链接签到，电话$phone", "有变化请致电$phone"),
    "opinion": ("点链接填写，电话$phone", "电话$phone"),
    "cancelled": ("电话$phone", "电话$phone"),
    "class_notice": ("点链接答复或致电$phone", "请致电$phone答复"),
    "material": ("点链接阅读", "请致电$phone询问"),
    "material_again": ("点链接阅读", "请致电$phone询问"),
    "self_report": ("点链接提交", "请致电$phone询问"),
}
"""Kind → how to answer with a link, and without one."""

SHORT_CALL = "电话$phone"

NO_PHONE = ("请点链接办理", "请尽快与我局联系")

MOVED = "本次活动的时间或地点有变更，此前的通知作废，请重新答复。"

MOVED_SHORT = "时间地点有变更，"
"""What a notice says after a move, whatever an office's own words are; the short message where it fits."""

FACT_LINES = """活动：$title
方式：$mode
时间：$span
地点：$place
承办：$procuratorate$contact"""

NOTICE_TEXT = f"""$person同志：
经随机抽选，请您以人民监督员身份参加以下监督活动。
{FACT_LINES}
$reply
{RECUSAL}
{SECRECY}
$signature"""

REMINDER_TEXT = f"""$person同志：
提醒您按时参加以下监督活动。
{FACT_LINES}
$reply
{SECRECY}
$signature"""

OPINION_TEXT = f"""$person同志：
感谢您参加以下监督活动。请您独立提出监督意见，意见提交后不能修改。
{FACT_LINES}
$reply
{SECRECY}
$signature"""

CANCELLED_TEXT = """$person同志：
原请您参加的以下监督活动已取消，您不必到场。
活动：$title
时间：$span
地点：$place
$reply
$signature"""

LONG = {NOTICE: NOTICE_TEXT, REMINDER: REMINDER_TEXT, OPINION: OPINION_TEXT, CANCELLED: CANCELLED_TEXT}

REPLIES = {
    "notice": ("请打开以下链接答复能否参加（链接仅供您本人使用）：\n$link\n也可致电$office$call答复。", "请致电$office$call答复能否参加。"),
    "reminder": (f"到场后请打开以下链接签到（开始前{CHECK_IN_MINUTES}分钟起可签到，链接仅供您本人使用）：\n$link\n"
                 "如情况有变，请立即致电$office$call。",
                 "如情况有变，请立即致电$office$call。"),
    "opinion": ("请打开以下链接填写（链接仅供您本人使用）：\n$link\n也可将书面意见交$procuratorate。",
                "请将书面意见交$procuratorate，或致电$office$call。"),
    "cancelled": ("", "如有疑问，请致电$office$call。"),
    "class_notice": ("请打开以下链接答复能否参加（链接仅供您本人使用）：\n$link", "请致电$office$call答复能否参加。"),
    "material": ("请打开以下链接阅读并确认（链接仅供您本人使用）：\n$link", "请致电$office$call联系领取。"),
    "material_again": ("请打开以下链接阅读并确认（链接仅供您本人使用）：\n$link", "请致电$office$call联系领取。"),
    "self_report": ("请打开以下链接填写（链接仅供您本人使用）：\n$link", "请将纸质述职报告送交$office$call。"),
    "recruitment": ("请打开链接填写报名表：$link", "请到$office填写报名表，或致电$phone。"),
}
"""Kind → how to answer with a link (nothing where there never is one), and without one."""

SCRIPTS = {
    "notice": """您好，请问是$person同志吗？这里是$office。
（确认是本人再往下说。不是本人的，只请转告回电，不说事由。）
您经随机抽选，被抽选为人民监督员，参加$procuratorate的监督活动：$title。
时间是$span。
地点是$place。
请问您能参加吗？
·能参加：请记下时间和地点，按时到场。
·不能参加：请问是什么原因？（生病、外出、工作、家庭、其他；记下原因）
·另外，您或近亲属与本案有没有利害关系，您是否参与办理过本案？（有的，记为“提出回避”，说明由司法局决定）
最后请您注意保密，不要向他人透露活动和案件的情况。
有变化请致电$office$call。谢谢，再见。""",
    "reminder": """您好，请问是$person同志吗？这里是$office。
提醒您按时参加监督活动：$title。
时间是$span。
地点是$place。
请问能按时到场吗？（不能到场的，记下原因，立即补派）
请注意保密。有变化请致电$office$call。谢谢，再见。""",
    "opinion": """您好，请问是$person同志吗？这里是$office。
您参加的监督活动（$title）还没有收到您的监督意见。
请您独立提出意见，书面交$procuratorate，或者现在由我如实记录。
请注意保密。谢谢，再见。""",
    "cancelled": """您好，请问是$person同志吗？这里是$office。
原定$span的监督活动（$title）已取消，请您不必到场。
给您添麻烦了。有疑问请致电$office$call。谢谢，再见。""",
}

MAIL_SUBJECTS = {
    "notice": "人民监督员履职通知：$day",
    "reminder": "人民监督员履职提醒：$day",
    "opinion": "请提交监督意见：$day",
    "cancelled": "监督活动取消通知：$day",
}

MATERIAL_LINES = """资料：$title
$summary
请于$due前读完。
$reply
$signature"""

OTHERS = {
    "long.class_notice": """$person同志：
请您参加以下人民监督员培训。
培训：$title
方式：$form
时间：$when
地点：$place
主讲：$lecturer
学时：$hours
材料：$handout
$reply
$signature""",
    "sms.class_notice": "【$office】请参加培训“$title”，$when，$call",
    "long.feedback": """各位人民监督员：
感谢参加培训“$title”。请打开以下链接评价本次培训（不记名）：
$link
$signature""",
    "long.material": f"""$person同志：
请您阅读以下学习资料。
{MATERIAL_LINES}""",
    "sms.material": "【$office】请阅读学习资料“$title”$due，$call",
    "long.material_again": f"""$person同志：
提醒您阅读以下学习资料。
{MATERIAL_LINES}""",
    "sms.material_again": "【$office】提醒您阅读学习资料“$title”$due，$call",
    "long.self_report": """$person同志：
$year年度人民监督员考核已经启动，请您提交述职报告（不超过$limit字）。
截止日期：$until。逾期提交的，本年度不能评为优秀。
$reply
$signature""",
    "sms.self_report": "【$office】请于$until前提交$year年度述职报告，$call",
    "long.initiative": f"""$person同志：
您可以主动对检察机关的办案活动提出监督意见，意见提交后不能修改。
请打开以下链接填写（链接仅供您本人使用）：
$link
{SECRECY}
$signature""",
    "long.suggestion": """$person同志：
您可以通过以下链接反映意见建议，或转达您了解到的群众关切。办理情况可在同一链接查看，也会由我局向您反馈。
$link
（链接仅供您本人使用；请勿填写国家秘密、检察工作秘密和案件当事人信息。）
$signature""",
    "long.own_file": """$person同志：
请打开以下链接查看您的人民监督员档案。内容有误的，请在同一页面提出更正，由我局核对后改正。
$link
（链接$days日内有效，仅供您本人使用，请勿转发。）
$signature""",
    "long.recruitment": "【$office】$title：公开选任人民监督员$total名（$counties）。年满$min_age周岁、$education以上文化程度的中国公民均可报名，"
                        "报名时间为$from至$until。$reply",
    "group.waiting": "【人民监督员】监督活动$number有$people人待通知，请登录系统办理。",
}
"""The texts of the other parts, by their keys."""

SHIPPED: dict[str, str] = {
    f"{name}.{kind}": words for name, table in (("long", LONG), ("sms", SMS), ("script", SCRIPTS), ("subject", MAIL_SUBJECTS))
    for kind, words in table.items()
} | OTHERS | {f"{name}.{kind}": words for kind, pair in REPLIES.items() for name, words in zip(("reply", "phone"), pair, strict=True) if words}
"""`<text>.<occasion>` → the words that the portal brings; an office may set its own (portal.domain.notice_words)."""
