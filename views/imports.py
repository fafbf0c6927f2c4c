"""The import wizard: upload, columns, preview with a reason for each cell, take over, report, undo."""
from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from flask import Response, request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import SelectField, StringField
from wtforms.validators import Length

from models import ImportBatch, ImportRow
from models.choices import ImportState
from portal import extensions
from portal.adapters import sheets
from portal.adapters.sheet_reader import LIMIT_MB
from portal.adapters.storage import MEGABYTE
from portal.domain import identity
from portal.domain.errors import DomainError
from portal.domain.import_sheets import plain
from portal.domain.import_specs import SPECS
from portal.domain.importing import ASKS, CHANGED, GOOD, OTHER, OUTCOMES, SAME, WRONG, Spec
from portal.domain.words import imports as words
from portal.language import read_values, sentence, told, word
from portal.queries import related
from portal.services import import_jobs, import_undo, imports
from portal.services.import_writers import prefix_of
from views.base import Answer, PortalForm, Register, actor, attempt, expose, now
from views.exporting import MIME, attachment
from views.formatting import listed
from views.forms import stripped

PAGE = 50
SAMPLES = 40
"""So many rows are looked through for a sample of a column."""
KINDS = {spec.name: spec.label for spec in SPECS.values()}
LONG_NUMBER = re.compile(r"\d{7,}")


class UploadForm(PortalForm):
    """What is uploaded."""

    kind = SelectField(_l("What the sheet holds"), choices=lambda: [(name, _(label)) for name, label in KINDS.items()])
    sheet = StringField(_l("Name of the sheet"), [Length(max=120)], filters=[stripped], description=_l(
        "Empty: the sheet that looks most like such a list."))


