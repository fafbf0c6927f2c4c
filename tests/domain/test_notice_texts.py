from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings, strategies as st

from models.choices import ActivityState, AssignmentState
from portal.domain import notice_texts
from portal.domain.invitations import group_text, invitation
from portal.domain.notice_shipped import LONG, MOVED, RECUSAL, SECRECY, SMS
from portal.domain.notice_texts import SMS_LIMIT, NoticeFacts, Sender

FACTS = NoticeFacts(
    person="王小明", mode="案件公开审查、公开听证", title="某拟不起诉案公开听证", starts_at=datetime(2026, 3, 5, 1, 30, tzinfo=UTC),
    ends_at=datetime(2026, 3, 5, 3, 30, tzinfo=UTC), place="乌海市人民检察院第一会议室", office="乌海市司法局", office_short="市司法局",
    office_phone="0473-1234567", procuratorate="乌海市人民检察院", contact_name="李联络", contact_phone="0473-7654322",
)
LINK = "https://links.example/l/" + "a" * 32
anything = st.text(max_size=220)
phones = st.text(alphabet="0123456789-+() 转", max_size=40)


@settings(max_examples=400)
@given(title=anything, place=anything, office=st.text(max_size=40), phone=phones, link=st.sampled_from(["", LINK]),
       kind=st.sampled_from(sorted(SMS)), month=st.integers(1, 12), moved=st.booleans())
def test_a_short_message_fits_one_sms_and_keeps_moment_and_phone(title: str, place: str, office: str, phone: str, link: str, kind: str,
                                                                 month: int, moved: bool) -> None:
    starts = datetime(2026, month, 28, 15, 59, tzinfo=UTC)
    facts = replace(FACTS, title=title, place=place, office_short=office, office_phone=phone, link=link, starts_at=starts, moved=moved)
    body = notice_texts.sms_body(kind, facts)
    assert notice_texts.units(body) <= SMS_LIMIT
    assert notice_texts.moment_text(starts, year=False) in body
    assert " ".join(phone.split()) in body
    assert notice_texts.texts(kind, facts).sms == f"{body} {link}".strip()


OWN = {"long.notice": "$title $span $reply", "sms.notice": "$title $call", "script.notice": "$title"}


@pytest.mark.parametrize("own", [{}, OWN])
def test_a_move_is_said_in_each_text_of_the_notice_and_only_there(own: dict[str, str]) -> None:
    made = notice_texts.texts("notice", replace(FACTS, moved=True), own)
    assert made.sms.endswith("，时间地点有变更，请致电0473-1234567答复") or made.sms == "某拟不起诉案公开听证 时间地点有变更，请致电0473-1234567答复"
    assert MOVED in made.wechat and MOVED in made.script and MOVED in made.mail
    for kind in ("reminder", "opinion", "cancelled"):
        assert notice_texts.texts(kind, replace(FACTS, moved=True), own) == notice_texts.texts(kind, FACTS, own)
    assert "变更" not in notice_texts.sms_body("notice", replace(FACTS, moved=True, office_phone="1" * 40, place="长" * 90))


@pytest.mark.parametrize("own", [{}, OWN])
@pytest.mark.parametrize(("kind", "told"), [("notice", True), ("reminder", True), ("opinion", False), ("cancelled", False)])
def test_what_people_should_know_beforehand_reaches_them(kind: str, told: bool, own: dict[str, str]) -> None:
    made = notice_texts.texts(kind, replace(FACTS, remark="请着正装，\n带$10和身份证"), own)
    assert ("提示：请着正装， 带$10和身份证" in made.wechat) is ("提示：请着正装， 带$10和身份证" in made.script) is told
    assert "提示" not in made.sms and "提示" not in notice_texts.texts(kind, FACTS, own).wechat


def test_rare_characters_count_twice_and_are_never_split() -> None:
    assert notice_texts.units("𬭎a") == 3
    assert notice_texts.clip("𬭎𬭎𬭎", 4) == "𬭎…"
    assert notice_texts.clip("abc", 0) == ""
    assert notice_texts.clip("abc", 3) == "abc"


@pytest.mark.parametrize(("title", "place", "expected"), [
    ("公开听证", "会议室", "【市司法局】请于3月5日(周四)09:30到会议室参加公开听证，请致电0473-1234567答复"),
    ("一二三四五六七八九十" * 3, "检察院第一会议室",
     "【市司法局】请于3月5日(周四)09:30到检察院第一会议室参加一二三四五六七八九十一二三四五六七八九…，请致电0473-1234567答复"),
])
def test_the_title_is_shortened_first(title: str, place: str, expected: str) -> None:
    body = notice_texts.sms_body("notice", replace(FACTS, title=title, place=place))
    assert body == expected
    assert notice_texts.units(body) <= SMS_LIMIT


