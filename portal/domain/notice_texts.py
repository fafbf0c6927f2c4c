"""What the bureau writes and says to the people it drew: WeChat, SMS, phone script, e-mail and the office's own group.

These texts are content that goes to supervisors, who read Chinese, so they are Chinese constants whatever the screen's language is.
No party and no case secret ever enters them: they know the activity's public facts only.
"""
from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.choices import HOLDING, ActivityState, AssignmentState
from portal.domain.localtime import ZONE

NOTICE, REMINDER, OPINION, CANCELLED = "notice", "reminder", "opinion", "cancelled"
"""The occasions on which a person is told something."""

ASKING = (ActivityState.DRAWN, ActivityState.CONFIRMED, ActivityState.ANNOUNCED)
"""States in which drawn people are asked, reminded and may still answer."""

SMS_LIMIT = 70
"""UTF-16 units of one Chinese text message (UCS-2); the link, where there is one, comes on top."""

CHECK_IN_MINUTES = 60
"""How long before the start a person may check in by link."""

WEEKDAYS = "一二三四五六日"

SECRECY = "请严格遵守保密规定，不得泄露履职中知悉的国家秘密、检察工作秘密、商业秘密和个人隐私，不得将本通知转发他人。"
RECUSAL = "如您是本案当事人的近亲属，或与本案有利害关系，或曾参与办理本案，或有其他可能影响公正监督的情形，应当回避，请在答复时说明。"


@dataclass(frozen=True)
class NoticeFacts:
    """The public facts of one person's duty. `link` is empty where phone pages cannot be reached; `moved` = after the person was drawn."""

    person: str
    mode: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    office: str
    office_short: str
    office_phone: str
    procuratorate: str
    contact_name: str = ""
    contact_phone: str = ""
    link: str = ""
    remark: str = ""
    moved: bool = False


@dataclass(frozen=True)
class Texts:
    """The ready texts of one occasion; `sms` holds its link at the end, `mail_subject` and `mail` make the e-mail."""

    wechat: str
    sms: str
    script: str
    mail_subject: str
    mail: str


def occasion(activity_state: str, state: str, *, has_opinion: bool = False) -> str | None:
    """Return what a person with a place in this state is to be told at this stage, or None when nothing."""
    if activity_state in ASKING and state in HOLDING:
        return REMINDER if state == AssignmentState.ACCEPTED else NOTICE
    if activity_state == ActivityState.CANCELLED and state in HOLDING:
        return CANCELLED
    if activity_state != ActivityState.CANCELLED and state == AssignmentState.ATTENDED and not has_opinion:
        return OPINION
    return None


# --- pieces -------------------------------------------------------------------------------------------------------------------------------


def day_text(moment: datetime, *, year: bool = True) -> str:
    """Return `2026年3月5日(周四)`, or without the year."""
    local = moment.astimezone(ZONE)
    return f"{f'{local.year}年' if year else ''}{local.month}月{local.day}日(周{WEEKDAYS[local.weekday()]})"


def moment_text(moment: datetime, *, year: bool = True) -> str:
    """Return `2026年3月5日(周四)09:30`, or without the year."""
    return f"{day_text(moment, year=year)}{moment.astimezone(ZONE):%H:%M}"


def span_text(start: datetime, end: datetime) -> str:
    """Return start and end, the end with its date only when it is another day."""
    same = start.astimezone(ZONE).date() == end.astimezone(ZONE).date()
    return f"{moment_text(start)}至{end.astimezone(ZONE):%H:%M}" if same else f"{moment_text(start)}至{moment_text(end)}"


def units(text: str) -> int:
    """Return the length that a text message counts: UTF-16 units, two for a rare character beyond the basic plane."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, room: int) -> str:
    """Return the text in at most `room` units, an ellipsis in place of what is cut."""
    if units(text) <= room:
        return text
    kept = ""
    for sign in text:
        if units(kept + sign) > room - 1:
            break
        kept += sign
    return f"{kept}…" if room > 0 else ""


def one_line(text: str) -> str:
    """Return the text without line feeds and runs of blanks."""
    return " ".join(text.split())


# --- short messages -----------------------------------------------------------------------------------------------------------------------

SMS = {
    "notice": "【$office】请于$when到$place参加$title，$call",
    "reminder": "【$office】提醒您$when到$place参加$title，$call",
    "opinion": "【$office】请就$when的$title提交意见，$call",
    "cancelled": "【$office】原定$when的$title已取消，$call",
}

FLOORS = (("title", 8), ("place", 12), ("office", 8), ("title", 1), ("place", 1), ("office", 1))
"""What is shortened first, and to how many units; the moment and the phone number are never touched."""

CALLS = {
    "notice": ("点链接答复或致电$phone", "请致电$phone答复"),
    "reminder": ("到场点链接签到，电话$phone", "有变化请致电$phone"),
    "opinion": ("点链接填写，电话$phone", "电话$phone"),
    "cancelled": ("电话$phone", "电话$phone"),
}
"""Kind → how to answer with a link, and without one."""

SHORT_CALL = "电话$phone"
NO_PHONE = ("请点链接办理", "请尽快与我局联系")

LONG_PHONE = 20

MOVED = "本次活动的时间或地点有变更，此前的通知作废，请重新答复。"
MOVED_SHORT = "时间地点有变更，"
"""What a notice says after a move, whatever an office's own words are; the short message where it fits."""


