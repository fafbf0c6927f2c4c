"""Records: true ones verify, and each single change is named by the right step."""
from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from babel.messages import pofile
from hypothesis import given, settings, strategies as st

from portal.domain import draw
from portal.domain.draw_format import FormatError, manifest_fault, read_record, read_utc, utc_text
from portal.domain.draw_record import FAILURES, STEPS, Verdict, build_event, record_digest, verify_record
from tests.draw_cases import changed, encoded, good_records, mutations

GOOD = good_records()
RICH = json.loads(GOOD["rich"])
ROOT = Path(__file__).parents[2]
VERIFY_PAGE = ROOT / "static" / "verify.html"
CHINESE = ROOT / "portal" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
QUICK = settings(derandomize=True, deadline=None, max_examples=150)


@pytest.mark.parametrize("name", GOOD)
def test_a_true_record_verifies_as_text_and_as_bytes(name: str) -> None:
    verdict = verify_record(GOOD[name])
    assert verdict == Verdict(True, record=json.loads(GOOD[name])), verdict.step
    assert verify_record(GOOD[name].encode()) == verdict


def test_each_single_change_is_named_by_its_step() -> None:
    wrong, seen = [], set()
    for mutation in mutations():
        verdict = verify_record(mutation.data)
        seen.add(verdict.step)
        if (verdict.step, verdict.ok) != (mutation.step, mutation.step is None):
            wrong.append((mutation.label, mutation.step, verdict.step))
    assert wrong == []
    assert seen == {None, *STEPS}


@pytest.mark.parametrize(("path", "value", "step", "params"), [
    (("chosen", 0, "salt"), "x", "format", {"where": "chosen[0].salt"}),
    (("manifest", "pool", 3, "no"), 9, "format", {"where": "manifest.pool[3]"}),
    (("manifest", "left_out"), {"bored": 1}, "format", {"where": "manifest.left_out"}),
    (("events", 1, "reason"), "ill", "format", {"where": "events[1].reason"}),
    ((), [], "format", {"where": ""}),
    (("seal",), "a" * 64, "seal", {}),
    (("events", 3, "no"), 99, "events", {"position": 4, "kind": "freed", "no": 99}),
    (("events", 6, "no"), 99, "events", {"position": 7, "kind": "passed", "no": 99}),
    (("events", 5, "place"), "nowhere", "events", {"position": 6, "kind": "taken", "no": RICH["events"][5]["no"]}),
    (("chosen", 2, "code"), "WH", "tokens", {"no": RICH["chosen"][2]["no"]}),
])
def test_a_failure_says_where(path: tuple[Any, ...], value: Any, step: str, params: dict[str, Any]) -> None:
    verdict = verify_record(encoded(changed(RICH, path, lambda _: value)))
    assert (verdict.ok, verdict.step, verdict.params) == (False, step, params)
    assert (verdict.record is None) == (step == "format")


def test_each_step_has_a_name_and_a_sentence_that_its_parameters_fill() -> None:
    params = {"events": {"position": 4, "kind": "freed", "no": 99}, "tokens": {"no": 3}}
    assert list(FAILURES) == list(STEPS) == ["format", "seal", "commitment", "seed", "order", "events", "chosen", "tokens"]
    for step, sentence in FAILURES.items():
        assert "%(" not in sentence % params.get(step, {})


def test_a_whole_forged_record_is_only_told_by_its_seal() -> None:
    """Whoever forges everything consistently gets through the steps: that is why the seal is shown to both sides before the digits."""
    other = GOOD["plain"].replace("577155", "577156")
    assert verify_record(other).step == "seed"
    assert json.loads(GOOD["plain"])["seal"] != json.loads(GOOD["rich"])["seal"]


def test_a_freed_number_may_not_be_exchanged_for_another_holder() -> None:
    general = [person["no"] for person in RICH["chosen"] if person["place"] == "general"]
    freed = RICH["events"][4]["no"]
    stayed = next(no for no in general if no not in {event["no"] for event in RICH["events"]})
    verdict = verify_record(encoded(changed(RICH, ("events", 4, "no"), lambda _: stayed)))
    assert freed != stayed
    assert verdict.step == "chosen"


