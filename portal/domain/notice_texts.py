"""What the bureau writes and says to the people it drew: WeChat, SMS, phone script, e-mail; and the means by which every text is made.

These texts are content that goes to supervisors, who read Chinese, so they are Chinese constants whatever the screen's language is.
No party and no case secret ever enters them: they know the activity's public facts only.
"""
from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.choices import HOLDING, ActivityState, AssignmentState
from portal.domain.localtime import ZONE
from portal.domain.notice_shipped import CALLS, CANCELLED, MOVED, MOVED_SHORT, NO_PHONE, NOTICE, OPINION, REMINDER, SHIPPED, SHORT_CALL

ASKING = (ActivityState.DRAWN, ActivityState.CONFIRMED, ActivityState.ANNOUNCED)
"""States in which drawn people are asked, reminded and may still answer."""

SMS_LIMIT = 70
"""UTF-16 units of one Chinese text message (UCS-2); the link, where there is one, comes on top."""

WEEKDAYS = "一二三四五六日"

Own = Mapping[str, str] | None
"""An office's own words by key; a key that is not there has the shipped ones."""


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
    kept = text[:max(room - 1, 0)]
    while units(kept) > room - 1 and kept:
        kept = kept[:-1]
    return f"{kept}…" if room > 0 else ""


def one_line(text: str) -> str:
    """Return the text without line feeds and runs of blanks."""
    return " ".join(text.split())


# --- words and fields ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sender:
    """The office that writes, and its phone."""

    office: str
    short: str
    phone: str

    @property
    def fields(self) -> dict[str, str]:
        """Return the fields of a long text that say who writes."""
        phone = one_line(self.phone)
        return {"office": self.office, "call": f"（电话：{phone}）" if phone else "",
                "signature": f"{self.office}\n电话：{phone}" if phone else self.office}


def named_fields(words: str) -> list[str]:
    """Return the fields that words name, a lone `$` as an empty name."""
    return [found["named"] or found["braced"] or "" for found in string.Template.pattern.finditer(words) if not found["escaped"]]


def words_of(key: str, own: Own = None) -> str:
    """Return the words of a text: the office's own, else the shipped ones. Raises KeyError for a text that is none."""
    return (own or {}).get(key) or SHIPPED[key]


def fill(words: str, values: Mapping[str, str]) -> str:
    """Return the words with their fields filled in; a line whose fields all came out empty is left out, as it would say nothing."""
    lines = [(line, named_fields(line)) for line in words.split("\n")]
    return "\n".join(string.Template(line).substitute(values) for line, names in lines if not names or any(values[name] for name in names))


# --- short messages -----------------------------------------------------------------------------------------------------------------------


FLOORS = (("title", 8), ("place", 12), ("office", 8), ("title", 1), ("place", 1), ("office", 1))
"""What is shortened first, and to how many units; the moment and the phone number are never touched."""


LONG_PHONE = 20


def sms_body(kind: str, facts: NoticeFacts, own: Own = None) -> str:
    """Return the message without its link, at most SMS_LIMIT units for every phone number of 40 signs or fewer (the column's length).

    `own` are an office's own words, which portal.domain.notice_words.check let pass.
    """
    words, call = words_of(f"sms.{kind}", own), call_words(kind, facts.office_phone, facts.link)
    body = fitted(words, _short_values(facts, MOVED_SHORT + call)) if facts.moved and kind == NOTICE else ""
    return body if body and units(body) <= SMS_LIMIT else fitted(words, _short_values(facts, call))


def fitted(words: str, values: Mapping[str, str], floors: Sequence[tuple[str, int]] = FLOORS) -> str:
    """Return the words with their fields filled in and shortened, in the order of `floors`, until the message fits."""
    template, short = string.Template(words), dict(values)
    for name, floor in floors:
        excess = units(template.substitute(short)) - SMS_LIMIT
        if excess > 0 and name in short:
            short[name] = clip(short[name], max(floor, units(short[name]) - excess))
    return template.substitute(short)


def _short_values(facts: NoticeFacts, call: str) -> dict[str, str]:
    return {"title": one_line(facts.title), "place": one_line(facts.place), "office": one_line(facts.office_short),
            "when": moment_text(facts.starts_at, year=False), "call": call}


def call_words(kind: str, phone: str, link: str) -> str:
    """Return how a short message asks for the answer: by its link, by phone, or both."""
    number, which = one_line(phone), 0 if link else 1
    way = NO_PHONE[which] if not number else SHORT_CALL if len(number) > LONG_PHONE else CALLS[kind][which]
    return string.Template(way).substitute(phone=number)


def reply_words(kind: str, values: Mapping[str, str], own: Own = None) -> str:
    """Return how a long text asks for the answer, from its other fields: by its link, or by phone where there is none."""
    by_link = f"reply.{kind}"
    return fill(words_of(by_link if values["link"] and by_link in SHIPPED else f"phone.{kind}", own), values)


# --- long texts ---------------------------------------------------------------------------------------------------------------------------


def texts(kind: str, facts: NoticeFacts, own: Own = None) -> Texts:
    """Return the ready texts of an occasion: notice, reminder, opinion or cancelled. Raises KeyError for another kind."""
    values = _values(kind, facts, own)
    long, script, subject = (fill(words_of(f"{name}.{kind}", own), values) for name in ("long", "script", "subject"))
    told = "\n".join((script, *_besides(kind, facts)))
    return Texts(wechat=long, sms=f"{sms_body(kind, facts, own)} {facts.link}".strip(), script=told, mail_subject=subject, mail=long)


def _besides(kind: str, facts: NoticeFacts) -> list[str]:
    """Return what is said whatever the words are: that time or place changed, and what people should know beforehand."""
    remark = one_line(facts.remark)
    return [MOVED] * (facts.moved and kind == NOTICE) + [f"提示：{remark}"] * (bool(remark) and kind in (NOTICE, REMINDER))


def _values(kind: str, facts: NoticeFacts, own: Own) -> Mapping[str, str]:
    contact = one_line(f"{facts.contact_name} {facts.contact_phone}")
    values = {
        "person": one_line(facts.person), "title": one_line(facts.title), "mode": facts.mode, "place": one_line(facts.place),
        "span": span_text(facts.starts_at, facts.ends_at), "day": day_text(facts.starts_at), "procuratorate": facts.procuratorate,
        "contact": f"（联系人：{contact}）" if contact else "", "link": facts.link,
        **Sender(facts.office, facts.office_short, facts.office_phone).fields,
    }
    return values | {"reply": "\n".join((*_besides(kind, facts), reply_words(kind, values, own)))}
