"""Lists: what is searched, filtered, sorted and paged, and what crafted addresses get."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from models import Supervisor
from tests import factories
from tests.conftest import Client
from tests.views.bench import line, person_form, text, training

As = Callable[[str], Client]


def test_list_is_searched_filtered_and_sorted(as_role: As) -> None:
    """Search finds every word, filters narrow, chips say so, sorting turns round."""
    factories.supervisor(name="孙玉兰", code="WH-A", work_unit="第一中学", birth_date=date(1980, 1, 1))
    factories.supervisor(name="孙小军", code="WH-B", work_unit="医院", birth_date=date(1990, 1, 1))
    factories.supervisor(name="李强", code="WH-C", work_unit="第一中学", birth_date=date(2000, 1, 1))
    browser = as_role("clerk")

    def names(query: str) -> list[str]:
        return re.findall(r"(孙玉兰|孙小军|李强)", re.sub(r"aria-label=\"[^\"]*\"", "", text(browser.get(f"/people/{query}")).split("<tbody>")[-1]))

    assert names("") == ["孙玉兰", "孙小军", "李强"]
    assert names("?sort=birth_date&desc=1") == ["李强", "孙小军", "孙玉兰"]
    assert names("?search=孙") == ["孙玉兰", "孙小军"]
    assert names("?search=孙+WH-B") == ["孙小军"]
    assert names("?f_work_unit=第一") == ["孙玉兰", "李强"]
    assert names("?f_birth_date_from=1985-01-01&f_birth_date_to=1995-01-01") == ["孙小军"]
    assert names(f"?f_sex={Supervisor.get(Supervisor.code == 'WH-A').sex_id}&f_work_unit=第一")[0] == "孙玉兰"
    page = text(browser.get("/people/?f_work_unit=第一&search=孙"))
    assert 'class="chip"' in page and "找到 1 条" in page and 'aria-label="取消筛选' in page
    assert names("?search=没有这个人") == [] and "没有符合条件的记录" in text(browser.get("/people/?search=没有这个人"))


def test_related_columns_are_joined_from_the_register(as_role: As) -> None:
    """Search, filters and sorting over two related tables at once stay right; rows without the relation stay in the list."""
    heard = factories.activity("accepted", title="公开听证甲")
    court = factories.activity("accepted", title="出庭乙", mode=factories.item("mode", "02"))
    person = factories.supervisor(name="孙玉兰")
    line(supervisor=person, activity=heard, reason="甲事")
    line(supervisor=person, activity=court, reason="乙事")
    line(supervisor=factories.supervisor(name="李强"), activity=None, reason="丙事")
    browser = as_role("clerk")

    def reasons(query: str) -> set[str]:
        return set(re.findall(r"[甲乙丙]事", text(browser.get(f"/lines/{query}"))))

    assert reasons("") == {"甲事", "乙事", "丙事"}
    assert reasons("?sort=supervisor.name") == {"甲事", "乙事", "丙事"}
    assert reasons("?search=孙玉兰+听证") == {"甲事"}
    assert reasons("?f_supervisor.name=李") == {"丙事"}
    assert reasons(f"?f_activity.mode={court.mode_id}&search=孙&sort=supervisor.name&desc=1") == {"乙事"}
    assert "乌海市人民检察院" in text(browser.get("/lines/"))


@pytest.mark.parametrize("query", [
    "page=-1", "page=abc", "page=99999999999999999999", "page=1e9", "size=0", "size=-1", "size=100000", "sort=99", "sort=password", "sort=id_number",
    "sort=code&desc=abc", "search=" + "+".join(["词"] * 300), "search=%25%5F", "search='%3B--", "f_sex=abc", "f_sex=" + str(2**70),
    "f_sex=-1", "f_birth_date_from=abc", "f_birth_date_from=0001-01-01", "f_birth_date_to=9999-12-31", "f_birth_date_from=2026-02-30",
    "f_public_servant=2", "f_nothing=1", "search[]=1", "flt0_0=x", "f_code=1",
])
def test_crafted_addresses_give_a_page(as_role: As, query: str) -> None:
    """Whatever an address holds, it gives a page."""
    factories.supervisor()
    browser = as_role("clerk")
    assert browser.get(f"/people/?{query}").status_code == 200
    assert browser.get(f"/people/export/csv?{query}").status_code == 200


@pytest.mark.parametrize("query", ["f_amount_fen=abc", "f_day_to=9999-12-31", "f_amount_fen=99999999999", "sort=activity.title"])
def test_crafted_addresses_on_joined_lists(as_role: As, query: str) -> None:
    """The same on a list with related columns."""
    line()
    assert as_role("clerk").get(f"/lines/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["/people/%00", "/people/?search=%00", "/people/?f_work_unit=a%00", "/people/?%00=1", "/lines/lookup/supervisor?query=%00"])
def test_nul_is_a_bad_request(as_role: As, path: str) -> None:
    """NUL, which one database cannot keep, is refused before anything looks at it; in a form too."""
    browser = as_role("clerk")
    assert browser.get(path).status_code == 400
    assert browser.post("/people/new", data=person_form(name="a\x00b")).status_code == 400


def test_filter_options_are_read_per_request_and_scoped(as_role: As) -> None:
    """A value added later is offered at once; another office's own value is not."""
    browser = as_role("clerk")
    field = factories.item("sex")
    assert "新增的值" not in text(browser.get("/people/"))
    values = {"kind": "sex", "position": 9, "name_en": ""}
    factories.save(type(field)(code="x1", name="新增的值", bureau=factories.bureau(), **values))
    factories.save(type(field)(code="x2", name="外地的值", bureau=factories.neighbour_bureau(), **values))
    page = text(browser.get("/people/"))
    assert "新增的值" in page and "外地的值" not in page


def test_pages_do_not_overlap(as_role: As) -> None:
    """With equal sort values no row appears on two pages, none is missing, and pages past the end give the last one."""
    for number in range(45):
        training(title=f"班{number:02d}")
    browser = as_role("clerk")
    pages = [re.findall(r"班\d\d", text(browser.get(f"/classes/?sort=starts_on&page={page}")).split("<tbody>")[1]) for page in (0, 1, 2, 3, 99)]
    seen = [re.sub("<.*", "", name) for page in pages[:3] for name in dict.fromkeys(page)]
    assert len(seen) == 45 == len(set(seen)) and pages[2] == pages[3] == pages[4]


def test_empty_list_says_what_to_do(as_role: As) -> None:
    """An empty register offers its first entry to who may write, and no dead button to who may not."""
    assert 'href="/classes/new"' in text(as_role("clerk").get("/classes/"))
    page = text(as_role("leader").get("/classes/"))
    assert 'class="nothing"' in page and "/classes/new" not in page
