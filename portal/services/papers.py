"""Numbered papers and their templates: numbered without gaps, their data frozen, their bytes made once (rules.md "Papers")."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from models import Activity, Organisation, Paper, Template
from models.base import database
from models.choices import ActivityState
from portal.adapters import storage, word
from portal.domain.draw import canonical, sm3
from portal.domain.errors import DomainError, NotFound
from portal.domain.papers import ANNOUNCEMENT, SAMPLE, check_kind, letter_fields, unknown_fields, watched
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
        paper = records.insert(Paper(bureau=row.bureau_id, kind=ANNOUNCEMENT, number=number, activity=row, data=data, issued_at=at,
                                     issued_by=actor.user_id), at)
        audit.record(actor, "paper:issue", paper, at=at, changes={"data_sm3": [None, sm3(canonical(data).encode())]})
        records.change(actor, "activity:announce", row, at=at, reason=number, state=ActivityState.ANNOUNCED.value, announced_at=at)
    return paper


def open_paper(actor: Actor, paper: Paper, *, at: datetime) -> bytes:
    """Return the paper as a Word file: made when first opened, from then on byte for byte the same. Leaves a row in the trail.

    Raises DomainError template_refused, paper_damaged when the stored bytes do not match their digest.
    """
    require(actor, "announcement:read")
    content = bytes(paper.content) if paper.content else _made(actor, paper, at)
    if sm3(content) != Paper.select(Paper.sm3).where(Paper.id == paper.id).scalar():
        raise DomainError("paper_damaged", number=paper.number)
    with database.atomic():
        audit.record(actor, "paper:open", paper, at=at)
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
    revision, template = facts.current(paper.bureau_id, paper.kind)
    content = _render(template, letter_fields(paper.number, paper.data))
    with database.atomic():
        row = records.lock(Paper, paper.id)
        if not row.content:
            records.change(actor, "paper:render", row, at=at, content=content, sm3=sm3(content), template_revision=revision)
        return bytes(row.content)


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
    latest = facts.versions(bureau.id, check_kind(kind))
    if not latest or latest[0].filename == SHIPPED_NAME:
        raise DomainError("template_shipped_already")
    return _new_version(actor, bureau, kind, SHIPPED_NAME, b"", at)


def problems(kind: str, content: bytes) -> list[DomainError]:
    """Return everything that speaks against using a file as the template of a kind, one refusal for each unknown field.

    Raises DomainError unknown_code, file_too_large, file_kind_refused for what is no Word file at all.
    """
    storage.check(content, (WORD,))
    sample, unknown = SAMPLE[check_kind(kind)], set[str]()
    try:
        names = word.template_fields(content)
        word.render(content, watched(letter_fields("〔〕", sample), unknown))
    except word.TemplateRefused as error:
        return [_refused(error)]
    wrong = [DomainError("template_field_unknown", field="file", name=name) for name in unknown_fields(kind, names | unknown)]
    return wrong or ([] if "number" in names else [DomainError("template_without_number", field="file")])


def preview(actor: Actor, kind: str, content: bytes) -> bytes:
    """Return a paper of invented data made with a template. Raises DomainError template_refused."""
    require(actor, "template:read")
    return _render(content, letter_fields("某司监〔2026〕3号", SAMPLE[check_kind(kind)]))


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
