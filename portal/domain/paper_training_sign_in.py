"""培训签到表: the sign-in sheet of a training class, to be signed by hand or to keep who checked in when."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.domain.draw_format import read_utc
from portal.domain.labels import N_
from portal.domain.learning_texts import days_words
from portal.domain.localtime import to_local
from portal.domain.paper_form import NOTHING, PaperForm, day_words

FIELDS = {
    "date": N_("Day of the sheet"),
    "bureau": N_("Judicial bureau"),
    "title": N_("Subject of the class"),
    "form": N_("Form of training"),
    "when": N_("Day and time"),
    "place": N_("Place of the class"),
    "lecturer": N_("Lecturer"),
    "hours": N_("Hours of the class"),
    "people": N_("The people, one line each"),
    "people_count": N_("How many people"),
    "present_count": N_("How many were present"),
    "people.no": N_("Running number in the sheet"),
    "people.name": N_("Name of the person"),
    "people.code": N_("Code"),
    "people.unit": N_("Work unit"),
    "people.checked_in": N_("When the person checked in; empty before"),
    "people.note": N_("Remark: excused or absent"),
}

NOTES = {"absent": "缺勤", "excused": "请假"}


def fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of a sheet from its frozen data."""
    first, last = date.fromisoformat(data["starts_on"]), date.fromisoformat(data["ends_on"])
    people = data["people"]
    return {
        "date": day_words(date.fromisoformat(data["issued_on"])), "bureau": data["bureau"], "title": data["title"], "form": data["form"],
        "when": days_words(first, last, data["clock"]), "place": data["place"] or NOTHING, "lecturer": data["lecturer"] or NOTHING,
        "hours": hours_words(data["hours_tenths"]), "people": _lines(people, one_day=first == last), "people_count": len(people),
        "present_count": sum(one["state"] == "present" for one in people),
    }


def hours_words(tenths: int) -> str:
    """Return `3学时`, `3.5学时`, or nothing for none."""
    whole, rest = divmod(tenths, 10)
    return f"{whole}{f'.{rest}' if rest else ''}学时" if tenths else NOTHING


def _lines(people: Sequence[Mapping[str, Any]], *, one_day: bool) -> list[dict[str, Any]]:
    return [{"no": no, "name": one["name"], "code": one["code"], "unit": one["unit"], "checked_in": _moment(one["checked_in_at"], one_day),
             "note": NOTES.get(one["state"], "")} for no, one in enumerate(people, 1)]


def _moment(text: str, one_day: bool) -> str:
    """The clock time, with the day before it in a class of several days."""
    at = read_utc(text)
    return f"{to_local(at):{'%H:%M' if one_day else '%m-%d %H:%M'}}" if at else ""


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "title": "人民监督员履职培训", "form": "专题辅导", "starts_on": "2026-03-05", "ends_on": "2026-03-05", "clock": "9:00–11:30",
    "place": "市司法局三楼会议室", "lecturer": "王某某", "hours_tenths": 35, "issued_on": "2026-03-05",
    "people": [
        {"name": "张某某", "code": "MM-2021-007", "unit": "某某中学", "state": "present", "checked_in_at": "2026-03-05T00:52:00Z"},
        {"name": "李某某", "code": "MM-2021-012", "unit": "某某会计师事务所", "state": "excused", "checked_in_at": ""},
    ],
}

FORM = PaperForm(N_("Sign-in sheet of a training class"), FIELDS, fields, SAMPLE, "training:read", "training:write", numbered=False)
