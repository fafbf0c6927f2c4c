"""The pages of frozen figures: freezing, the differences with their rows, the file."""
from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO

import openpyxl
import pytest

from models import Activity, FrozenFigures
from tests import factories
from tests.conftest import Client
from tests.factories import AT, item

ClientAs = Callable[[str], Client]
PERIOD = {"name": "11月报送", "first_day": "2026-11-01", "last_day": "2026-11-24", "note": "报市委政法委"}


@pytest.fixture
def activity(app: object) -> Activity:
    return factories.drawn_activity("held", starts_at=AT, people=2, mode=item("mode", "01"))


def freeze(client: Client, **values: str) -> object:
    return client.post("/statistics/snapshots/new", data={**PERIOD, **values})


def test_freezing_and_what_changed_since(client_as: ClientAs, activity: Activity) -> None:
    clerk = client_as("clerk")
    assert "尚无报送快照" in clerk.get("/statistics/snapshots/").text
    url = freeze(clerk).headers["Location"]
    page = clerk.get(url).text
    assert "无变化" in page and "所有记录的计入情况与冻结时一致" in page and "报市委政法委" in page
    Activity.update(mode=item("mode", "02")).execute()
    page = clerk.get(url).text
    assert f'<a href="/activities/{activity.id}">{activity.number} {activity.title}</a>' in page
    assert "监督方式：案件公开审查、公开听证 → 检察官出庭支持公诉" in page
    assert "-1 / -2" in page and "+1 / +2" in page
    assert "11月报送" in clerk.get("/statistics/snapshots/").text


def test_each_frozen_number_opens_its_rows(client_as: ClientAs, activity: Activity) -> None:
    clerk = client_as("clerk")
    url = freeze(clerk).headers["Location"]
    links = set(re.findall(rf'href="({url}/rows[^"]+)">(\d+)', clerk.get(url).text))
    assert len(links) >= 6
    for address, count in links:
        rows = clerk.get(unescape(address)).text
        assert rows.count('<th scope="row" data-label="记录"') == int(count), address


@pytest.mark.parametrize("figure", ["mode.77", "x", "total.all.events", "office.999999"])
@pytest.mark.usefixtures("activity")
def test_an_unknown_figure_is_not_found(client_as: ClientAs, figure: str) -> None:
    clerk = client_as("clerk")
    assert clerk.get(f"{freeze(clerk).headers['Location']}/rows?figure={figure}").status_code == 404


def test_the_file_says_the_same(client_as: ClientAs, activity: Activity) -> None:
    clerk = client_as("clerk")
    url = freeze(clerk).headers["Location"]
    Activity.update(state="cancelled").execute()
    sheet = openpyxl.load_workbook(BytesIO(clerk.get(f"{url}/export.xlsx").data)).active
    lines = [[cell.value for cell in row] for row in sheet.rows]
    assert lines[0][3:6] == ["冻结值", "今天", "差异"]
    assert lines[1][2:] == ["次数", "1", "0", "-1", f"{activity.number} {activity.title}（不再计入）"]


@pytest.mark.parametrize(("values", "words"), [
    ({"last_day": "2026-11-25"}, "该时段尚未结束"), ({"first_day": "2025-11-01"}, "最长为一年"), ({"name": "  "}, "必填"),
    ({"first_day": "2026-11-25"}, "截止日早于起始日"), ({"last_day": "x"}, "日期"), ({"name": "x" * 101}, "100"),
])
@pytest.mark.usefixtures("activity")
def test_what_is_refused_is_said_at_its_field(client_as: ClientAs, values: dict[str, str], words: str) -> None:
    answer = freeze(client_as("clerk"), **values)
    assert words in answer.text and FrozenFigures.select().count() == 0


def test_twice_the_same_name_is_refused(client_as: ClientAs, activity: Activity) -> None:
    clerk = client_as("clerk")
    freeze(clerk)
    assert "已有同名的报送快照" in freeze(clerk).text
    assert FrozenFigures.select().count() == 1


def test_a_leader_reads_and_does_not_freeze(client_as: ClientAs, activity: Activity) -> None:
    url = freeze(client_as("clerk")).headers["Location"]
    leader = client_as("leader")
    page = leader.get("/statistics/snapshots/").text
    assert "11月报送" in page and "/statistics/snapshots/new" not in page
    assert leader.get(url).status_code == 200
    assert client_as("neighbour_clerk").get(url).status_code == 404
    assert "/statistics/snapshots/" not in client_as("officer").get("/statistics/").text
