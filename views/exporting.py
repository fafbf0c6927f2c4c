"""Send a list as a file: text cells only, so that no value becomes a live formula; told to the trail."""
from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Response

from models.base import database
from portal.adapters import sheets
from portal.domain.errors import DomainError, NotFound
from portal.domain.permissions import Actor, require
from portal.services import audit
from views.formatting import as_local
from views.listing import Listing

MAX_ROWS = 50_000
MIME = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


def rows_of(listing: Listing) -> list[Any]:
    """Return all rows that a list shows, all its pages. Raises DomainError export_too_large (limit): a file must not end unseen."""
    rows = listing.everything(MAX_ROWS + 1)
    if len(rows) > MAX_ROWS:
        raise DomainError("export_too_large", limit=MAX_ROWS)
    return rows


def send(actor: Actor, kind: str, title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], *, at: datetime,
         sensitive: Sequence[str] = (), reason: str = "") -> Response:
    """Return the rows as a download of `kind` (xlsx or csv), with one audit row.

    `sensitive` names the columns of sensitive values among them, which need the right and a reason.
    Raises NotFound for another kind, Forbidden for who may not export, DomainError words_missing (reason).
    """
    require(actor, "export:list")
    if sensitive:
        require(actor, "sensitive:export")
        if not reason:
            raise DomainError("words_missing", field="reason")
    if kind not in MIME:
        raise NotFound("not_found")
    body = sheets.write_xlsx(headers, rows, title=title) if kind == "xlsx" else sheets.write_csv(headers, rows)
    with database.atomic():
        told = {"rows": len(rows)} | ({"columns": "、".join(sensitive)} if sensitive else {})
        audit.record(actor, "sensitive:export" if sensitive else "export:list", None, at=at, label=f"{title}.{kind}", changes=told, reason=reason)
    return attachment(body, f"{title}-{as_local(at):%Y%m%d-%H%M}.{kind}", MIME[kind])


def told(actor: Actor, verb: str, body: bytes, filename: str, mime: str, *, at: datetime) -> Response:
    """Return bytes as a download, with one audit row of this verb."""
    with database.atomic():
        audit.record(actor, verb, None, at=at, label=filename)
    return attachment(body, filename, mime)


def attachment(body: bytes, filename: str, mime: str) -> Response:
    """Return bytes as a download under a name that may hold Chinese characters."""
    return Response(body, mimetype=mime, headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(filename)}"})
