"""What the bureau writes to people about classes and materials: Chinese, as its readers read Chinese whatever the screen's language is."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.domain.notice_texts import WEEKDAYS, Own, Sender, call_words, fill, fitted, one_line, reply_words, words_of

FLOORS = (("title", 8), ("place", 12), ("office", 8), ("when", 12), ("title", 1), ("place", 1), ("office", 1), ("when", 1))
"""What a short message shortens first; the time of day is words, so the moment may be long."""


@dataclass(frozen=True)
class Texts:
    """The ready texts for one person: `long` for WeChat, `sms` for a short message, its link at the end."""

    long: str
    sms: str


@dataclass(frozen=True)
class ClassFacts:
    """What people are told of a class."""

    title: str
    form: str
    when: str
    place: str
    lecturer: str
    hours: str
    handout: str


def days_words(first: date, last: date, clock: str = "") -> str:
    """Return `2026年3月5日（周四）9:00–11:30`, or first and last day."""
    days = _day(first) if first == last else f"{_day(first)}至{_day(last)}"
    return f"{days}{one_line(clock)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def class_notice(person: str, facts: ClassFacts, sender: Sender, link: str = "", own: Own = None) -> Texts:
    """Return the texts that ask somebody to a class; without a link the answer is asked by phone."""
    told = {name: one_line(getattr(facts, name)) for name in ("title", "form", "when", "place", "lecturer", "hours", "handout")}
    long = told | {"person": one_line(person), "link": link, **sender.fields}
    return ready_texts("class_notice", long, {name: told[name] for name in ("title", "when", "place")}, sender, link, own)


def feedback_request(title: str, sender: Sender, link: str, own: Own = None) -> str:
    """Return the text for the group of a class: one link for everybody, without a name."""
    return fill(words_of("long.feedback", own), {"title": one_line(title), "link": link, **sender.fields})


def material_text(person: str, title: str, summary: str, due_on: date | None, sender: Sender, *, url: str = "", link: str = "",
                  again: bool = False, own: Own = None) -> Texts:
    """Return the texts that bring somebody a material, or remind of it; without a link they carry the web address itself."""
    kind = "material_again" if again else "material"
    long = {"person": one_line(person), "title": one_line(title), "summary": summary.strip(), "due": _day(due_on) if due_on else "", "link": link,
            **sender.fields}
    short_due = f"，{due_on.month}月{due_on.day}日前读完" if due_on else ""
    reply = "" if link else url
    return ready_texts(kind, long, {"title": long["title"], "due": short_due}, sender, link or url, own, reply=reply)


def ready_texts(kind: str, long: dict[str, str], short: dict[str, str], sender: Sender, link: str, own: Own, *, reply: str = "") -> Texts:
    """Return both texts from their fields; `reply` stands where the way to answer would, unless it is empty."""
    said = fill(words_of(f"long.{kind}", own), long | {"reply": reply or reply_words(kind, long, own)})
    values = short | {"office": one_line(sender.short), "call": call_words(kind, sender.phone, link)}
    return Texts(said, f"{fitted(words_of(f'sms.{kind}', own), values, FLOORS)} {link}".strip())
