"""抽选结果通报函: the letter that reports a draw's result to the procuratorate."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from portal.domain.draw_format import GENERAL, read_utc
from portal.domain.labels import N_
from portal.domain.notice_texts import moment_text, span_text
from portal.domain.paper_form import NOTHING, PaperForm, day_words

FIELDS = {
    "number": N_("Number of the letter"),
    "date": N_("Day of the letter"),
    "bureau": N_("Judicial bureau"),
    "procuratorate": N_("Procuratorate"),
    "supplementary": N_("“Supplementary”, or nothing in the first letter"),
    "earlier_note": N_("Sentence that names the earlier letters"),
    "activity_number": N_("Number of the request"),
    "title": N_("Title of the activity"),
    "mode": N_("Supervision mode"),
    "when": N_("Day and time"),
    "place": N_("Place of the activity"),
    "people": N_("The people, one line each"),
    "people_count": N_("How many people"),
    "people.no": N_("Running number in the letter"),
    "people.name": N_("Name of the person"),
    "people.sex": N_("Sex"),
    "people.unit": N_("Work unit"),
    "people.profession": N_("Professions"),
    "people.place": N_("General place, or the profession asked for"),
    "people.note": N_("Remark: substitute, further round"),
    "round": N_("Number of the last round"),
    "round_note": N_("Remark on a further round"),
    "rounds": N_("The rounds, one block each"),
    "rounds.name": N_("Name of the round"),
    "rounds.sealed": N_("When the list was sealed"),
    "rounds.drawn": N_("When it was drawn"),
    "rounds.reason": N_("Reason for a further round"),
    "rounds.seal": N_("Seal of the list"),
    "rounds.digits": N_("Procuratorate's digits"),
    "rounds.digits_note": N_("Remark on digits told by phone"),
    "rounds.witness_digits": N_("Witness's digits"),
    "rounds.witness_name": N_("Witness with unit"),
    "rounds.record_digest": N_("SM3 digest of the draw record"),
    "seal": N_("Seal of the last round's list"),
    "digits": N_("Procuratorate's digits of the last round"),
    "digits_note": N_("Remark on digits told by phone"),
    "witness_digits": N_("Witness's digits of the last round"),
    "witness_name": N_("Witness of the last round with unit"),
    "record_digest": N_("SM3 digest of the last round's record"),
    "audit_head": N_("Head of the audit chain"),
    "contact_name": N_("Bureau's contact"),
    "contact_phone": N_("Phone of the bureau's contact"),
}

OF_LAST_ROUND = ("seal", "digits", "digits_note", "witness_digits", "witness_name", "record_digest")
"""Fields that stand for the last drawn round when they are used outside the list of rounds."""


def letter_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the template's fields of an announcement from its number and its frozen data (queries.papers.announcement_data)."""
    drawn = [one for one in data["rounds"] if one["record_digest"]]
    last, last_no = _round_fields(drawn[-1]), drawn[-1]["round"]
    return {
        "number": number, "date": day_words(date.fromisoformat(data["issued_on"])), "bureau": data["bureau"],
        "procuratorate": data["procuratorate"], "supplementary": "补充" if data["earlier"] else "",
        "earlier_note": earlier_note(data["earlier"]), "activity_number": data["activity_number"], "title": data["title"],
        "mode": data["mode"], "when": span_words(data), "place": data["place"], "people": _people_fields(data["people"]),
        "people_count": len(data["people"]), "round": last_no, "round_note": f"（第{last_no}次抽选）" if last_no > 1 else "",
        "rounds": [_round_fields(one) for one in data["rounds"]], **{name: last[name] for name in OF_LAST_ROUND},
        "audit_head": f"第{data['audit']['position']}条 {data['audit']['digest']}", "contact_name": data["contact_name"],
        "contact_phone": data["contact_phone"],
    }


def earlier_note(earlier: Sequence[str]) -> str:
    """Return the sentence by which a supplementary letter names those before it; nothing in the first letter."""
    return f"本函系对{'、'.join(earlier)}函的补充，原函继续存档。" if earlier else ""


