"""The charts in a browser: drawn under the strict policy, a bar opens its rows, and without a script the tables say everything."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests import factories
from tests.browser.conftest import check_accessible, sign_in
from tests.browser.test_chain import fits
from tests.factories import AT, item

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]
URL = "/statistics/charts/?year=2026"
TABLE = "#chart-mode table"


@pytest.fixture
def year(app: object) -> None:
    for mode, people in (("01", 3), ("01", 2), ("02", 1)):
        factories.drawn_activity("held", mode=item("mode", mode), starts_at=AT, people=people)


@pytest.mark.usefixtures("year")
def test_a_bar_opens_its_rows(desk: Desk) -> None:
    page = desk(factories.account("clerk"))
    page.goto(URL)
    expect(page.locator(".chart-plot canvas")).to_have_count(6)
    expect(page.locator(TABLE)).to_be_hidden()
    check_accessible(page)
    x, y = first_bar(page, page.locator("#chart-mode .chart-plot"))
    page.mouse.click(x, y)
    page.wait_for_url("**chart=mode&at=01**")
    expect(page.locator("tbody tr")).to_have_count(2)
    check_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(URL)
    fits(page)
    page.locator("#chart-mode summary").click()
    page.locator(TABLE).get_by_role("link", name="5").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def first_bar(page: Page, plot: Locator) -> tuple[float, float]:
    """Return a point on the first bar: where the cursor says that it can be pressed."""
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    for x in range(int(box["x"]), int(box["x"] + box["width"]), 12):
        page.mouse.move(x, box["y"] + 14)
        if plot.evaluate("(plot) => plot.firstElementChild.style.cursor") == "pointer":
            return x, box["y"] + 14
    raise AssertionError("no bar was drawn")


@pytest.mark.usefixtures("year")
def test_without_a_script_the_tables_stand_there(browser: Browser, portal: str) -> None:
    with browser.new_context(base_url=portal, java_script_enabled=False) as context:
        page = context.new_page()
        sign_in(page, factories.account("clerk"))
        page.goto(URL)
        expect(page.locator(TABLE)).to_be_visible()
        expect(page.locator(".chart-plot").first).to_be_hidden()
        page.locator(TABLE).get_by_role("link", name="2", exact=True).click()
        expect(page.locator("tbody tr")).to_have_count(2)
