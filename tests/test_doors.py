"""Every address × every role, driven from the application's own map (access.md); who is let in stands in tests/doors.py.

"In" means neither refused (403) nor unseen (404) nor sent to sign in. Rows of another city are unseen for everybody, whatever the role,
and so are malformed ids.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule

from models import AuditEntry
from models.base import database
from portal.domain.permissions import ROLES
from tests.conftest import Client
from tests.door_rows import City, audit_row, city
from tests.doors import DOORS, OPEN, REGISTERS

ClientAs = Callable[[str], Client]
READS = ("index_view", "details_view", "export")
WRITES = ("create_view", "edit_view")
NAMED = {"kind": "xlsx", "name": "modes-months", "key": "request.max_people", "round_number": "1", "step": "accept", "filename": "x",
         "table": "supervisor", "spec": "supervisors", "item": "i3"}
ROW_OF = {
    "supervisors": "supervisor", "appointments": "appointment", "leave": "leave", "undertakings": "undertaking", "trainings": "training",
    "participants": "participant", "materials": "material", "subscriptions": "subscription",
    "subsidies": "subsidy", "subsidy_batches": "subsidy_batch", "subsidy_rates": "subsidy_rate", "assessments": "assessment", "offices": "office", "users": "user",
    "opinions": "opinion", "papers": "paper", "auth": "session", "days": "day", "activities": "activity",
    "recruitments": "recruitment", "applicants": "applicant", "recruitment_reviews": "applicant_review",
    "attachments": "supervisor", "awards": "award", "discipline": "measure", "departures": "case",
    "corrections": "wish", "dossier": "supervisor", "own_fields": "own_field",
    "visits": "visit", "suggestions": "suggestion", "meetings": "meeting", "bulletins": "bulletin",
    "plans": "plan",
    "imports": "batch", "assessment_rounds": "grading", "assessments.act": "form", "assessments.rows": "form", "assessments.word": "form",
    "assessment_opinions": "yearly_opinion",
}
"""Blueprint, or one of its addresses → the row that `row_id` means there."""
STEPS = {"departures": "decide", "subsidy_batches": "review", "subsidy_rates": "sign"}
"""The step that is asked for, where an address names one."""
SHARED = {"picklists": 1, "rules": 1}
"""Rows that are no city's own."""


on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For doors that are closed to everybody who tries them here: nothing behind them is read."""


@dataclass(frozen=True)
class Door:
    """One address with its roles."""

    endpoint: str
    rule: Rule
    roles: frozenset[str]

    @property
    def methods(self) -> list[str]:
        return sorted(set(self.rule.methods or ()) & {"GET", "POST"})

    def path(self, rows: dict[str, int]) -> str:
        blueprint = self.endpoint.split(".")[0]
        values = {name: self._value(blueprint, name, rows) for name in self.rule.arguments}
        return str(self.rule.rule) if not values else _filled(str(self.rule.rule), values)

    def _value(self, blueprint: str, name: str, rows: dict[str, int]) -> str:
        if blueprint == "templates" and name in ("kind", "office_id"):
            return {"kind": "announcement", "office_id": str(rows["bureau"])}[name]
        if self.endpoint == "papers.issue":
            return {"kind": "duty_sign_in", "about_id": str(rows["activity"])}[name]
        if name == "row_id":
            if blueprint == "audit":
                return str(audit_row())
            return str(SHARED.get(blueprint) or rows[ROW_OF.get(self.endpoint) or ROW_OF[blueprint]])
        if name == "step" and blueprint in STEPS:
            return STEPS[blueprint]
        if blueprint == "notice_words":
            return {"office_id": str(rows["bureau"]), "key": "long.notice"}[name]
        if blueprint in ("days", "flat", "subsidy_rates", "grading_scheme") and name == "office_id":
            return str(rows["bureau"])
        if name.removesuffix("_id") in rows:
            return str(rows[name.removesuffix("_id")])
        return NAMED[name]

    @property
    def has_row(self) -> bool:
        return any(name.endswith("_id") for name in self.rule.arguments) and self.endpoint.split(".")[0] not in (*SHARED, "audit")


def _filled(rule: str, values: dict[str, str]) -> str:
    rule = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule)
    for name, value in values.items():
        for form in (f"<int:{name}>", f"<path:{name}>", f"<{name}>"):
            rule = rule.replace(form, value)
    return rule


def doors(app: Flask) -> Iterator[Door]:
    """Yield every address of the application that needs a session."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPEN or rule.endpoint.startswith("links."):
            continue
        yield Door(rule.endpoint, rule, frozenset(roles_of(rule.endpoint).split()))


def telling(app: Flask, role: str) -> Iterator[Door]:
    """Yield each address; on PostgreSQL only those that let the role in, as whoever is refused at a door reads nothing behind it."""
    for door in doors(app):
        if database.param == "?" or role in door.roles:
            yield door


