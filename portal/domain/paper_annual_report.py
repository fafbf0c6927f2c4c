"""年度工作报告: the yearly report of a bureau, its figures as tables whose bars are drawn in their cells."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from portal.domain.frozen import NOT_ROUTED, OUTCOMES
from portal.domain.labels import N_
from portal.domain.paper_form import NOTHING, PaperForm, day_words

LINE = {"name": N_("What is counted"), "events": N_("Events"), "people": N_("Person-times"), "bar": N_("Bar")}
LISTS = {"modes": N_("Modes of supervision, one line each"), "offices": N_("Procuratorates, one line each"), "months": N_("Months, one line each")}

FIELDS = {
    "bureau": N_("Judicial bureau"),
    "date": N_("Day of the report"),
    "year": N_("Year"),
    "period": N_("Days reported on"),
    "source": N_("What the figures rest on"),
    "paragraph": N_("Yearly paragraph"),
    "events": N_("How many events"),
    "person_times": N_("How many person-times"),
    "modes_used": N_("How many modes were used"),
    "modes_unused": N_("Which modes were not used"),
    **LISTS,
    **{f"{name}.{field}": words for name in LISTS for field, words in LINE.items()},
    "opinions": N_("How many opinions"),
    "adopted": N_("How many opinions were adopted at least in part"),
    "outcomes": N_("Opinions by outcome, one line each"),
    "outcomes.name": N_("What became of it"),
    "outcomes.count": N_("How many opinions"),
    "outcomes.share": N_("Share of all opinions"),
    "outcomes.bar": N_("Bar"),
    "in_office": N_("How many supervisors are in office on the last day"),
    "served": N_("How many of them served at least once"),
    "never": N_("How many of them never served"),
    "coverage": N_("Share of those in office who served"),
    "classes": N_("How many training classes were held"),
    "class_people": N_("How many person-times took part in them"),
    "subsidies": N_("Subsidies paid by the day of the report"),
}

OUTCOME_WORDS = {"adopted": "采纳", "partly": "部分采纳", "not_adopted": "未采纳", "unanswered": "尚未答复"}
FULL, HALF, WIDTH = "█", "▌", 16


def bar(value: int, most: int) -> str:
    """Return a bar of signs for a value beside the greatest one: half a sign at least for anything, nothing for nothing."""
    halves = max(1, round(value * WIDTH * 2 / most)) if value and most else 0
    return FULL * (halves // 2) + HALF * (halves % 2)


def share(part: int, whole: int) -> str:
    """Return `82.4%`; nothing for a share of nothing."""
    return f"{part * 100 / whole:.1f}%" if whole else NOTHING


def fill(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields from the paper's frozen data (queries.annual_report)."""
    figures: Mapping[str, int] = data["figures"]
    modes = _lines("mode", ((one["code"], one["name"]) for one in data["modes"]), figures)
    offices = [(str(one["id"]), one["name"]) for one in data["offices"]]
    own = [(NOT_ROUTED, "尚未转办")] if f"office.{NOT_ROUTED}.events" in figures else []
    unused = [one["name"] for one in modes if not one["events"]]
    in_office, never = figures.get("people.in_office.people", 0), figures.get("people.never.people", 0)
    return {
        "bureau": data["bureau"], "date": _day(data["issued_on"]), "year": str(data["year"]), "source": source_words(data), "paragraph": data["paragraph"],
        "period": f"{_day(data['first_day'])}至{_day(data['last_day'])}", "events": _count(figures, "total.all.events"),
        "person_times": _count(figures, "total.all.person_times"), "modes": modes, "modes_used": str(len(modes) - len(unused)),
        "modes_unused": "、".join(unused) or NOTHING, "offices": _lines("office", [*offices, *own], figures),
        "months": _lines("month", ((month, _month(month)) for month in data["months"]), figures), **_opinions(figures), "in_office": str(in_office),
        "served": str(in_office - never), "never": str(never), "coverage": share(in_office - never, in_office),
        "classes": _count(figures, "trainings.all.classes"), "class_people": _count(figures, "trainings.all.person_times"),
        "subsidies": yuan(data["subsidies_fen"]),
    }


def yuan(fen: int) -> str:
    """Return an amount in 分 as `1,234.50元`."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}元"


def _count(figures: Mapping[str, int], name: str) -> str:
    return str(figures.get(name, 0))


def _lines(group: str, heads: Iterable[tuple[str, str]], figures: Mapping[str, int]) -> list[dict[str, Any]]:
    found = [(name, figures.get(f"{group}.{head}.events", 0), figures.get(f"{group}.{head}.person_times", 0)) for head, name in heads]
    most = max((events for _name, events, _people in found), default=0)
    return [{"name": name, "events": events, "people": people, "bar": bar(events, most)} for name, events, people in found]


def _opinions(figures: Mapping[str, int]) -> dict[str, Any]:
    counts = {code: figures.get(f"opinions.{code}.opinions", 0) for code in OUTCOMES}
    whole, most = sum(counts.values()), max(counts.values())
    return {
        "opinions": str(whole), "adopted": str(counts["adopted"] + counts["partly"]),
        "outcomes": [{"name": OUTCOME_WORDS[code], "count": count, "share": share(count, whole), "bar": bar(count, most)} for code, count in counts.items()],
    }


def source_words(data: Mapping[str, Any]) -> str:
    """Return what the figures rest on: frozen ones with their digest, or those of the day of the report."""
    kept = data["snapshot"]
    if not kept:
        return f"本报告数据截至{_day(data['issued_on'])}统计。"
    return f"本报告数据取自报送快照“{kept['name']}”（{_day(kept['frozen_on'])}冻结，SM3摘要前16位{kept['sm3'][:16]}）。"


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text))


def _month(text: str) -> str:
    return f"{int(text[5:])}月"


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "year": 2025, "first_day": "2025-01-01", "last_day": "2025-12-31", "issued_on": "2026-01-09",
    "paragraph": "今年以来,全市5名人民监督员共参加案件公开审查听证6次、人民监督员主动提出监督1次,共计7次。",
    "modes": [{"code": "01", "name": "案件公开审查、公开听证"}, {"code": "02", "name": "检察官出庭支持公诉"}, {"code": "10", "name": "人民监督员主动提出监督"}],
    "offices": [{"id": 1, "name": "某某市人民检察院"}, {"id": 2, "name": "某某市某某区人民检察院"}], "months": ["2025-03", "2025-04"],
    "figures": {
        "total.all.events": 7, "total.all.person_times": 13, "mode.01.events": 6, "mode.01.person_times": 12, "mode.10.events": 1,
        "mode.10.person_times": 1, "office.1.events": 4, "office.1.person_times": 9, "office.2.events": 2, "office.2.person_times": 3,
        "office.none.events": 1, "office.none.person_times": 1, "month.2025-03.events": 5, "month.2025-03.person_times": 11,
        "month.2025-04.events": 2, "month.2025-04.person_times": 2, "opinions.adopted.opinions": 3, "opinions.partly.opinions": 1,
        "opinions.unanswered.opinions": 1, "people.in_office.people": 5, "people.served.people": 4, "people.never.people": 1,
        "trainings.all.classes": 2, "trainings.all.person_times": 9},
    "subsidies_fen": 123_450,
    "snapshot": {"name": "2025年度报送", "frozen_on": "2026-01-05", "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"},
}

FORM = PaperForm(N_("Annual report"), FIELDS, fill, SAMPLE, "report:read", "report:write", numbered=False)
