"""The self-contained page, opened from the disk: it names the same failing step as the portal and asks nothing of any network."""
from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.domain.draw_record import STEPS, record_digest, verify_record
from tests.draw_cases import good_records, mutations

VERIFY_PAGE = Path(__file__).parents[2] / "static" / "verify.html"
GOOD = good_records()
BROKEN = {mutation.step: mutation.data for mutation in mutations() if mutation.step}
"""One changed record for each step."""

GIVE_FILES = """async ([files]) => {
  const input = document.getElementById("file"), result = document.getElementById("result"), found = [];
  document.querySelector("main").hidden = true;  // 1,700 results are compared, not laid out
  for (const [index, encoded] of files.entries()) {
    const bytes = Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0));
    const shown = new Promise((resolve) => {
      const watcher = new MutationObserver(() => { watcher.disconnect(); resolve(); });
      watcher.observe(result, { attributes: true, attributeFilter: ["data-run"] });
    });
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], index + ".json"));
    input.files = transfer.files;
    input.dispatchEvent(new Event("change"));
    await shown;
    found.push([result.dataset.step, result.dataset.where]);
  }
  return found;
}"""
DROP_FILE = """([encoded, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([Uint8Array.from(atob(encoded), (sign) => sign.charCodeAt(0))], name));
  document.dispatchEvent(new DragEvent("dragover", { dataTransfer: transfer, cancelable: true }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
}"""
DROP_LARGE = """() => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(20 * 1024 * 1024 + 1)], "large.json"));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
}"""

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """The page from the disk; nothing but the file itself may be asked for, and nothing may go wrong in the console."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    asked: list[str] = []
    trouble: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(VERIFY_PAGE.as_uri())
    yield page
    assert asked == [VERIFY_PAGE.as_uri()]
    assert trouble == []
    context.close()


def give(page: Page, data: str | bytes) -> None:
    """Choose a file as a clerk does."""
    raw = data.encode() if isinstance(data, str) else data
    page.set_input_files("#file", {"name": "乌检需3号-1.json", "mimeType": "application/json", "buffer": raw})


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def test_it_names_the_same_step_as_the_portal_for_every_record(page: Page) -> None:
    cases = [*((name, text.encode()) for name, text in GOOD.items()), *((one.label, one.data) for one in mutations())]
    found = page.evaluate(GIVE_FILES, [[encoded(data) for _, data in cases]])
    differences = []
    for (label, data), (step, where) in zip(cases, found, strict=True):
        verdict = verify_record(data)
        # Where the two read numbers differently (1.0, NaN, 5,000 digits) one of them only knows that the file as a whole is wrong.
        known = verdict.params.get("where", "")
        if step != (verdict.step or "ok") or (where and known and where != known):
            differences.append((label, verdict.step, verdict.params, step, where))
    assert differences == []
    assert {step for step, _ in found} == {"ok", *STEPS}


def test_a_true_record_is_told_in_words(page: Page) -> None:
    give(page, GOOD["rich"])
    record, result = json.loads(GOOD["rich"]), page.locator("#result")
    expect(page.get_by_role("heading", name="核验通过")).to_be_focused()
    expect(result.locator(".steps .ok")).to_have_count(8)
    for person in record["chosen"]:
        row = result.locator("tbody tr", has=page.get_by_text(person["code"], exact=True))
        place = "普通名额" if person["place"] == "general" else f"专业名额（{person['place']}）"
        expect(row).to_have_text(f"{person['no']}{person['name']}{person['code']}{place}")
    told = result.inner_text()
    for words in ("乌检需〔2026〕3号", "第1次抽选", "2026-11-25 10:03", "577155", "048532", "请假 2 人", "乌检需3号-1.json", "14 人",
                  "2026-11-25 11:03 名单 9 号不能参加（因病），名额空出。"):
        assert words in told
    assert record["seal"] in told.replace(" ", "")
    assert record_digest(GOOD["rich"]) in told.replace(" ", "")


@pytest.mark.parametrize("step", STEPS)
def test_the_first_failing_step_is_explained(page: Page, step: str) -> None:
    give(page, BROKEN[step])
    position = list(STEPS).index(step)
    expect(page.get_by_role("heading", name="核验未通过")).to_be_focused()
    expect(page.locator(".steps .ok")).to_have_count(position)
    expect(page.locator(".steps .skip")).to_have_count(7 - position)
    failed = page.locator(".steps .fail")
    expect(failed).to_have_attribute("data-name", step)
    expect(failed.locator(".why")).to_contain_text("请不要使用本记录")
    assert "%(" not in page.locator("main").inner_text()


def test_english_on_request(page: Page) -> None:
    give(page, BROKEN["events"])
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name="The record does not hold")).to_be_visible()
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in page.locator("main .steps").inner_text())
    page.get_by_role("button", name="中文").click()
    expect(page.get_by_role("heading", name="核验未通过")).to_be_visible()


def test_a_file_can_be_dropped(page: Page) -> None:
    page.evaluate(DROP_FILE, [encoded(GOOD["plain"].encode()), "plain.json"])
    expect(page.get_by_role("heading", name="核验通过")).to_be_visible()


def test_text_can_be_pasted(page: Page) -> None:
    page.get_by_text("粘贴记录文本").click()
    page.get_by_role("button", name="核验文本").click()
    expect(page.get_by_role("alert")).to_have_text("请先粘贴记录文本。")
    page.locator("#text").fill(f"\n {GOOD['second round']}\n\n")
    page.get_by_role("button", name="核验文本").click()
    expect(page.get_by_role("heading", name="核验通过")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("#result")).to_contain_text("第2次抽选")
    assert record_digest(GOOD["second round"]) in page.locator("#result").inner_text().replace(" ", "")


def test_a_file_too_large_to_be_a_record_is_refused(page: Page) -> None:
    give(page, GOOD["plain"])
    page.evaluate(DROP_LARGE)
    expect(page.get_by_role("alert")).to_contain_text("20 MB")
    expect(page.locator("#result")).to_be_hidden()


def test_hostile_texts_stay_texts(page: Page) -> None:
    hostile = json.loads(GOOD["plain"])
    hostile["chosen"][0]["name"] = "<img src=x onerror=alert(1)>"
    give(page, json.dumps(hostile, sort_keys=True, ensure_ascii=False, separators=(",", ":")))
    expect(page.locator("td.name").first).to_have_text("<img src=x onerror=alert(1)>")
    expect(page.locator("main img")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("name", ["rich", "hard texts"])
def test_nothing_runs_over_the_edge(page: Page, width: int, name: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    give(page, GOOD[name])
    expect(page.get_by_role("heading", name="核验通过")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
