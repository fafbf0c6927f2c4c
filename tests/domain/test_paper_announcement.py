"""What stands in the letter on a draw's result, from the frozen data of its paper."""
from __future__ import annotations

import pytest

from portal.domain.paper_announcement import SAMPLE as DATA, earlier_note, letter_fields, place_words, span_words
from portal.domain.paper_form import NOTHING

LETTER = letter_fields("某司监〔2026〕3号", DATA)


def test_a_supplementary_letter_of_two_rounds() -> None:
    assert (LETTER["number"], LETTER["date"], LETTER["supplementary"]) == ("某司监〔2026〕3号", "2026年3月2日", "补充")
    assert LETTER["when"] == "2026年3月5日（周四）09:30至11:30"
    assert (LETTER["round"], LETTER["round_note"], LETTER["people_count"]) == (2, "（第2次抽选）", 2)
    assert [(one["no"], one["name"], one["profession"], one["place"], one["note"]) for one in LETTER["people"]] == [
        (1, "张某某", "教育、心理", "一般名额", ""), (2, "李某某", "财会", "财会", "补派、第2次抽选")]
    assert LETTER["audit_head"] == f"第1024条 {'e9' * 32}"


def test_the_last_round_stands_for_all_where_no_list_is_used() -> None:
    first, last = LETTER["rounds"]
    assert (LETTER["seal"], LETTER["record_digest"]) == (last["seal"], last["record_digest"]) != (first["seal"], first["record_digest"])
    assert (first["name"], first["reason"], first["digits_note"]) == ("第1次抽选", NOTHING, "")
    assert last["digits_note"] == LETTER["digits_note"] == "检察院数字系电话告知（告知人：赵某某），由司法局经办人代为录入。"
    assert last["witness_name"] == "钱某某，某某公证处"


def test_a_first_letter_and_a_round_that_was_sealed_and_not_drawn() -> None:
    undrawn = {"round": 2, "sealed_at": "2026-03-01T04:00:00Z", "drawn_at": "", "reason": "", "seal": "c4" * 32, "digits": "",
               "digits_source": "phone", "digits_teller": "", "witness_digits": "", "witness_name": "", "witness_unit": "", "record_digest": ""}
    letter = letter_fields("1号", DATA | {"earlier": [], "rounds": [DATA["rounds"][0], undrawn]})
    assert (letter["supplementary"], letter["earlier_note"], letter["round"], letter["round_note"]) == ("", "", 1, "")
    waiting = letter["rounds"][1]
    assert waiting["name"] == "第2次抽选（名单已锁定，未抽选）"
    assert waiting["digits_note"] == "检察院数字系电话告知，由司法局经办人代为录入。"
    assert {waiting[name] for name in ("drawn", "digits", "witness_digits", "witness_name", "record_digest")} == {NOTHING}


def test_times_that_are_no_times_are_a_fault() -> None:
    for name in ("starts_at", "ends_at"):
        with pytest.raises(ValueError, match="malformed"):
            span_words(DATA | {name: "tomorrow"})


def test_small_words() -> None:
    assert (place_words("general"), place_words("法律")) == ("一般名额", "法律")
    assert earlier_note(["甲1号", "甲2号"]) == "本函系对甲1号、甲2号函的补充，原函继续存档。"
