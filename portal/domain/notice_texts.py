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
from portal.domain.notice_shipped import (
    CALLS,
    CANCELLED,
    INITIATIVE_TEXT,
    MOVED,
    MOVED_SHORT,
    NO_PHONE,
    NOTICE,
    OPINION,
    REMINDER,
    REPLIES,
    SHIPPED,
    SHORT_CALL,
    SMS,
)

ASKING = (ActivityState.DRAWN, ActivityState.CONFIRMED, ActivityState.ANNOUNCED)
"""States in which drawn people are asked, reminded and may still answer."""

SMS_LIMIT = 70
"""UTF-16 units of one Chinese text message (UCS-2); the link, where there is one, comes on top."""


WEEKDAYS = "一二三四五六日"


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


FLOORS = (("title", 8), ("place", 12), ("office", 8), ("title", 1), ("place", 1), ("office", 1))
"""What is shortened first, and to how many units; the moment and the phone number are never touched."""


LONG_PHONE = 20


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


def initiative_text(person: str, office: str, link: str) -> str:
    """Return the text that brings a person the link for an opinion on own initiative."""
    return string.Template(INITIATIVE_TEXT).substitute(person=one_line(person), office=office, link=link)


def group_text(number: str, people: int) -> str:
    """Return what the office's own group reads when people wait to be notified: no name, no title, no place."""
    return f"【人民监督员】监督活动{number}有{people}人待通知，请登录系统办理。"
