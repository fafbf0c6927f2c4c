"""The page of yearly reports: issuing one from frozen figures or from those of today, once."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from models import FrozenFigures, Paper
from tests import factories
from tests.conftest import Client
from tests.factories import AT

ClientAs = Callable[[str], Client]
URL = "/statistics/reports/issue"


@pytest.fixture
def snapshot(client_as: ClientAs) -> FrozenFigures:
    factories.drawn_activity("held", starts_at=AT, people=2)
    client_as("clerk").post("/statistics/snapshots/new", data={"name": "报送", "first_day": "2026-01-01", "last_day": "2026-11-24"})
    return FrozenFigures.get()


def test_a_report_is_issued_and_kept(client_as: ClientAs, snapshot: FrozenFigures) -> None:
    clerk = client_as("clerk")
    page = clerk.get("/statistics/reports/").text
    assert "报送快照：报送（2026年）" in page and "2026年（今日数据）" in page and "尚未出具报告" in page
    for source in (f"frozen:{snapshot.id}", "live:2026"):
        answer = clerk.post(URL, data={"source": source})
        shown = clerk.get(answer.headers["Location"]).text
        assert "年度工作报告" in shown and "█" * 16 in shown and "共计1次" in shown
    listed = clerk.get("/statistics/reports/").text
    assert listed.count("2026年度") == 2 and f"/statistics/snapshots/{snapshot.id}" in listed and "当日数据" in listed
    leader = client_as("leader").get("/statistics/reports/").text
    assert listed.count("/download") == leader.count("/download") == 2 and "出具报告</button>" not in leader


@pytest.mark.parametrize(("source", "status"), [
    ("", 303), ("x:1", 303), ("live:2027", 303), ("live:abc", 404), ("live:-1", 404), ("frozen:999999", 404), ("frozen:1e9", 404),
])
def test_what_cannot_be_reported(client_as: ClientAs, source: str, status: int) -> None:
    assert client_as("clerk").post(URL, data={"source": source}).status_code == status
    assert Paper.select().count() == 0


def test_two_presses_issue_one(client_as: ClientAs, snapshot: FrozenFigures) -> None:
    clerk = client_as("clerk")
    for _ in range(2):
        clerk.post(URL, data={"source": f"frozen:{snapshot.id}", "form_key": "ab" * 12})
    assert Paper.select().count() == 1


def test_a_neighbours_frozen_figures_are_not_found(client_as: ClientAs, snapshot: FrozenFigures) -> None:
    assert client_as("neighbour_clerk").post(URL, data={"source": f"frozen:{snapshot.id}"}).status_code == 404
