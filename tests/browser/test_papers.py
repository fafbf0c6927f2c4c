"""Papers in a real browser: a notice issued by the clerk, opened twice, and a template that is refused and then used."""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from models import Assignment
from tests import factories
from tests.browser.conftest import check_accessible
from tests.services.test_papers import docx

pytestmark = pytest.mark.browser
Desk = Callable[..., Page]


def test_a_notice_is_issued_and_its_file_stays_the_same(desk: Desk) -> None:
    activity = factories.drawn_activity("confirmed")
    name = Assignment.get(Assignment.activity == activity).supervisor.name
    clerk = desk(factories.account("clerk"))
    clerk.goto(f"/activities/{activity.id}")
    check_accessible(clerk)
    clerk.locator("#papers summary", has_text=f"履职通知书：{name}").click()
    clerk.locator("dialog[open] button[type=submit]").click()
    expect(clerk.get_by_text("文书已出具。")).to_be_visible()
    check_accessible(clerk)
    assert _file(clerk) == _file(clerk)
    phone = desk(factories.account("officer"), phone=True)
    phone.goto(f"/activities/{activity.id}")
    expect(phone.locator("#papers")).to_contain_text("出具：签到表")
    expect(phone.locator("#papers")).not_to_contain_text("履职通知书")
    check_accessible(phone)


def _file(page: Page) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name="Word 文件").click()
    return Path(download.value.path()).read_bytes()


def test_a_template_with_unknown_fields_is_refused_field_by_field(desk: Desk, tmp_path: Path) -> None:
    bureau, file = factories.bureau(), tmp_path / "notice.docx"
    admin = desk(factories.account("system_admin"))
    admin.goto("/templates/")
    kind = admin.locator(f"#kind-{bureau.id}-duty_notice")
    for content, words in ((docx("{{ number }}{{ phon }}{{ adress }}"), "phon"), (docx("{{ number }} {{ name }}"), "今后使用新模板")):
        file.write_bytes(content)
        if kind.get_attribute("open") is None:
            kind.locator("summary").first.click()
        kind.locator("input[type=file]").set_input_files(file)
        kind.get_by_role("button", name="检查并启用").click()
        expect(admin.get_by_text(words).first).to_be_visible()
    check_accessible(admin)
    expect(kind).to_contain_text("本单位第1版")
