"""The settings: one frozen object read from the environment once, refused at the start when a value is wrong."""
from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """A value of the environment is wrong; the sentence names the variable and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides. `field_keys` maps key version → 16 bytes; the highest version encrypts."""

    instance: Path
    database_url: str
    secret_key: str
    field_keys: Mapping[int, bytes]
    public_link_url: str = ""
    smtp_url: str = ""
    mail_from: str = ""
    wecom_url: str = ""
    dingtalk_url: str = ""
    password_profile: str = "djbh"  # noqa: S105 - the name of a policy
    admin_addresses: tuple[str, ...] = ()
    idle_minutes: int = 15
    absolute_hours: int = 8
    secure_cookies: bool = False
    trusted_proxies: int = 0
    demo: bool = True


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of an environment (by default the process's).

    Creates the instance folder with a new secret key and field key (mode 0600) where they are not given.
    Raises SettingsError, whose text names the variable.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("PORTAL_INSTANCE") or ROOT / "instance")
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Settings(
        instance=instance,
        database_url=_database_url(env.get("DATABASE_URL", ""), instance),
        secret_key=_secret(env, "SECRET_KEY", instance / "secret_key", 32),
        field_keys=_field_keys(_secret(env, "FIELD_KEYS", instance / "field_keys", 0)),
        public_link_url=_http_url(env, "PUBLIC_LINK_URL"),
        smtp_url=_one_of_schemes(env, "SMTP_URL", ("smtp", "smtps")),
        mail_from=env.get("MAIL_FROM", ""),
        wecom_url=_one_of_schemes(env, "WECOM_URL", ("https", "http", "wecombot")),
        dingtalk_url=_one_of_schemes(env, "DINGTALK_URL", ("https", "http", "dingtalk")),
        password_profile=_choice(env, "PASSWORD_PROFILE", ("djbh", "asvs")),
        admin_addresses=tuple(part.strip() for part in env.get("ADMIN_ADDRESSES", "").split(",") if part.strip()),
        idle_minutes=_whole(env, "IDLE_MINUTES", 15, 1, 24 * 60),
        absolute_hours=_whole(env, "ABSOLUTE_HOURS", 8, 1, 72),
        secure_cookies=_yes_no(env, "SECURE_COOKIES", default=False),
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0, 0, 5),
        demo=_yes_no(env, "DEMO_OFFICE", default=True),
    )


def _database_url(value: str, instance: Path) -> str:
    if not value:
        return f"sqlite:///{instance / 'portal.db'}"
    if urlsplit(value).scheme not in ("sqlite", "postgresql", "postgres"):
        raise SettingsError("DATABASE_URL must begin with postgresql:// or sqlite:///")
    return value


def _secret(env: Mapping[str, str], name: str, path: Path, size: int) -> str:
    """Return the variable, else the file's content, else make the file; refuse a file that others can read."""
    if env.get(name):
        if len(env[name]) < 32:
            raise SettingsError(f"{name} must have 32 characters or more")
        return env[name]
    if not path.exists():
        _write_secret(path, secrets.token_hex(size) if size else f"1:{secrets.token_hex(16)}")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"{name}: others can read the file {path}; make it private with: chmod 600 {path}")
    return path.read_text(encoding="utf-8").strip()


def _write_secret(path: Path, text: str) -> None:
    """Create the file for the owner only; two processes starting at once agree on the first one's content."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _field_keys(text: str) -> dict[int, bytes]:
    """Read `version:hex` parts separated by commas or lines."""
    keys: dict[int, bytes] = {}
    for part in text.replace(",", "\n").split():
        version, _, key = part.partition(":")
        if not version.isdigit() or len(key) != 32 or set(key) - set("0123456789abcdef"):
            raise SettingsError("FIELD_KEYS must be parts like 1:<32 lower-case hex digits>, separated by commas")
        keys[int(version)] = bytes.fromhex(key)
    return keys


def _http_url(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").rstrip("/")
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query):
        raise SettingsError(f"{name} must be an address like https://example.org, or empty")
    return value


def _one_of_schemes(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = env.get(name, "")
    if value and urlsplit(value).scheme not in schemes:
        raise SettingsError(f"{name} must begin with one of: {', '.join(scheme + '://' for scheme in schemes)}")
    return value


def _choice(env: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    value = env.get(name) or values[0]
    if value not in values:
        raise SettingsError(f"{name} must be one of: {', '.join(values)}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and low <= int(value) <= high):
        raise SettingsError(f"{name} must be a whole number from {low} to {high}")
    return int(value)


def _yes_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name) or ("1" if default else "0")
    if value not in ("0", "1"):
        raise SettingsError(f"{name} must be 0 or 1")
    return value == "1"