def test_digest_is_that_of_the_bytes() -> None:
    assert record_digest("abc") == record_digest(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_events_carry_their_own_fields_only() -> None:
    at = datetime(2026, 11, 25, 2, 3, 4, 999, tzinfo=UTC)
    assert build_event("freed", 3, at, reason="ill") == {"at": "2026-11-25T02:03:04Z", "kind": "freed", "no": 3, "reason": "ill"}
    assert build_event("taken", 3, at, place="法律") == {"at": "2026-11-25T02:03:04Z", "kind": "taken", "no": 3, "place": "法律"}


@pytest.mark.parametrize(("text", "moment"), [
    ("2024-02-29T23:59:59Z", datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC)),
    ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ("2023-02-29T00:00:00Z", None),
    ("2026-11-25T02:03:04z", None),
    ("2026-11-25T02:03:61Z", None),
])
def test_times_are_read_strictly(text: str, moment: datetime | None) -> None:
    assert read_utc(text) == moment
    if moment and moment.year > 1000:
        assert utc_text(moment) == text


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        utc_text(datetime(2026, 11, 25))


def test_a_manifest_may_hold_zero_counts_and_an_empty_pool() -> None:
    manifest = RICH["manifest"] | {"left_out": {"engaged": 0}, "pool": [], "places": {"general": 0, "special": {"法律": 0}}}
    assert manifest_fault(manifest) == ""


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.sampled_from(list(RICH)), inner, max_size=3),
    max_leaves=6,
)


@QUICK
@given(st.binary(max_size=200) | st.text(st.characters(), max_size=200))
def test_no_bytes_or_text_make_it_raise(data: bytes | str) -> None:
    assert verify_record(data).step == "format"


@QUICK
@given(st.data(), json_values)
def test_no_value_anywhere_makes_it_raise(data: st.DataObject, value: Any) -> None:
    path = data.draw(st.sampled_from(PATHS))
    other = changed(RICH, path, lambda _: value)
    verdict = verify_record(json.dumps(other, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
    assert verdict.ok == (verdict.step is None)
    assert verdict.step is None or verdict.step in STEPS


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [path, *(inner for key in keys for inner in _paths(value[key], (*path, key)))]


PATHS = _paths(RICH)


@QUICK
@given(st.text(st.characters(exclude_categories=()), max_size=4))
def test_what_has_no_utf_8_form_is_no_record(name: str) -> None:
    text = draw.canonical(changed(RICH, ("chosen", 0, "name"), lambda _: name))
    sound = not re.search("[\ud800-\udfff]", name)
    assert verify_record(text).ok == sound


def test_reading_raises_nothing_but_its_own_error() -> None:
    for hostile in ("", "\ud800", b"\xff", "[" * 200_000, b"[" * 200_000, "9" * 5000):
        with pytest.raises(FormatError) as refusal:
            read_record(hostile)
        assert refusal.value.where == ""


# --- the self-contained page


@pytest.mark.parametrize("kind", ["script", "style"])
def test_the_page_allows_exactly_its_own_script_and_style(kind: str) -> None:
    page = VERIFY_PAGE.read_text(encoding="utf-8")
    (body,) = re.findall(f"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
    (policy,) = re.findall('http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert f"{kind}-src 'sha256-{digest}'" in policy.split("; ")
    assert policy.startswith("default-src 'none'; ")


def test_the_page_loads_nothing_and_says_what_the_portal_says() -> None:
    page = VERIFY_PAGE.read_text(encoding="utf-8")
    assert not re.search(r"https?:|\bsrc=|url\(|@import|fetch\(|XMLHttpRequest|<link|\sstyle=|\son\w+=", page)
    with CHINESE.open("rb") as catalogue:
        chinese = pofile.read_po(catalogue)
    for sentence in (*STEPS.values(), *FAILURES.values()):
        assert f'"{sentence}"' in page
        assert f'"{chinese[sentence].string}"' in page
