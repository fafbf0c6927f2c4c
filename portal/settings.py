"""The settings: one frozen object read from the environment once, refused at the start when a value is wrong."""
from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent.parent

ADDRESS = re.compile(r"(?:[^\s:/\[\]]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})", re.ASCII)
"""host:port, the host a name, an IPv4 address, or an IPv6 address in brackets."""
FIELD_KEY = re.compile(r"([1-9][0-9]{0,8}):([0-9a-f]{32})", re.ASCII)
HIGHEST_PORT = 65535
SHORTEST_SECRET = 32


class SettingsError(Exception):
    """A value of the environment is wrong; the sentence names the variable and what it should be."""


@dataclass(frozen=True)
class Settings:
    """Everything that the environment decides. `field_keys` maps key version → 16 bytes; the highest version encrypts.

    What holds a key or a password is left out of the object's text, so that it cannot get into a log.
    """

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    field_keys: Mapping[int, bytes] = field(repr=False)
    file_store_url: str = ""
    public_link_url: str = ""
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    wecom_url: str = field(default="", repr=False)
    dingtalk_url: str = field(default="", repr=False)
    password_profile: str = "djbh"  # noqa: S105 - the name of a policy
    admin_addresses: tuple[str, ...] = ()
    idle_minutes: int = 15
    absolute_hours: int = 8
    secure_cookies: bool = False
    trusted_proxies: int = 0
    demo: bool = True
    address: str = "127.0.0.1:8000"
    workers: int = 2


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of an environment (by default the process's).

    Creates the instance folder with a new secret key and field key (mode 0600) where they are not given.
    Raises SettingsError, whose text names the variable.
    """
    env = os.environ if environ is None else environ
    instance = _instance(env)
    return Settings(
        instance=instance,
        database_url=_database_url(env, instance),
        secret_key=_secret(env, "SECRET_KEY", instance / "secret_key", secrets.token_hex(32)),
        field_keys=_field_keys(_secret(env, "FIELD_KEYS", instance / "field_keys", f"1:{secrets.token_hex(16)}")),
        file_store_url=_file_store_url(env),
        public_link_url=_public_link_url(env),
        smtp_url=_one_of_schemes(env, "SMTP_URL", ("smtp", "smtps")),
        mail_from=_mail_from(env),
        wecom_url=_one_of_schemes(env, "WECOM_URL", ("https", "http", "wecombot")),
        dingtalk_url=_one_of_schemes(env, "DINGTALK_URL", ("https", "http", "dingtalk")),
        password_profile=_choice(env, "PASSWORD_PROFILE", ("djbh", "asvs")),
        admin_addresses=_networks(env, "ADMIN_ADDRESSES"),
        idle_minutes=_whole(env, "IDLE_MINUTES", 15, 1, 24 * 60),
        absolute_hours=_whole(env, "ABSOLUTE_HOURS", 8, 1, 72),
        secure_cookies=_yes_no(env, "SECURE_COOKIES", default=False),
        trusted_proxies=_whole(env, "TRUSTED_PROXIES", 0, 0, 5),
        demo=_yes_no(env, "DEMO_OFFICE", default=True),
        address=_address(env),
        workers=_whole(env, "PORTAL_WORKERS", 2, 1, 64),
    )


def _instance(env: Mapping[str, str]) -> Path:
    """Return the folder of the database, the keys and the files, made for the owner only where it is not there."""
    instance = Path(env.get("PORTAL_INSTANCE") or ROOT / "instance").absolute()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"PORTAL_INSTANCE must be a folder that can be made or written: {error.strerror}: {instance}") from error
    if not os.access(instance, os.R_OK | os.W_OK | os.X_OK):
        raise SettingsError(f"PORTAL_INSTANCE must be a folder that can be written: {instance}")
    return instance


def _database_url(env: Mapping[str, str], instance: Path) -> str:
    value = env.get("DATABASE_URL", "")
    if not value:
        return f"sqlite:///{instance / 'portal.db'}"
    parts = _split("DATABASE_URL", value)
    if parts.scheme == "sqlite" and value.startswith("sqlite:///") and value.removeprefix("sqlite:///"):
        return value
    if parts.scheme in ("postgresql", "postgres") and parts.path.strip("/"):
        return value
    raise SettingsError("DATABASE_URL must be like postgresql://user:password@host:5432/name or sqlite:////path/to/portal.db")


def _split(name: str, value: str) -> SplitResult:
    """Return the parts of an address. Raises SettingsError for one whose host or port cannot be read."""
    try:
        parts = urlsplit(value)
        if parts.port == 0:
            raise ValueError("port 0")
    except ValueError as error:
        raise SettingsError(f"{name}: the host or the port of the address cannot be read") from error
    return parts


def _secret(env: Mapping[str, str], name: str, path: Path, fresh: str) -> str:
    """Return the variable, else the file's content, else make the file with `fresh`; refuse a file that others can read."""
    if env.get(name):
        return _long_enough(env[name], f"{name} must have {SHORTEST_SECRET} characters or more")
    try:
        if not path.exists():
            _write_secret(path, fresh)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise SettingsError(f"{name}: others can read the file {path}; make it private with: chmod 600 {path}")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}: the file {path} cannot be read or written") from error
    return _long_enough(text, f"{name}: the file {path} holds no key of {SHORTEST_SECRET} characters or more; bring it back from the backup")


