"""The page of figures: every number opens just the rows it counts, and its exports say the same."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from models import Opinion
from tests import factories
from tests.conftest import Client
from tests.factories import AT, item, save

ClientAs = Callable[[str], Client]
NUMBER = re.compile(r'<a href="(/statistics/rows[^"]+)">(\d+) <span class="pair-rest">(\d+)</span></a>')
COUNTED = re.compile(r"(\d+) 次，(\d+) 人次")


@pytest.fixture
def year(app: object) -> None:
    """Two procuratorates, three modes, two months, and opinions on own initiative passed on or not."""
    for office, mode, days, people in ((factories.procuratorate(), "01", 0, 2), (factories.procuratorate(), "02", 40, 1), (factories.district(), "01", 40, 3)):
        factories.drawn_activity("held", office=office, mode=item("mode", mode), starts_at=AT - timedelta(days=days), people=people)
    for office in (None, factories.district()):
        save(Opinion(bureau=factories.bureau(), supervisor=factories.supervisor(), mode=item("mode", "10"), words="建议", source="link",
                     procuratorate=office, subject="建议", received_on=date(2026, 11, 2), received_at=AT, state="received"))


@pytest.mark.parametrize("role", ["clerk", "officer"])
@pytest.mark.usefixtures("year")
def test_every_number_opens_its_rows(client_as: ClientAs, role: str) -> None:
    client = client_as(role)
    numbers = NUMBER.findall(client.get("/statistics/?year=2026").text)
    assert len(numbers) > 20
    for url, events, people in set(numbers):
        page = client.get(unescape(url)).text
        assert COUNTED.search(page).groups() == (events, people), url
        assert page.count('<td data-label="日期"') == int(events), url


@pytest.mark.usefixtures("year")
def test_one_procuratorate_completes_modes_by_months(client_as: ClientAs) -> None:
    office, clerk = factories.district().id, client_as("clerk")
    page = clerk.get(f"/statistics/?year=2026&procuratorate={office}").text
    numbers = NUMBER.findall(page)
    assert numbers and all(f"procuratorate={office}" in url for url, _events, _people in numbers)
    assert ("2", "4") in {(events, people) for _url, events, people in numbers}
    sheet = openpyxl.load_workbook(BytesIO(clerk.get(f"/statistics/export/modes-months.xlsx?year=2026&procuratorate={office}").data)).active
    assert [cell.value for cell in list(sheet.rows)[-1]][-2:] == ["2", "4"]


@pytest.mark.parametrize("query", ["procuratorate=999999", "procuratorate=x", "mode=77", "month=13", "mode=01&month=0"])
@pytest.mark.usefixtures("year")
def test_what_is_not_there_is_not_found(client_as: ClientAs, query: str) -> None:
    assert client_as("clerk").get(f"/statistics/rows?year=2026&{query}").status_code == 404


@pytest.mark.usefixtures("year")
def test_a_neighbours_figures_are_not_found(client_as: ClientAs) -> None:
    neighbour, office = client_as("neighbour_clerk"), factories.district().id
    assert neighbour.get(f"/statistics/?year=2026&procuratorate={office}").status_code == 404
    assert "没有计入统计" in neighbour.get("/statistics/rows?year=2026").text


@pytest.mark.usefixtures("year")
def test_what_is_covered_and_what_not_is_said(client_as: ClientAs) -> None:
    clerk = client_as("clerk")
    page = clerk.get("/statistics/?year=2026").text
    assert "10 种监督方式中，本年已开展 3 种" in page and "尚未开展：巡回检察、" in page
    people = clerk.get("/statistics/people?year=2026").text
    assert "在任人民监督员 8 人，本年至少履职一次的 6 人" in people and "尚未履职" in people
    assert "尚未履职" not in client_as("officer").get("/statistics/people?year=2026").text


@pytest.mark.usefixtures("year")
def test_the_numbers_of_people_open_their_activities(client_as: ClientAs) -> None:
    clerk = client_as("clerk")
    page = clerk.get("/statistics/people?year=2026").text + clerk.get("/statistics/fairness?year=2026").text
    links = {(unescape(url), count) for url, count in re.findall(r'href="(/activities/\?year=2026[^"]+)">(\d+)<', page)}
    assert {url.rpartition("=")[2] for url, _count in links} == {"drawn", "served"}
    for url, count in links:
        assert f"找到 {count} 条" in clerk.get(url).text, url
