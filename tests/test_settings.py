from __future__ import annotations

import stat
from pathlib import Path

import pytest

from portal.settings import SettingsError, load

WRONG = [
    ("DATABASE_URL", "mysql://x/y"), ("SECRET_KEY", "short"), ("FIELD_KEYS", "nonsense-that-is-long-enough-to-be-a-key-00"),
    ("FIELD_KEYS", "1:" + "G" * 32), ("PUBLIC_LINK_URL", "ftp://x"), ("PUBLIC_LINK_URL", "https://x/?q=1"), ("SMTP_URL", "http://x"),
    ("WECOM_URL", "ftp://x"), ("DINGTALK_URL", "x"), ("PASSWORD_PROFILE", "none"), ("IDLE_MINUTES", "0"), ("IDLE_MINUTES", "abc"),
    ("IDLE_MINUTES", "-5"), ("IDLE_MINUTES", "²"), ("ABSOLUTE_HOURS", "99"), ("SECURE_COOKIES", "yes"), ("TRUSTED_PROXIES", "9"),
    ("DEMO_OFFICE", "true"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_stops_the_start_with_a_sentence_naming_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load({"PORTAL_INSTANCE": str(tmp_path), name: value})


def test_first_run_makes_private_keys_and_the_second_reads_them(tmp_path: Path) -> None:
    first = load({"PORTAL_INSTANCE": str(tmp_path / "new")})
    second = load({"PORTAL_INSTANCE": str(tmp_path / "new")})
    assert first == second
    assert len(first.secret_key) == 64
    assert list(first.field_keys) == [1]
    assert len(first.field_keys[1]) == 16
    for name in ("secret_key", "field_keys"):
        assert stat.S_IMODE((tmp_path / "new" / name).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["secret_key", "field_keys"])
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, name: str, mode: int) -> None:
    load({"PORTAL_INSTANCE": str(tmp_path)})
    (tmp_path / name).chmod(mode)
    with pytest.raises(SettingsError, match=f"{name.upper()}.*chmod 600"):
        load({"PORTAL_INSTANCE": str(tmp_path)})


def test_several_field_keys_are_read_with_their_versions(tmp_path: Path) -> None:
    found = load({"PORTAL_INSTANCE": str(tmp_path), "FIELD_KEYS": f"1:{'0' * 32},12:{'f' * 32}"})
    assert found.field_keys == {1: bytes(16), 12: b"\xff" * 16}


def test_the_object_is_frozen_and_read_from_the_given_environment_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDLE_MINUTES", "99")
    found = load({"PORTAL_INSTANCE": str(tmp_path), "PUBLIC_LINK_URL": "https://x.example/"})
    assert found.idle_minutes == 15
    assert found.public_link_url == "https://x.example"
    with pytest.raises(AttributeError):
        found.idle_minutes = 1  # type: ignore[misc]
