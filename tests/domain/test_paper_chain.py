"""What the papers of the chain say, case by case."""
from __future__ import annotations

import pytest

from models.choices import ActivityState as A, AssignmentState, OpinionState as S, RecusalState
from portal.domain.labels import OPINION_ANSWERS, OPINION_SOURCES, RECUSAL_GROUNDS
from portal.domain.paper_draw import (
    GROUNDS,
    RECORD_SAMPLE,
    RECUSAL_SAMPLE,
    REQUEST_SAMPLE,
    SOURCES as RAISED,
    record_fields,
    recusal_fields,
    request_fields,
)
from portal.domain.paper_duty import FEEDBACK_SAMPLE, SIGN_IN_SAMPLE, feedback_fields, sign_in_fields
from portal.domain.paper_opinion import ANSWERS, DECIDED_SAMPLE, RIGHT, SAMPLE, SOURCES, answer_fields, objection_fields, sheet_fields
from portal.domain.papers import FORMS

TOLD = "你提出异议后，经检察长决定：采纳。理由：由承办人再次当面释法说理。"


@pytest.mark.parametrize(("answer", "contested", "decision", "note", "right"), [
    ("adopted", "", "", "", ""),
    ("partly", "", "", "", RIGHT),
    ("not_adopted", "", "", "", RIGHT),
    ("partly", "2026-03-16", "", "", ""),
    ("partly", "2026-03-16", "adopted", TOLD, ""),
])
def test_what_a_supervisor_is_told_of_an_opinion(answer: str, contested: str, decision: str, note: str, right: str) -> None:
    told = answer_fields("", DECIDED_SAMPLE | {"answer": answer, "objected_on": contested, "decision": decision})
    assert (told["decision_note"], told["right_note"], told["answer"]) == (note, right, ANSWERS[answer])


def test_what_the_chief_decides_stays_empty_until_then() -> None:
    open_case = objection_fields("", SAMPLE | {"objection": "仍有异议。", "objected_on": "2026-03-16"})
    assert (open_case["objection"], open_case["decision"], open_case["decision_words"], open_case["decided"]) == ("仍有异议。", "", "", "")
    assert objection_fields("", DECIDED_SAMPLE)["decision"] == "采纳"


def test_an_opinion_on_own_initiative_has_no_activity() -> None:
    told = sheet_fields("", SAMPLE | {"activity_number": "", "place": "", "starts_at": "", "ends_at": "", "procuratorate": ""})
    assert {told[name] for name in ("activity_number", "place", "when", "procuratorate")} == {"无"}


def test_every_code_has_its_official_words() -> None:
    assert set(ANSWERS) == set(OPINION_ANSWERS) and set(SOURCES) == set(OPINION_SOURCES) and set(GROUNDS) == set(RECUSAL_GROUNDS)
    assert set(RAISED) == {"person", "procuratorate", "bureau"}
    for ground in GROUNDS:
        for state, words in ((RecusalState.UPHELD, "准予回避"), (RecusalState.REFUSED, "不予回避")):
            told = recusal_fields("1号", RECUSAL_SAMPLE | {"ground": ground, "state": str(state)})
            assert (told["decision"], told["ground"], told["decided"]) == (words, GROUNDS[ground], "2026年3月2日")


def test_a_request_counts_its_places() -> None:
    asked = request_fields("", REQUEST_SAMPLE | {"urgent": "", "must_invite": ""})
    assert (asked["total"], asked["general"], asked["urgent"], asked["must_invite"], asked["number"]) == ("3", "2", "无", "无", "")
    assert request_fields("", REQUEST_SAMPLE | {"special": []})["total"] == "2"


def test_a_record_marks_substitutes_and_places_given_back() -> None:
    told = record_fields("", RECORD_SAMPLE)
    assert [one["note"] for one in told["people"]] == ["名额已让出", "", "补派"]
    assert (told["places"], told["witness"], told["digits_note"]) == (
        "一般名额2名、财会1名", "钱某某，某某公证处", "检察院数字系电话告知（告知人：赵某某），由司法局经办人代为录入。")
    alone = record_fields("", RECORD_SAMPLE | {"digits_source": "signed_in", "witness_digits": "", "witness_name": "", "witness_unit": "", "reason": ""})
    assert (alone["digits_note"], alone["witness"], alone["witness_digits"], alone["reason"]) == ("", "无", "无", "无")


@pytest.mark.parametrize(("state", "at", "clock", "note", "present"), [
    ("accepted", "", "", "", "0"), ("attended", "2026-03-05T01:12:00Z", "09:12", "", "1"), ("attended", "", "", "", "1"),
    ("absent", "", "", "缺席", "0"), ("excused", "", "", "请假", "0")])
def test_a_sign_in_sheet_is_blank_before_and_says_who_came_after(state: str, at: str, clock: str, note: str, present: str) -> None:
    person = SIGN_IN_SAMPLE["people"][0] | {"state": str(AssignmentState(state)), "checked_in_at": at}
    sheet = sign_in_fields("", SIGN_IN_SAMPLE | {"people": [person]})
    assert (sheet["people"][0]["checked_in"], sheet["people"][0]["note"], sheet["present_count"], sheet["people_count"]) == (clock, note, present, "1")


def test_feedback_says_yes_and_no() -> None:
    assert [(one["on_time"], one["prepared"], one["remark"]) for one in feedback_fields("", FEEDBACK_SAMPLE)["people"]] == [
        ("是", "是", "提问切中要点。"), ("否", "是", "无")]


def test_in_which_states_each_kind_may_be_issued_by_itself() -> None:
    assert {kind: set(form.states) for kind, form in FORMS.items() if form.states and kind in (
        "draw_request", "duty_notice", "duty_sign_in", "duty_feedback", "opinion_answer", "objection_report")} == {
        "draw_request": {A.SUBMITTED, A.ACCEPTED}, "duty_notice": {A.CONFIRMED, A.ANNOUNCED}, "duty_sign_in": {A.CONFIRMED, A.ANNOUNCED, A.HELD, A.CLOSED},
        "duty_feedback": {A.HELD, A.CLOSED}, "opinion_answer": {S.ANSWERED, S.TOLD, S.OBJECTED, S.DECIDED, S.CLOSED},
        "objection_report": {S.OBJECTED, S.DECIDED, S.CLOSED}}
