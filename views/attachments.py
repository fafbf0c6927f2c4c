"""Files beside records: taken, sent and withdrawn at one address for all; each record's page shows its own with `panel`."""
from __future__ import annotations

from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l

from models import Attachment
from models.base import BaseModel
from portal import extensions
from portal.adapters.storage import LIMIT_MB, MEGABYTE
from portal.domain.attachments import PLACES
from portal.domain.trail_words import OBJECTS
from portal.language import word
from portal.queries import attachments as reading, scope
from portal.services import attachments
from views.base import Answer, Register, actor, expose, now
from views.exporting import attachment
from views.formatting import file_size


class AttachmentRegister(Register):
    """Files beside records, all that the reader may open."""

    verbs: ClassVar[dict[str, str]] = dict.fromkeys(("index_view", "export", "fetch", "put", "withdraw"), "file:read")
    can_view_details = can_create = can_edit = False
    column_list = ("filename", "about_type", "note", "size", "created_at", "uploaded_by.name")
    column_labels: ClassVar[dict[str, Any]] = {
        "filename": _l("File"), "about_type": _l("Beside"), "note": _l("What it is"), "size": _l("Size"), "created_at": _l("Uploaded"),
        "uploaded_by.name": _l("By"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"about_type": OBJECTS}
    column_cells: ClassVar[dict[str, Any]] = {"about_type": lambda row: word(OBJECTS, row.about_type), "size": lambda row: file_size(row.size)}
    column_filters = ("about_type", "created_at")
    column_searchable_list = ("filename", "note")
    column_sortable_list = ("created_at",)
    column_default_sort = ("-created_at",)
    empty_words = _l("No file yet. Files are added on the page of the record that they belong to.")

    def get_query(self) -> Any:
        """Return the files that were not withdrawn."""
        return super().get_query().where(Attachment.withdrawn_at.is_null())

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the ways to the file and to its record."""
        return [(_("Open"), self.get_url(".fetch", file_id=row.id)), (_("Record"), PLACES[row.about_type].page.format(row.about_id))]

    @expose("/<file_id>/file")
    def fetch(self, file_id: str) -> Answer:
        """Send a file as a download."""
        file = scope.get(actor(), Attachment, file_id)
        return attachment(attachments.open_file(actor(), file, store=extensions.store(), at=now()), file.filename, file.media_type)

    @expose("/<table>/<row_id>", methods=("POST",))
    def put(self, table: str, row_id: str) -> Answer:
        """Take a file beside a record."""
        row = reading.subject(actor(), table, row_id)
        sent = request.files.get("file")
        content = sent.read(LIMIT_MB * MEGABYTE + 1) if sent else b""
        attachments.attach(actor(), row, filename=sent.filename or "" if sent else "", content=content, note=request.form.get("note", ""),
                           store=extensions.store(), at=now())
        return self.done(_("The file was added."), PLACES[table].page.format(row.id))

    @expose("/<file_id>/withdraw", methods=("POST",))
    def withdraw(self, file_id: str) -> Answer:
        """Take a file out of sight."""
        file = scope.get(actor(), Attachment, file_id)
        attachments.withdraw(actor(), file, reason=request.form.get("reason", ""), at=now())
        return self.done(_("The file was withdrawn. It stays kept for the audit trail."), PLACES[file.about_type].page.format(file.about_id))


def panel(row: BaseModel) -> dict[str, Any]:
    """Return what the macro `attachments_panel` needs to show the files beside a record."""
    table = row._meta.table_name
    files, may_add = reading.beside(actor(), row), actor().may(PLACES[table].writes)
    own = {file.id for file in files if may_add and attachments.is_own(actor(), file)}
    return {"table": table, "row_id": row._pk, "files": files, "may_add": may_add, "own": own}


def pages() -> list[Register]:
    """Return the pages of this module."""
    return [AttachmentRegister(Attachment, _l("Files"), category="Papers", endpoint="attachments", url="/attachments")]
