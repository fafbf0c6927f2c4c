from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.domain.errors import DomainError
from portal.domain.passwords import POLICIES, check, expired, is_common

TABLE = [
    # profile, password, refusal
    ("djbh", "Abcdefgh1", "password_short"), ("djbh", "Abcdefgh12", None), ("djbh", "abcdefgh12", "password_kinds"),
    ("djbh", "abcdefgh1!", None), ("djbh", "ABCDEFGHIJ", "password_kinds"), ("djbh", "Clerk12345!", "password_name"),
    ("djbh", "A1!" + "x" * 126, "password_long"), ("djbh", "中文口令Abc1234", None),
    ("asvs", "correct hors", None), ("asvs", "short horse", "password_short"), ("asvs", "password1234", "password_common"),
    ("asvs", "Passw0rd!!!!!", "password_common"), ("asvs", "123456789012", "password_common"), ("asvs", "abcabcabcabc", "password_common"),
    ("asvs", "aaaaaaaaaaaa", "password_common"), ("asvs", "my clerk dog barks", "password_name"),
]


@pytest.mark.parametrize(("profile", "password", "refusal"), TABLE)
def test_policies(profile: str, password: str, refusal: str | None) -> None:
    if refusal is None:
        check(password, POLICIES[profile], "clerk")
        return
    with pytest.raises(DomainError) as caught:
        check(password, POLICIES[profile], "clerk")
    assert (caught.value.code, caught.value.field) == (refusal, "new")


def test_an_uncommon_password_is_not_called_common() -> None:
    assert not is_common("violet tractor seven")


@pytest.mark.parametrize(("profile", "days", "old"), [("djbh", 90, False), ("djbh", 91, True), ("asvs", 4000, False)])
def test_age(profile: str, days: int, old: bool) -> None:
    then = datetime(2026, 1, 1, tzinfo=UTC)
    assert expired(then, POLICIES[profile], then + timedelta(days=days)) is old
