"""Verify a draw's record: of a draw of this portal, or from a file that somebody kept. The same program as `flask draw verify`."""
from __future__ import annotations

from typing import Any

from flask import Response, current_app, jsonify, request, send_from_directory
from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

from models import Activity, Draw
from models.choices import DrawState
from portal.domain import labels
from portal.domain.draw import GENERAL
from portal.domain.draw_record import FAILURES, STEPS, Verdict, record_digest, verify_record
from portal.domain.errors import DomainError
from portal.language import word
from portal.queries import draw_records, scope
from views.doors import Answer, Page, actor

LARGEST = 5 * 1024 * 1024
"""Bytes of a record: a pool of ten thousand people is far below."""
SUGGESTIONS = 20


class VerificationPages(Page):
    """Verify a record."""

    verbs = {"index": "draw:read", "check": "draw:read", "lookup": "draw:read", "tool": "draw:read"}

    @expose("/")
    def index(self) -> Answer:
        """Show the page; with ?draw= verify that draw of this portal at once."""
        if request.args.get("draw"):
            draw = scope.get(actor(), Draw, request.args["draw"])
            return self._shown(draw_records.record_of(draw).encode(), draw_records.file_name(draw))
        return self.render("draws/verify.html")

    @expose("/check", methods=("POST",))
    def check(self) -> Answer:
        """Verify an uploaded file. Nothing of it is kept."""
        upload = request.files.get("record")
        if upload is None or not upload.filename:
            raise DomainError("record_missing", field="record")
        data = upload.stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise DomainError("file_too_large", field="record", limit=LARGEST // 1024 // 1024)
        return self._shown(data, upload.filename)

    def _shown(self, data: bytes, name: str) -> str:
        verdict = verify_record(data)
        return str(self.render("draws/verify.html", name=name, verdict=verdict, steps=step_rows(verdict), digest=record_digest(data),
                               general=GENERAL, left_out=labels.LEFT_OUT_REASONS))

    @expose("/lookup")
    def lookup(self) -> Answer:
        """Find drawn rounds of the reader by number or title."""
        wanted = request.args.get("query", "")[:60].replace("\x00", "").strip()
        rows = scope.visible(actor(), Draw).select(Draw, Activity).join(Activity).where(Draw.state == DrawState.DRAWN)
        if wanted:
            rows = rows.where(Activity.number.contains(wanted) | Activity.title.contains(wanted))
        found = rows.order_by(Draw.drawn_at.desc(), Draw.id.desc()).limit(SUGGESTIONS)
        return jsonify([[row.id, _("%(number)s, round %(round)s: %(title)s", number=row.activity.number, round=row.round,
                                   title=row.activity.title)] for row in found])

    @expose("/tool")
    def tool(self) -> Answer:
        """Hand out the verifier that works without this portal, as a file."""
        answer: Response = send_from_directory(str(current_app.static_folder), "verify.html", as_attachment=True, max_age=0)
        return answer


def step_rows(verdict: Verdict) -> list[dict[str, Any]]:
    """Return the eight steps with what each came to: done, late (the one that fails) or neutral (not reached)."""
    names = list(STEPS)
    failed = len(names) if verdict.ok else names.index(str(verdict.step))
    rows: list[dict[str, Any]] = []
    for position, name in enumerate(names):
        tone = "done" if position < failed else "late" if position == failed else "neutral"
        words = word(FAILURES, name) if tone == "late" else ""
        rows.append({"code": name, "name": word(STEPS, name), "tone": tone, "words": words % dict(verdict.params) if words else ""})
    return rows


def pages() -> list[Page]:
    """Return the pages of this module for the menu."""
    return [VerificationPages(_l("Verify a record"), category="Supervised activities", endpoint="verify", url="/verify")]
