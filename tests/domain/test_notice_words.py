"""An office's own words of notices: what they must hold, and that a short message stays short."""
from __future__ import annotations

import pytest

from portal.domain.errors import DomainError
from portal.domain.notice_shipped import SHIPPED
from portal.domain.notice_texts import SMS_LIMIT, texts, units
from portal.domain.notice_words import SAMPLE, check, fields_of


@pytest.mark.parametrize("key", SHIPPED)
def test_the_shipped_words_pass_their_own_check(key: str) -> None:
    assert check(key, SHIPPED[key]) == SHIPPED[key].strip()
    assert fields_of(key)


BAD = [
    ("long.notice", " ", "notice_text_empty"), ("long.notice", "$title $span", "notice_text_missing"), ("long.notice", "$title $span $reply $nobody", "notice_text_field"),
    ("long.notice", "$title $span $reply 5$", "notice_text_field"), ("sms.notice", "请来 $when", "notice_text_missing"),
    ("sms.notice", "请来" * 40 + "$call", "notice_text_long"), ("sms.notice", "$person $call", "notice_text_field"), ("none.notice", "x", "unknown_code"),
]


@pytest.mark.parametrize(("key", "words", "code"), BAD)
def test_what_is_refused(key: str, words: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check(key, words)
    assert refusal.value.code == code


def test_own_words_are_used_and_the_message_still_fits() -> None:
    words = check("sms.notice", "$office邀您$when到$place：${title}，$call$$")
    made = texts("notice", SAMPLE, {"sms.notice": words, "subject.notice": "请履职"})
    assert "邀您" in made.sms and made.sms.endswith("$") and units(made.sms) <= SMS_LIMIT
    assert made.mail_subject == "请履职" and made.script == texts("notice", SAMPLE).script
