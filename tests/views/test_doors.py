"""Custom pages: refusals, consent and faults."""
from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import Client
from tests.views.bench import text

As = Callable[[str], Client]


def test_refusal_in_a_page_goes_back_with_a_sentence(as_role: As) -> None:
    """A rule's refusal of an act is flashed and the page it came from is shown again; of a page it has a page of its own."""
    browser = as_role("clerk")
    answer = browser.post("/refuse", headers={"Referer": "http://localhost/people/?search=x"})
    assert answer.status_code == 303 and answer.location == "/people/?search=x"
    assert browser.post("/refuse", headers={"Referer": "http://elsewhere.example/people/"}).location == "/"
    assert browser.post("/conflict").status_code == 303
    assert "请" in text(browser.get("/"))
    assert browser.get("/refuse").status_code == 400
    live = browser.post("/refuse", headers={"HX-Request": "true", "Referer": "http://localhost/people/"})
    assert live.status_code == 200 and live.headers["HX-Redirect"] == "/people/"


def test_consent_is_asked_on_the_server(as_role: As) -> None:
    """An act that cannot be undone names its consequence first, and keeps what the form held."""
    browser = as_role("clerk")
    asked = text(browser.post("/consent", data={"note": "<备注>"}))
    assert "名单不能再改变。" in asked and 'name="note" value="&lt;备注&gt;"' in asked and 'name="confirmed" value="yes"' in asked
    done = browser.post("/consent", data={"confirmed": "yes"}, follow_redirects=True)
    assert "已锁定 &lt;名单&gt;。 <a href=\"/next\">下一步</a>" in text(done)


def test_fault_inside_a_page_is_the_fault_that_is_seen(as_role: As, bench_app: Flask) -> None:
    """A TypeError inside a page is not hidden by a second call with other arguments."""
    with pytest.raises(TypeError, match="has no len"):
        as_role("clerk").get("/typo")