def _long_enough(text: str, sentence: str) -> str:
    if len(text) < SHORTEST_SECRET:
        raise SettingsError(sentence)
    return text


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
    """Read `version:hex` parts separated by commas or lines; each version stands once."""
    parts = [FIELD_KEY.fullmatch(part) for part in text.replace(",", "\n").split()]
    keys = {int(found[1]): bytes.fromhex(found[2]) for found in parts if found}
    if not keys or len(keys) != len(parts):
        raise SettingsError("FIELD_KEYS must be parts like 1:<32 lower-case hex digits>, separated by commas, each version once")
    return keys


def _file_store_url(env: Mapping[str, str]) -> str:
    """Return where uploaded files lie; empty means the instance folder. A bucket's keys never stand in it: they would reach logs."""
    value = env.get("FILE_STORE_URL", "")
    parts = _split("FILE_STORE_URL", value)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc or ".." in parts.path.split("/"))
    folder = parts.scheme == "file" and not parts.netloc and len(parts.path) > 1
    bucket = parts.scheme == "s3" and bool(parts.netloc)
    if value and not (plain and (folder or bucket)):
        raise SettingsError("FILE_STORE_URL must be like file:///path/to/folder or s3://bucket/prefix, without keys, or empty")
    return value


def _public_link_url(env: Mapping[str, str]) -> str:
    value = env.get("PUBLIC_LINK_URL", "").rstrip("/")
    parts = _split("PUBLIC_LINK_URL", value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username is not None):
        raise SettingsError("PUBLIC_LINK_URL must be an address like https://example.org, or empty")
    return value


def _one_of_schemes(env: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str:
    value = env.get(name, "")
    parts = _split(name, value)
    if value and (parts.scheme not in schemes or not parts.hostname):
        raise SettingsError(f"{name} must begin with one of: {', '.join(scheme + '://' for scheme in schemes)}, and name a host or a key")
    return value


def _mail_from(env: Mapping[str, str]) -> str:
    value = env.get("MAIL_FROM", "")
    _name, at, host = parseaddr(value)[1].partition("@")
    if (value or env.get("SMTP_URL")) and not (at and host):
        raise SettingsError("MAIL_FROM must be the sender's e-mail address where SMTP_URL is set")
    return value


def _networks(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return addresses and networks (10.1.0.0/16) in their normal form."""
    try:
        return tuple(str(ip_network(part.strip(), strict=False)) for part in env.get(name, "").split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(f"{name} must be IP addresses or networks like 10.1.2.3, 10.1.0.0/16, separated by commas") from error


def _address(env: Mapping[str, str]) -> str:
    value = env.get("PORTAL_ADDRESS") or "127.0.0.1:8000"
    found = ADDRESS.fullmatch(value)
    if found is None or not 0 < int(found[1]) <= HIGHEST_PORT:
        raise SettingsError("PORTAL_ADDRESS must be host:port, as in 127.0.0.1:8000")
    return value


def _choice(env: Mapping[str, str], name: str, values: tuple[str, ...]) -> str:
    value = env.get(name) or values[0]
    if value not in values:
        raise SettingsError(f"{name} must be one of: {', '.join(values)}")
    return value


def _whole(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and low <= int(value) <= high):
        raise SettingsError(f"{name} must be a whole number from {low} to {high}")
    return int(value)


def _yes_no(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name) or ("1" if default else "0")
    if value not in ("0", "1"):
        raise SettingsError(f"{name} must be 0 or 1")
    return value == "1"
