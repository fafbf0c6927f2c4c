"""The command line: what each command prints, writes and refuses, and with which exit code."""
from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from models import AuditEntry, Draw, PersonKey, Supervisor, User
from models.base import database
from portal import extensions
from portal.adapters.crypto import FieldCipher
from portal.domain.permissions import SYSTEM, Actor
from portal.queries import history
from portal.services import audit, sessions, users
from tests import factories, subsidy_rows
from tests.conftest import KEYS, Clock
from tests.factories import AT, id_number
from tests.services.test_audit import drop_guards

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Return a function: arguments → the result of `flask …`; the command opens its own connection."""
    def command(*arguments: str) -> Result:
        database.close()
        result = app.test_cli_runner().invoke(args=list(arguments))
        database.connect(reuse_if_open=True)
        return result
    return command


def secret_of(result: Result) -> str:
    return re.findall(r"[A-Za-z0-9]{16}", result.stdout)[-1]


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_the_first_administrators_are_made_with_a_password_that_must_be_changed(run: Run, clock: Clock, role: str) -> None:
    result = run("users", "create", "--role", role, "--username", "First.Admin")
    assert result.exit_code == 0
    user, _token = sessions.sign_in("first.admin", secret_of(result), sessions.Knock("127.0.0.1"), at=clock())
    assert user.must_change_password
    assert users.roles_of(user) == {role}
    assert [entry.actor for entry in AuditEntry.select().where(AuditEntry.verb == "user:create")] == ["command line"]


@pytest.mark.parametrize(("arguments", "words"), [
    (("--role", "clerk", "--username", "one"), "不符"), (("--role", "clerk", "--username", "one", "--office", "没有的单位"), "没有的单位"),
    (("--role", "officer", "--username", "one", "--office", "乌海市司法局"), "不符"), (("--role", "clerk", "--username", "a b"), "用户名"),
])
def test_an_account_that_cannot_be_is_refused_in_a_sentence_and_nothing_is_left(run: Run, arguments: tuple[str, ...], words: str) -> None:
    factories.bureau()
    result = run("users", "create", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert User.select().count() == 0


def test_the_same_user_name_is_refused(run: Run) -> None:
    assert run("users", "create", "--role", "audit_admin", "--username", "one").exit_code == 0
    assert run("users", "create", "--role", "system_admin", "--username", "ONE").exit_code == 1
    assert User.select().count() == 1


def test_a_lost_password_is_made_anew(run: Run, clock: Clock) -> None:
    factories.account("audit_admin")
    result = run("users", "reset", "audit_admin")
    assert sessions.sign_in("audit_admin", result.stdout.strip(), sessions.Knock("127.0.0.1"), at=clock())
    assert run("users", "reset", "nobody").exit_code == 1


def test_the_trail_is_verified(run: Run) -> None:
    with database.atomic():
        audit.record(SYSTEM, "act", factories.bureau(), at=AT)
        audit.record(SYSTEM, "act", factories.bureau(), at=AT)
    assert run("audit", "verify").exit_code == 0
    drop_guards()
    unguarded = run("audit", "verify")
    assert (unguarded.exit_code, unguarded.stdout) == (1, "")
    assert "audit_entry" in unguarded.stderr
    database.execute_sql("UPDATE audit_entry SET reason = 'x' WHERE position = 2")
    broken = run("audit", "verify")
    assert broken.exit_code == 1
    assert re.search("system.*2", broken.stderr)


def test_a_new_key_takes_over_every_value(app: Flask, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = factories.supervisor(id_number=id_number())
    with database.atomic():
        audit.record(SYSTEM, "act", person, at=AT, reason="因为")
    path = tmp_path / "field_keys"
    path.write_text(f"1:{KEYS[1].hex()}\n", encoding="utf-8")
    path.chmod(0o600)
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], instance=tmp_path))
    assert "2" in run("keys", "new").stdout
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keys = {int(line.split(":")[0]): bytes.fromhex(line.split(":")[1]) for line in path.read_text(encoding="utf-8").split()}
    assert sorted(keys) == [1, 2]
    cipher = FieldCipher(keys, 2)
    monkeypatch.setitem(app.extensions, "cipher", cipher)
    monkeypatch.setattr("models.base.field_cipher.cipher", cipher)
    assert "3" in run("keys", "rotate").stdout  # ID number, phone, the person's key
    tokens = database.execute_sql("SELECT id_number, phone FROM supervisor").fetchone()
    assert all(token.startswith("v2:") for token in tokens)
    found = Supervisor.get()
    assert (found.id_number, found.id_digest) == (person.id_number, cipher.digest(person.id_number, "id_number"))
    assert history.opened(AuditEntry.get(AuditEntry.person_id == person.id), PersonKey.get().key)[1] == "因为"
    assert "0" in run("keys", "rotate").stdout
    assert audit.verify() is None


def test_keys_that_do_not_fit_the_database_stop_the_start(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("migrate").exit_code == 0
    factories.supervisor()
    assert run("migrate").exit_code == 0
    monkeypatch.setattr("models.base.field_cipher.cipher", FieldCipher({1: bytes(16)}, 1))
    result = run("migrate")
    assert (result.exit_code, "FIELD_KEYS" in result.stderr) == (1, True)


def test_keys_of_the_environment_are_not_added_to(app: Flask, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], instance=tmp_path))
    result = run("keys", "new")
    assert (result.exit_code, "FIELD_KEYS" in result.stderr) == (1, True)
    assert not (tmp_path / "field_keys").exists()


def test_a_draw_is_exported_and_verified(run: Run, tmp_path: Path) -> None:
    made = factories.drawn_activity("drawn")
    result = run("draw", "export", made.number)
    assert result.exit_code == 0
    path = tmp_path / "record.json"
    path.write_bytes(result.stdout_bytes)
    verdict = run("draw", "verify", str(path))
    assert (verdict.exit_code, made.number in verdict.stdout) == (0, True)
    assert run("draw", "export", "--all", str(tmp_path / "all")).exit_code == 0
    assert [file.read_bytes() for file in (tmp_path / "all").iterdir()] == [result.stdout_bytes]
    changed = json.loads(path.read_text(encoding="utf-8")) | {"seed": "0" * 64}
    path.write_text(json.dumps(changed, sort_keys=True, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    verdict = run("draw", "verify", str(path))
    assert (verdict.exit_code, "seed" in verdict.stdout) == (1, True)
    assert Draw.select().count() == 1


@pytest.mark.parametrize("arguments", [("export",), ("export", "没有"), ("export", "1", "--all", "x"), ("verify", "/nowhere")])
def test_what_cannot_be_exported_or_verified_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("draw", *arguments).exit_code in (1, 2)


def test_the_paragraph_needs_a_bureau(run: Run) -> None:
    assert run("report", "year", "2023").exit_code == 1
    factories.bureau()
    assert "尚未参加监督活动" in run("report", "year", "2023").stdout
    factories.neighbour_bureau()
    assert run("report", "year", "2023").exit_code == 1
    assert run("report", "year", "2023", "--office", "乌海市司法局").exit_code == 0


def test_what_a_year_paid_is_printed_with_the_number_of_lines(run: Run, actor_as: Callable[[str], Actor]) -> None:
    factories.bureau()
    assert run("report", "subsidies", "2026").stdout.strip() == "2026年发放履职补助 0.00 元，0 条。"
    subsidy_rows.rate(amount_fen=123_450), subsidy_rows.served(), subsidy_rows.served(factories.supervisor(no_subsidy=True))
    subsidy_rows.paid(actor_as)
    assert run("report", "subsidies", "2026").stdout.strip() == "2026年发放履职补助 1,234.50 元，1 条。"
    assert (run("report", "subsidies", "1999").exit_code, run("report", "subsidies", "2026", "--office", "没有").exit_code) == (2, 1)


def test_without_a_demo_office_there_are_no_demo_accounts(app: Flask, run: Run) -> None:
    factories.account("clerk")
    result = run("demo", "accounts")
    assert result.stdout.splitlines() == [f"访问地址：http://{app.extensions['settings'].address}"]
    assert run("demo", "load").exit_code == 1
    assert (run("demo", "load", "--if-empty").exit_code, User.select().count()) == (0, 1)


def test_a_database_that_is_away_is_a_sentence(app: Flask, run: Run, tmp_path: Path) -> None:
    before = database.obj
    database.close()
    database.initialize(extensions.open_database("postgresql://nobody@127.0.0.1:1/none"))
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    database.initialize(before)
    database.connect()
    assert (result.exit_code, "DATABASE_URL" in result.stderr) == (1, True)
    assert "Traceback" not in result.output
