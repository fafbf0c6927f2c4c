"""Accounts: who makes them, who gives roles, and what the person gets to see once."""
from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from models import User, UserSession
from portal.services import users
from tests import factories
from tests.conftest import NOW, Client

As = Callable[[str], Client]


def test_an_account_is_made_and_its_password_shown_once(client_as: As) -> None:
    admin = client_as("system_admin")
    answer = admin.post("/users/new", data={"username": "Zhang.San", "name": "张三", "organisation": factories.bureau().id})
    password = re.search(r'id="first-password">([^<]+)<', answer.text)
    made = User.get(User.username == "zhang.san")
    assert password and users.matches(made.password_hash, password[1]) and made.must_change_password
    assert users.roles_of(made) == frozenset() and password[1] not in admin.get(f"/users/{made.id}").text
    again = admin.post("/users/new", data={"username": "zhang.san", "name": "李四"})
    assert again.status_code == 200 and User.select().where(User.username == "zhang.san").count() == 1


@pytest.mark.parametrize(("roles", "kept"), [
    (["clerk", "finance"], True), (["leader"], True), ([], True), (["officer"], False), (["system_admin", "clerk"], False), (["root"], False),
])
def test_roles_within_the_exclusions(client_as: As, roles: list[str], kept: bool) -> None:
    user = factories.user("clerk", factories.bureau())
    answer = client_as("security_admin").post(f"/users/{user.id}/roles", data={"roles": roles})
    assert answer.status_code == 303
    assert users.roles_of(user) == (frozenset(roles) if kept else frozenset({"clerk"}))


def test_roles_are_the_security_administrators_and_accounts_the_system_administrators(client_as: As) -> None:
    user = factories.user("clerk", factories.bureau())
    system, security = client_as("system_admin"), client_as("security_admin")
    for act in ("roles", "unlock", "reset"):
        assert system.post(f"/users/{user.id}/{act}", data={"confirmed": "yes"}).status_code == 403
    for act in ("disable", "enable"):
        assert security.post(f"/users/{user.id}/{act}", data={"confirmed": "yes"}).status_code == 403
    assert security.post("/users/new", data={}).status_code == 403
    assert "保存角色" not in system.get(f"/users/{user.id}").text and "保存角色" in security.get(f"/users/{user.id}").text


def test_nobody_changes_the_own_roles_or_disables_the_own_account(client_as: As) -> None:
    own, admin = factories.account("security_admin"), factories.account("system_admin")
    client_as("security_admin").post(f"/users/{own.id}/roles", data={"roles": ["clerk"]})
    client_as("system_admin").post(f"/users/{admin.id}/disable", data={"confirmed": "yes"})
    assert users.roles_of(own) == {"security_admin"} and User.get_by_id(admin.id).active


def test_disabling_asks_first_and_ends_the_sessions(client_as: As) -> None:
    user, admin = factories.user("clerk", factories.bureau()), client_as("system_admin")
    factories.session_token(user, NOW)
    asked = admin.post(f"/users/{user.id}/disable")
    assert asked.status_code == 200 and "不能登录" in asked.text and User.get_by_id(user.id).active
    assert admin.post(f"/users/{user.id}/disable", data={"confirmed": "yes"}).status_code == 303
    assert not User.get_by_id(user.id).active
    assert UserSession.select().where(UserSession.user == user, UserSession.ended_at.is_null()).count() == 0
    assert "已停用" in admin.get(f"/users/{user.id}").text
    admin.post(f"/users/{user.id}/enable")
    assert User.get_by_id(user.id).active


def test_a_reset_password_is_shown_once_and_must_be_changed(client_as: As) -> None:
    user, admin = factories.user("clerk", factories.bureau()), client_as("security_admin")
    before = user.password_hash
    assert admin.post(f"/users/{user.id}/reset").status_code == 200 and User.get_by_id(user.id).password_hash == before
    answer = admin.post(f"/users/{user.id}/reset", data={"confirmed": "yes"})
    password = re.search(r'id="first-password">([^<]+)<', answer.text)
    fresh = User.get_by_id(user.id)
    assert password and users.matches(fresh.password_hash, password[1]) and fresh.must_change_password


def test_unlocking(client_as: As) -> None:
    user = factories.user("clerk", factories.bureau(), locked_until=NOW.replace(year=2027))
    admin = client_as("security_admin")
    assert "已锁定" in admin.get(f"/users/{user.id}").text
    admin.post(f"/users/{user.id}/unlock")
    assert User.get_by_id(user.id).locked_until is None


def test_the_list_shows_roles_in_words_and_amending_keeps_the_user_name(client_as: As) -> None:
    user, admin = factories.user("officer", factories.procuratorate(), name="王五"), client_as("system_admin")
    page = admin.get("/users/").text
    assert "检察院联络员" in page and "王五" in page
    form = admin.get(f"/users/{user.id}/edit").text
    assert 'name="username"' not in form
    values = {"name": "王六", "organisation": factories.procuratorate().id, "version": "1"}
    assert admin.post(f"/users/{user.id}/edit", data=values).status_code == 303
    assert (User.get_by_id(user.id).name, User.get_by_id(user.id).username) == ("王六", user.username)
    assert admin.post(f"/users/{user.id}/edit", data=values | {"organisation": factories.bureau().id, "version": "2"}).status_code == 200
    assert User.get_by_id(user.id).organisation_id == factories.procuratorate().id


@pytest.mark.parametrize("role", ["clerk", "leader", "finance", "officer", "chief", "audit_admin"])
def test_accounts_are_closed_to_others(client_as: As, role: str) -> None:
    assert client_as(role).get("/users/").status_code == 403
