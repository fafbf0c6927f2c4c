"""A recruitment round at any state, made by the services, for tests."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from models import Applicant, ApplicantReview, Organisation, PicklistItem, Recruitment, RecruitmentObjection
from portal.domain.errors import DomainError
from portal.domain.localtime import local_moment
from portal.domain.permissions import Actor
from portal.domain.recruitment import CLEAR
from portal.queries import recruitment as facts
from portal.services import recruitment, recruitment_review, recruitment_rounds
from tests import factories
from tests.factories import item, save

ActorAs = Callable[[str], Actor]

NOTICED, LAST_DAY = date(2026, 10, 12), date(2026, 11, 13)
TERM = date(2027, 3, 1)
VALUES = {"title": "2026年人民监督员选任", "level": "city", "requirements": "热心公益。", "starts_on": TERM, "apply_from": NOTICED,
          "apply_until": LAST_DAY, "certificate_prefix": "乌人监"}


def link(actor: Actor, address: str = "10.0.0.1") -> Actor:
    """Return whoever holds a link of an actor's bureau."""
    return Actor(name="link", roles=frozenset({"link"}), bureau_id=actor.bureau_id, address=address)


def outcome(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act meets, or nothing."""
    try:
        act()
    except DomainError as error:
        return error.code
    return ""


def morning(day: date, days: int = 0) -> datetime:
    """Return nine o'clock in China, so many days after a day."""
    return local_moment(day + timedelta(days=days), 9)


def county(name: str = "海勃湾区", of: Organisation | None = None) -> PicklistItem:
    """Return a county of a bureau, made at first use."""
    bureau = of or factories.bureau()
    found = PicklistItem.get_or_none(PicklistItem.kind == "county", PicklistItem.bureau == bureau, PicklistItem.name == name)
    return found or save(PicklistItem(bureau=bureau, kind="county", code=f"c{bureau.id}_{next(factories.counter)}", name=name, position=10))


def draft(actor: Actor, places: int = 2, **values: object) -> Recruitment:
    """Return the draft of a round with places in one county."""
    of = Organisation.get_by_id(actor.bureau_id)
    return recruitment_rounds.create(actor, VALUES | values, {county(of=of): places}, at=morning(NOTICED))


def opened(actor: Actor, places: int = 2, **values: object) -> Recruitment:
    """Return a round whose applications are open."""
    row = draft(actor, places, **values)
    recruitment_rounds.publish(actor, row, at=morning(NOTICED))
    return recruitment_rounds.advance(actor, row, "open", at=morning(NOTICED))


def person(number: int, **values: object) -> dict[str, object]:
    """Return what somebody writes into the form."""
    return {"name": f"报名人{number}", "id_number": factories.id_number(date(1985, 3, 2), number, male=number % 2 == 0), "education": "bachelor",
            "county": values.pop("county", None) or county(), "work_unit": f"单位{number}", "post": "职员", "phone": f"139{number:08d}", **values}


def apply(actor: Actor, row: Recruitment, number: int = 1, *, at: datetime | None = None, declared: Iterable[str] = (),
          **values: object) -> Applicant:
    """Return an application."""
    return recruitment.apply(actor, row, person(number, county=county(of=row.bureau), **values), professions=("law",), declared=declared,
                             at=at or morning(NOTICED, 1))


def reviewed(actor_as: ActorAs, people: int = 3, places: int = 2) -> tuple[Recruitment, list[Applicant]]:
    """Return a round in inspection with so many people who passed both reviews."""
    clerk, officer = actor_as("clerk"), actor_as("officer")
    row = opened(clerk, places)
    made = [apply(clerk, row, number) for number in range(1, people + 1)]
    at = morning(LAST_DAY, 1)
    recruitment_rounds.advance(clerk, row, "review", at=at)
    recruitment_review.ask(clerk, row, factories.procuratorate(), due_on=date(2026, 11, 30), at=at)
    for review in ApplicantReview.select():
        recruitment_review.opine(officer, review, clear=True, at=at)
    for applicant in made:
        pass_review(clerk, applicant, at)
    recruitment_rounds.advance(clerk, row, "inspect", at=at)
    return Recruitment.get_by_id(row.id), [Applicant.get_by_id(one.id) for one in made]


def pass_review(clerk: Actor, applicant: Applicant, at: datetime) -> Applicant:
    """Let an application pass, every item found clear."""
    found = {one.item.code: CLEAR for one in facts.checks_of(applicant)}
    return recruitment_review.check(clerk, applicant, passes=True, found=found, words="符合条件", at=at)


def inspected(clerk: Actor, applicant: Applicant, *, passed: bool = True, day: date = date(2026, 11, 17)) -> None:
    """Keep an inspection."""
    recruitment_review.inspect(clerk, applicant, inspected_on=day, way=item("inspection_way"), inspectors="陈晓燕、王某", asked="单位负责人",
                               words="工作认真，群众反映良好。", passed=passed, at=morning(day))


def proposed(actor_as: ActorAs, people: int = 3, places: int = 2) -> tuple[Recruitment, list[Applicant]]:
    """Return a round whose public notice began on 17 November, with as many people proposed as there are places, the rest found fit."""
    clerk = actor_as("clerk")
    row, made = reviewed(actor_as, people, places)
    for number, applicant in enumerate(made):
        inspected(clerk, applicant)
        if number < places:
            recruitment_review.propose(clerk, applicant, at=morning(date(2026, 11, 17)))
    recruitment_rounds.announce(clerk, row, at=morning(date(2026, 11, 17)))
    return Recruitment.get_by_id(row.id), [Applicant.get_by_id(one.id) for one in made]


def objection(actor_as: ActorAs) -> RecruitmentObjection:
    """Return an open objection to the first of those proposed."""
    row, made = proposed(actor_as)
    return recruitment_review.object_to(actor_as("clerk"), row, made[0], words="反映其有违法行为", anonymous=True, at=morning(date(2026, 11, 18)))
