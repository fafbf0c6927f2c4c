"""An office's own words of notices: what is refused, and how a text reads (portal.domain.notice_occasions says what each may hold)."""
from __future__ import annotations

from collections.abc import Mapping

from portal.domain.errors import DomainError
from portal.domain.notice_occasions import LINKED, OCCASIONS, PLAIN, RULES, TIGHT, TextRule
from portal.domain.notice_texts import SMS_LIMIT, Own, named_fields, units

LONGEST = 3000
"""Characters of one text: far more than anybody reads on a phone."""
PIECES = {"reply": LINKED, "phone": PLAIN}
"""The texts that stand in the field `reply` of the long one → the facts with which they do."""


def rule_of(key: str) -> TextRule:
    """Return what a text may use and must hold. Raises DomainError unknown_code for a key that is none."""
    if key not in RULES:
        raise DomainError("unknown_code", value=key)
    return RULES[key]


def sample(key: str, own: Own = None, facts: str = PLAIN) -> str:
    """Return how a text reads with invented `facts` (PLAIN, LINKED or TIGHT); how to answer stands alone, though it is a piece of the long text."""
    text, _dot, occasion = key.partition(".")
    if text in PIECES:
        return OCCASIONS[occasion].show({**(own or {}), f"long.{occasion}": "$reply"}, PIECES[text])["long"]
    return OCCASIONS[occasion].show(own, facts)[text]


def check(key: str, words: str) -> str:
    """Return an office's own words as they are kept.

    Raises DomainError unknown_code, notice_text_empty, words_long, notice_text_field, notice_text_missing, notice_text_long.
    """
    rule, text = rule_of(key), words.replace("\r\n", "\n").replace("\x00", "").strip()
    if not text:
        raise DomainError("notice_text_empty", field="words")
    if len(text) > LONGEST:
        raise DomainError("words_long", field="words", limit=LONGEST)
    _check_fields(rule.fields, rule.needs, named_fields(text))
    if key.startswith("sms."):
        count = units(sample(key, {key: text}, TIGHT))
        if count > SMS_LIMIT:
            raise DomainError("notice_text_long", field="words", count=count)
    return text


def _check_fields(known: Mapping[str, str], needs: tuple[str, ...], named: list[str]) -> None:
    unknown = [name for name in named if name not in known]
    if unknown:
        raise DomainError("notice_text_field", field="words", name=unknown[0])
    missing = [name for name in needs if name not in named]
    if missing:
        raise DomainError("notice_text_missing", field="words", name=missing[0])
