"""How values look on the screen: pure functions, registered as template filters of the same names."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _, ngettext
from markupsafe import Markup, escape

from portal.domain import identity
from portal.domain.labels import N_, TONES
from portal.domain.localtime import to_local as as_local
from portal.language import is_chinese, item_name, word

DASH = "—"

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def local_time(moment: datetime | None) -> str:
    """Return `2026-03-05 09:30`; a dash for nothing."""
    return as_local(moment).strftime("%Y-%m-%d %H:%M") if moment else DASH


def clock_time(moment: datetime | None) -> str:
    """Return `09:30`; a dash for nothing."""
    return as_local(moment).strftime("%H:%M") if moment else DASH


def local_date(day: date | datetime | None) -> str:
    """Return `2026-03-05` of a day or of a moment; a dash for nothing."""
    return _day(day).isoformat() if day else DASH


def long_date(day: date | datetime | None) -> str:
    """Return `2026年3月5日(周四)`, in English `Thu 5 March 2026`; a dash for nothing."""
    if not day:
        return DASH
    shown = _day(day)
    if is_chinese():
        return f"{shown.year}年{shown.month}月{shown.day}日({WEEKDAYS[shown.weekday()]})"
    return f"{DAYS_EN[shown.weekday()]} {shown.day} {MONTHS_EN[shown.month - 1]} {shown.year}"


def long_time(moment: datetime | None) -> str:
    """Return `2026年3月5日(周四)09:30`, in English `Thu 5 March 2026, 09:30`; a dash for nothing."""
    if not moment:
        return DASH
    return f"{long_date(moment)}{'' if is_chinese() else ', '}{clock_time(moment)}"


def time_span(start: datetime, end: datetime | None) -> Markup:
    """Return start and end of an event, the end without its date when it is the same day; neither a date nor its hours are cut."""
    if end is not None and _day(start) != _day(end):
        return unbroken(long_time(start)) + "–" + unbroken(long_time(end))
    hours = clock_time(start) if end is None else f"{clock_time(start)}–{clock_time(end)}"
    return unbroken(long_date(start)) + ("" if is_chinese() else ", ") + unbroken(hours)


def month_name(month: int) -> str:
    """Return the head of a month's column: `3月`, in English `Mar`."""
    return f"{month}月" if is_chinese() else MONTHS_EN[month - 1][:3]


def _day(day: date | datetime) -> date:
    return as_local(day).date() if isinstance(day, datetime) else day


def money(fen: int | None) -> str:
    """Return an amount in 分 as `¥1,234.50`, exact; a dash for nothing."""
    if fen is None:
        return DASH
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}¥{yuan:,}.{rest:02d}"


def tenths(value: int | None) -> str:
    """Return a count of tenths (hours) as `3.5` or `3`; a dash for nothing."""
    if value is None:
        return DASH
    whole, rest = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{whole:,}{f'.{rest}' if rest else ''}"


def number(value: float | None) -> str:
    """Return a number with separators; a dash for nothing."""
    return DASH if value is None else f"{value:,}"


def percent(share: float | None) -> str:
    """Return a share (0 to 1) as `34.5%`; a dash for nothing."""
    return DASH if share is None else f"{share * 100:.1f}%"


