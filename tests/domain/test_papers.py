"""The kinds of paper: each fills exactly the fields that its templates may use."""
from __future__ import annotations

from datetime import date

import pytest

from portal.domain.errors import DomainError
from portal.domain.paper_form import day_words, watched
from portal.domain.papers import ANNOUNCEMENT, FORMS, form_of, readable, unknown_fields
from portal.domain.permissions import ROLES, VERBS, Actor


@pytest.mark.parametrize("kind", FORMS)
def test_a_paper_has_every_field_of_its_table_and_no_other(kind: str) -> None:
    form = form_of(kind)
    filled = form.fill("某司监〔2026〕3号", form.sample)
    lines = {f"{name}.{field}" for name, value in filled.items() if isinstance(value, list) for field in value[0]}
    assert set(filled) | lines == set(form.fields)
    assert "某司监〔2026〕3号" in filled.values() or not form.numbered


@pytest.mark.parametrize("kind", FORMS)
def test_a_paper_is_written_and_read_by_somebody(kind: str) -> None:
    form = form_of(kind)
    assert VERBS[form.writes] & set(ROLES) and VERBS[form.writes] & set(ROLES) <= VERBS[form.reads]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_has_a_kinds_verb_reads_it(role: str) -> None:
    assert readable(Actor(name=role, roles=frozenset({role}))) == [kind for kind, form in FORMS.items() if role in VERBS[form.reads]]


def test_there_is_no_other_kind() -> None:
    with pytest.raises(DomainError, match="unknown_code"):
        form_of("love_letter")


def test_days_in_words() -> None:
    assert day_words(date(2026, 11, 4)) == "2026年11月4日"


def test_fields_that_a_template_asks_for_in_vain_are_named() -> None:
    assert unknown_fields(ANNOUNCEMENT, {"title", "phone", "people.name", "people.id_number"}) == ["people.id_number", "phone"]
    asked: set[str] = set()
    fields = watched(form_of(ANNOUNCEMENT).fill("1号", form_of(ANNOUNCEMENT).sample), asked)
    assert fields["people"][0]["name"] == "张某某" and fields["title"] == "某申诉案公开听证"
    with pytest.raises(KeyError):
        fields["people"][0]["id_number"]
    assert asked == {"people.id_number"}