def sms_body(kind: str, facts: NoticeFacts, words: str = "") -> str:
    """Return the message without its link, at most SMS_LIMIT units for every phone number of 40 signs or fewer (the column's length).

    `words` are an office's own, which `check_words` let pass.
    """
    template, call = string.Template(words or SMS[kind]), _call(kind, facts)
    body = _fitted(template, facts, MOVED_SHORT + call) if facts.moved and kind == NOTICE else ""
    return body if body and units(body) <= SMS_LIMIT else _fitted(template, facts, call)


def _fitted(template: string.Template, facts: NoticeFacts, call: str) -> str:
    values = {name: one_line(text) for name, text in (("title", facts.title), ("place", facts.place), ("office", facts.office_short))}
    values |= {"when": moment_text(facts.starts_at, year=False), "call": call}
    for name, floor in FLOORS:
        excess = units(template.substitute(values)) - SMS_LIMIT
        if excess > 0:
            values[name] = clip(values[name], max(floor, units(values[name]) - excess))
    return template.substitute(values)


def _call(kind: str, facts: NoticeFacts) -> str:
    phone = one_line(facts.office_phone)
    which = 0 if facts.link else 1
    way = NO_PHONE[which] if not phone else SHORT_CALL if len(phone) > LONG_PHONE else CALLS[kind][which]
    return string.Template(way).substitute(phone=phone)


def _sms(kind: str, facts: NoticeFacts, words: str) -> str:
    return f"{sms_body(kind, facts, words)} {facts.link}".strip()


# --- long texts ---------------------------------------------------------------------------------------------------------------------------

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
    "cancelled": ("如有疑问，请致电$office$call。", "如有疑问，请致电$office$call。"),
}
"""Kind → how to answer with a link, and without one."""

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


def texts(kind: str, facts: NoticeFacts, own: Mapping[str, str] | None = None) -> Texts:
    """Return the ready texts of an occasion: notice, reminder, opinion or cancelled. Raises KeyError for another kind.

    `own` maps keys of SHIPPED to an office's own words.
    """
    values, words = _values(kind, facts), {**SHIPPED, **(own or {})}
    long, script, subject = (string.Template(words[f"{name}.{kind}"]).substitute(values) for name in ("long", "script", "subject"))
    told = "\n".join((script, *_besides(kind, facts)))
    return Texts(wechat=long, sms=_sms(kind, facts, words[f"sms.{kind}"]), script=told, mail_subject=subject, mail=long)


def _besides(kind: str, facts: NoticeFacts) -> list[str]:
    """Return what is said whatever the words are: that time or place changed, and what people should know beforehand."""
    remark = one_line(facts.remark)
    return [MOVED] * (facts.moved and kind == NOTICE) + [f"提示：{remark}"] * (bool(remark) and kind in (NOTICE, REMINDER))


def _values(kind: str, facts: NoticeFacts) -> Mapping[str, str]:
    phone = one_line(facts.office_phone)
    contact = one_line(f"{facts.contact_name} {facts.contact_phone}")
    values = {
        "person": one_line(facts.person), "title": one_line(facts.title), "mode": facts.mode, "place": one_line(facts.place),
        "span": span_text(facts.starts_at, facts.ends_at), "day": day_text(facts.starts_at), "office": facts.office,
        "procuratorate": facts.procuratorate, "contact": f"（联系人：{contact}）" if contact else "", "link": facts.link,
        "call": f"（电话：{phone}）" if phone else "", "signature": f"{facts.office}\n电话：{phone}" if phone else facts.office,
    }
    reply = string.Template(REPLIES[kind][0 if facts.link else 1]).substitute(values)
    return values | {"reply": "\n".join((*_besides(kind, facts), reply))}


SHIPPED: dict[str, str] = {
    f"{name}.{kind}": words for name, table in (("long", LONG), ("sms", SMS), ("script", SCRIPTS), ("subject", MAIL_SUBJECTS))
    for kind, words in table.items()
}
"""`<text>.<occasion>` → the words that the portal brings; an office may set its own (portal.domain.notice_words)."""


INITIATIVE_TEXT = f"""$person同志：
您可以主动对检察机关的办案活动提出监督意见，意见提交后不能修改。
请打开以下链接填写（链接仅供您本人使用）：
$link
{SECRECY}
$office"""


def initiative_text(person: str, office: str, link: str) -> str:
    """Return the text that brings a person the link for an opinion on own initiative."""
    return string.Template(INITIATIVE_TEXT).substitute(person=one_line(person), office=office, link=link)


def group_text(number: str, people: int) -> str:
    """Return what the office's own group reads when people wait to be notified: no name, no title, no place."""
    return f"【人民监督员】监督活动{number}有{people}人待通知，请登录系统办理。"
