from __future__ import annotations

import stat
from pathlib import Path

import pytest

from portal import extensions
from portal.settings import SettingsError, load

WRONG = [
    ("DATABASE_URL", "mysql://x/y"), ("SECRET_KEY", "short"), ("FIELD_KEYS", "nonsense-that-is-long-enough-to-be-a-key-00"),
    ("FIELD_KEYS", "1:" + "G" * 32), ("PUBLIC_LINK_URL", "ftp://x"), ("PUBLIC_LINK_URL", "https://x/?q=1"), ("SMTP_URL", "http://x"),
    ("WECOM_URL", "ftp://x"), ("DINGTALK_URL", "x"), ("PASSWORD_PROFILE", "none"), ("IDLE_MINUTES", "0"), ("IDLE_MINUTES", "abc"),
    ("IDLE_MINUTES", "-5"), ("IDLE_MINUTES", "²"), ("ABSOLUTE_HOURS", "99"), ("SECURE_COOKIES", "yes"), ("TRUSTED_PROXIES", "9"),
    ("DEMO_OFFICE", "true"), ("DATABASE_URL", "postgresql://host"), ("DATABASE_URL", "postgresql://host:abc/name"),
    ("DATABASE_URL", "postgresql://[::1/name"), ("DATABASE_URL", "sqlite:portal.db"), ("DATABASE_URL", "sqlite:///"),
    ("FIELD_KEYS", f"1:{'0' * 32},1:{'f' * 32}"), ("FIELD_KEYS", "0:" + "0" * 32), ("FIELD_KEYS", f"{10 ** 9}:" + "0" * 32),
    ("FIELD_KEYS", "," * 40), ("PUBLIC_LINK_URL", "https://"), ("PUBLIC_LINK_URL", "https://x/#y"), ("PUBLIC_LINK_URL", "https://[::1"),
    ("PUBLIC_LINK_URL", "https://user@x/"), ("SMTP_URL", "smtp://"), ("MAIL_FROM", "nonsense"), ("WECOM_URL", "https://"),
    ("ADMIN_ADDRESSES", "10.0.0.1,office"), ("ADMIN_ADDRESSES", "10.0.0.256"), ("IDLE_MINUTES", "9" * 5000),
    ("PORTAL_WORKERS", "0"), ("PORTAL_WORKERS", "two"), ("PORTAL_ADDRESS", "127.0.0.1"), ("PORTAL_ADDRESS", "127.0.0.1:0"),
    ("PORTAL_ADDRESS", ":8000"), ("PORTAL_ADDRESS", "127.0.0.1:70000"), ("PORTAL_ADDRESS", "http://127.0.0.1:8000"),
    ("FILE_STORE_URL", "files"), ("FILE_STORE_URL", "file://"), ("FILE_STORE_URL", "file:///"), ("FILE_STORE_URL", "file://host/files"),
    ("FILE_STORE_URL", "file:///files/../etc"), ("FILE_STORE_URL", "s3://"), ("FILE_STORE_URL", "s3:///prefix"),
    ("FILE_STORE_URL", "s3://key:secret@bucket"), ("FILE_STORE_URL", "s3://bucket?x=1"), ("FILE_STORE_URL", "memory://x"), ("FILE_STORE_URL", "ftp://x"),
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


@pytest.mark.parametrize("name", ["secret_key", "field_keys"])
def test_a_key_file_without_a_key_is_refused(tmp_path: Path, name: str) -> None:
    load({"PORTAL_INSTANCE": str(tmp_path)})
    (tmp_path / name).write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{name.upper()}.*backup"):
        load({"PORTAL_INSTANCE": str(tmp_path)})


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="PORTAL_INSTANCE"):
        load({"PORTAL_INSTANCE": str(tmp_path / "file")})


def test_mail_needs_a_sender(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MAIL_FROM"):
        load({"PORTAL_INSTANCE": str(tmp_path), "SMTP_URL": "smtp://mail.example"})
    found = load({"PORTAL_INSTANCE": str(tmp_path), "SMTP_URL": "smtp://mail.example", "MAIL_FROM": "司法局 <office@example.org>"})
    assert found.mail_from == "司法局 <office@example.org>"


def test_addresses_and_networks_are_kept_in_their_normal_form(tmp_path: Path) -> None:
    found = load({"PORTAL_INSTANCE": str(tmp_path), "ADMIN_ADDRESSES": "10.1.2.3, 10.2.3.4/16,::1", "PORTAL_ADDRESS": "[::1]:8080"})
    assert found.admin_addresses == ("10.1.2.3/32", "10.2.0.0/16", "::1/128")
    assert found.address == "[::1]:8080"


def test_a_database_whose_folder_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        extensions.open_database(f"sqlite:///{tmp_path}/file/portal.db")


def test_a_password_may_hold_signs_that_an_address_cannot() -> None:
    opened = extensions.open_database("postgresql://us%40er:p%40ss%2Fword@host/name")
    assert (opened.connect_params["user"], opened.connect_params["password"]) == ("us@er", "p@ss/word")


@pytest.mark.parametrize("url", ["sqlite:////srv/portal.db", "postgresql://a:b@host/name", "postgres://host:5433/name?sslmode=require",
                                 "postgresql://postgres:@/postgres?host=/srv/run"])
def test_addresses_of_databases(tmp_path: Path, url: str) -> None:
    assert load({"PORTAL_INSTANCE": str(tmp_path), "DATABASE_URL": url}).database_url == url


def test_no_key_and_no_password_stands_in_the_text_of_the_object(tmp_path: Path) -> None:
    found = load({"PORTAL_INSTANCE": str(tmp_path), "DATABASE_URL": "postgresql://a:secret-word@host/name", "MAIL_FROM": "a@b.c",
                  "SMTP_URL": "smtp://a:secret-word@host", "WECOM_URL": "wecombot://secret-word", "DINGTALK_URL": "dingtalk://secret-word"})
    assert "secret-word" not in repr(found)
    assert found.secret_key not in repr(found)
    assert str(found.field_keys[1]) not in repr(found)


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


@pytest.mark.parametrize("url", ["", "file:///srv/portal/files", "s3://bucket", "s3://bucket/portal/files"])
def test_where_files_may_lie(tmp_path: Path, url: str) -> None:
    assert load({"PORTAL_INSTANCE": str(tmp_path), "FILE_STORE_URL": url}).file_store_url == url
