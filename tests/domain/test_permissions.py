from __future__ import annotations

import pytest

from portal.domain.errors import DomainError, Forbidden
from portal.domain.permissions import ADMIN_ROLES, BUREAU_ROLES, PROCURATORATE_ROLES, ROLES, VERBS, Actor, check_role_set, require


def actor(*roles: str) -> Actor:
    return Actor(name="x", roles=frozenset(roles))


def test_unknown_verbs_are_closed_for_everyone() -> None:
    for role in (*ROLES, "link", "system"):
        assert not actor(role).may("universe:end")
        with pytest.raises(Forbidden):
            require(actor(role), "universe:end")


def test_whoever_has_the_verb_passes() -> None:
    require(actor("clerk", "leader"), "draw:seal")


def test_the_table_names_known_roles_only() -> None:
    assert set().union(*VERBS.values()) <= set(ROLES) | {"link", "system"}


def test_administrators_reach_no_business_verb() -> None:
    business = {verb for verb in VERBS if verb.split(":")[0] in {
        "supervisor", "appointment", "leave", "undertaking", "request", "draw", "recusal", "notice", "announcement", "attendance", "opinion",
        "feedback", "activity", "training", "subsidy", "assessment", "statistics", "sensitive"}}
    assert business
    for verb in business:
        assert not VERBS[verb] & ADMIN_ROLES, verb


def test_nobody_may_write_the_trail() -> None:
    assert [verb for verb in VERBS if verb.startswith("audit:")] == ["audit:read"]


@pytest.mark.parametrize(("verb", "roles"), [
    ("request:write", {"officer"}), ("request:accept", {"clerk", "leader"}), ("request:except", {"leader"}), ("draw:seal", {"clerk"}),
    ("draw:digits", {"officer"}), ("draw:phoned_digits", {"clerk"}), ("draw:second_round", {"leader"}), ("recusal:decide", {"clerk"}),
    ("opinion:answer", {"officer"}), ("opinion:decide", {"chief"}), ("user:write", {"system_admin"}), ("user:roles", {"security_admin"}),
    ("user:unlock", {"security_admin"}), ("subsidy:write", {"clerk"}), ("subsidy:review", {"clerk", "finance"}),
    ("subsidy:approve", {"leader"}), ("subsidy:pay", {"finance"}), ("subsidy:bank", {"finance"}), ("rate:write", {"system_admin"}), ("rate:sign", {"leader"}),
    ("settings:write", {"system_admin"}), ("audit:read", {"audit_admin"}),
])
def test_who_decides_what(verb: str, roles: set[str]) -> None:
    assert VERBS[verb] == roles


@pytest.mark.parametrize(("roles", "office", "refusal"), [
    ({"clerk", "leader"}, "bureau", None), ({"officer", "chief"}, "procuratorate", None), ({"system_admin"}, None, None), (set(), None, None),
    ({"system_admin"}, "bureau", None), ({"clerk"}, "procuratorate", "roles_need_office"), ({"officer"}, "bureau", "roles_need_office"),
    ({"clerk"}, None, "roles_need_office"), ({"clerk", "officer"}, "bureau", "roles_need_office"),
    ({"system_admin", "audit_admin"}, None, "roles_exclude"), ({"security_admin", "clerk"}, "bureau", "roles_exclude"),
    ({"emperor"}, None, "unknown_code"),
])
def test_role_sets(roles: set[str], office: str | None, refusal: str | None) -> None:
    if refusal is None:
        check_role_set(frozenset(roles), office)
        return
    with pytest.raises(DomainError) as caught:
        check_role_set(frozenset(roles), office)
    assert caught.value.code == refusal


@pytest.mark.parametrize("role", ROLES)
def test_each_role_knows_its_office(role: str) -> None:
    assert actor(role).in_bureau == (role in BUREAU_ROLES)
    assert actor(role).in_procuratorate == (role in PROCURATORATE_ROLES)
