"""商请抽选函 · 抽选记录表 · 回避决定书: the papers before and around a draw. None names a party or says why somebody was left out."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.choices import ActivityState as A, DrawState, RecusalState as R
from portal.domain.draw_format import GENERAL, read_utc
from portal.domain.labels import N_
from portal.domain.notice_texts import moment_text
from portal.domain.paper_announcement import phoned_note, place_words, span_words
from portal.domain.paper_form import NOTHING, PROCURATORATE, PaperForm, day_of

ACTIVITY_FIELDS = {
    "date": N_("Day of the paper"),
    "bureau": N_("Judicial bureau"),
    "procuratorate": N_("Procuratorate"),
    "activity_number": N_("Number of the request"),
    "title": N_("Title of the activity"),
    "mode": N_("Supervision mode"),
    "when": N_("Day and time"),
    "place": N_("Place of the activity"),
}

REQUEST_FIELDS = {
    "number": N_("Number of the letter; empty where the procuratorate has no prefix"),
    **ACTIVITY_FIELDS,
    "business_line": N_("Business line"),
    "must_invite": N_("Kind of case in which supervisors must be invited"),
    "total": N_("How many people"),
    "general": N_("How many people in general"),
    "special": N_("Professions asked for, one line each"),
    "special.profession": N_("Profession"),
    "special.places": N_("How many people"),
    "special.why": N_("Why the profession is needed"),
    "urgent": N_("Why it is urgent"),
    "remark": N_("Remark"),
    "contact_name": N_("Procuratorate's contact"),
    "contact_phone": N_("Phone of the procuratorate's contact"),
}

RECORD_FIELDS = {
    **ACTIVITY_FIELDS,
    "round": N_("Number of the round"),
    "sealed": N_("When the list was sealed"),
    "drawn": N_("When it was drawn"),
    "pool": N_("How many people were on the sealed list"),
    "places": N_("Places of the round"),
    "seal": N_("Seal of the list"),
    "digits": N_("Procuratorate's digits"),
    "digits_note": N_("Remark on digits told by phone"),
    "witness_digits": N_("Witness's digits"),
    "witness": N_("Witness with unit"),
    "record_digest": N_("SM3 digest of the draw record"),
    "reason": N_("Reason for a further round"),
    "people": N_("The people drawn, one line each"),
    "people.no": N_("Running number"),
    "people.name": N_("Name of the person"),
    "people.sex": N_("Sex"),
    "people.unit": N_("Work unit"),
    "people.place": N_("General place, or the profession asked for"),
    "people.ball": N_("Number on the sealed list"),
    "people.note": N_("Remark: substitute, place given back"),
}

RECUSAL_FIELDS = {
    "number": N_("Number of the letter"),
    **ACTIVITY_FIELDS,
    "name": N_("Name of the person"),
    "unit": N_("Work unit"),
    "source": N_("Who asked for the recusal"),
    "raised": N_("Day on which it was asked for"),
    "ground": N_("Ground of the recusal"),
    "decision": N_("Words of the decision"),
    "decided": N_("Day of the decision"),
    "contact_name": N_("Bureau's contact"),
    "contact_phone": N_("Phone of the bureau's contact"),
}

GROUNDS = {"relative": "系案件当事人的近亲属", "interest": "与案件有利害关系", "took_part": "曾参与该案件的办理", "other": "有其他应当回避的情形"}
SOURCES = {"person": "本人申请", "procuratorate": "人民检察院提出", "bureau": "司法行政机关依职权提出"}
DECISIONS = {R.UPHELD: "准予回避", R.REFUSED: "不予回避"}


def activity_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that every paper about an activity shares."""
    plain = ("bureau", "procuratorate", "activity_number", "title", "mode", "place")
    return {"date": day_of(data["issued_on"]), "when": span_words(data), **{name: data[name] or NOTHING for name in plain}}


def request_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 商请抽选函 from its number and its frozen data."""
    plain = ("business_line", "must_invite", "remark", "contact_name", "contact_phone")
    special = [{"profession": one["profession"], "places": str(one["places"]), "why": one["why"] or NOTHING} for one in data["special"]]
    return {
        "number": number, **activity_fields(data), **{name: data[name] or NOTHING for name in plain}, "special": special,
        "general": str(data["general"]), "total": str(data["general"] + sum(one["places"] for one in data["special"])),
        "urgent": data["urgent"] or NOTHING,
    }


def record_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 抽选记录表 from its frozen data."""
    witness = "，".join(part for part in (data["witness_name"], data["witness_unit"]) if part)
    people = [{
        "no": str(index), "name": one["name"], "sex": one["sex"], "unit": one["unit"] or NOTHING, "place": place_words(one["place"]),
        "ball": str(one["ball"]), "note": "、".join(_remarks(one)),
    } for index, one in enumerate(data["people"], 1)]
    return {
        **activity_fields(data), "round": str(data["round"]), "sealed": _moment(data["sealed_at"]), "drawn": _moment(data["drawn_at"]),
        "pool": str(data["pool"]), "places": "、".join(f"{place_words(one['place'])}{one['count']}名" for one in data["places"]),
        "seal": data["seal"], "digits": data["digits"], "digits_note": phoned_note(data), "witness_digits": data["witness_digits"] or NOTHING,
        "witness": witness or NOTHING, "record_digest": data["record_digest"], "reason": data["reason"] or NOTHING, "people": people,
    }


