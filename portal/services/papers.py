"""Numbered papers and their templates: numbered without gaps, their data frozen, their bytes made once (rules.md "Papers")."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from models import Activity, Organisation, Paper, Template, TemplateCopy
from models.base import BaseModel, database
from models.choices import ActivityState
from portal.adapters import storage, word
from portal.domain.draw import canonical, sm3
from portal.domain.errors import DomainError, NotFound
from portal.domain.paper_form import watched
from portal.domain.papers import ANNOUNCEMENT, form_of, unknown_fields
from portal.domain.permissions import Actor, require
from portal.queries import papers as facts
from portal.services import audit, records
from portal.services.activity_lock import own_activity
from portal.services.numbering import next_number

WORD = storage.ZIPPED["word/document.xml"]
SHIPPED_NAME = ""
"""The file name of a version that stands for the shipped template."""


def announce(actor: Actor, activity: Activity, *, at: datetime) -> Paper:
    """Report a confirmed draw to the procuratorate by a numbered letter (抽选结果通报函), whose data are frozen here.

    The letter holds seal, digits and record of every round and the head of the audit chain before it. After a place was freed and filled
    again it is a supplementary letter; the earlier ones stay.
    Raises NotFound for another bureau's activity, Conflict step_not_now, DomainError prefix_missing, announce_without_draw.
    """
    require(actor, "announcement:write")
    with database.atomic():
        row = own_activity(actor, activity, "announce")
        number = next_number(row.bureau, row.bureau.letter_prefix, at)
        head = audit.lock_chain(audit.chain_name(row.bureau_id))
        data = facts.announcement_data(row, at) | {"audit": {"position": head.last, "digest": head.digest}}
        paper = keep(actor, Paper(bureau=row.bureau_id, kind=ANNOUNCEMENT, number=number, activity=row, subject=row.title, data=data), at)
        records.change(actor, "activity:announce", row, at=at, reason=number, state=ActivityState.ANNOUNCED.value, announced_at=at)
    return paper


def issue(actor: Actor, kind: str, *, about: BaseModel, subject: str, data: dict[str, Any], at: datetime, number: str | None = None) -> Paper:
    """Issue a paper about a row of the actor's bureau: its data and template are frozen here, its bytes made when it is first opened.

    A numbered kind gets the office's next letter number, unless `number` brings one of its own (a certificate). Part of a larger act or
    an act by itself. Raises DomainError unknown_code, prefix_missing.
    """
    form = form_of(kind)
    require(actor, form.writes)
    with database.atomic():
        bureau = Organisation.get_by_id(about.bureau_id or about._pk)  # about the bureau itself, which lies in no other
        given = number if number is not None else next_number(bureau, bureau.letter_prefix, at) if form.numbered else ""
        return keep(actor, Paper(bureau=bureau, kind=kind, number=given, subject=subject, data=data, about_type=about._meta.table_name,
                                    about_id=about._pk), at)


def keep(actor: Actor, paper: Paper, at: datetime) -> Paper:
    """Keep a paper just made up, with the template in force and a row in the trail; part of the act that issues it."""
    frozen = {"issued_at": at, "issued_by": actor.user_id, **_pinned(paper, at)}
    made = records.insert(Paper(**paper.__data__ | frozen), at)
    audit.record(actor, "paper:issue", made, at=at, changes={
        "kind": [None, made.kind], "data_sm3": [None, sm3(canonical(made.data).encode())], "template_sm3": [None, made.template_sm3]})
    return made


def _pinned(paper: Paper, at: datetime) -> dict[str, Any]:
    """Keep the bytes of the template in force, once; return what a paper says of it."""
    revision, content = facts.current(paper.bureau_id, paper.kind)
    digest = sm3(content)
    if not TemplateCopy.select(TemplateCopy.id).where(TemplateCopy.sm3 == digest).exists():
        TemplateCopy.insert(sm3=digest, content=content, created_at=at, changed_at=at, version=1).on_conflict_ignore().execute()
    return {"template_revision": revision, "template_sm3": digest}


def open_paper(actor: Actor, paper: Paper, *, at: datetime) -> bytes:
    """Return the paper as a Word file: made when first opened, from then on byte for byte the same. Leaves a row in the trail.

    Raises DomainError template_refused, paper_damaged when the stored bytes do not match their digest.
    """
    require(actor, form_of(paper.kind).reads)
    content = bytes(paper.content) if paper.content else _made(actor, paper, at)
    if sm3(content) != Paper.select(Paper.sm3).where(Paper.id == paper.id).scalar():
        raise DomainError("paper_damaged", number=paper.number)
    with database.atomic():
        audit.record(actor, "paper:open", paper, at=at)
    return content


def write_out(actor: Actor, kind: str, *, about: BaseModel, data: dict[str, Any], at: datetime, reason: str = "") -> bytes:
    """Return a paper without a number made from data of this moment, which are not kept: for papers that hold sensitive values.

    Leaves a row in the trail. Raises DomainError unknown_code, template_refused.
    """
    form = form_of(kind)
    require(actor, form.reads)
    _revision, template = facts.current(about.bureau_id, kind)
    content = _render(template, form.fill("", data))
    with database.atomic():
        audit.record(actor, "paper:print", about, at=at, reason=reason, changes={"paper": [None, kind]})
    return content


def open_record(actor: Actor, paper: Paper, round_number: int, *, at: datetime) -> bytes:
    """Return the draw record of a round as it was when the paper was issued: the bytes whose digest the paper names.

    Raises NotFound for a round that has no record in it.
    """
    require(actor, "announcement:read")
    found = next((one["record"] for one in paper.data["rounds"] if one["round"] == round_number and one["record"]), None)
    if found is None:
        raise NotFound("not_found")
    with database.atomic():
        audit.record(actor, "paper:record", paper, at=at, changes={"round": [None, round_number]})
    return bytes(found.encode())


def _made(actor: Actor, paper: Paper, at: datetime) -> bytes:
    """Render outside the transaction; of two first readers one writes, and both get what was written."""
    content = remade(paper)
    with database.atomic():
        row = records.lock(Paper, paper.id)
        if not row.content:
            template = {} if row.template_sm3 else _pinned(row, at)
            records.change(actor, "paper:render", row, at=at, content=content, sm3=sm3(content), **template)
        return bytes(row.content)


def remade(paper: Paper) -> bytes:
    """Return the paper made anew from its frozen data and the template that it was issued with.

    Papers of before templates were kept are made with the one in force. Raises DomainError template_refused.
    """
    return _render(facts.template_of(paper), form_of(paper.kind).fill(paper.number, paper.data))


def upload_template(actor: Actor, bureau: Organisation, kind: str, *, filename: str, content: bytes, at: datetime) -> Template:
    """Use an office's own template from now on; papers made before keep their bytes.

    Raises DomainError file_too_large, file_kind_refused and the first of what `problems` finds.
    """
    require(actor, "template:write")
    found = problems(kind, content)
    if found:
        raise found[0]
    return _new_version(actor, bureau, kind, storage.safe_name(filename), content, at)


def restore_shipped(actor: Actor, bureau: Organisation, kind: str, *, at: datetime) -> Template:
    """Use the shipped template again, as the portal brings it now and later. Raises DomainError template_shipped_already."""
    require(actor, "template:write")
    form_of(kind)
    latest = facts.versions(bureau.id, kind)
    if not latest or latest[0].filename == SHIPPED_NAME:
        raise DomainError("template_shipped_already")
    return _new_version(actor, bureau, kind, SHIPPED_NAME, b"", at)


def problems(kind: str, content: bytes) -> list[DomainError]:
    """Return everything that speaks against using a file as the template of a kind, one refusal for each unknown field.

    Raises DomainError unknown_code, file_too_large, file_kind_refused for what is no Word file at all.
    """
    storage.check(content, (WORD,))
    form, unknown = form_of(kind), set[str]()
    try:
        names = word.template_fields(content)
        word.render(content, watched(form.fill("〔〕", form.sample), unknown))
    except word.TemplateRefused as error:
        return [_refused(error)]
    wrong = [DomainError("template_field_unknown", field="file", name=name) for name in unknown_fields(kind, names | unknown)]
    return wrong or ([] if "number" in names or not form.numbered else [DomainError("template_without_number", field="file")])


def preview(actor: Actor, kind: str, content: bytes) -> bytes:
    """Return a paper of invented data made with a template. Raises DomainError template_refused."""
    require(actor, "template:read")
    form = form_of(kind)
    return _render(content, form.fill("某司监〔2026〕3号" if form.numbered else "", form.sample))


def _render(template: bytes, fields: dict[str, Any]) -> bytes:
    """Fill a template; what is wrong with it is a refusal in a sentence."""
    try:
        return word.render(template, fields)
    except word.TemplateRefused as error:
        raise _refused(error) from error


def _refused(error: word.TemplateRefused) -> DomainError:
    return DomainError("template_refused", field="file", why=str(error))


def _new_version(actor: Actor, bureau: Organisation, kind: str, filename: str, content: bytes, at: datetime) -> Template:
    with database.atomic():
        records.lock(Organisation, bureau.id)
        before = facts.versions(bureau.id, kind)
        revision = (before[0].revision if before else 0) + 1
        return records.create(actor, "template:write", Template(
            bureau=bureau, kind=kind, revision=revision, filename=filename, content=content, sm3=sm3(content or facts.shipped(kind)),
            uploaded_by=actor.user_id), at=at)
