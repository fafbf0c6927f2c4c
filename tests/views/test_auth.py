from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from peewee import OperationalError

from models import AuditEntry, User, UserSession
from models.base import database
from portal.domain.permissions import ROLES
from portal.services import sessions
from tests import factories
from tests.conftest import NOW, Client, Clock
from tests.factories import PASSWORD


def entry(client: Client, **values: str) -> object:
    return client.post("/sign-in", data={"username": "clerk", "password": PASSWORD, **values})


def test_signing_in_leads_where_one_wanted_to_go(client: Client) -> None:
    factories.account("clerk")
    assert client.get("/?x=1").headers["Location"] == "/sign-in?next=/?x%3D1"
    answer = entry(client, next="/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?x=1")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""])
def test_no_address_leads_out_of_the_portal(client: Client, target: str) -> None:
    factories.account("clerk")
    assert entry(client, next=target).headers["Location"] == "/"


def test_a_wrong_password_is_a_sentence_and_keeps_the_name(client: Client) -> None:
    factories.account("clerk")
    answer = entry(client, password="wrong")
    assert answer.status_code == 400
    assert "用户名或密码" in answer.text
    assert 'value="clerk"' in answer.text


def test_without_its_token_a_form_does_nothing(client: Client) -> None:
    factories.account("clerk")
    answer = client.post("/sign-in", data={"username": "clerk", "password": PASSWORD}, token=False)
    assert answer.status_code == 400
    assert UserSession.select().count() == 0


def test_the_session_cookie_is_of_no_use_after_signing_out(client: Client) -> None:
    factories.account("clerk")
    entry(client)
    kept = client.get_cookie("session").value
    client.post("/sign-out")
    client.set_cookie("session", kept)
    assert client.get("/").headers["Location"].startswith("/sign-in")
    assert UserSession.get().ended_why == "signed_out"


def test_the_first_password_must_be_changed_before_anything_else(client: Client) -> None:
    factories.account("clerk")
    User.update(must_change_password=True).execute()
    entry(client)
    assert client.get("/").headers["Location"] == "/password"
    answer = client.post("/password", data={"old": PASSWORD, "new": "Abcdefgh-1", "again": "Abcdefgh-1"})
    assert answer.status_code == 303
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("new", "again", "words"), [
    ("Abcdefgh-1", "Abcdefgh-2", "不一致"), ("short", "short", "10"), (PASSWORD, PASSWORD, "5"),
])
def test_refused_passwords_say_why(client_as: Callable[[str], Client], new: str, again: str, words: str) -> None:
    answer = client_as("clerk").post("/password", data={"old": PASSWORD, "new": new, "again": again})
    assert answer.status_code == 200
    assert words in answer.text


def test_an_old_password_must_be_changed(client_as: Callable[[str], Client]) -> None:
    client = client_as("clerk")
    User.update(password_changed_at=NOW - timedelta(days=91)).execute()
    assert client.get("/").headers["Location"] == "/password"


def test_idle_sessions_end_and_background_polls_do_not_keep_them(client_as: Callable[[str], Client], clock: Clock) -> None:
    client = client_as("clerk")
    for _ in range(3):
        clock.forward(minutes=6)
        client.get("/alive")
        client.get("/", headers={"X-Background": "1"})
    assert client.get("/alive").status_code == 401
    assert client.get("/", headers={"HX-Request": "true"}).status_code == 401
    assert client.get("/").status_code == 303


def test_a_session_in_use_ends_after_eight_hours(client_as: Callable[[str], Client], clock: Clock) -> None:
    client = client_as("clerk")
    for _ in range(48):
        clock.forward(minutes=10)
        assert client.get("/").status_code == 200
    clock.forward(minutes=1)
    assert client.get("/").status_code == 303


