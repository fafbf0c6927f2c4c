"""联席会议纪要: the minutes of a joint meeting, with what it decided and how the earlier decisions stand."""
from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portal.domain.draw_format import read_utc
from portal.domain.labels import N_
from portal.domain.notice_texts import moment_text
from portal.domain.paper_form import NOTHING, PaperForm, day_words

FIELDS = {
    "number": N_("Number of the minutes"),
    "date": N_("Day of the minutes"),
    "bureau": N_("Judicial bureau"),
    "title": N_("Title of the meeting"),
    "when": N_("Day and time"),
    "place": N_("Place of the meeting"),
    "host": N_("Host"),
    "sides": N_("Who took part, one line for each office"),
    "sides.office": N_("Office"),
    "sides.people": N_("Its people"),
    "agenda": N_("Agenda, one line for each item"),
    "agenda.no": N_("Running number"),
    "agenda.words": N_("Item"),
    "minutes": N_("Minutes, one line for each paragraph"),
    "minutes.words": N_("Paragraph"),
    "decisions": N_("Decisions, one line each"),
    "decisions.no": N_("Running number"),
    "decisions.words": N_("Decision of the meeting"),
    "decisions.office": N_("Office in charge"),
    "decisions.person": N_("Person in charge"),
    "decisions.due": N_("Until"),
    "earlier": N_("Decisions of earlier meetings, one line each"),
    "earlier.meeting": N_("Meeting"),
    "earlier.words": N_("Decision of the meeting"),
    "earlier.office": N_("Office in charge"),
    "earlier.due": N_("Until"),
    "earlier.state": N_("How it stands"),
}


def fill(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields from the paper's number and its frozen data (queries.liaison_meetings.minutes_data)."""
    moment = read_utc(data["starts_at"])
    if moment is None:
        raise ValueError("the meeting's time is malformed")
    return {
        "number": number, "date": _day(data["issued_on"]), "bureau": data["bureau"], "title": data["title"],
        "when": moment_text(moment).replace("(", "（").replace(")", "）"), "place": data["place"], "host": data["host"],
        "sides": [{"office": one["office"], "people": one["people"] or NOTHING} for one in data["sides"]],
        "agenda": [{"no": no, "words": words} for no, words in enumerate(_lines(data["agenda"]), 1)],
        "minutes": [{"words": words} for words in _lines(data["minutes"])],
        "decisions": [one | {"due": _day(one["due"]), "person": one["person"] or NOTHING} for one in data["decisions"]],
        "earlier": [{
            "meeting": one["meeting"], "words": one["words"], "office": one["office"], "due": _day(one["due"]), "state": state_words(one),
        } for one in data["earlier"]],
    }


def state_words(one: Mapping[str, Any]) -> str:
    """Return how an earlier decision stood when the minutes were issued."""
    if not one["done_on"]:
        return "正在办理"
    words = f"：{one['done_words']}" if one["done_words"] else ""
    return f"已于{_day(one['done_on'])}办结{words}"


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "title": "2026年第一季度人民监督员工作联席会议", "starts_at": "2026-03-05T01:30:00Z", "place": "某某市司法局三楼会议室",
    "host": "某某市司法局", "issued_on": "2026-03-09",
    "sides": [{"office": "某某市司法局", "people": "张某某（副局长）、李某某（科长）"}, {"office": "某某市人民检察院", "people": "王某某（副检察长）"}],
    "agenda": "通报上季度监督活动开展情况\n研究下季度监督活动计划", "minutes": "会议通报了上季度监督活动开展情况。\n会议研究了下季度监督活动计划。",
    "decisions": [{"no": 1, "words": "提前五个工作日提出需求", "office": "某某市人民检察院", "person": "王某某", "due": "2026-03-31"}],
    "earlier": [
        {"meeting": "2025年第四季度联席会议", "words": "完善回避核查", "office": "某某市司法局", "due": "2026-01-31", "done_on": "2026-01-20",
         "done_words": "已建立核查台账"},
        {"meeting": "2025年第四季度联席会议", "words": "统一反馈表样式", "office": "某某市人民检察院", "due": "2026-02-28", "done_on": "", "done_words": ""},
    ],
}

FORM = PaperForm(N_("Minutes of a joint meeting"), FIELDS, fill, SAMPLE, "meeting:read", "meeting:write")
