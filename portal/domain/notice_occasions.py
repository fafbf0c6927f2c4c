"""Every text that the portal writes for people, by occasion: its fields, what it must hold, and how it reads with invented facts."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from portal.domain import assessment_texts, invitations, learning_texts
from portal.domain.labels import N_
from portal.domain.learning_texts import ClassFacts
from portal.domain.notice_texts import NoticeFacts, Own, Sender, texts
from portal.domain.paper_recruitment import NOTICE_SAMPLE

PARTS = {
    "duty": N_("Supervision activities"), "learning": N_("Training and study"), "grading": N_("Year-end grading"), "contact": N_("Contact and own file"),
    "recruitment": N_("Recruitment"), "group": N_("The office's own group"),
}
TEXTS = {
    "long": N_("WeChat and e-mail"), "sms": N_("Short message"), "script": N_("Phone script"), "subject": N_("Subject of the e-mail"),
    "group": N_("Message to the group"), "reply": N_("How to answer by the link"), "phone": N_("How to answer without a link"),
}

SENDER_FIELDS = {"office": N_("Judicial bureau"), "call": N_("Phone of the bureau"), "signature": N_("Bureau with its phone")}
REPLY = N_("How to answer, with the link where there is one")
PERSON, TITLE, LINK, SHORT_CALL = N_("Name of the person"), N_("Title of the activity"), N_("Link"), N_("How to answer, and the phone")
SHORT_OFFICE, PLACE, WHEN, CLASS_TITLE, MATERIAL_TITLE = (
    N_("Short name of the bureau"), N_("Place of the activity"), N_("Day and time"), N_("Subject of the class"), N_("Title of the material"))

DUTY_FIELDS = {
    "person": PERSON, "title": TITLE, "mode": N_("Supervision mode"), "span": WHEN, "day": N_("Day"), "place": PLACE,
    "procuratorate": N_("Procuratorate"), "contact": N_("Contact of the procuratorate"), "reply": REPLY, **SENDER_FIELDS, "link": LINK,
}
CLASS_FIELDS = {
    "person": PERSON, "title": CLASS_TITLE, "form": N_("Form of training"), "when": WHEN, "place": N_("Place"), "lecturer": N_("Lecturer"),
    "hours": N_("Hours"), "handout": N_("Material"), "reply": REPLY, **SENDER_FIELDS, "link": LINK,
}
MATERIAL_FIELDS = {
    "person": PERSON, "title": MATERIAL_TITLE, "summary": N_("What it is about"), "due": N_("To be read by"), "reply": REPLY, **SENDER_FIELDS,
    "link": LINK,
}
DUTY_PHONE = {"procuratorate": N_("Procuratorate"), **SENDER_FIELDS}
DUTY_REPLY, LINK_REPLY = {"link": LINK, **DUTY_PHONE}, {"link": LINK, **SENDER_FIELDS}
ROUND_OFFICE = {"office": N_("Judicial bureau"), "phone": N_("Phone of the bureau's contact")}
LINK_FIELDS = {"person": PERSON, "link": LINK, **SENDER_FIELDS}

DUTY_SMS = {"office": SHORT_OFFICE, "when": WHEN, "place": PLACE, "title": TITLE, "call": SHORT_CALL}
CLASS_SMS = {"office": SHORT_OFFICE, "when": WHEN, "place": N_("Place"), "title": CLASS_TITLE, "call": SHORT_CALL}
MATERIAL_SMS = {"office": SHORT_OFFICE, "title": MATERIAL_TITLE, "due": N_("To be read by, with a comma before it"), "call": SHORT_CALL}

PLAIN, LINKED, TIGHT = "plain", "linked", "tight"
"""Invented facts without a link, with one, and with fields as short and a phone as long as can be."""

Show = Callable[[Own, str], Mapping[str, str]]
"""Own words and which facts → text by text how it reads."""


@dataclass(frozen=True)
class TextRule:
    """What one text may use, each field with what it holds, and which it must hold: without them people lack where, when or how to answer."""

    fields: Mapping[str, str]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """One occasion on which people are told something."""

    part: str
    label: str
    texts: Mapping[str, TextRule]
    show: Show


# invented facts ------------------------------------------------------------------------------------------------------------------

SAMPLE = NoticeFacts(
    person="张某某", mode="案件公开审查、公开听证", title="某申诉案公开听证", starts_at=datetime(2026, 12, 24, 1, 30, tzinfo=UTC),
    ends_at=datetime(2026, 12, 24, 3, 30, tzinfo=UTC), place="检察院第一听证室", office="某某市司法局", office_short="某某市司法局",
    office_phone="0473-12345678", procuratorate="某某市人民检察院", contact_name="李某某", contact_phone="0473-7654321", link="",
)
SENDER = Sender(SAMPLE.office, SAMPLE.office_short, SAMPLE.office_phone)
SAMPLE_LINK = "https://links.example/l/0123456789abcdef"
LONGEST_PHONE = "0" * 40
DUTIES = {PLAIN: SAMPLE, LINKED: replace(SAMPLE, link=SAMPLE_LINK),
          TIGHT: replace(SAMPLE, title="听", place="室", office_short="局", office_phone=LONGEST_PHONE)}
SENDERS = {PLAIN: SENDER, LINKED: SENDER, TIGHT: Sender("局", "局", LONGEST_PHONE)}
LINKS = {PLAIN: "", LINKED: SAMPLE_LINK, TIGHT: ""}
CLASS = ClassFacts("人民监督员履职培训", "专题辅导", "2026年12月24日（周四）9:00–11:30", "司法局三楼会议室", "王某某", "3学时", "《人民监督员工作手册》")
CLASSES = {PLAIN: CLASS, LINKED: CLASS, TIGHT: replace(CLASS, title="训", when="日", place="室")}
DUE = date(2026, 12, 24)


def _duty(kind: str) -> Show:
    def show(own: Own, facts: str) -> Mapping[str, str]:
        made = texts(kind, DUTIES[facts], own)
        return {"long": made.wechat, "sms": made.sms, "script": made.script, "subject": made.mail_subject}
    return show


def _class_notice(own: Own, facts: str) -> Mapping[str, str]:
    made = learning_texts.class_notice(SAMPLE.person, CLASSES[facts], SENDERS[facts], LINKS[facts], own)
    return {"long": made.long, "sms": made.sms}


def _feedback(own: Own, _facts: str) -> Mapping[str, str]:
    return {"long": learning_texts.feedback_request(CLASS.title, SENDER, SAMPLE_LINK, own)}


def _material(again: bool) -> Show:
    def show(own: Own, facts: str) -> Mapping[str, str]:
        title = "资" if facts == TIGHT else "人民监督员选任管理办法"
        made = learning_texts.material_text(SAMPLE.person, title, "重点学习履职保障的规定。", DUE, SENDERS[facts], link=LINKS[facts], again=again, own=own)
        return {"long": made.long, "sms": made.sms}
    return show


def _self_report(own: Own, facts: str) -> Mapping[str, str]:
    made = assessment_texts.report_request(SAMPLE.person, 2026, DUE, SENDERS[facts], LINKS[facts], own)
    return {"long": made.long, "sms": made.sms}


def _invitation(kind: str, **more: str) -> Show:
    return lambda own, _facts: {"long": invitations.invitation(kind, SAMPLE.person, SENDER, SAMPLE_LINK, own, **more)}


def _recruitment(own: Own, facts: str) -> Mapping[str, str]:
    return {"long": invitations.recruitment_text(NOTICE_SAMPLE, LINKS[facts], own)}


def _group(own: Own, _facts: str) -> Mapping[str, str]:
    return {"group": invitations.group_text("某检需〔2026〕3号", 2, own)}


# the table -----------------------------------------------------------------------------------------------------------------------

DUTY = {
    "long": TextRule(DUTY_FIELDS, ("title", "span", "reply")), "sms": TextRule(DUTY_SMS, ("call",)),
    "script": TextRule(DUTY_FIELDS, ("title",)), "subject": TextRule(DUTY_FIELDS),
    "reply": TextRule(DUTY_REPLY, ("link",)), "phone": TextRule(DUTY_PHONE, ("call",)),
}
TOLD = {name: rule for name, rule in DUTY.items() if name != "reply"}
"""Who is only told gets no link."""
REPLIES = {"reply": TextRule(LINK_REPLY, ("link",)), "phone": TextRule(SENDER_FIELDS, ("call",))}
REPORT = {
    "long": TextRule({"person": PERSON, "year": N_("Year"), "until": N_("Last day of the self-report"), "limit": N_("Characters at most"),
                      "reply": REPLY, **SENDER_FIELDS, "link": LINK}, ("until", "reply")),
    "sms": TextRule({"office": SHORT_OFFICE, "year": N_("Year"), "until": N_("Last day of the self-report"), "call": SHORT_CALL}, ("until", "call")),
    **REPLIES,
}
MATERIAL = {"long": TextRule(MATERIAL_FIELDS, ("title", "reply")), "sms": TextRule(MATERIAL_SMS, ("call",)), **REPLIES}
BY_LINK = {"long": TextRule(LINK_FIELDS, ("link",))}

OCCASIONS: dict[str, Occasion] = {
    "notice": Occasion("duty", N_("Notice"), DUTY, _duty("notice")),
    "reminder": Occasion("duty", N_("Reminder"), DUTY, _duty("reminder")),
    "opinion": Occasion("duty", N_("Invitation to give an opinion"), DUTY, _duty("opinion")),
    "cancelled": Occasion("duty", N_("Cancellation"), TOLD, _duty("cancelled")),
    "class_notice": Occasion("learning", N_("Notice of a class"), {
        "long": TextRule(CLASS_FIELDS, ("title", "when", "reply")), "sms": TextRule(CLASS_SMS, ("call",)), **REPLIES}, _class_notice),
    "feedback": Occasion("learning", N_("Request for feedback on a class"), {
        "long": TextRule({"title": CLASS_TITLE, "link": LINK, **SENDER_FIELDS}, ("link",))}, _feedback),
    "material": Occasion("learning", N_("Study material to read"), MATERIAL, _material(False)),
    "material_again": Occasion("learning", N_("Reminder of a study material"), MATERIAL, _material(True)),
    "self_report": Occasion("grading", N_("Request for the self-report"), REPORT, _self_report),
    "initiative": Occasion("contact", N_("Invitation to an opinion on own initiative"), BY_LINK, _invitation("initiative")),
    "suggestion": Occasion("contact", N_("Invitation to make a suggestion"), BY_LINK, _invitation("suggestion")),
    "own_file": Occasion("contact", N_("Link to the own file"), {
        "long": TextRule({**LINK_FIELDS, "days": N_("Days for which the link is good")}, ("link",))}, _invitation("own_file", days="30")),
    "recruitment": Occasion("recruitment", N_("Invitation to apply"), {"long": TextRule({
        **ROUND_OFFICE, "title": N_("Title of the round"), "total": N_("Places altogether"), "counties": N_("Places of each county"),
        "min_age": N_("Lowest age"), "education": N_("Lowest education"), "from": N_("First day to apply"), "until": N_("Last day to apply"),
        "reply": N_("How to apply, with the link where there is one"), "link": LINK,
    }, ("from", "until", "reply")),
        "reply": TextRule({"link": LINK, **ROUND_OFFICE}, ("link",)), "phone": TextRule(ROUND_OFFICE, ("phone",))}, _recruitment),
    "waiting": Occasion("group", N_("People wait to be notified"), {
        "group": TextRule({"number": N_("Number of the activity"), "people": N_("How many people")}, ("number",))}, _group),
}

RULES: dict[str, TextRule] = {f"{text}.{name}": rule for name, one in OCCASIONS.items() for text, rule in one.texts.items()}
"""`<text>.<occasion>` → its rule, in the order of the table."""