def file_size(size: int) -> str:
    """Return a count of bytes as `12 KB` or `1.2 MB`, rounded up so that nothing is 0."""
    kilobytes = -(-size // 1024)
    return f"{kilobytes} KB" if kilobytes < 1024 else f"{size / 1024 / 1024:.1f} MB"


def working_days(days: int | None) -> str:
    """Return the distance to a due day in words: `逾期 2 个工作日`, `今天`, `3 个工作日后`; a dash for nothing."""
    if days is None:
        return DASH
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("overdue by %(num)d working day", "overdue by %(num)d working days", -days)
    return ngettext("in %(num)d working day", "in %(num)d working days", days)


def due_tone(days: int | None) -> str:
    """Return the badge tone of a distance in working days: late, due (3 or fewer left), neutral."""
    if days is None:
        return "neutral"
    return "late" if days < 0 else "due" if days <= 3 else "neutral"


def yes_no(value: object) -> str:
    """Return 是 or 否."""
    return _("Yes") if value else _("No")


def masked(value: str | None, kind: str = "other") -> str:
    """Return a sensitive value with its middle hidden; what is too short to hide anything is hidden whole; a dash for nothing.

    `kind`: phone, id_number, bank_card, other.
    """
    return identity.mask(value, kind) if value else DASH


def or_dash(value: Any) -> Any:
    """Return the value, or a dash for what is empty; zero and False are not empty."""
    return DASH if value is None or value == "" else value


def tone(code: str, tones: Mapping[str, str] = TONES) -> str:
    """Return the badge tone of a state or answer code; neutral for a code without one."""
    return tones.get(code, "neutral")


def badge(label: str, tone_name: str = "neutral") -> Markup:
    """Return a word on a tint, as the macro of the same name does."""
    return Markup('<span class="tag tag-{}">{}</span>').format(tone_name, label)


def state_badge(table: Mapping[str, str], code: str, tones: Mapping[str, str] = TONES) -> Markup:
    """Return the badge of a code: its word in the reader's language on the tint of its tone."""
    return badge(word(table, code), tone(code, tones))


def unbroken(text: str) -> Markup:
    """Return a short text that stays on one line."""
    return Markup('<span class="nowrap">{}</span>').format(text)


def folded(text: str | None, length: int = 120) -> Markup:
    """Return a long text whose rest opens on request; line feeds are kept."""
    text = text or ""
    if len(text) <= length:
        return Markup('<span class="prewrap">{}</span>').format(text)
    return Markup('<details class="long-text"><summary><span class="prewrap">{}…</span> <span class="more">{}</span></summary>'
                  '<span class="prewrap">{}</span></details>').format(text[:length], _("more"), escape(text))


BROWSERS = (("MicroMessenger", N_("WeChat")), ("Edg/", "Edge"), ("QIHU", "360"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def device(agent: str) -> str:
    """Return which browser on which system an agent string names, the more special mark first; a dash for none that is known."""
    found = [next((_(words) for mark, words in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name) or DASH


def row_name(row: Any) -> str:
    """Return how a row is called on the screen: picklist values and offices in the reader's language, others by name or title.

    What has neither, as a leave or a subsidy line, is called by the person it belongs to.
    """
    if row is None:
        return ""
    if hasattr(row, "name_en"):
        return item_name(row)
    found = next((text for key in ("name", "title", "number", "code", "username") if (text := getattr(row, key, None))), None)
    person = None if found else getattr(row, "supervisor", None)
    return str(found or (person.name if person else None) or _("No. %(id)s", id=row._pk))


def titled(title: str, rest: str) -> str:
    """Return a title and what it introduces, with the colon of the reader's language."""
    return f"{title}{'：' if is_chinese() else ': '}{rest}"


def listed(words: Iterable[str]) -> str:
    """Return words as a list in the reader's language: parted by 、 or by commas."""
    return ("、" if is_chinese() else ", ").join(words)


CHOICE_MARKS = {"supervisor": "code", "activity": "number"}
"""What tells rows of one name apart where one of them is to be chosen, by table."""


def choice_name(row: Any) -> str:
    """Return how a row is called in a look-up: as elsewhere, with the code or number that tells it from its namesakes."""
    mark = getattr(row, CHOICE_MARKS.get(row._meta.table_name, ""), None)
    return f"{row_name(row)} {mark}" if mark else row_name(row)


FILTERS = (local_time, clock_time, local_date, long_date, long_time, month_name, money, tenths, number, percent, file_size, working_days, due_tone, yes_no,
           masked, or_dash, tone, folded, device, row_name, item_name)

GLOBALS = (badge, state_badge, time_span, titled, word)


def register_filters(app: Flask) -> None:
    """Add the functions above to the templates, as filters, the badges as functions."""
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
    app.jinja_env.globals.update({function.__name__: function for function in GLOBALS})