def test_a_long_phone_number_takes_the_short_way_to_say_it() -> None:
    facts = replace(FACTS, office_phone="0473-1234567 转 8001 或 0473-1234568")
    assert notice_texts.sms_body("notice", facts).endswith("电话0473-1234567 转 8001 或 0473-1234568")


def test_without_a_phone_the_message_still_says_what_to_do() -> None:
    facts = replace(FACTS, office_phone="")
    assert notice_texts.sms_body("notice", facts).endswith("请尽快与我局联系")
    assert notice_texts.sms_body("notice", replace(facts, link=LINK)).endswith("请点链接办理")
    assert "电话" not in notice_texts.texts("notice", facts).wechat


@pytest.mark.parametrize("kind", sorted(LONG))
@pytest.mark.parametrize("link", ["", LINK])
def test_every_text_says_who_asks_when_and_how_to_call(kind: str, link: str) -> None:
    made = notice_texts.texts(kind, replace(FACTS, link=link))
    for text in (made.wechat, made.mail):
        assert "王小明同志" in text and "2026年3月5日(周四)09:30至11:30" in text
        assert "乌海市司法局" in text and "0473-1234567" in text
    assert "王小明同志" in made.script and "乌海市司法局" in made.script
    assert "2026年3月5日(周四)" in made.mail_subject
    assert "$" not in made.wechat + made.sms + made.script + made.mail_subject


@pytest.mark.parametrize(("kind", "carries"), [("notice", True), ("reminder", True), ("opinion", True), ("cancelled", False)])
def test_the_link_stands_in_the_texts_that_have_one(kind: str, carries: bool) -> None:
    assert (LINK in notice_texts.texts(kind, replace(FACTS, link=LINK)).wechat) is carries
    assert "http" not in notice_texts.texts(kind, FACTS).wechat


@pytest.mark.parametrize("kind", ["notice", "reminder", "opinion"])
def test_secrecy_is_always_said(kind: str) -> None:
    assert SECRECY in notice_texts.texts(kind, FACTS).wechat
    assert "保密" in notice_texts.texts(kind, FACTS).script


def test_the_notice_asks_about_recusal() -> None:
    assert RECUSAL in notice_texts.texts("notice", FACTS).wechat
    assert "回避" in notice_texts.texts("notice", FACTS).script


def test_a_span_of_two_days_names_both() -> None:
    ends = datetime(2026, 3, 6, 3, 0, tzinfo=UTC)
    assert notice_texts.span_text(FACTS.starts_at, ends) == "2026年3月5日(周四)09:30至2026年3月6日(周五)11:00"


def test_values_with_template_signs_are_taken_as_they_are() -> None:
    made = notice_texts.texts("notice", replace(FACTS, title="$person 与 ${place}\n第二行"))
    assert "活动：$person 与 ${place} 第二行" in made.wechat


def test_group_and_initiative_texts_hold_no_more_than_they_should() -> None:
    assert group_text("乌检需〔2026〕3号", 2) == "【人民监督员】监督活动乌检需〔2026〕3号有2人待通知，请登录系统办理。"
    text = invitation("initiative", "王小明", Sender("乌海市司法局", "市司法局", ""), LINK)
    assert LINK in text and "王小明同志" in text and SECRECY in text


A, S = ActivityState, AssignmentState
OCCASIONS = [
    # activity, place, opinion given, told what
    (A.DRAWN, S.DRAWN, False, "notice"),  # the safe default: not notified
    (A.CONFIRMED, S.NOTIFIED, False, "notice"),  # asked, but no answer yet
    (A.ANNOUNCED, S.ACCEPTED, False, "reminder"),  # said yes
    (A.DRAWN, S.ACCEPTED, False, "reminder"),  # another place is still open
    (A.ANNOUNCED, S.FREED, False, None),  # holds no place
    (A.ANNOUNCED, S.ATTENDED, False, "opinion"),  # checked in already
    (A.HELD, S.ATTENDED, False, "opinion"),
    (A.CLOSED, S.ATTENDED, False, "opinion"),
    (A.HELD, S.ATTENDED, True, None),  # gave it
    (A.HELD, S.ABSENT, False, None),
    (A.HELD, S.EXCUSED, False, None),
    (A.CANCELLED, S.ACCEPTED, False, "cancelled"),
    (A.CANCELLED, S.DRAWN, False, "cancelled"),
    (A.CANCELLED, S.FREED, False, None),
    (A.CANCELLED, S.ATTENDED, False, None),
    (A.SEALED, S.ACCEPTED, False, None),  # a second round is being drawn
]


@pytest.mark.parametrize(("activity", "place", "given", "expected"), OCCASIONS)
def test_what_a_person_is_told_follows_from_the_states(activity: str, place: str, given: bool, expected: str | None) -> None:
    assert notice_texts.occasion(activity, place, has_opinion=given) == expected
