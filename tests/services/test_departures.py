"""Cases of removal and resignation: every state × every step, what a decision does, and what is refused."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from models import Appointment, Bar, Departure, Paper, Supervisor
from portal.domain.conduct import STEPS
from portal.domain.errors import Conflict, DomainError, Forbidden, NotFound
from portal.domain.localtime import local_day
from portal.domain.permissions import ROLES, Actor
from portal.domain.words.conduct import CASE_STATES
from portal.queries import conduct as reading, worklists
from portal.services import departures, papers, people, terms
from tests import factories
from tests.factories import AT, id_number, item

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]
TODAY = local_day(AT)
NUMBER = id_number(date(1985, 3, 2), 7)


def case(actor: Actor, ground: str = "breach", state: str = "opened", **values: object) -> Departure:
    person = factories.supervisor(id_number=NUMBER)
    made = departures.open_case(actor, person.appointments.get(), ground=item("appointment_end", ground), matter="泄露评议内容", opened_on=TODAY, at=AT)
    Departure.update(state=state, **values).where(Departure.id == made.id).execute()
    return Departure.get_by_id(made.id)


def do(name: str, actor_as: ActorAs, row: Departure) -> Departure:
    acts = {
        "hear": lambda: departures.hear(actor_as("clerk"), row, heard_on=TODAY, words="没有异议", at=AT),
        "decide": lambda: departures.decide(actor_as("leader"), row, words="免除其人民监督员职务。", effective_on=TODAY, at=AT),
        "drop": lambda: departures.drop(actor_as("leader"), row, words="查无实据", at=AT),
        "tell": lambda: departures.tell(actor_as("clerk"), row, told_on=TODAY, how=item("contact_way"), words="已函告工作单位", at=AT),
    }
    return acts[name]()


@pytest.mark.parametrize("state", CASE_STATES)
@pytest.mark.parametrize("name", STEPS)
def test_each_step_starts_from_its_states_alone(actor_as: ActorAs, state: str, name: str) -> None:
    row = case(actor_as("clerk"), state=state)
    may = state in STEPS[name].sources and (name, state) != ("decide", "opened")  # nobody is removed unheard
    if may:
        assert do(name, actor_as, row).state == STEPS[name].target
        return
    with pytest.raises(Conflict) as refusal:
        do(name, actor_as, row)
    assert refusal.value.code == ("removal_unheard" if (name, state) == ("decide", "opened") else "case_step_not_now")
    assert Departure.get_by_id(row.id).state == state


def test_a_removal_ends_the_term_numbers_the_paper_and_bars_for_ever(actor_as: ActorAs) -> None:
    row = do("hear", actor_as, case(actor_as("clerk")))
    decided = do("decide", actor_as, row)
    term = Appointment.get_by_id(decided.appointment_id)
    assert (term.state, term.ended_on, term.end_reason.code) == ("ended", TODAY, "breach")
    paper = Paper.get()
    assert (paper.kind, paper.number, paper.about_type, paper.about_id) == ("departure_decision", "乌司监〔2026〕1号", "departure", decided.id)
    assert papers.open_paper(actor_as("leader"), paper, at=AT).startswith(b"PK")
    assert NUMBER not in str(paper.data)
    person = Supervisor.get_by_id(decided.supervisor_id)
    assert reading.is_barred(person.id_digest) and Bar.select().count() == 1
    with pytest.raises(DomainError, match="barred_for_ever"):
        terms.appoint(actor_as("clerk"), person, starts_on=TODAY + timedelta(days=400), at=AT)


def test_the_bar_outlives_the_file(actor_as: ActorAs) -> None:
    person = factories.supervisor(id_number=NUMBER, appointed=False)
    factories.save(Bar(bureau=person.bureau, id_digest=person.id_digest, since=TODAY, ground=item("appointment_end", "breach")))
    Supervisor.update(id_digest="0" * 64).where(Supervisor.id == person.id).execute()
    with pytest.raises(DomainError, match="barred_for_ever"):
        people.register(actor_as("clerk"), {"name": "王晓东", "id_number": NUMBER, "education": "bachelor"}, at=AT)
    with pytest.raises(DomainError, match="barred_for_ever"):
        people.register(actor_as("neighbour_clerk"), {"name": "王晓东", "id_number": NUMBER, "education": "bachelor"}, at=AT)


@pytest.mark.parametrize(("ground", "barred"), [
    ("resignation", False), ("nationality_lost", False), ("incapacity", False),
    ("breach", True), ("fraud", True), ("failed_assessment", True), ("obstruction", True),
])
def test_who_is_barred(actor_as: ActorAs, ground: str, barred: bool) -> None:
    row = case(actor_as("clerk"), ground, state="heard")
    do("decide", actor_as, row)
    assert Bar.select().exists() == barred


def test_a_resignation_needs_no_hearing(actor_as: ActorAs) -> None:
    assert do("decide", actor_as, case(actor_as("clerk"), "resignation")).state == "decided"
    assert Paper.get().data["removal"] is False


BAD_OPENINGS = [
    ({"ground": "term_over"}, "case_ground", "a term that has run out needs no case"),
    ({"matter": "  "}, "words_missing", "facts are needed"),
    ({"matter": "长" * 2001}, "words_long", "2,000 characters"),
    ({"opened_on": TODAY + timedelta(days=1)}, "case_day_future", "tomorrow"),
]


@pytest.mark.parametrize(("values", "code", "_why"), BAD_OPENINGS, ids=[why for *_rest, why in BAD_OPENINGS])
def test_what_opens_no_case(actor_as: ActorAs, values: dict[str, object], code: str, _why: str) -> None:
    given = {"ground": "breach", "matter": "泄密", "opened_on": TODAY} | values
    with pytest.raises(DomainError) as refusal:
        departures.open_case(actor_as("clerk"), factories.supervisor().appointments.get(), ground=item("appointment_end", given.pop("ground")),
                             at=AT, **given)
    assert refusal.value.code == code


def test_one_case_a_term_and_another_after_the_first_was_dropped(actor_as: ActorAs) -> None:
    row = case(actor_as("clerk"))
    term = row.appointment
    again = {"ground": item("appointment_end", "breach"), "matter": "再次泄密", "opened_on": TODAY, "at": AT}
    with pytest.raises(Conflict, match="case_there"):
        departures.open_case(actor_as("clerk"), term, **again)
    do("drop", actor_as, row)
    assert departures.open_case(actor_as("clerk"), term, **again).state == "opened"
    Appointment.update(state="ended").where(Appointment.id == term.id).execute()
    with pytest.raises(DomainError, match="not_live"):
        departures.open_case(actor_as("clerk"), term, **again)


def test_days_lie_between_opening_and_today(actor_as: ActorAs) -> None:
    row = case(actor_as("clerk"), "resignation")
    for day, code in ((TODAY + timedelta(days=1), "case_day_future"), (TODAY - timedelta(days=1), "case_day_early")):
        with pytest.raises(DomainError) as refusal:
            departures.decide(actor_as("leader"), row, words="同意辞任", effective_on=day, at=AT)
        assert refusal.value.code == code
    with pytest.raises(DomainError, match="unknown_code"):
        departures.tell(actor_as("clerk"), row, told_on=TODAY, how=item("grade"), at=AT)


@pytest.mark.parametrize("role", ROLES)
def test_who_may(actor_as: ActorAs, role: str) -> None:
    actor, row = actor_as(role), case(actor_as("clerk"), "resignation", state="decided")
    told = actor_as(role).may("conduct:write")
    if told:
        assert departures.tell(actor, row, told_on=TODAY, how=item("contact_way"), at=AT).state == "told"
    else:
        with pytest.raises(Forbidden):
            departures.tell(actor, row, told_on=TODAY, how=item("contact_way"), at=AT)
    if not actor.may("appointment:end"):
        with pytest.raises(Forbidden):
            departures.decide(actor, row, words="x", effective_on=TODAY, at=AT)


def test_another_bureaus_case_is_not_there(actor_as: ActorAs) -> None:
    row = case(actor_as("clerk"))
    with pytest.raises(NotFound):
        departures.hear(actor_as("neighbour_clerk"), row, heard_on=TODAY, words="x", at=AT)


WAITS = [
    ("breach", "opened", "clerk", "hear_case"), ("breach", "opened", "leader", None), ("resignation", "opened", "leader", "decide_case"),
    ("resignation", "opened", "clerk", None), ("breach", "heard", "leader", "decide_case"), ("breach", "decided", "clerk", "tell_case"),
    ("breach", "told", "clerk", None), ("breach", "dropped", "leader", None), ("breach", "opened", "finance", None),
]


@pytest.mark.parametrize(("ground", "state", "role", "kind"), WAITS)
def test_what_waits_for_whom(actor_as: ActorAs, ground: str, state: str, role: str, kind: str | None) -> None:
    case(actor_as("clerk"), ground, state=state)
    kinds = [task.kind for task in worklists.tasks(actor_as(role), AT) if task.kind.endswith("_case")]
    assert kinds == ([kind] if kind else [])
