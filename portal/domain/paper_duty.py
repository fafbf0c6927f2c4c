"""履职通知书 · 签到表 · 履职情况反馈表: the papers of a duty, from the notice to each person to what the procuratorate says afterwards."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.choices import ActivityState as A, AssignmentState as S
from portal.domain.draw_format import read_utc
from portal.domain.labels import N_
from portal.domain.localtime import to_local
from portal.domain.paper_draw import ACTIVITY_FIELDS, SAMPLE_ACTIVITY, activity_fields
from portal.domain.paper_form import NOTHING, PROCURATORATE, PaperForm, day_of

NOTICE_FIELDS = {
    "number": N_("Number of the letter"),
    **ACTIVITY_FIELDS,
    "name": N_("Name of the person"),
    "unit": N_("Work unit"),
    "contact_name": N_("Bureau's contact"),
    "contact_phone": N_("Phone of the bureau's contact"),
    "host_name": N_("Procuratorate's contact"),
    "host_phone": N_("Phone of the procuratorate's contact"),
}

SIGN_IN_FIELDS = {
    **ACTIVITY_FIELDS,
    "people": N_("The people, one line each"),
    "people_count": N_("How many people"),
    "present_count": N_("How many were present"),
    "people.no": N_("Running number in the sheet"),
    "people.name": N_("Name of the person"),
    "people.sex": N_("Sex"),
    "people.unit": N_("Work unit"),
    "people.checked_in": N_("When the person checked in; empty before"),
    "people.note": N_("Remark: excused or absent"),
}

FEEDBACK_FIELDS = {
    **ACTIVITY_FIELDS,
    "people": N_("The people, one line each"),
    "people.no": N_("Running number in the sheet"),
    "people.name": N_("Name of the person"),
    "people.unit": N_("Work unit"),
    "people.on_time": N_("Came on time"),
    "people.prepared": N_("Was prepared"),
    "people.conduct": N_("Mark of conduct"),
    "people.remark": N_("Remark"),
    "outcome": N_("What became of the matter"),
    "given": N_("Day of the feedback"),
    "given_by": N_("Who gave the feedback"),
}

NOTES = {S.ABSENT: "缺席", S.EXCUSED: "请假"}
YES, NO = "是", "否"


def notice_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 履职通知书 from its number and its frozen data."""
    plain = ("unit", "contact_name", "contact_phone", "host_name", "host_phone")
    return {"number": number, **activity_fields(data), "name": data["name"], **{name: data[name] or NOTHING for name in plain}}


def sign_in_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 签到表 from its frozen data: blank before the activity, with who came when afterwards."""
    people = [{
        "no": str(index), "name": one["name"], "sex": one["sex"], "unit": one["unit"] or NOTHING, "checked_in": _clock(one["checked_in_at"]),
        "note": NOTES.get(one["state"], ""),
    } for index, one in enumerate(data["people"], 1)]
    present = sum(one["state"] == S.ATTENDED for one in data["people"])
    return {**activity_fields(data), "people": people, "people_count": str(len(people)), "present_count": str(present)}


def _clock(text: str) -> str:
    at = read_utc(text)
    return f"{to_local(at):%H:%M}" if at else ""


def feedback_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 履职情况反馈表 from its frozen data."""
    people = [{
        "no": str(index), "name": one["name"], "unit": one["unit"] or NOTHING, "on_time": YES if one["on_time"] else NO,
        "prepared": YES if one["prepared"] else NO, "conduct": one["conduct"], "remark": one["remark"] or NOTHING,
    } for index, one in enumerate(data["people"], 1)]
    return {**activity_fields(data), "people": people, "outcome": data["outcome"], "given": day_of(data["given_on"]),
            "given_by": data["given_by"] or NOTHING}


NOTICE_SAMPLE: dict[str, Any] = {
    **SAMPLE_ACTIVITY, "name": "张某某", "unit": "某某中学", "contact_name": "王某某", "contact_phone": "0000-1234567", "host_name": "赵某某",
    "host_phone": "0000-7654321",
}
SIGN_IN_SAMPLE: dict[str, Any] = {
    **SAMPLE_ACTIVITY, "people": [
        {"name": "张某某", "sex": "男", "unit": "某某中学", "state": "attended", "checked_in_at": "2026-03-05T01:12:00Z"},
        {"name": "李某某", "sex": "女", "unit": "某某会计师事务所", "state": "excused", "checked_in_at": ""},
    ],
}
FEEDBACK_SAMPLE: dict[str, Any] = {
    **SAMPLE_ACTIVITY, "outcome": "维持原处理决定，申诉人表示息诉。", "given_on": "2026-03-09", "given_by": "赵某某", "people": [
        {"name": "张某某", "unit": "某某中学", "on_time": True, "prepared": True, "conduct": "好", "remark": "提问切中要点。"},
        {"name": "李某某", "unit": "某某会计师事务所", "on_time": False, "prepared": True, "conduct": "较好", "remark": ""},
    ],
}

FORMS = {
    "duty_notice": PaperForm(N_("Notice of duty"), NOTICE_FIELDS, notice_fields, NOTICE_SAMPLE, "notice:read", "notice:write",
                             states=(A.CONFIRMED, A.ANNOUNCED)),
    "duty_sign_in": PaperForm(N_("Sign-in sheet of an activity"), SIGN_IN_FIELDS, sign_in_fields, SIGN_IN_SAMPLE, "attendance:read",
                              "attendance:write", numbered=False, states=(A.CONFIRMED, A.ANNOUNCED, A.HELD, A.CLOSED)),
    "duty_feedback": PaperForm(N_("Feedback sheet of an activity"), FEEDBACK_FIELDS, feedback_fields, FEEDBACK_SAMPLE, "feedback:read",
                               "feedback:write", numbered=False, states=(A.HELD, A.CLOSED), office=PROCURATORATE),
}
