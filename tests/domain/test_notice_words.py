"""An office's own words of notices: every text is in one table, what each must hold, and that a short message stays short."""
from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import portal.domain
from portal.domain import learning_texts, notice_shipped
from portal.domain.errors import DomainError
from portal.domain.invitations import group_text, invitation, recruitment_text
from portal.domain.learning_texts import ClassFacts
from portal.domain.notice_occasions import OCCASIONS, PARTS, RULES, SAMPLE, SENDER, TEXTS, TIGHT
from portal.domain.notice_shipped import SHIPPED
from portal.domain.notice_texts import SMS_LIMIT, Sender, fill, named_fields, texts, units
from portal.domain.notice_words import check, rule_of, sample
from portal.domain.paper_recruitment import NOTICE_SAMPLE

LINK = "https://links.example/l/0123456789abcdef0123456789abcdef"


def test_every_shipped_text_has_its_rule_and_every_rule_its_words() -> None:
    assert set(SHIPPED) == set(RULES)
    assert {one.part for one in OCCASIONS.values()} == set(PARTS)
    assert {key.partition(".")[0] for key in RULES} == set(TEXTS)


def _constants(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _constants(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _constants(one)


def test_no_part_of_the_portal_keeps_a_text_for_people_outside_the_table() -> None:
    """A constant in Chinese with fields is a text, or a piece of one that stands beside the shipped ones."""
    pieces = set(_constants(vars(notice_shipped)))
    for info in pkgutil.iter_modules(portal.domain.__path__, "portal.domain."):
        module = importlib.import_module(info.name)
        found = {text for name, value in vars(module).items() if name.isupper() for text in _constants(value)
                 if re.search(r"[\u4e00-\u9fff]", text) and re.search(r"\$[a-z{]", text)}
        assert found <= pieces, info.name


@pytest.mark.parametrize("key", SHIPPED)
def test_the_shipped_words_pass_their_own_check_and_read_well(key: str) -> None:
    assert check(key, SHIPPED[key]) == SHIPPED[key].strip()
    assert rule_of(key).fields and set(rule_of(key).needs) <= set(rule_of(key).fields)
    assert "$" not in sample(key) and sample(key)
    if key.startswith("sms."):
        assert units(sample(key, facts=TIGHT)) <= SMS_LIMIT


@pytest.mark.parametrize("key", RULES)
def test_each_field_that_is_offered_can_be_filled_in_and_each_need_is_demanded(key: str) -> None:
    every = " ".join(f"${name}" for name in RULES[key].fields)
    assert "$" not in sample(key, {key: every})
    for name in RULES[key].needs:
        with pytest.raises(DomainError) as refusal:
            check(key, " ".join(f"${one}" for one in RULES[key].fields if one != name))
        assert (refusal.value.code, refusal.value.params["name"]) == ("notice_text_missing", name)


BAD = [
    ("long.notice", " ", "notice_text_empty"), ("long.notice", "$title $span", "notice_text_missing"),
    ("long.notice", "$title $span $reply $nobody", "notice_text_field"), ("long.notice", "$title $span $reply 5$", "notice_text_field"),
    ("sms.notice", "请来 $when", "notice_text_missing"), ("sms.notice", "请来" * 40 + "$call", "notice_text_long"),
    ("sms.notice", "$person $call", "notice_text_field"), ("none.notice", "x", "unknown_code"),
    ("sms.class_notice", "请来" * 40 + "$call", "notice_text_long"), ("sms.class_notice", "$lecturer $call", "notice_text_field"),
    ("long.class_notice", "$title $reply", "notice_text_missing"), ("long.feedback", "$person $link", "notice_text_field"),
    ("long.material", "$title", "notice_text_missing"), ("sms.material_again", "请来" * 40 + "$call", "notice_text_long"),
    ("long.own_file", "$person", "notice_text_missing"), ("long.initiative", "$days $link", "notice_text_field"),
    ("long.recruitment", "$from $reply", "notice_text_missing"), ("group.waiting", "$people", "notice_text_missing"),
    ("script.class_notice", "x", "unknown_code"), ("long.own_file", f"{'长' * 2996}$link", "words_long"),
]


@pytest.mark.parametrize(("key", "words", "code"), BAD)
def test_what_is_refused(key: str, words: str, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        check(key, words)
    assert refusal.value.code == code


def test_own_words_are_used_and_the_message_still_fits() -> None:
    words = check("sms.notice", "$office邀您$when到$place：${title}，$call$$")
    made = texts("notice", SAMPLE, {"sms.notice": words, "subject.notice": "请履职"})
    assert "邀您" in made.sms and made.sms.endswith("$") and units(made.sms) <= SMS_LIMIT
    assert made.mail_subject == "请履职" and made.script == texts("notice", SAMPLE).script


FACTS = ClassFacts("履职培训", "专题辅导", "2026年3月5日（周四）9:00–11:30", "三楼会议室", "", "3学时", "")


def test_own_words_of_the_other_parts_are_used() -> None:
    own = {"long.class_notice": "$title $when $reply", "sms.class_notice": "来：$title，$call", "long.feedback": "请评 $link", "long.material": "读 $title $reply",
           "long.suggestion": "说 $link", "long.recruitment": "$from $until $reply", "group.waiting": "$number：$people"}
    told = learning_texts.class_notice("王", FACTS, SENDER, LINK, own)
    assert told.long.startswith("履职培训 2026年3月5日") and LINK in told.long and told.sms.startswith("来：履职培训，点链接答复")
    assert learning_texts.feedback_request("班", SENDER, LINK, own) == f"请评 {LINK}"
    assert learning_texts.material_text("王", "规定", "", None, SENDER, url="https://a.cn", own=own).long == "读 规定 https://a.cn"
    assert "提醒您" in learning_texts.material_text("王", "规定", "", None, SENDER, again=True, own=own).long
    assert invitation("suggestion", "王", SENDER, LINK, own) == f"说 {LINK}"
    assert recruitment_text(NOTICE_SAMPLE, "", own).endswith("请到某某市司法局填写报名表，或致电0000-1234567。")
    assert group_text("三号", 2, own) == "三号：2"


@pytest.mark.parametrize(("words", "values", "made"), [
    ("地点：$place\n$reply", {"place": "", "reply": "去"}, "去"), ("地点：$place", {"place": "室"}, "地点：室"),
    ("$one$two\n\n末", {"one": "", "two": "二"}, "二\n\n末"), ("$one", {"one": ""}, ""), ("$$1", {}, "$1"),
])
def test_a_line_whose_fields_are_all_empty_is_left_out(words: str, values: dict[str, str], made: str) -> None:
    assert fill(words, values) == made


def test_fields_are_found_in_both_ways_of_writing() -> None:
    assert named_fields("$a ${b} $$ $") == ["a", "b", ""]


@pytest.mark.parametrize("kind", ["initiative", "suggestion", "own_file"])
def test_an_invitation_names_person_office_and_link(kind: str) -> None:
    text = invitation(kind, "王\n晓东", Sender("乌海市司法局", "", ""), LINK, days="30")
    assert text.startswith("王 晓东同志：") and text.splitlines()[-1] == "乌海市司法局" and LINK in text.splitlines()


def test_the_text_of_a_round_says_how_many_where_and_until_when() -> None:
    text = recruitment_text(NOTICE_SAMPLE, LINK)
    assert text.startswith("【某某市司法局】某某市人民监督员选任：公开选任人民监督员15名（某某区8名、某某县7名）。") and text.endswith(LINK)
    assert recruitment_text(NOTICE_SAMPLE | {"contact_phone": ""}, "").endswith("或致电无。")


def test_how_to_answer_is_the_offices_own_in_every_long_text() -> None:
    own = {"reply.notice": "请点：$link", "phone.notice": "请打电话$call", "phone.cancelled": "有疑问请打$call", "reply.class_notice": "点这里：$link"}
    assert "请打电话（电话：" in texts("notice", SAMPLE, own).wechat and f"请点：{LINK}" in texts("notice", replace(SAMPLE, link=LINK), own).wechat
    assert "有疑问请打" in texts("cancelled", replace(SAMPLE, link=LINK), own).wechat and "reply.cancelled" not in RULES
    assert f"点这里：{LINK}" in learning_texts.class_notice("王", FACTS, SENDER, LINK, own).long
    assert sample("reply.notice", own) == "请点：https://links.example/l/0123456789abcdef" and sample("phone.notice", own).startswith("请打电话")