class ImportRegister(Register):
    """Imported sheets and the wizard."""

    verbs: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("index_view", "details_view", "export", "blank"), "import:read"),
        **dict.fromkeys(("create_view", "columns", "recheck", "choose", "commit", "discard", "undo", "wrong"), "import:write"),
    }
    can_edit = False
    column_list = ("filename", "kind", "created_at", "state", "counts", "made_by.name")
    column_labels: ClassVar[dict[str, Any]] = {
        "filename": _l("Sheet"), "kind": _l("What the sheet holds"), "created_at": _l("Uploaded"), "state": _l("State"), "counts": _l("Rows"),
        "made_by.name": _l("By"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.STATES, "kind": KINDS}
    column_cells: ClassVar[dict[str, Any]] = {"counts": lambda row: counts_words(row), "kind": lambda row: word(KINDS, row.kind)}
    tones = words.STATE_TONES
    column_filters = ("kind", "state", "created_at")
    column_sortable_list = ("created_at",)
    column_default_sort = ("-created_at",)
    new_label = _l("Import a sheet")
    empty_words = _l("Nothing was imported yet. Upload the roster as it is: headings, dates and numbers are recognised, nothing is written before"
                     " you have seen what would happen.")

    def row_acts(self, row: ImportBatch) -> list[tuple[str, str]]:
        """Return the way to the sheet."""
        return [(_("Open"), self.get_url(".details_view", row_id=row.id))]

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the upload; what cannot be read is told above the form."""
        form = UploadForm.of_request()
        batch = attempt(form, lambda: self._staged(form)) if form.sent() else None
        if batch:
            return self.done(_("The sheet was read: %(counts)s. Nothing is written yet.", counts=counts_words(batch)), self.url_of(batch))
        return self.render("imports/upload.html", form=form, limit=LIMIT_MB, kinds=KINDS, steps=steps_of(None))

    def _staged(self, form: Any) -> ImportBatch:
        sent = request.files.get("file")
        content = sent.read(LIMIT_MB * MEGABYTE + 1) if sent else b""
        if sent:
            sent.close()
        table = imports.read_table(actor(), form.kind.data, content, form.sheet.data or "")
        return imports.stage(actor(), form.kind.data, table, filename=(sent.filename if sent else "") or "", at=now())

    def url_of(self, batch: ImportBatch) -> str:
        """Return the address of a sheet's page."""
        return str(self.get_url(".details_view", row_id=batch.id))

    @expose("/blank/<spec>")
    def blank(self, spec: str) -> Answer:
        """Send an empty sheet with the usual headings."""
        found = imports.spec_for(actor(), spec)
        heads = [column.headings[0] for column in found.columns if column.field not in ("code", "term")]
        return attachment(sheets.write_xlsx(heads, [], title=_(found.label)), f"{_(found.label)}.xlsx", MIME["xlsx"])

    # the preview and the report
    def show_details(self, row: ImportBatch, revealed: Any = None) -> Answer:
        """Return what was found about each row; once taken over, what became of it."""
        if request.headers.get("HX-Request") and row.state != ImportState.COMMITTING:
            return Response(headers={"HX-Refresh": "true"})
        related.load([row], "made_by", "bureau")
        outcome = request.args.get("outcome", "")
        outcome = outcome if outcome in OUTCOMES else ""
        total = row.counts.get(outcome, 0) if outcome else sum(row.counts.values())
        pages = max(-(-total // PAGE), 1)
        asked = request.args.get("page", "")
        page = min(int(asked), pages - 1) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
        rows = ImportRow.select(ImportRow.id, ImportRow.number, ImportRow.outcome, ImportRow.findings, ImportRow.choice, ImportRow.written).where(
            ImportRow.batch == row, *([ImportRow.outcome == outcome] if outcome else [])).order_by(ImportRow.number).limit(PAGE).offset(page * PAGE)
        heads = headings(row)
        coded = read_values(imports.spec_for(actor(), row.kind))
        return self.render(
            "imports/show.html", batch=row, rows=[shown(one, heads, coded) for one in rows], outcome=outcome, page=page, pages=pages, steps=steps_of(row),
            kinds=KINDS, words=words, work=work_facts(row), to_write=import_jobs.to_write(row), counts=counts_words(row),
            bad=row.counts.get(WRONG, 0) + row.counts.get(ASKS, 0), prefix="" if row.bureau.code_prefix else prefix_of(row.bureau),
            page_url=lambda number: self.get_url(".details_view", row_id=row.id, outcome=outcome or None, page=number or None),
            tabs=self._tabs(row, outcome), same=SAME, other=OTHER)

    def _tabs(self, row: ImportBatch, outcome: str) -> list[dict[str, Any]]:
        found = [("", _("All rows"), sum(row.counts.values()))] + [
            (name, word(words.OUTCOMES, name), row.counts[name]) for name in OUTCOMES if row.counts.get(name)]
        return [{"label": label, "count": count, "current": name == outcome,
                 "url": self.get_url(".details_view", row_id=row.id, outcome=name or None)} for name, label, count in found]

    @expose("/<int:row_id>/columns", methods=("GET", "POST"))
    def columns(self, row_id: int) -> Answer:
        """Show and take which column is read as which field."""
        row = self.get_one(row_id)
        if request.method == "POST":
            wanted = {place: request.form.get(f"column_{place}", "") for place in range(len(row.labels))}
            batch = imports.rematch(actor(), row, wanted, at=now())
            return self.done(_("The columns are matched: %(counts)s.", counts=counts_words(batch)), self.url_of(batch))
        return self.render("imports/columns.html", batch=row, columns=samples(row), fields=[(one.field, _(one.label)) for one in imports.spec_for(actor(), row.kind).columns],
                           steps=steps_of(row, at="columns"))

    @expose("/<int:row_id>/recheck", methods=("POST",))
    def recheck(self, row_id: int) -> Answer:
        """Look at the rows again."""
        batch = imports.recheck(actor(), self.get_one(row_id), at=now())
        return self.done(_("The rows were checked again: %(counts)s.", counts=counts_words(batch)), self.url_of(batch))

    @expose("/<int:row_id>/choose", methods=("POST",))
    def choose(self, row_id: int) -> Answer:
        """Take the answer to a row that asks."""
        asked = request.form.get("number", "")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 0
        batch = imports.choose(actor(), self.get_one(row_id), number, request.form.get("choice", ""), at=now())
        return self.done(_("Row %(row)s was answered.", row=number), self.url_of(batch))

    @expose("/<int:row_id>/commit", methods=("POST",))
    def commit(self, row_id: int) -> Answer:
        """Write the good rows."""
        row = self.get_one(row_id)
        count, good_only = import_jobs.to_write(row), request.form.get("good_only") == "1"
        question = _("Rows to be written: %(count)s.", count=count)
        asked = self.ask_first(question, _("Take over"), tone="primary")
        if asked:
            return asked
        if count > import_jobs.SMALL:
            import_jobs.ask(actor(), row, good_only=good_only, at=now())
            return self.done(_("The rows are being written. You may leave this page; it will show when they are."), self.url_of(row))
        batch = imports.commit(actor(), row, good_only=good_only, at=now())
        return self.done(_("Taken over: %(counts)s.", counts=counts_words(batch)), self.url_of(batch))

    @expose("/<int:row_id>/discard", methods=("POST",))
    def discard(self, row_id: int) -> Answer:
        """Throw a sheet away."""
        row = self.get_one(row_id)
        asked = self.ask_first(_("The uploaded rows are deleted. The register stays as it is."), _("Throw away"))
        if asked:
            return asked
        imports.discard(actor(), row, at=now())
        return self.done(_("The sheet was thrown away."), self.get_url(".index_view"))

    @expose("/<int:row_id>/undo", methods=("POST",))
    def undo(self, row_id: int) -> Answer:
        """Take an import back."""
        row = self.get_one(row_id)
        asked = self.ask_first(_("What this import brought is taken out again, and what it changed gets its former values back."), _("Undo the import"))
        if asked:
            return asked
        batch = import_undo.undo(actor(), row, at=now())
        return self.done(_("The import was undone."), self.url_of(batch))

    @expose("/<int:row_id>/wrong")
    def wrong(self, row_id: int) -> Answer:
        """Send the wrong rows as they were, with the reasons in a column of their own."""
        row = self.get_one(row_id)
        heads = headings(row)
        lines = [[*(plain(cell) for cell in cells), "\n".join(reasons(found, heads))] for cells, found in imports.open_wrong(actor(), row, at=now())]
        title = _("Wrong rows of %(name)s", name=row.filename.rpartition(".")[0] or row.filename)
        return attachment(sheets.write_xlsx([*row.labels, _("Why it is wrong")], lines, title=title), f"{title}.xlsx", MIME["xlsx"])


def counts_words(row: ImportBatch) -> str:
    """Return the counts of a sheet in words."""
    return listed(f"{word(words.OUTCOMES, name)} {row.counts[name]}" for name in OUTCOMES if row.counts.get(name))


def work_facts(row: ImportBatch) -> dict[str, Any]:
    """Return how far the worker has come with a sheet, whether it seems to be away, and what stood in the way the last time."""
    if row.state != ImportState.COMMITTING:
        return {"refusal": sentence(import_jobs.refusal_of(row.refusal)) if row.refusal else ""}
    found = extensions.progress().read(import_jobs.work_of(row))
    done, total = found or (0, import_jobs.to_write(row))
    return {"done": done, "total": total, "begun": found is not None, "away": found is None and now() - row.asked_at > import_jobs.PATIENCE}


def headings(batch: ImportBatch) -> dict[str, str]:
    """Return field → the sheet's own heading, else the field's usual name."""
    own = {name: batch.labels[place] for place, name in imports.mapping_of(batch).items()}
    return {column.field: _(column.label) for column in imports.spec_for(actor(), batch.kind).columns} | own


def reasons(found: dict[str, Any], heads: dict[str, str]) -> list[str]:
    """Return what is wrong with a row, in sentences."""
    wrong = [told(heads.get(name, ""), DomainError(code, **params)) for name, code, params in found["wrong"]]
    return wrong + ([_(words.ASKS, known=found["asks"])] if found["asks"] else [])


def shown(row: ImportRow, heads: dict[str, str], coded: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return a row for the preview; `coded` says the words of fields whose values are codes."""
    found = json.loads(row.findings or "{}")
    changes = [(heads.get(name, name), *(coded.get(name, {}).get(value, value) for value in pair)) for name, *pair in found["changes"]]
    notes = [(heads.get(name, name), _(words.NOTES[code], **params)) for name, code, params in found["notes"]]
    return {"number": row.number, "no": found["no"], "title": found["title"], "outcome": row.outcome, "asks": found["asks"] and row.outcome == ASKS,
            "choice": row.choice, "reasons": reasons(found, heads) if row.outcome not in GOOD else [],
            "changes": changes if row.outcome == CHANGED else [], "notes": notes, "person": person_of(row)}


def person_of(row: ImportRow) -> int | None:
    """Return the person whose file a row wrote."""
    return next((row_id for table, row_id, _version, _made in row.written if table == "supervisor"), None)


def samples(batch: ImportBatch) -> list[dict[str, Any]]:
    """Return each column with its heading, a value of it without long numbers, and the field that it is read as."""
    rows = [imports.unpacked(row.cells or "[]") for row in ImportRow.select(ImportRow.cells).where(ImportRow.batch == batch).order_by(
        ImportRow.number).limit(SAMPLES)]
    mapping, spec, found = imports.mapping_of(batch), imports.spec_for(actor(), batch.kind), []
    for place, label in enumerate(batch.labels):
        values = [text for cells in rows if place < len(cells) and (text := plain(cells[place]).strip())]
        if label or values:
            name = mapping.get(place, "")
            found.append({"place": place, "label": label or _("(no heading)"), "sample": sample_of(spec, name, values), "field": name})
    return found


def sample_of(spec: Spec, name: str, values: list[str]) -> str:
    """Return a value of a column for the screen: masked where the field is sensitive, and without long numbers in any case."""
    if not values:
        return ""
    mask = spec.column(name).mask if name in {one.field for one in spec.columns} else ""
    return identity.mask(values[0], mask) if mask else LONG_NUMBER.sub(identity.STARS, values[0])


def steps_of(batch: ImportBatch | None, at: str = "") -> list[dict[str, Any]]:
    """Return the steps of the wizard for the progress line."""
    order = ["upload", "columns", "preview", "done"]
    writing = batch is not None and batch.state == ImportState.COMMITTING
    labels = {"upload": _("Upload"), "columns": _("Match columns"), "preview": _("Look at the rows"), "done": _("Taking over") if writing else _("Taken over")}
    now_at = at or ("upload" if batch is None else "preview" if batch.state == ImportState.STAGED else "done")
    here = order.index(now_at)
    ended = batch is not None and batch.state in ("undone", "discarded")
    states = ["done" if place < here else "current" if place == here else "todo" for place in range(len(order))]
    if now_at == "done":
        states[-1] = "skipped" if ended else "current" if writing else "done"
    links = {"columns": f"/imports/{batch.id}/columns", "preview": f"/imports/{batch.id}"} if batch is not None and batch.state == "staged" else {}
    return [{"label": labels[name], "state": state, "url": links.get(name) if actor().may("import:write") and state != "current" else None}
            for name, state in zip(order, states, strict=True)]


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [ImportRegister(ImportBatch, _l("Import"), category="People's supervisors", endpoint="imports", url="/imports")]
