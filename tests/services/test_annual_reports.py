"""The yearly report: from frozen figures or those of today, who may issue it, and the Word file's tables."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from docx import Document

from models import Activity, FrozenFigures, Organisation, Paper
from portal.domain.errors import DomainError, Forbidden
from portal.domain.permissions import Actor
from portal.queries import annual_report as facts, scope
from portal.services import annual_reports, frozen, papers
from tests import factories
from tests.conftest import NOW
from tests.factories import AT, item

pytestmark = pytest.mark.usefixtures("db")
ActorAs = Callable[[str], Actor]


def frozen_year(clerk: Actor, last: date = date(2026, 11, 24), first: date = date(2026, 1, 1)) -> FrozenFigures:
    return frozen.freeze(clerk, name=f"{first}–{last}", first_day=first, last_day=last, at=NOW)


def tables(content: bytes) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in Document(BytesIO(content)).tables]


def test_the_word_file_holds_paragraph_and_tables(actor_as: ActorAs) -> None:
    clerk = actor_as("clerk")
    for mode, people in (("01", 3), ("01", 2), ("02", 1)):
        factories.drawn_activity("held", mode=item("mode", mode), starts_at=AT, people=people)
    paper = annual_reports.issue(clerk, 2026, at=NOW)
    assert (paper.number, paper.subject, paper.about_type) == ("", "2026年度", "organisation")
    content = papers.open_paper(clerk, paper, at=NOW)
    modes, _offices, months, outcomes = tables(content)
    assert modes[0] == ["监督方式", "次数", "人次", "图示（次数）"] and len(modes) == 11
    assert modes[1:3] == [["案件公开审查、公开听证", "2", "5", "█" * 16], ["检察官出庭支持公诉", "1", "1", "█" * 8]]
    assert len(months) == 12 and months[11][1:3] == ["3", "6"] and len(outcomes) == 5
    text = "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)
    assert "今年以来,全市6名人民监督员共参加案件公开审查听证2次、检察官出庭支持公诉1次,共计3次。" in text and "截至2026年11月24日统计" in text
    assert papers.open_paper(actor_as("leader"), Paper.get_by_id(paper.id), at=NOW) == content


def test_frozen_figures_are_reported_as_they_were(actor_as: ActorAs) -> None:
    clerk, activity = actor_as("clerk"), factories.drawn_activity("held", starts_at=AT)
    snapshot = frozen_year(clerk)
    Activity.update(state="cancelled").where(Activity.id == activity.id).execute()
    kept = annual_reports.issue(clerk, 2026, snapshot=snapshot, at=NOW)
    live = annual_reports.issue(clerk, 2026, at=NOW)
    assert (kept.data["figures"]["total.all.events"], live.data["figures"].get("total.all.events", 0)) == (1, 0)
    assert (kept.about_type, kept.about_id, kept.data["snapshot"]["sm3"], live.data["snapshot"]) == ("frozen_figures", snapshot.id, snapshot.sm3, {})
    assert "共计1次" in kept.data["paragraph"] and "尚未参加监督活动" in live.data["paragraph"]


@pytest.mark.parametrize("role", ["leader", "finance", "officer", "chief", "system_admin"])
def test_only_a_clerk_issues(actor_as: ActorAs, role: str) -> None:
    with pytest.raises(Forbidden):
        annual_reports.issue(actor_as(role), 2026, at=NOW)


@pytest.mark.parametrize("year", [2002, 2027])
def test_a_year_that_cannot_be_reported(actor_as: ActorAs, year: int) -> None:
    with pytest.raises(DomainError) as refusal:
        annual_reports.issue(actor_as("clerk"), year, at=NOW)
    assert refusal.value.code == "report_year"


@pytest.mark.parametrize(("first", "last", "year"), [
    (date(2026, 2, 1), date(2026, 6, 30), 2026), (date(2025, 1, 1), date(2025, 12, 31), 2026), (date(2026, 1, 1), date(2026, 6, 30), 2025),
])
def test_frozen_figures_of_other_days_are_refused(actor_as: ActorAs, first: date, last: date, year: int) -> None:
    clerk = actor_as("clerk")
    with pytest.raises(DomainError) as refusal:
        annual_reports.issue(clerk, year, snapshot=frozen_year(clerk, last, first), at=NOW)
    assert refusal.value.code == "report_snapshot"


def test_a_neighbours_frozen_figures_and_damaged_ones_are_refused(actor_as: ActorAs) -> None:
    clerk, foreign = actor_as("clerk"), frozen_year(actor_as("neighbour_clerk"))
    with pytest.raises(DomainError) as refusal:
        annual_reports.issue(clerk, 2026, snapshot=foreign, at=NOW)
    assert refusal.value.code == "report_snapshot"
    damaged = frozen_year(clerk)
    damaged.figures = {"total.all.events": 99}
    with pytest.raises(DomainError) as refusal:
        annual_reports.issue(clerk, 2026, snapshot=damaged, at=NOW)
    assert refusal.value.code == "report_damaged"


def test_who_sees_it(actor_as: ActorAs) -> None:
    paper = annual_reports.issue(actor_as("clerk"), 2026, at=NOW)
    assert [row.id for row in facts.issued(actor_as("leader"))] == [paper.id]
    assert facts.issued(actor_as("neighbour_clerk")) == []
    for role in ("officer", "chief", "finance"):
        assert paper.id not in {row.id for row in scope.visible(actor_as(role), Paper)}
    assert Organisation.get_by_id(paper.about_id).name == "乌海市司法局"
