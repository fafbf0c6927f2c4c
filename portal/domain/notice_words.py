"""An office's own words of notices: which fields each text knows, which it must hold, and what is refused."""
from __future__ import annotations

import string
from dataclasses import replace
from datetime import UTC, datetime

from portal.domain.errors import DomainError
from portal.domain.labels import N_
from portal.domain.notice_shipped import SHIPPED
from portal.domain.notice_texts import SMS_LIMIT, NoticeFacts, texts, units

FIELDS = {
    "person": N_("Name of the person"), "title": N_("Title of the activity"), "mode": N_("Supervision mode"), "span": N_("Day and time"),
    "day": N_("Day"), "place": N_("Place of the activity"), "procuratorate": N_("Procuratorate"), "contact": N_("Contact of the procuratorate"),
    "reply": N_("How to answer, with the link where there is one"), "office": N_("Judicial bureau"), "call": N_("Phone of the bureau"),
    "signature": N_("Bureau with its phone"), "link": N_("Link"),
}
SMS_FIELDS = {
    "office": N_("Short name of the bureau"), "when": N_("Day and time"), "place": N_("Place of the activity"),
    "title": N_("Title of the activity"), "call": N_("How to answer, and the phone"),
}
TEXTS = {"long": N_("WeChat and e-mail"), "sms": N_("Short message"), "script": N_("Phone script"), "subject": N_("Subject of the e-mail")}
OCCASIONS = {"notice": N_("Notice"), "reminder": N_("Reminder"), "opinion": N_("Invitation to give an opinion"), "cancelled": N_("Cancellation")}

NEEDED: dict[str, tuple[str, ...]] = {"long": ("title", "span", "reply"), "sms": ("call",), "script": ("title",), "subject": ()}
"""What each text must hold, whatever its words: without it people do not know where, when, or how to answer."""

SAMPLE = NoticeFacts(
    person="张某某", mode="案件公开审查、公开听证", title="某申诉案公开听证", starts_at=datetime(2026, 12, 24, 1, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 24, 3, 30, tzinfo=UTC), place="检察院第一听证室", office="某某市司法局", office_short="某某市司法局",
    office_phone="0473-12345678", procuratorate="某某市人民检察院", contact_name="李某某", contact_phone="0473-7654321", link="",
)
"""Invented facts that show a text at work."""


def fields_of(key: str) -> dict[str, str]:
    """Return the fields that a text may use, each with what it holds. Raises DomainError unknown_code for a key that is none."""
    if key not in SHIPPED:
        raise DomainError("unknown_code", value=key)
    return SMS_FIELDS if key.startswith("sms.") else FIELDS


def check(key: str, words: str) -> str:
    """Return an office's own words as they are kept.

    Raises DomainError unknown_code, notice_text_empty, notice_text_field, notice_text_missing, notice_text_long.
    """
    known, text = fields_of(key), words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise DomainError("notice_text_empty", field="words")
    named = _named(text)
    unknown = [name for name in named if name not in known]
    if unknown:
        raise DomainError("notice_text_field", field="words", name=unknown[0])
    missing = [name for name in NEEDED[key.partition(".")[0]] if name not in named]
    if missing:
        raise DomainError("notice_text_missing", field="words", name=missing[0])
    if key.startswith("sms."):
        _check_sms(key.partition(".")[2], text)
    return text


def _named(text: str) -> list[str]:
    """Return the fields that a text names, a lone `$` as an empty name."""
    return [found["named"] or found["braced"] or "" for found in string.Template.pattern.finditer(text) if not found["escaped"]]


def _check_sms(kind: str, text: str) -> None:
    """With every field cut as far as it may be the message must still fit."""
    tightest = replace(SAMPLE, title="听", place="室", office_short="局", office_phone="0" * 40)
    count = units(texts(kind, tightest, {f"sms.{kind}": text}).sms)
    if count > SMS_LIMIT:
        raise DomainError("notice_text_long", field="words", count=count)