def test_the_dialog_over_a_page_signs_in_and_brings_a_fresh_token(client: Client) -> None:
    factories.account("clerk")
    answer = client.post("/sign-in", data={"username": "clerk", "password": PASSWORD}, headers={"Accept": "application/json"})
    assert set(answer.json) == {"csrf_token", "same"}
    refused = client.post("/sign-in", data={"username": "clerk", "password": "x"}, headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert "用户名或密码" in refused.json["error"]


def test_sessions_are_listed_and_ended_but_not_those_of_others(client_as: Callable[[str], Client]) -> None:
    client = client_as("clerk")
    other = factories.session_token(factories.account("clerk"), NOW)
    foreign = UserSession.get(UserSession.token_digest == _digest_of(factories.session_token(factories.account("leader"), NOW)))
    assert client.get("/sessions").status_code == 200
    mine = UserSession.get(UserSession.token_digest == _digest_of(other))
    assert client.post(f"/sessions/{mine.id}/end").status_code == 303
    assert UserSession.get_by_id(mine.id).ended_at == NOW
    for wrong in (foreign.id, "abc", 10**12, -1):
        assert client.post(f"/sessions/{wrong}/end").status_code == 404


def _digest_of(token: str) -> str:
    return sessions.token_digest(token)


def test_the_language_follows_the_account_and_before_it_the_cookie(client: Client) -> None:
    factories.account("clerk")
    assert 'lang="zh' in client.get("/sign-in").text
    client.post("/language", data={"locale": "en", "next": "/sign-in"})
    assert 'lang="en' in client.get("/sign-in").text
    entry(client)
    assert 'lang="zh' in client.get("/").text
    client.post("/language", data={"locale": "en"})
    assert 'lang="en' in client.get("/").text
    client.post("/language", data={"locale": "xx"})
    assert User.get().locale == "en"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_home(client_as: Callable[[str], Client], role: str) -> None:
    assert client_as(role).get("/").status_code == 200


def test_headers_are_strict_on_every_kind_of_answer(client_as: Callable[[str], Client]) -> None:
    client = client_as("clerk")
    for path in ("/", "/sign-in", "/nowhere", "/alive"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"


def test_files_are_sent_as_what_they_are_and_to_this_host_alone(client: Client) -> None:
    for path, kept in (("/static/app.css", "max-age=31536000, public"), ("/static/verify.html", "no-cache")):
        answer = client.get(path)
        answer.close()
        assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == kept
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_what_goes_to_the_printer_is_told_to_the_trail(client_as: Callable[[str], Client]) -> None:
    client = client_as("clerk")
    assert client.post("/printed", data={"path": "/supervisors/1"}).status_code == 204
    assert client.post("/printed", data={"path": "/nowhere"}).status_code == 404
    assert client.post("/printed").status_code == 404
    rows = AuditEntry.select().where(AuditEntry.verb == "page:print")
    assert [row.object_label for row in rows] == ["/supervisors/1"]


def test_an_unknown_address_is_a_plain_page_and_an_audit_row(client_as: Callable[[str], Client]) -> None:
    answer = client_as("clerk").get("/nowhere")
    assert answer.status_code == 404
    assert AuditEntry.select().order_by(AuditEntry.id.desc()).get().object_label == "GET /nowhere"


@pytest.mark.parametrize(("path", "data", "status", "words"), [
    ("/?q=a%00b", None, 400, "没有保存"), ("/search/?q=%00", None, 400, "没有保存"), ("/static/nothing.css", None, 404, "没有这条记录"),
    ("/language", b"locale=a%00b", 400, "没有保存"), ("/supervisors/1/photo", bytes(22 * 1024 * 1024), 413, "10 MB"),
])
def test_what_is_refused_before_any_page_still_has_its_page(client_as: Callable[[str], Client], path: str, data: bytes | None, status: int,
                                                            words: str) -> None:
    client = client_as("clerk")
    answer = client.open(path, method="GET" if data is None else "POST", data=data, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, words in answer.text) == (status, True)


def test_a_form_of_an_earlier_session_and_a_malformed_request_are_told_to_the_trail(client_as: Callable[[str], Client]) -> None:
    client = client_as("clerk")
    assert client.post("/language", data={"locale": "en"}, token=False).status_code == 400
    assert client.get("/search/?q=%00").status_code == 400
    rows = AuditEntry.select().where(AuditEntry.verb == "refused").order_by(AuditEntry.id)
    assert [(row.object_label, row.reason) for row in rows] == [("POST /language", "form_too_old"), ("GET /search/", "malformed")]


def test_an_administrator_leaves_the_listed_addresses_and_is_signed_out(app: Flask, client_as: Callable[[str], Client],
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    clients = {role: client_as(role) for role in ("system_admin", "clerk")}
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], admin_addresses=("10.1.0.0/16",)))
    assert clients["system_admin"].get("/", environ_base={"REMOTE_ADDR": "10.1.2.3"}).status_code == 200
    assert clients["system_admin"].get("/", environ_base={"REMOTE_ADDR": "10.2.2.3"}).status_code == 303
    assert clients["clerk"].get("/", environ_base={"REMOTE_ADDR": "10.2.2.3"}).status_code == 200


def test_when_the_database_goes_away_the_page_says_so(app: Flask, client_as: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_as("clerk")

    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("server closed the connection")
    with monkeypatch.context() as away:
        away.setattr(database.obj, "execute_sql", gone)
        answer = client.get("/")
    assert answer.status_code == 503
    assert "没有保存" in answer.text


def test_no_connection_is_left_behind(client_as: Callable[[str], Client]) -> None:
    client = client_as("clerk")
    for path in ("/", "/nowhere", "/sign-in", "/password"):
        client.get(path)
        assert client.closed_after
