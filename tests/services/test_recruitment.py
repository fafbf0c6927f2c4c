"""Applications: from the link, from paper, from an import; what refuses them; the receipt."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from models import Applicant, Appointment, AuditEntry, Bar
from models.base import database
from portal.domain.errors import Forbidden, NotFound
from portal.queries import recruitment as facts
from portal.services import people, recruitment
from tests import factories, recruiting
from tests.factories import item
from tests.recruiting import LAST_DAY, NOTICED, TERM, ActorAs, link, morning, outcome

pytestmark = pytest.mark.usefixtures("db")


def test_an_application_is_kept_encrypted_with_its_receipt(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    made = recruiting.apply(clerk, row, 3, declared=("court",))
    assert (made.state, made.source, made.birth_date, made.sex.code, made.professions) == ("applied", "clerk", date(1985, 3, 2), "female", ["law"])
    assert made.receipt.startswith("2026-") and len(made.receipt) == 14
    stored = database.execute_sql("SELECT id_number, phone FROM applicant").fetchone()
    assert made.id_number not in stored[0] and "139" not in stored[1][:3]
    assert [check.item.code for check in facts.checks_of(made) if check.declared] == ["court"]
    assert len(facts.checks_of(made)) == 14


@pytest.mark.parametrize(("who", "source", "kept"), [("clerk", "import", "import"), ("link", "clerk", "link")])
def test_where_it_came_from(actor_as: ActorAs, who: str, source: str, kept: str) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    actor = link(clerk) if who == "link" else clerk
    made = recruitment.apply(actor, row, recruiting.person(1), source=source, at=morning(NOTICED, 1))
    assert made.source == kept
    assert outcome(lambda: recruitment.apply(clerk, row, recruiting.person(2), source="fax", at=morning(NOTICED, 1))) == "unknown_code"
    with pytest.raises(KeyError):
        recruitment.apply(clerk, row, recruiting.person(3, bank_card="1"), at=morning(NOTICED, 1))


BAD = [
    ({"name": " "}, "name_missing"), ({"id_number": "15030219850302001"}, "id_length"), ({"id_number": "150302198503020011"}, "id_check_digit"),
    ({"birth_date": date(1985, 3, 3)}, "id_contradicts_birth"), ({"education": "junior_high"}, "education_too_low"), ({"education": None}, "education_missing"),
    ({"phone": ""}, "recruit_phone_missing"), ({"phone": "12"}, "phone_form"), ({"email": "x"}, "email_form"),
    ({"id_number": factories.id_number(date(2006, 3, 2), 7)}, "too_young"), ({"id_number": factories.id_number(date(2004, 3, 1), 7)}, ""),
    ({"id_number": factories.id_number(date(2004, 3, 2), 7)}, "too_young"),
]


@pytest.mark.parametrize(("values", "code"), BAD)
def test_what_is_wrong_with_a_form(actor_as: ActorAs, values: dict[str, object], code: str) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    assert outcome(lambda: recruitment.apply(clerk, row, recruiting.person(1) | values, at=morning(NOTICED, 1))) == code
    assert Applicant.select().count() == (0 if code else 1)


def test_a_county_without_places_and_an_unknown_item(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    other = recruiting.county("海南区")
    assert outcome(lambda: recruitment.apply(clerk, row, recruiting.person(1, county=other), at=morning(NOTICED, 1))) == "recruit_county"
    assert outcome(lambda: recruitment.apply(clerk, row, recruiting.person(1) | {"county": None}, at=morning(NOTICED, 1))) == "recruit_county"
    assert outcome(lambda: recruiting.apply(clerk, row, 1, declared=("nonsense",))) == "unknown_code"
    assert Applicant.select().count() == 0


DAYS = [
    # day, by link, code: the notice says 12 October to 13 November
    (NOTICED, True, ""), (LAST_DAY, True, ""), (LAST_DAY + timedelta(days=1), True, "recruit_closed_to_forms"),
    (LAST_DAY + timedelta(days=1), False, ""),
]


@pytest.mark.parametrize(("day", "by_link", "code"), DAYS)
def test_the_days_of_the_notice(actor_as: ActorAs, day: date, by_link: bool, code: str) -> None:
    """The clerk enters on the day after what came in time on paper."""
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    actor = link(clerk) if by_link else clerk
    assert outcome(lambda: recruiting.apply(actor, row, 1, at=morning(day))) == code


def test_no_application_before_and_after_the_round_takes_them(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.draft(clerk)
    assert outcome(lambda: recruiting.apply(clerk, row, 1)) == "recruit_closed_to_forms"
    done, _made = recruiting.reviewed(actor_as)
    assert outcome(lambda: recruiting.apply(clerk, done, 9)) == "recruit_closed_to_forms"


def test_one_application_for_each_id_number_and_round(actor_as: ActorAs) -> None:
    """Once withdrawn, the person may apply anew; in another round as well."""
    clerk = actor_as("clerk")
    row, other = recruiting.opened(clerk), recruiting.opened(clerk, title="补选")
    made = recruiting.apply(clerk, row, 1)
    assert outcome(lambda: recruiting.apply(clerk, row, 1)) == "recruit_applied_already"
    recruiting.apply(clerk, other, 1)
    assert outcome(lambda: recruitment.withdraw(clerk, made, words="", at=morning(NOTICED, 2))) == "words_missing"
    recruitment.withdraw(clerk, made, words="本人电话撤回", at=morning(NOTICED, 2))
    assert outcome(lambda: recruitment.withdraw(clerk, made, words="再次", at=morning(NOTICED, 2))) == "recruit_act_not_now"
    assert recruiting.apply(clerk, row, 1).receipt != made.receipt


KNOWN = [
    # who: registered where, terms (start, end, live), barred; code for the clerk, by link; why
    ("own", (), False, "", "", "registered, never appointed"),
    ("own", ((date(2022, 1, 1), date(2026, 12, 31), True),), False, "", "", "a live term that ends before the new one begins"),
    ("own", ((date(2023, 1, 1), TERM, True),), False, "has_live_term", "recruit_call_office", "a live term into the first day of the new one"),
    ("own", ((date(2017, 1, 1), date(2021, 12, 31), False), (date(2022, 1, 1), date(2026, 12, 31), True)), False, "third_running_term",
     "recruit_call_office", "the third in a row"),
    ("own", ((date(2012, 1, 1), date(2016, 12, 31), False), (date(2017, 1, 1), date(2021, 12, 31), False)), False, "", "", "two terms, then a pause"),
    ("elsewhere", (), False, "id_number_elsewhere", "recruit_call_office", "another bureau's file"),
    ("nowhere", (), True, "barred_for_ever", "recruit_call_office", "the file is gone, the digest stays"),
    ("own", (), True, "barred_for_ever", "recruit_call_office", "removed for a breach"),
    ("nowhere", (), False, "", "", "a newcomer"),
]


@pytest.mark.parametrize(("where", "held", "barred", "code", "by_link", "why"), KNOWN)
def test_one_live_appointment_no_third_term_and_the_bar(actor_as: ActorAs, where: str, held: tuple[tuple[date, date, bool], ...], barred: bool,
                                                        code: str, by_link: str, why: str) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    values = recruiting.person(1)
    if where != "nowhere":
        of = factories.bureau() if where == "own" else factories.neighbour_bureau()
        person = factories.supervisor(of, appointed=False, id_number=values["id_number"])
        for start, end, live in held:
            factories.save(Appointment(bureau=of, supervisor=person, starts_on=start, ends_on=end, state="live" if live else "ended",
                                       ended_on=None if live else end))
    if barred:
        factories.save(Bar(bureau=factories.neighbour_bureau(), id_digest=people.digest(str(values["id_number"]), "id_number"),
                           since=date(2020, 1, 1), ground=item("appointment_end", "breach")))
    assert outcome(lambda: recruitment.apply_by_link(link(clerk), row, values, professions=(), declared=(), statement="", at=morning(NOTICED, 1))) \
        == by_link, why
    if code:
        assert outcome(lambda: recruitment.apply(clerk, row, values, at=morning(NOTICED, 1))) == code, why


def test_one_address_sends_only_so_much(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, visitor = recruiting.opened(clerk), link(clerk)
    made = recruitment.apply_by_link(visitor, row, recruiting.person(1), professions=("law",), declared=(), statement="", at=morning(NOTICED, 1))
    assert recruitment.look_up(visitor, row, f" {made.receipt.lower()} ", at=morning(NOTICED, 1)).id == made.id
    for _try in range(recruitment.TRIES_AN_HOUR - 1):
        assert outcome(lambda: recruitment.look_up(visitor, row, "2026-AAAA-AAAA", at=morning(NOTICED, 1))) == "recruit_receipt_unknown"
    for act in (lambda: recruitment.look_up(visitor, row, made.receipt, at=morning(NOTICED, 1)),
                lambda: recruitment.apply_by_link(visitor, row, recruiting.person(2), professions=(), declared=(), statement="", at=morning(NOTICED, 1))):
        assert outcome(act) == "recruit_too_many"
    assert recruitment.look_up(replace(visitor, address="10.0.0.2"), row, made.receipt, at=morning(NOTICED, 1)).id == made.id
    later = morning(NOTICED, 1) + timedelta(hours=1)
    assert recruitment.look_up(visitor, row, made.receipt, at=later).id == made.id


def test_a_refusal_that_tells_something_counts_as_a_try(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    recruiting.apply(clerk, row, 1)
    assert outcome(lambda: recruitment.apply_by_link(link(clerk), row, recruiting.person(1), professions=(), declared=(), statement="",
                                                     at=morning(NOTICED, 1))) == "recruit_applied_already"
    assert AuditEntry.select().where(AuditEntry.verb == "applicant:refused").count() == 1


def test_a_receipt_opens_its_own_round_only(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row, other = recruiting.opened(clerk), recruiting.opened(clerk, title="补选")
    made = recruiting.apply(clerk, row, 1)
    assert outcome(lambda: recruitment.look_up(link(clerk), other, made.receipt, at=morning(NOTICED, 1))) == "recruit_receipt_unknown"


def test_the_clerk_corrects_what_was_typed_wrong(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    made = recruiting.apply(clerk, row, 1)
    changed = recruitment.amend(clerk, made, {"work_unit": "新单位", "phone": "13800138000", "id_number": "ignored"}, professions=("medicine",), at=morning(NOTICED, 2),
                                version=1)
    assert (changed.work_unit, changed.phone, changed.professions, changed.id_number) == ("新单位", "13800138000", ["medicine"], made.id_number)
    assert AuditEntry.select().where(AuditEntry.verb == "applicant:amend").get().changes == {
        name: ["changed"] for name in ("work_unit", "phone", "professions")}
    assert outcome(lambda: recruitment.amend(clerk, made, {"work_unit": "x"}, at=morning(NOTICED, 2), version=1)) == "changed_meanwhile"
    assert outcome(lambda: recruitment.amend(clerk, made, {"phone": ""}, at=morning(NOTICED, 2))) == "recruit_phone_missing"
    assert outcome(lambda: recruitment.amend(clerk, made, {"education": "junior_high"}, at=morning(NOTICED, 2))) == "education_too_low"


def test_who_may_take_and_change_applications(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    row = recruiting.opened(clerk)
    made = recruiting.apply(clerk, row, 1)
    for role in ("leader", "officer", "finance"):
        with pytest.raises(Forbidden):
            recruiting.apply(actor_as(role), row, 2)
        with pytest.raises(Forbidden):
            recruitment.withdraw(actor_as(role), made, words="x", at=morning(NOTICED, 1))
    with pytest.raises(NotFound):
        recruitment.withdraw(actor_as("neighbour_clerk"), made, words="x", at=morning(NOTICED, 1))
    with pytest.raises(NotFound):
        recruitment.apply(actor_as("neighbour_clerk"), row, recruiting.person(2), at=morning(NOTICED, 1))