def roles_of(endpoint: str) -> str:
    """Return who gets in; a method of a register that its page does not use is closed."""
    blueprint, _, method = endpoint.partition(".")
    if endpoint in DOORS:
        return DOORS[endpoint]
    reads, writes = REGISTERS[blueprint]
    if method in READS:
        return reads
    return writes if method in WRITES else "?"


def send(client: Client, method: str, path: str, rows: dict[str, int]) -> object:
    """Ask for a page, or post a form that names the city's own rows."""
    if method == "GET":
        answer = client.get(path)
    else:
        person = rows["assignment"]
        answer = client.post(path, data={"confirmed": "yes", "path": "/", "supervisor": rows["supervisor"], "assignment": person, "field": person,
                                         "message": rows["outbox"], "kind": "notice", "page": "supervisors", "reason": "电话联系", "procuratorate": rows["office"]})
    answer.close()
    return answer


def is_in(answer: object) -> bool:
    """Whether an answer let the reader in."""
    return answer.status_code not in (401, 403, 404) and "/sign-in" not in answer.headers.get("Location", "")


def test_every_address_has_its_row(application: Flask) -> None:
    unnamed = {rule.endpoint for rule in application.url_map.iter_rules()} - OPEN - set(DOORS)
    unnamed = {name for name in unnamed if name.split(".")[0] not in (*REGISTERS, "links")}
    assert unnamed == set()


def test_the_table_names_no_address_that_is_gone(application: Flask) -> None:
    known = {rule.endpoint for rule in application.url_map.iter_rules()}
    assert set(DOORS) - known == set()
    assert set(REGISTERS) - {name.split(".")[0] for name in known} == set()


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_in_where_the_table_says_and_nowhere_else(app: Flask, client_as: ClientAs, role: str) -> None:
    own, client = city(), client_as(role)
    wrong = []
    for door in telling(app, role):
        if "?" in door.roles:
            continue
        for method in door.methods:
            answer = send(client, method, door.path(own.rows), own.rows)
            if is_in(answer) != (role in door.roles):
                wrong.append(f"{method} {door.path(own.rows)} ({door.endpoint}): {answer.status_code}")
            if answer.status_code >= 500:
                wrong.append(f"{method} {door.path(own.rows)}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@on_one_database
@pytest.mark.parametrize("role", ROLES)
def test_what_a_register_does_not_use_is_closed(app: Flask, client_as: ClientAs, role: str) -> None:
    own, client = city(), client_as(role)
    for door in doors(app):
        if "?" in door.roles:
            for method in door.methods:
                answer = send(client, method, door.path(own.rows), own.rows)
                roles = set(REGISTERS[door.endpoint.split(".")[0]][0].split())
                assert answer.status_code < 500, door.endpoint
                assert role in roles or not is_in(answer), f"{method} {door.endpoint} {role}"


@pytest.mark.parametrize("role", ["clerk", "leader", "finance", "officer", "chief", "district_officer"])
def test_rows_of_another_city_are_unseen(app: Flask, client_as: ClientAs, role: str) -> None:
    foreign, client = city(neighbour=True), client_as(role)
    before = AuditEntry.select().where(AuditEntry.verb != "refused").count()
    for door in telling(app, role.removeprefix("district_")):
        if door.has_row:
            for method in door.methods:
                path = door.path(foreign.rows)
                answer = send(client, method, path, foreign.rows)
                assert answer.status_code in ((404, 403) if role not in door.roles else (404,)), f"{method} {path} {role}: {answer.status_code}"
    assert AuditEntry.select().where(AuditEntry.verb != "refused").count() == before


@pytest.mark.parametrize("odd", ["0", "-1", "abc", "99999999999999999999", "1%00", "1 OR 1=1"])
def test_odd_ids_are_unseen(app: Flask, client_as: ClientAs, odd: str) -> None:
    clients = {role: client_as(role) for role in ROLES}
    for door in doors(app):
        if not any(name.endswith("_id") for name in door.rule.arguments) or not door.roles & set(ROLES):
            continue
        values = {name: odd if name.endswith("_id") else NAMED[name] for name in door.rule.arguments}
        role = sorted(door.roles & set(ROLES))[0]
        for method in door.methods:
            path = _filled(door.rule.rule, values)
            answer = clients[role].open(path, method=method) if method == "GET" else clients[role].post(path)
            assert answer.status_code in ((400, 404) if "%00" in odd else (404,)), f"{method} {path} {role}: {answer.status_code}"


@on_one_database
def test_nobody_signed_in_sees_the_sign_in_page_only(app: Flask, client: Client) -> None:
    own: City = city()
    for door in doors(app):
        for method in door.methods:
            path = door.path(own.rows)
            answer = client.open(path, method=method) if method == "GET" else client.post(path)
            assert answer.status_code == 303, f"{method} {path}"
            assert answer.headers["Location"].startswith("/sign-in")
