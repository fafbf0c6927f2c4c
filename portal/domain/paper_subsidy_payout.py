"""履职补助发放表: what a batch pays to whom, one line a person, to be signed; no account numbers stand in it."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.domain.labels import N_
from portal.domain.paper_form import NOTHING, PaperForm, day_words
from portal.domain.subsidies import yuan

FIELDS = {
    "date": N_("Day of the sheet"),
    "bureau": N_("Judicial bureau"),
    "title": N_("Title of the batch"),
    "period": N_("Days that the batch pays"),
    "people": N_("The people, one line each"),
    "people_count": N_("How many people are paid"),
    "total": N_("Sum in yuan"),
    "total_words": N_("Sum in words"),
    "line_count": N_("Number of lines"),
    "digest": N_("Control digest (SM3) of the lines"),
    "prepared_by": N_("Prepared by"),
    "reviewed_by": N_("Reviewed by"),
    "approved_by": N_("Approved by"),
    "people.no": N_("Running number in the sheet"),
    "people.name": N_("Name of the person"),
    "people.unit": N_("Work unit"),
    "people.times": N_("How many duties and classes are paid"),
    "people.duty": N_("For duties, in yuan"),
    "people.training": N_("For classes, in yuan"),
    "people.cost": N_("Costs, in yuan"),
    "people.correction": N_("Taken back and paid anew, in yuan"),
    "people.total": N_("Sum of the person, in yuan"),
    "people.note": N_("Remark: why something is not paid"),
}

NOTES = {"no_subsidy": "不发放", "late": "逾期未发", "dropped": "不予发放"}
COLUMNS = {"attendance": "duty", "training": "training", "travel": "cost", "lodging": "cost", "other": "cost", "reversal": "correction",
           "correction": "correction"}
"""Kind of line → the column in which its amount stands."""


def fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of a sheet from its frozen data."""
    people = [person_line(no, one) for no, one in enumerate(data["people"], 1)]
    return {
        "date": day_words(date.fromisoformat(data["issued_on"])), "bureau": data["bureau"], "title": data["title"],
        "period": f"{day_words(date.fromisoformat(data['first_on']))}至{day_words(date.fromisoformat(data['last_on']))}",
        "people": people, "people_count": sum(sum(line["fen"] for line in one["lines"]) != 0 for one in data["people"]),
        "total": yuan(data["total_fen"]), "total_words": capital(data["total_fen"]), "line_count": data["line_count"], "digest": data["digest"],
        "prepared_by": data["prepared_by"] or NOTHING, "reviewed_by": data["reviewed_by"] or NOTHING, "approved_by": data["approved_by"] or NOTHING,
    }


def person_line(no: int, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a person's line of the sheet; empty columns stay empty."""
    lines: Sequence[Mapping[str, Any]] = one["lines"]
    sums: dict[str, int] = {}
    for line in lines:
        sums[COLUMNS[line["kind"]]] = sums.get(COLUMNS[line["kind"]], 0) + line["fen"]
    notes = dict.fromkeys(NOTES[line["outcome"]] for line in lines if line["outcome"] in NOTES)
    return {"no": no, "name": one["name"], "unit": one["unit"], "times": sum(line["kind"] in ("attendance", "training") and line["fen"] != 0 for line in lines),
            **{name: yuan(sums[name]) if sums.get(name) else "" for name in ("duty", "training", "cost", "correction")},
            "total": yuan(sum(sums.values())), "note": "、".join(notes)}


DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def capital(fen: int) -> str:
    """Return an amount as it is written out on vouchers: `肆万零贰佰元伍角整`. ValueError beyond twelve places of yuan."""
    whole, rest = divmod(abs(fen), 100)
    if whole >= 10**12:
        raise ValueError("an amount too large to be written out")
    tenth, cent = divmod(rest, 10)
    words = f"{_whole(whole)}元" if whole else ""
    if tenth:
        words += f"{DIGITS[tenth]}角"
    elif cent and whole:
        words += "零"
    words += f"{DIGITS[cent]}分" if cent else "整"
    return f"{'负' if fen < 0 else ''}{words if whole or rest else '零元整'}"


def _whole(number: int) -> str:
    """Whole yuan in groups of four places; one 零 stands for any run of empty places between two that are not."""
    words, gap = "", False
    for position in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**position % 10
        if digit:
            words += ("零" if gap else "") + DIGITS[digit] + PLACES[position % 4]
        gap = not digit if digit or words else gap
        if position % 4 == 0 and number // 10**position % 10**4:
            words += GROUPS[position // 4]
    return words


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "title": "2026年第1季度履职补助", "first_on": "2026-01-01", "last_on": "2026-03-31", "issued_on": "2026-04-08",
    "total_fen": 91_050, "line_count": 5, "digest": "0" * 64, "prepared_by": "王某某", "reviewed_by": "李某某", "approved_by": "赵某某",
    "people": [
        {"name": "张某某", "unit": "某某中学", "lines": [
            {"kind": "attendance", "fen": 30_000, "outcome": "pay"}, {"kind": "attendance", "fen": 26_000, "outcome": "pay"},
            {"kind": "travel", "fen": 5_050, "outcome": "pay"}]},
        {"name": "李某某", "unit": "某某会计师事务所", "lines": [{"kind": "attendance", "fen": 30_000, "outcome": "pay"}]},
        {"name": "周某某", "unit": "某某局", "lines": [{"kind": "attendance", "fen": 0, "outcome": "no_subsidy"}]},
    ],
}

FORM = PaperForm(N_("Payment sheet of subsidies"), FIELDS, fields, SAMPLE, "subsidy:read", "subsidy:approve", numbered=False)
