"""The charts' page: every number of every table opens just the rows it counts, whoever reads and whatever is chosen."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

import pytest

from models import Activity, Opinion, Paper, SubsidyBatch, SubsidyLine
from tests import factories
from tests.conftest import Client
from tests.factories import AT, item, save

ClientAs = Callable[[str], Client]
FIGURE = re.compile(r'<figure.*?</figure>', re.DOTALL)
NUMBER = re.compile(r'<td class="num"(?: data-value="[\d.]+")?><a href="([^"]+)">([\d,.]+)</a></td>')
COUNTED = re.compile(r"(\d+) 条记录")


@pytest.fixture
def year(app: object) -> None:
    """Two procuratorates, two modes, two months, opinions answered or not, one of them passed on to nobody; one letter after three days."""
    for office, mode, days, people in ((factories.procuratorate(), "01", 0, 2), (factories.procuratorate(), "02", 40, 1), (factories.district(), "01", 40, 3)):
        made = factories.drawn_activity("held", office=office, mode=item("mode", mode), starts_at=AT - timedelta(days=days), people=people)
    Activity.update(submitted_at=AT - timedelta(days=50)).where(Activity.id == made.id).execute()
    for days in (47, 30):
        save(Paper(bureau=made.bureau, kind="announcement", number=f"乌司监〔2026〕{days}号", activity=made, data={}, issued_at=AT - timedelta(days=days)))
    for office, answer in ((None, ""), (factories.district(), "adopted"), (factories.procuratorate(), "partly")):
        save(Opinion(bureau=factories.bureau(), supervisor=factories.supervisor(), mode=item("mode", "10"), words="建议", source="link", answer=answer,
                     procuratorate=office, subject="建议", received_on=date(2026, 11, 2), received_at=AT, state="received"))


def counted(client: Client, url: str) -> str:
    found = COUNTED.search(client.get(unescape(url)).text)
    return found.group(1) if found else "0"


@pytest.mark.parametrize(("role", "query"), [
    ("clerk", ""), ("clerk", "&part=q4"), ("clerk", "&procuratorate=none"), ("leader", "&part=h1"), ("officer", ""), ("district_officer", "&part=h2"),
])
@pytest.mark.usefixtures("year")
def test_every_number_opens_its_rows(client_as: ClientAs, role: str, query: str) -> None:
    client = client_as(role)
    page = client.get(f"/statistics/charts/?year=2026{query}").text
    for figure in FIGURE.findall(page):
        several = "waits" in figure or figure.count("data-series") > 1
        for url, count in set(NUMBER.findall(figure)):
            rows = counted(client, url)
            assert rows == count or (several and rows != "0"), url
    assert len(NUMBER.findall(page)) >= (1 if "h1" in query else 5)


@pytest.mark.usefixtures("year")
def test_what_the_charts_say(client_as: ClientAs) -> None:
    page = client_as("clerk").get("/statistics/charts/?year=2026").text
    tables = [re.findall(r"<tbody>.*?</tbody>", figure, re.DOTALL)[0] for figure in FIGURE.findall(page)]
    titles = re.findall(r'data-label="([^"]+)"', page)
    values = {title: re.findall(r'data-value="([\d.]+)"', table) for title, table in zip(titles, tables, strict=True)}
    assert values["各监督方式开展情况"][:4] == ["2", "5", "1", "1"] and values["各监督方式开展情况"][-2:] == ["3", "3"]
    assert values["意见采纳情况"] == ["1", "1", "0", "1"]
    assert values["从提出需求到抽选通报的天数"][9] == "3.0" and set(values["从提出需求到抽选通报的天数"]) == {"3.0", "0.0"}
    assert values["在任人民监督员履职次数分布"] == ["3", "6"], "three gave opinions on their own and never served"


@pytest.mark.usefixtures("year")
def test_a_procuratorate_sees_its_own_figures_and_no_coverage(client_as: ClientAs) -> None:
    page = client_as("district_officer").get("/statistics/charts/?year=2026").text
    assert "在任" not in page and "各检察院开展情况" not in page and 'name="procuratorate"' not in page
    assert client_as("officer").get("/statistics/charts/?year=2026&procuratorate=none").status_code == 404
    assert re.search(r'<span class="stat-number">2</span><span class="stat-label">次数', page)
    assert client_as("neighbour_clerk").get(f"/statistics/charts/?year=2026&procuratorate={factories.district().id}").status_code == 404


@pytest.mark.parametrize("query", [
    "?part=q5", "?procuratorate=x", "?procuratorate=999999", "?year=99", "rows?chart=nothing&at=all", "rows?chart=mode&at=77", "rows?chart=month&at=2026-13",
    "rows?chart=served&at=99", "rows?chart=month&at=2026-01&part=q4",
])
def test_what_is_not_there_is_not_found(client_as: ClientAs, query: str) -> None:
    assert client_as("clerk").get(f"/statistics/charts/{query}").status_code == 404


@pytest.mark.usefixtures("year")
def test_a_provincial_bureau_counts_without_names(client_as: ClientAs, client_for: Callable[..., Client]) -> None:
    province = factories.bureau("内蒙古自治区司法厅", level="province")
    type(province).update(parent=province).where(type(province).id == factories.bureau().id).execute()
    client = client_for(factories.user("leader", province))
    page = client.get("/statistics/charts/rows?year=2026&chart=total&at=all").text
    assert "其他单位的" in page and "不向您开放" in page and not re.search(r'href="/activities/\d', page)


@pytest.mark.usefixtures("year")
def test_the_rows_say_what_they_count(client_as: ClientAs) -> None:
    clerk = client_as("clerk")
    events = clerk.get("/statistics/charts/rows?year=2026&chart=month&at=2026-11").text
    assert events.count('<td data-label="监督方式">人民监督员主动提出监督</td>') == 3 and '<td data-label="检察院">尚未转办</td>' in events
    opinions = clerk.get("/statistics/charts/rows?year=2026&chart=opinions&at=partly").text
    assert '<td data-label="处理结果">部分采纳</td>' in opinions
    waits = clerk.get("/statistics/charts/rows?year=2026&chart=waits&at=all").text
    assert '<td data-label="天数" class="num">3</td>' in waits


@pytest.mark.usefixtures("year")
def test_money_is_shown_to_who_may_read_it(client_as: ClientAs) -> None:
    batch = save(SubsidyBatch(bureau=factories.bureau(), title="3月", period="month", first_on=date(2026, 3, 1), last_on=date(2026, 3, 31)))
    for number, amount in enumerate((40_000, 15_050), 1):
        save(SubsidyLine(bureau=factories.bureau(), supervisor=factories.supervisor(), kind="travel", day=date(2026, 3, number), full_fen=amount,
                         amount_fen=amount, batch=batch, reason="x"))
    SubsidyBatch.update(state="paid").execute()
    clerk = client_as("clerk")
    page = clerk.get("/statistics/charts/?year=2026").text
    (url, shown), = re.findall(r'data-value="550.5"><a href="([^"]+)">([^<]+)</a>', page)
    assert shown == "¥550.50" and page.count("¥550.50") == 2
    assert "找到 2 条" in clerk.get(unescape(url)).text
    assert "¥550.50" not in clerk.get("/statistics/charts/?year=2026&part=q2").text
    assert "¥" not in client_as("officer").get("/statistics/charts/?year=2026").text
