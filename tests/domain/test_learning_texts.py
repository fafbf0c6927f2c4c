"""Texts of learning, and the sign-in sheet."""
from __future__ import annotations

import re
from datetime import date

import pytest

from portal.domain import learning_texts as texts, paper_training_sign_in as sheet
from portal.domain.learning_texts import ClassFacts
from portal.domain.notice_texts import SMS_LIMIT, Sender, units

SENDER = Sender("乌海市司法局", "乌海市司法局", "0473-2998801")
SILENT = Sender("乌海市司法局", "乌海市司法局", "")
FACTS = ClassFacts("履职培训", "专题辅导", "2026年3月5日（周四）9:00–11:30", "三楼会议室", "王某某", "3学时", "")
LINK = "https://links.example/l/0123456789abcdef0123456789abcdef"


def test_days_in_words() -> None:
    assert texts.days_words(date(2026, 3, 5), date(2026, 3, 5), "9:00") == "2026年3月5日（周四）9:00"
    assert texts.days_words(date(2026, 3, 5), date(2026, 3, 6)) == "2026年3月5日（周四）至2026年3月6日（周五）"


def test_a_notice_says_what_when_and_where_and_how_to_answer() -> None:
    made = texts.class_notice("王晓东", FACTS, SENDER, LINK)
    for part in ("王晓东同志：", "培训：履职培训", "时间：2026年3月5日（周四）9:00–11:30", "地点：三楼会议室", LINK, "电话：0473-2998801"):
        assert part in made.long
    assert "材料" not in made.long and made.sms.endswith(LINK)
    by_phone = texts.class_notice("王晓东", FACTS, SENDER)
    assert "请致电乌海市司法局（电话：0473-2998801）答复能否参加。" in by_phone.long and by_phone.sms.endswith("请致电0473-2998801答复")
    assert "请尽快与我局联系" in texts.class_notice("王晓东", FACTS, SILENT).sms and "电话" not in texts.class_notice("王晓东", FACTS, SILENT).long


@pytest.mark.parametrize("title", ["短", "很长的培训题目" * 30])
@pytest.mark.parametrize("link", ["", LINK])
def test_a_short_message_is_short(title: str, link: str) -> None:
    body = texts.class_notice("王", ClassFacts(title, "", "2026年3月5日（周四）", "", "", "", ""), SENDER, link).sms.removesuffix(LINK).strip()
    assert units(body) <= SMS_LIMIT


def test_a_material_is_brought_and_reminded_of() -> None:
    first = texts.material_text("王晓东", "规定", "重点学习。", date(2026, 3, 5), SENDER, url="https://a.cn", link=LINK)
    assert "请您阅读以下学习资料。" in first.long and "请于2026年3月5日（周四）前读完。" in first.long and LINK in first.long and "https://a.cn" not in first.long
    again = texts.material_text("王晓东", "规定", "", None, SENDER, url="https://a.cn", again=True)
    assert "提醒您" in again.long and "https://a.cn" in again.long and again.sms.endswith("https://a.cn")
    assert "联系领取" in texts.material_text("王晓东", "规定", "", None, SENDER).long


def test_feedback_is_asked_without_a_name() -> None:
    assert "不记名" in texts.feedback_request("履职培训", SENDER, LINK) and LINK in texts.feedback_request("履职培训", SENDER, LINK)


def test_the_texts_use_full_width_punctuation() -> None:
    said = texts.class_notice("王晓东", FACTS, SENDER).long + texts.material_text("王", "规定", "", None, SENDER).long
    assert not re.search(r"[\u4e00-\u9fff][,;:?!()]", said)


# the sheet -----------------------------------------------------------------------------------------------------------------------


def test_a_sheet_shows_who_came_when() -> None:
    filled = sheet.fields("", sheet.SAMPLE)
    assert (filled["people_count"], filled["present_count"], filled["hours"], filled["date"]) == (2, 1, "3.5学时", "2026年3月5日")
    assert [(line["no"], line["checked_in"], line["note"]) for line in filled["people"]] == [(1, "08:52", ""), (2, "", "请假")]


def test_in_a_class_of_several_days_the_day_stands_before_the_time() -> None:
    filled = sheet.fields("", sheet.SAMPLE | {"ends_on": "2026-03-06", "lecturer": "", "place": ""})
    assert filled["people"][0]["checked_in"] == "03-05 08:52" and filled["lecturer"] == filled["place"] == "无"


@pytest.mark.parametrize(("tenths", "words"), [(0, "无"), (30, "3学时"), (35, "3.5学时")])
def test_hours_in_words(tenths: int, words: str) -> None:
    assert sheet.hours_words(tenths) == words