def _remarks(person: Mapping[str, Any]) -> list[str]:
    return (["补派"] if person["substitute"] else []) + (["名额已让出"] if person["freed"] else [])


def _moment(text: str) -> str:
    at = read_utc(text)
    return moment_text(at).replace("(", "（").replace(")", "）") if at else NOTHING


def recusal_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 回避决定书 from its number and its frozen data, which hold no words of the person or the clerk."""
    return {
        "number": number, **activity_fields(data), "name": data["name"], "unit": data["unit"] or NOTHING, "source": SOURCES[data["source"]],
        "raised": day_of(data["raised_on"]), "ground": GROUNDS[data["ground"]], "decision": DECISIONS[R(data["state"])],
        "decided": day_of(data["decided_on"]), "contact_name": data["contact_name"] or NOTHING, "contact_phone": data["contact_phone"] or NOTHING,
    }


SAMPLE_ACTIVITY: dict[str, Any] = {
    "bureau": "某某市司法局", "procuratorate": "某某市人民检察院", "activity_number": "某检需〔2026〕5号", "title": "某申诉案公开听证",
    "mode": "案件公开审查、公开听证", "starts_at": "2026-03-05T01:30:00Z", "ends_at": "2026-03-05T03:30:00Z", "place": "检察院第一听证室",
    "issued_on": "2026-03-02",
}
REQUEST_SAMPLE: dict[str, Any] = {
    **SAMPLE_ACTIVITY, "business_line": "刑事", "must_invite": "不服处理决定的刑事申诉", "general": 2, "urgent": "听证期限临近",
    "special": [{"profession": "财会", "places": 1, "why": "案件涉及账目审查"}], "remark": "请提前半小时到达。", "contact_name": "赵某某",
    "contact_phone": "0000-7654321",
}
RECORD_SAMPLE: dict[str, Any] = {
    **SAMPLE_ACTIVITY, "round": 2, "sealed_at": "2026-03-01T02:00:00Z", "drawn_at": "2026-03-01T03:00:00Z", "pool": 18, "reason": "首轮递补名单用尽",
    "places": [{"place": GENERAL, "count": 2}, {"place": "财会", "count": 1}], "seal": "3a" * 32, "digits": "583017", "digits_source": "phone",
    "digits_teller": "赵某某", "witness_digits": "204466", "witness_name": "钱某某", "witness_unit": "某某公证处", "record_digest": "7c" * 32,
    "people": [
        {"name": "张某某", "sex": "男", "unit": "某某中学", "place": GENERAL, "ball": 7, "substitute": False, "freed": True},
        {"name": "李某某", "sex": "女", "unit": "某某会计师事务所", "place": "财会", "ball": 3, "substitute": False, "freed": False},
        {"name": "孙某某", "sex": "女", "unit": "某某社区", "place": GENERAL, "ball": 12, "substitute": True, "freed": False},
    ],
}
RECUSAL_SAMPLE: dict[str, Any] = {
    **SAMPLE_ACTIVITY, "name": "张某某", "unit": "某某中学", "source": "person", "raised_on": "2026-03-01", "ground": "relative",
    "state": "upheld", "decided_on": "2026-03-02", "contact_name": "王某某", "contact_phone": "0000-1234567",
}

FORMS = {
    "draw_request": PaperForm(N_("Letter asking for a draw"), REQUEST_FIELDS, request_fields, REQUEST_SAMPLE, "request:read", "request:write",
                              states=(A.SUBMITTED, A.ACCEPTED), office=PROCURATORATE),
    "draw_record": PaperForm(N_("Sheet of the draw"), RECORD_FIELDS, record_fields, RECORD_SAMPLE, "draw:read", "draw:confirm", numbered=False,
                             states=(DrawState.DRAWN,)),
    "recusal_decision": PaperForm(N_("Decision on a recusal"), RECUSAL_FIELDS, recusal_fields, RECUSAL_SAMPLE, "draw:read", "recusal:decide",
                                  states=(R.UPHELD, R.REFUSED)),
}
