"""The import wizard in a browser: from a roster as an office keeps it to the register, and back."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models import Supervisor
from tests import factories
from tests.browser.conftest import check_accessible
from tests.browser.test_chain import agree, press, said

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]
SAMPLE = Path(__file__).resolve().parent.parent / "data" / "roster-sample.xlsx"


def test_a_roster_from_upload_to_undo(desk: Desk) -> None:
    clerk = desk(factories.account("clerk"))
    clerk.goto("/supervisors/")
    clerk.get_by_role("link", name="导入表格").first.click()
    check_accessible(clerk)
    clerk.set_input_files("#file", SAMPLE)
    clerk.get_by_role("button", name="上传并预览").click()
    said(clerk, "表格已读取：新增 15、有误 9。尚未写入。")
    page = clerk.url
    clerk.get_by_role("link", name="匹配列").first.click()
    expect(clerk.locator("[name=column_5]")).to_have_value("id_number")
    clerk.locator("[name=column_10]").select_option("recommender")
    clerk.locator("[name=column_17]").select_option("work_unit")
    check_accessible(clerk)
    clerk.get_by_role("button", name="按此读取").click()
    said(clerk, "列已匹配")
    clerk.goto(f"{page}?outcome=wrong")
    expect(clerk.locator("tbody tr")).to_have_count(9)
    expect(clerk.get_by_text("末几位已丢失")).to_be_visible()
    press(clerk, "仅导入正确的 15 行")
    agree(clerk)
    said(clerk, "已入库：新增 15、有误 9。")
    assert Supervisor.select().count() == 15
    with clerk.expect_download() as download:
        clerk.get_by_role("link", name="下载有误的行").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    press(clerk, "撤销导入")
    agree(clerk)
    said(clerk, "导入已撤销。")
    assert not Supervisor.select().exists()


def test_the_preview_on_a_phone(desk: Desk) -> None:
    clerk = desk(factories.account("clerk"), phone=True)
    clerk.goto("/imports/new")
    clerk.set_input_files("#file", SAMPLE)
    clerk.get_by_role("button", name="上传并预览").click()
    expect(clerk.get_by_text("与本表第 4 行重复。")).to_be_visible()
    assert clerk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    check_accessible(clerk)
