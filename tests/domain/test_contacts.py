"""What may be logged of a try to reach somebody."""
from __future__ import annotations

import pytest

from portal.domain import contacts, labels
from portal.domain.errors import DomainError


@pytest.mark.parametrize(("said", "reason", "free"), [
    ("declined", "ill", True), ("declined", "unreachable", True), ("none", "unreachable", True), ("none", "", False), ("none", "ill", False),
    ("accepted", "unreachable", False), ("told", "unreachable", False), ("later", "", False),
])
def test_what_gives_a_place_up(said: str, reason: str, free: bool) -> None:
    assert contacts.gives_up(said, reason) is free


def test_each_answer_is_for_asking_or_for_telling() -> None:
    assert {*contacts.ASKING_ANSWERS, *contacts.TELLING_ANSWERS} == set(labels.CONTACT_ANSWERS)
    assert set(contacts.ASKING_ANSWERS) & set(contacts.TELLING_ANSWERS) == {"none"}
    assert set(contacts.CLERK_REASONS) == set(labels.FREED_REASONS) - {"recused"}


@pytest.mark.parametrize("reason", contacts.CLERK_REASONS)
def test_a_clerk_may_log_each_reason_offered(reason: str) -> None:
    contacts.check_attempt("phone", "declined", "说明", reason, "")


@pytest.mark.parametrize(("way", "said", "remark", "reason", "ground", "code"), [
    ("link", "none", "", "", "", "unknown_code"), ("phone", "perhaps", "", "", "", "unknown_code"),
    ("phone", "declined", "", "", "", "reason_missing"), ("phone", "declined", "", "recused", "", "reason_missing"),
    ("phone", "declined", " ", "other", "", "words_missing"), ("phone", "recusal", "", "", "", "ground_missing"),
    ("phone", "recusal", "", "", "other", "words_missing"), ("phone", "told", "长" * 301, "", "", "words_long"),
])
def test_what_cannot_be_logged(way: str, said: str, remark: str, reason: str, ground: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        contacts.check_attempt(way, said, remark, reason, ground)
    assert refused.value.code == code
