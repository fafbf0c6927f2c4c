"""监督意见表 · 监督意见采纳情况告知书 · 异议报请检察长决定表: the papers of one opinion."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.choices import OpinionState as S
from portal.domain.labels import N_
from portal.domain.paper_announcement import span_words
from portal.domain.paper_form import NOTHING, PROCURATORATE, PaperForm, day_of

OPINION_FIELDS = {
    "date": N_("Day of the paper"),
    "bureau": N_("Judicial bureau"),
    "procuratorate": N_("Procuratorate"),
    "name": N_("Name of the person"),
    "unit": N_("Work unit"),
    "subject": N_("Activity or matter that the opinion is about"),
    "activity_number": N_("Number of the request"),
    "mode": N_("Supervision mode"),
    "when": N_("Day and time"),
    "place": N_("Place of the activity"),
    "received": N_("Day on which the opinion came in"),
    "words": N_("The opinion, word for word"),
}

SHEET_FIELDS = {**OPINION_FIELDS, "source": N_("How the opinion came")}

ANSWER_FIELDS = {
    "number": N_("Number of the letter; empty where the procuratorate has no prefix"),
    **OPINION_FIELDS,
    "answer": N_("Adopted, partly or not"),
    "explanation": N_("Explanation"),
    "answered": N_("Day of the answer"),
    "decision_note": N_("Sentence on the chief procurator's decision; nothing without one"),
    "right_note": N_("Sentence on the right to object; nothing where there is none"),
}

OBJECTION_FIELDS = {
    **OPINION_FIELDS,
    "answer": N_("Adopted, partly or not"),
    "explanation": N_("Explanation"),
    "answered": N_("Day of the answer"),
    "objection": N_("The objection, word for word"),
    "objected": N_("Day of the objection"),
    "decision": N_("The chief procurator's decision; empty before it"),
    "decision_words": N_("Reasons of the decision; empty before it"),
    "decided": N_("Day of the decision; empty before it"),
}

ANSWERS = {"adopted": "采纳", "partly": "部分采纳", "not_adopted": "不予采纳"}
SOURCES = {"link": "人民监督员通过链接提交", "paper": "书面意见录入", "clerk": "司法行政机关转录"}
RIGHT = "如对上述采纳情况有异议，可以向本院提出，由本院报请检察长决定。"


def _shared(data: Mapping[str, Any]) -> dict[str, Any]:
    plain = ("bureau", "procuratorate", "unit", "subject", "activity_number", "mode", "place")
    when = span_words(data) if data["starts_at"] else NOTHING
    return {"date": day_of(data["issued_on"]), "name": data["name"], "received": day_of(data["received_on"]), "words": data["words"],
            "when": when, **{name: data[name] or NOTHING for name in plain}}


def _answer(data: Mapping[str, Any]) -> dict[str, Any]:
    return {"answer": ANSWERS[data["answer"]], "explanation": data["explanation"] or NOTHING, "answered": day_of(data["answered_on"])}


def sheet_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 监督意见表 from its frozen data."""
    return {**_shared(data), "source": SOURCES[data["source"]]}


def answer_fields(number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 监督意见采纳情况告知书 from its number and its frozen data."""
    contested = data["answer"] != "adopted"
    return {"number": number, **_shared(data), **_answer(data), "decision_note": decision_note(data),
            "right_note": RIGHT if contested and not data["objected_on"] else ""}


def decision_note(data: Mapping[str, Any]) -> str:
    """Return the sentence that tells the chief procurator's decision on an objection; nothing before there is one."""
    if not data["decision"]:
        return ""
    return f"你提出异议后，经检察长决定：{ANSWERS[data['decision']]}。理由：{data['decision_words']}"


def objection_fields(_number: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of 异议报请检察长决定表 from its frozen data; what the chief decides stays empty until then, to be filled by hand."""
    return {**_shared(data), **_answer(data), "objection": data["objection"], "objected": day_of(data["objected_on"]),
            "decision": ANSWERS.get(data["decision"], ""), "decision_words": data["decision_words"], "decided": day_of(data["decided_on"])}


SAMPLE: dict[str, Any] = {
    "bureau": "某某市司法局", "procuratorate": "某某市人民检察院", "name": "张某某", "unit": "某某中学", "subject": "某申诉案公开听证",
    "activity_number": "某检需〔2026〕5号", "mode": "案件公开审查、公开听证", "starts_at": "2026-03-05T01:30:00Z", "ends_at": "2026-03-05T03:30:00Z",
    "place": "检察院第一听证室", "received_on": "2026-03-05", "source": "link", "words": "建议加强释法说理，\n并当面送达文书。", "answer": "partly",
    "explanation": "已安排当面送达；释法说理已在听证中进行。", "answered_on": "2026-03-12", "objection": "", "objected_on": "", "decision": "",
    "decision_words": "", "decided_on": "", "issued_on": "2026-03-13",
}
DECIDED_SAMPLE = SAMPLE | {
    "objection": "释法说理仍不充分。", "objected_on": "2026-03-16", "decision": "adopted", "decision_words": "由承办人再次当面释法说理。",
    "decided_on": "2026-03-18", "issued_on": "2026-03-19",
}

FORMS = {
    "opinion_sheet": PaperForm(N_("Sheet of a supervisor's opinion"), SHEET_FIELDS, sheet_fields, SAMPLE, "opinion:read", "opinion:give",
                               numbered=False, states=tuple(S)),
    "opinion_answer": PaperForm(N_("Letter on what became of an opinion"), ANSWER_FIELDS, answer_fields, SAMPLE, "opinion:read", "opinion:tell",
                                states=(S.ANSWERED, S.TOLD, S.OBJECTED, S.DECIDED, S.CLOSED), office=PROCURATORATE),
    "objection_report": PaperForm(N_("Objection laid before the chief procurator"), OBJECTION_FIELDS, objection_fields, DECIDED_SAMPLE,
                                  "opinion:read", "opinion:answer", numbered=False, states=(S.OBJECTED, S.DECIDED, S.CLOSED), office=PROCURATORATE),
}
