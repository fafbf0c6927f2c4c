"""How many SQL statements a page takes, frame included: at most 10 for a list, a details page and an edit page, however many rows there are."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from models import Applicant, ApplicantReview, Attachment, Inspection, Recruitment, RecruitmentObjection
from models.base import database
from models.choices import RecruitmentState
from tests import factories
from tests.conftest import Client
from tests.door_rows import City, city
from tests.factories import AT, save

MOST = 10
LISTS = [
    ("clerk", "/activities/"), ("officer", "/activities/"), ("clerk", "/supervisors/"), ("clerk", "/appointments/"), ("clerk", "/leave/"),
    ("clerk", "/undertakings/"), ("clerk", "/trainings/"), ("clerk", "/participants/"), ("finance", "/subsidies/"),
    ("finance", "/subsidy-batches/"), ("clerk", "/subsidy-rates/"),
    ("clerk", "/assessments/"), ("clerk", "/opinions/"), ("officer", "/opinions/"), ("clerk", "/papers/"), ("system_admin", "/templates/"), ("clerk", "/visits/"),
    ("clerk", "/suggestions/"), ("officer", "/suggestions/"), ("clerk", "/meetings/"), ("clerk", "/bulletins/"),
    ("officer", "/bulletins/"), ("system_admin", "/offices/"), ("system_admin", "/users/"), ("clerk", "/materials/"),
    ("clerk", "/subscriptions/"), ("clerk", "/plans/"), ("clerk", "/calendar/"), ("officer", "/calendar/"), ("officer", "/plans/"), ("clerk", "/recruitments/"), ("clerk", "/applicants/"), ("officer", "/recruitment-reviews/"),
    ("clerk", "/imports/"), ("clerk", "/assessment-rounds/"),
    ("system_admin", "/settings/picklists/"), ("audit_admin", "/audit/"), ("clerk", "/statistics/charts/"), ("clerk", "/statistics/charts/rows"),
    ("officer", "/statistics/charts/"), ("clerk", "/statistics/snapshots/"),
]
RECORDS = [
    ("clerk", "/supervisors/{supervisor}"), ("clerk", "/supervisors/{supervisor}/edit"), ("clerk", "/imports/{batch}"), ("clerk", "/appointments/{appointment}"),
    ("clerk", "/appointments/{appointment}/edit"), ("clerk", "/leave/{leave}"), ("clerk", "/leave/{leave}/edit"),
    ("clerk", "/trainings/{training}"), ("clerk", "/trainings/{training}/edit"), ("clerk", "/participants/{participant}/edit"),
    ("clerk", "/materials/{material}"), ("clerk", "/materials/{material}/edit"), ("clerk", "/subscriptions/{subscription}"),
    ("clerk", "/subsidies/{subsidy}"), ("clerk", "/applicants/{applicant}/edit"),
    ("officer", "/recruitment-reviews/{applicant_review}/edit"), ("clerk", "/recruitments/{recruitment}/list"),
    ("clerk", "/recruitments/{recruitment}/papers"), ("clerk", "/recruitments/{recruitment}/balance"), ("leader", "/applicants/{applicant}"),
    ("clerk", "/subsidies/{subsidy}/edit"), ("leader", "/subsidy-rates/{subsidy_rate}"), ("finance", "/subsidy-years/people/{person}?year=2026"),
    ("clerk", "/assessments/{assessment}"), ("leader", "/assessments/{assessment}/edit"),
    ("clerk", "/assessment-rounds/{grading}/table"), ("clerk", "/assessments/{form}/rows/i3"),
    ("clerk", "/visits/{visit}"), ("clerk", "/visits/{visit}/edit"), ("officer", "/suggestions/{suggestion}"), ("clerk", "/meetings/{meeting}/edit"),
    ("clerk", "/papers/{paper}"), ("clerk", "/bulletins/{bulletin}"), ("officer", "/bulletins/{bulletin}"), ("clerk", "/plans/{plan}"), ("officer", "/plans/{plan}"),
    ("system_admin", "/offices/{office}"), ("system_admin", "/offices/{office}/edit"), ("system_admin", "/users/{user}"),
    ("system_admin", "/users/{user}/edit"),
]
CONSTANT = [
    ("clerk", "/assessments/{form}"), ("clerk", "/assessment-rounds/{grading}"),
    ("clerk", "/"), ("officer", "/"), ("clerk", "/activities/{activity}"), ("officer", "/activities/{activity}"), ("clerk", "/draws/{activity}"),
    ("clerk", "/notices/{activity}"), ("officer", "/attendance/{held}"), ("officer", "/feedback/{held}"), ("clerk", "/opinions/{opinion}"),
    ("clerk", "/suggestions/{suggestion}"), ("clerk", "/meetings/{meeting}"), ("clerk", "/statistics/"), ("clerk", "/statistics/people"), ("clerk", "/coverage/"),
    ("clerk", "/statistics/snapshots/{snapshot}"), ("clerk", "/statistics/snapshots/{snapshot}/rows"),
    ("clerk", "/search/?q=1"), ("clerk", "/learning/"), ("leader", "/"), ("finance", "/subsidy-batches/{subsidy_batch}"),
    ("leader", "/subsidy-years/?year=2026"),
]
"""Pages that gather much: their number may be higher, but it is the same for many rows."""


def statements(client: Client, path: str) -> list[str]:
    seen: list[str] = []
    hook = lambda event: seen.append(event[0])  # noqa: E731 - the hook must be the very object that is taken out again
    database.obj.query_hooks.append(hook)
    try:
        answer = client.get(path)
    finally:
        database.obj.query_hooks.remove(hook)
    assert answer.status_code == 200, path
    return [sql for sql in seen if not sql.startswith(("BEGIN", "COMMIT", "PRAGMA", "ROLLBACK"))]


def crowd() -> None:
    """Add many rows of what the lists show."""
    for _ in range(12):
        factories.drawn_activity("announced", people=3)
        factories.drawn_activity("held", people=2, starts_at=AT)
        factories.user("clerk", factories.bureau())


@pytest.fixture
def town(app: object) -> City:
    """One row of each kind."""
    return city()


@pytest.mark.parametrize(("role", "path"), LISTS)
def test_a_list_takes_ten_statements_at_most_and_no_more_with_many_rows(town: City, client_as: Callable[[str], Client], role: str,
                                                                        path: str) -> None:
    client = client_as(role)
    few = statements(client, path)
    crowd()
    many = statements(client, path)
    assert len(many) <= MOST, "\n".join(many)
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(("role", "path"), RECORDS)
def test_a_record_and_its_form_take_ten_at_most(town: City, client_as: Callable[[str], Client], role: str, path: str) -> None:
    found = statements(client_as(role), path.format(**town.rows))
    assert len(found) <= MOST, "\n".join(found)


@pytest.mark.parametrize(("role", "path"), CONSTANT)
def test_pages_that_gather_much_stay_constant(town: City, client_as: Callable[[str], Client], role: str, path: str) -> None:
    client, place = client_as(role), path.format(**town.rows)
    few = statements(client, place)
    crowd()
    assert len(statements(client, place)) <= len(few) + 1


@pytest.mark.parametrize("state", list(RecruitmentState))
def test_a_round_takes_ten_in_each_of_its_states_whatever_hangs_on_it(town: City, client_as: Callable[[str], Client], state: RecruitmentState) -> None:
    Recruitment.update(state=state.value, objections_until=AT.date()).execute()
    for _row in range(3):
        full_application(town, "proposed" if state == RecruitmentState.PUBLIC_NOTICE else "appointed")
    found = statements(client_as("clerk"), f"/recruitments/{town.rows['recruitment']}")
    assert len(found) <= MOST, "\n".join(found)


def test_an_application_takes_ten_with_all_that_both_offices_found(town: City, client_as: Callable[[str], Client]) -> None:
    row = full_application(town, "appointed")
    found = statements(client_as("clerk"), f"/applicants/{row.id}")
    assert len(found) <= MOST, "\n".join(found)


def full_application(town: City, state: str) -> Applicant:
    """Return one more application of the round, reviewed by both offices, inspected, objected to, appointed, with files."""
    held = Applicant.get_by_id(town.rows["applicant"]).__data__
    row = save(Applicant(**{name: value for name, value in held.items() if name != "id"} | {
        "receipt": f"2026-9999-{next(factories.counter)}", "state": state, "id_digest": f"{next(factories.counter):064}",
        "professions": [factories.item("profession").code], "nation": factories.item("nation"), "way_in": factories.item("way_in"),
        "reviewed_by": factories.account("clerk"), "reviewed_at": AT, "appointment": town.rows["appointment"]}))
    bureau = row.bureau_id
    for _one in range(2):
        save(ApplicantReview(bureau=bureau, applicant=row, procuratorate=factories.procuratorate(f"院{next(factories.counter)}"), asked_at=AT, due_on=AT.date(), outcome="clear",
                             given_at=AT, given_by=factories.account("officer")))
        save(Inspection(bureau=bureau, applicant=row, inspected_on=AT.date(), way=factories.item("inspection_way"), inspectors="甲、乙", words="好", passed=True))
        save(RecruitmentObjection(bureau=bureau, recruitment=row.recruitment, applicant=row, received_on=AT.date(), source="clerk", words="不符", anonymous=True))
        save(Attachment(bureau=bureau, about_type="applicant", about_id=row.id, filename="a.pdf", media_type="application/pdf", size=1, sm3="0" * 64,
                        uploaded_by=factories.account("clerk")))
    return row
