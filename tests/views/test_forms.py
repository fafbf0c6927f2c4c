"""Form fields: what people type, what is kept, what is refused."""
from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from wtforms import StringField

from models import Supervisor
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from tests import factories
from tests.conftest import Client
from views.form_lookups import LookupField
from views.forms import Given, PortalForm, RowField, ScaledField, SensitiveField, attempt, stripped


@pytest.fixture
def posted(bench_app: Flask, db: None) -> Iterator[Callable[..., PortalForm]]:
    """Return a function: form class and values → the form as sent."""
    contexts = []

    def send(form: type[PortalForm], obj: object = None, **values: object) -> PortalForm:
        context = bench_app.test_request_context("/", method="POST", data=values)
        context.push()
        contexts.append(context)
        return form.of_request(obj)
    yield send
    while contexts:
        contexts.pop().pop()


class Holder:
    """An object with attributes, as a row has."""

    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)


def test_given_values_stand_over_those_of_a_row(bench_app: Flask) -> None:
    with bench_app.test_request_context("/"):
        form = Plain.of_request(Holder(title="旧"), title="新")
        assert (form.title.data, Plain.of_request(Holder(title="旧")).title.data, Plain.of_request().title.data) == ("新", "旧", None)
        assert Plain.of_request(Holder(title="旧"), title=None).title.data is None


class Plain(PortalForm):
    title = StringField("题目", [Given()], filters=[stripped])


class People(PortalForm):
    several = LookupField("人员", query=lambda: Supervisor.select().where(Supervisor.name.startswith("可见")), url=lambda: "/look", multiple=True)
    one = LookupField("人", query=lambda: Supervisor.select().where(Supervisor.name.startswith("可见")), url=lambda: "/look?a=1")


class Choice(PortalForm):
    sex = RowField("性别", rows=lambda: [factories.item("sex", "male")], allow_blank=True)


class Secret(PortalForm):
    phone = SensitiveField("手机", kind="phone", clearable=True)
    card = SensitiveField("银行卡", kind="bank_card")


class Hours(PortalForm):
    hours = ScaledField("学时", scale=10)


@pytest.mark.parametrize(("typed", "holds"), [("听证", True), (" 听证 ", True), ("", False), ("   ", False), ("\u3000", False)])
def test_given(posted: Callable[..., PortalForm], typed: str, holds: bool) -> None:
    """Blanks alone are nothing."""
    form = posted(Plain, title=typed)
    assert form.sent() is holds and form.title.data == typed.strip()


def test_lookup_keeps_to_its_query(posted: Callable[..., PortalForm]) -> None:
    """Rows outside the query, absent and malformed keys are refused; the widget holds the chosen rows only, escaped."""
    first, second = factories.supervisor(name="可见<甲>"), factories.supervisor(name="可见乙")
    hidden = factories.supervisor(name="别处丙")
    form = posted(People, several=[first.id, second.id], one=first.id)
    assert form.sent() and {row.id for row in form.several.data} == {first.id, second.id} and form.one.data == first
    markup = str(form.one())
    assert "可见&lt;甲&gt;" in markup and "可见乙" not in markup and 'data-lookup="/look?a=1"' in markup and "required" not in markup
    for wrong in (hidden.id, 999999, "abc", 2**70, "-1"):
        form = posted(People, one=wrong)
        assert not form.sent() and form.one.errors
        form = posted(People, several=[first.id, wrong])
        assert not form.sent() and form.several.errors
    form = posted(People)
    assert form.sent() and form.one.data is None and form.several.data == []


def test_row_field_keeps_a_retired_value(posted: Callable[..., PortalForm]) -> None:
    """A value that is no longer offered stays while it is the present one, and cannot be chosen anew."""
    retired = factories.item("sex", "female")
    form = posted(Choice, Holder(sex=retired), sex=retired.id)
    assert form.sent() and form.sex.data == retired and retired.name in str(form.sex())
    form = posted(Choice, Holder(sex=None), sex=retired.id)
    assert not form.sent() and form.sex.data is None
    form = posted(Choice, Holder(sex=retired), sex="")
    assert form.sent() and form.sex.data is None


@pytest.mark.parametrize(("typed", "phone", "card"), [("", "13812341234", "6222021234"), ("-", None, "6222021234"), ("13900000000", "13900000000", "13900000000")])
def test_sensitive_values(posted: Callable[..., PortalForm], typed: str, phone: str | None, card: str) -> None:
    """Empty keeps, a single - clears where that is allowed, anything else replaces; the page never repeats what is kept."""
    form = posted(Secret, Holder(phone="13812341234", card="6222021234"), phone=typed, card=typed)
    assert form.sent() and (form.phone.data, form.card.data) == (phone, card)
    assert "13812341234" not in str(form.phone()) and "138****1234" in str(form.phone())
    assert form.phone.keep_words() != form.card.keep_words()


@pytest.mark.parametrize(("typed", "kept"), [("3.5", 35), ("3", 30), ("", None), ("3.55", None), ("x", None), ("9" * 12, None), ("9e999999", None), ("1e-999999", None)])
def test_tenths(posted: Callable[..., PortalForm], typed: str, kept: int | None) -> None:
    """Hours are exact tenths or refused; what was typed stays in the field."""
    form = posted(Hours, hours=typed)
    assert form.sent() is (kept is not None or typed == "") and form.hours.data == kept
    assert f'value="{typed}"' in str(form.hours())


@pytest.mark.parametrize(("refusal", "field"), [(DomainError("words_missing", field="title"), "title"), (DomainError("words_missing"), None),
                                                (Conflict("changed_meanwhile"), None), (DomainError("words_missing", field="absent"), None)])
def test_attempt_puts_a_refusal_where_it_belongs(posted: Callable[..., PortalForm], refusal: DomainError, field: str | None) -> None:
    """A refusal stands at its field, or at the head of the form."""
    form = posted(Plain, title="x")
    assert form.sent()

    def act() -> None:
        raise refusal

    assert attempt(form, act) is None
    assert bool(form.title.errors) is (field == "title") and bool(form.form_errors) is (field is None)


@pytest.mark.parametrize("refusal", [NotFound("not_found"), Forbidden("forbidden")])
def test_attempt_lets_closed_doors_through(posted: Callable[..., PortalForm], refusal: DomainError) -> None:
    """What has a page of its own is not turned into a form error."""
    form = posted(Plain, title="x")

    def act() -> None:
        raise refusal

    with pytest.raises(type(refusal)):
        attempt(form, act)
    assert attempt(form, lambda: "done") == "done"


def test_own_words_in_both_languages(as_role: Callable[[str], Client]) -> None:
    """WTForms' sentences come from our catalogue, in the reader's language."""
    browser = as_role("clerk")
    assert "此项必填" in browser.post("/classes/new", data={}).get_data(as_text=True)
    browser.post("/language", data={"locale": "en"})
    assert "This field is required." in browser.post("/classes/new", data={}).get_data(as_text=True)