def span_words(data: Mapping[str, Any]) -> str:
    """Return day and time of the activity in words. Raises ValueError when the data hold no times."""
    start, end = read_utc(data["starts_at"]), read_utc(data["ends_at"])
    if start is None or end is None:
        raise ValueError("the paper's times are malformed")
    return _wide(span_text(start, end))


def place_words(place: str) -> str:
    """Return what a place of the draw is called in a letter."""
    return "一般名额" if place == GENERAL else place


def _people_fields(people: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{
        "no": index, "name": one["name"], "sex": one["sex"], "unit": one["unit"], "profession": "、".join(one["professions"]),
        "place": place_words(one["place"]), "note": "、".join(_remarks(one)),
    } for index, one in enumerate(people, 1)]


def _remarks(person: Mapping[str, Any]) -> list[str]:
    return (["补派"] if person["substitute"] else []) + ([f"第{person['round']}次抽选"] if person["round"] > 1 else [])


def _round_fields(one: Mapping[str, Any]) -> dict[str, Any]:
    witness = "，".join(part for part in (one["witness_name"], one["witness_unit"]) if part)
    undrawn = "" if one["record_digest"] else "（名单已锁定，未抽选）"
    return {
        "name": f"第{one['round']}次抽选{undrawn}", "sealed": _moment(one["sealed_at"]), "drawn": _moment(one["drawn_at"]),
        "reason": one["reason"] or NOTHING, "seal": one["seal"], "digits": one["digits"] or NOTHING,
        "digits_note": phoned_note(one), "witness_digits": one["witness_digits"] or NOTHING, "witness_name": witness or NOTHING,
        "record_digest": one["record_digest"] or NOTHING,
    }


def phoned_note(one: Mapping[str, Any]) -> str:
    """Return the remark that the protocol asks for where a clerk entered digits told by phone; nothing otherwise."""
    if one["digits_source"] != "phone":
        return ""
    teller = f"（告知人：{one['digits_teller']}）" if one["digits_teller"] else ""
    return f"检察院数字系电话告知{teller}，由司法局经办人代为录入。"


def _moment(text: str) -> str:
    moment = read_utc(text)
    return _wide(moment_text(moment)) if moment else NOTHING


def _wide(text: str) -> str:
    """Return a text with the brackets that Chinese letters are set with."""
    return text.replace("(", "（").replace(")", "）")


def _sample_round(no: int, reason: str, seal: str, digest: str, source: str) -> dict[str, Any]:
    return {
        "round": no, "sealed_at": "2026-03-01T02:00:00Z", "drawn_at": "2026-03-01T03:00:00Z", "reason": reason, "seal": seal * 32,
        "digits": "583017", "digits_source": source, "digits_teller": "赵某某" if source == "phone" else "",
        "witness_digits": "204466", "witness_name": "钱某某", "witness_unit": "某某公证处", "record_digest": digest * 32,
    }


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "procuratorate": "某某市人民检察院", "earlier": ["某司监〔2026〕2号"],
    "activity_number": "某检需〔2026〕5号", "title": "某申诉案公开听证", "mode": "案件公开审查、公开听证",
    "starts_at": "2026-03-05T01:30:00Z", "ends_at": "2026-03-05T03:30:00Z", "place": "检察院第一听证室",
    "issued_on": "2026-03-02", "contact_name": "王某某", "contact_phone": "0000-1234567",
    "people": [
        {"name": "张某某", "sex": "男", "unit": "某某中学", "professions": ["教育", "心理"], "place": "general", "round": 1,
         "substitute": False},
        {"name": "李某某", "sex": "女", "unit": "某某会计师事务所", "professions": ["财会"], "place": "财会", "round": 2,
         "substitute": True},
    ],
    "rounds": [_sample_round(1, "", "3a", "7c", "signed_in"), _sample_round(2, "首轮递补名单用尽", "b5", "d8", "phone")],
    "audit": {"position": 1024, "digest": "e9" * 32},
}

FORM = PaperForm(N_("Announcement of the draw's result"), FIELDS, letter_fields, SAMPLE, "announcement:read", "announcement:write")
