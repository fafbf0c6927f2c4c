"""A batch of subsidies in a real browser: prepared, refused to the one who made it, reviewed, approved, paid, its sheets downloaded."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from models import SubsidyBatch, UserRole
from models.base import database
from tests import factories
from tests.browser.conftest import check_accessible
from tests.factories import save
from tests.subsidy_rows import rate, served

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def press(page: Page, name: str) -> None:
    """Press a button that asks first, and confirm."""
    page.locator("summary", has_text=name).first.click()
    page.locator("dialog[open] button[type=submit]").click()


def test_a_batch_from_preparation_to_payment(desk: Desk) -> None:
    rate()
    person = factories.supervisor(name="王一", bank_card="6217000112345678901")
    served(person), served(person, hour=10), served(factories.supervisor(name="李二", no_subsidy=True))
    maker = factories.account("clerk")
    save(UserRole(user=maker, role="leader"))  # may approve, but not this
    finance, leader = factories.account("finance"), factories.account("leader")

    clerk = desk(maker)
    clerk.goto("/subsidy-batches/new")
    check_accessible(clerk)
    clerk.get_by_role("button", name="保存").click()
    expect(clerk.get_by_role("heading", name="2026年10月履职补助")).to_be_visible()
    expect(clerk.get_by_text("须由他人复核、审批").first).to_be_visible()
    check_accessible(clerk)
    clerk.locator("#lines summary", has_text="剔除").first.click()
    clerk.locator("dialog[open] textarea").fill("实际未到场")
    clerk.locator("dialog[open] button[type=submit]").click()
    expect(clerk.get_by_text("已剔除，不予发放")).to_be_visible()
    path = clerk.url.partition("#")[0]

    payer = desk(finance)
    payer.goto("/")
    payer.get_by_role("link", name="复核补助批次").click()
    press(payer, "复核通过")
    expect(payer.get_by_text("待负责人审批").first).to_be_visible()

    clerk.goto(path)
    expect(clerk.locator("summary", has_text="审批")).to_have_count(0)
    expect(clerk.get_by_text("须由他人复核、审批").first).to_be_visible()

    chief = desk(leader, phone=True)
    chief.goto("/")
    chief.get_by_role("link", name="审批补助批次").click()
    check_accessible(chief)
    press(chief, "审批")
    expect(chief.get_by_text("批次已审批并锁定")).to_be_visible()

    payer.goto(path)
    payer.locator("summary", has_text="银行代发表").click()
    payer.locator("dialog[open] [name=reason]").fill("十月代发")
    with payer.expect_download() as sheet:
        payer.locator("dialog[open] button[type=submit]").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    payer.goto(path)
    press(payer, "登记发放")
    expect(payer.get_by_text("批次已登记发放")).to_be_visible()
    check_accessible(payer)
    database.connect(reuse_if_open=True)
    batch = SubsidyBatch.get()
    assert (batch.state, batch.total_fen, batch.line_count) == ("paid", 30_000, 3)
