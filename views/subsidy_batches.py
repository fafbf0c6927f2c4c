"""Batches of subsidies: the list, one batch with its lines and what can be done now, its payment sheet and the bank sheet."""
from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from models import Paper, SubsidyBatch, SubsidyLine
from portal.adapters import sheets
from portal.adapters.storage import DOCX
from portal.domain.errors import DomainError, NotFound
from portal.domain.localtime import local_day
from portal.domain.paper_subsidy_payout import person_line
from portal.domain.papers import SUBSIDY_PAYOUT
from portal.domain.permissions import require
from portal.domain.subsidies import STATES, STEPS, yuan
from portal.domain.words import subsidies as words
from portal.language import word
from portal.queries import papers as issued, scope, subsidies as facts, subsidy_page, subsidy_paper
from portal.services import papers, subsidies, subsidy_bank, subsidy_lines
from views.base import Answer, PortalForm, Register, actor, expose, now
from views.exporting import MIME, attachment, told
from views.formatting import local_date
from views.listing import Listing


class PrepareForm(PortalForm):
    """Which period a new batch pays."""

    period = SelectField(_l("Period"), choices=lambda: [(code, word(words.PERIODS, code)) for code in ("month", "quarter")])
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(2003, 2200)], render_kw={"inputmode": "numeric"})
    number = IntegerField(_l("Which month or quarter"), [InputRequired(), NumberRange(1, 12)], render_kw={"inputmode": "numeric"},
                          description=_l("1 to 12 for a month, 1 to 4 for a quarter. The period must be over."))


def _text(name: str) -> str:
    return request.form.get(name, "")


def _day(name: str) -> date:
    try:
        return date.fromisoformat(_text(name))
    except ValueError:
        raise DomainError("subsidy_paid_day", field=name) from None


def _refresh(batch: SubsidyBatch) -> str:
    count = subsidies.refresh(actor(), batch, at=now())
    return _("Collected anew: %(count)s lines were added or changed.", count=count) if count else _("Nothing has changed since.")


def _resubmit(batch: SubsidyBatch) -> str:
    subsidies.resubmit(actor(), batch, at=now())
    return _("The batch waits for its review again.")


def _discard(batch: SubsidyBatch) -> str:
    subsidies.discard(actor(), batch, words=_text("words"), at=now())
    return _("The batch was discarded. Its lines wait for the next one.")


def _review(batch: SubsidyBatch) -> str:
    subsidies.review(actor(), batch, seen=_text("seen"), at=now())
    return _("The batch was reviewed and waits for the leader.")


def _return(batch: SubsidyBatch) -> str:
    subsidies.send_back(actor(), batch, words=_text("words"), at=now())
    return _("The batch was returned to the clerk.")


def _approve(batch: SubsidyBatch) -> str:
    subsidies.approve(actor(), batch, seen=_text("seen"), at=now())
    return _("The batch was approved and is locked. Its payment sheet stands among the papers.")


def _pay(batch: SubsidyBatch) -> str:
    subsidies.pay(actor(), batch, paid_on=_day("paid_on"), voucher=_text("voucher"), at=now())
    return _("The batch is marked as paid.")


ACTS: dict[str, Callable[[SubsidyBatch], str]] = {
    "refresh": _refresh, "resubmit": _resubmit, "discard": _discard, "review": _review, "return": _return, "approve": _approve, "pay": _pay,
}
"""Step in the address → the act, which returns the sentence of what was done."""
STEP_OF = {"refresh": "change"}
"""Acts that are called otherwise in the table of steps."""


class BatchListing(Listing):
    """Batches with what their lines come to now."""

    def hang(self, rows: list[SubsidyBatch]) -> None:
        """Hang number and sum of the lines on each batch; one query."""
        sums = facts.sums_of([row.id for row in rows])
        for row in rows:
            row.now_count, row.now_fen = sums.get(row.id, (0, 0))


class BatchRegister(Register):
    """The batches of the bureau; finance and leader find here what waits for them."""

    verbs: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("index_view", "details_view", "export", "step", "sheet"), "subsidy:read"), "create_view": "subsidy:write",
        "decide": "subsidy:write", "bank": "subsidy:bank",
    }
    details_template = "subsidies/batch.html"
    listing_class = BatchListing
    column_list = ("title", "state", "first_on", "last_on", "now_count", "now_fen", "paid_on", "voucher")
    column_labels: ClassVar[dict[str, Any]] = {
        "title": _l("Batch"), "state": _l("State"), "first_on": _l("First day"), "last_on": _l("Last day"), "now_count": _l("Lines"),
        "now_fen": _l("Sum (yuan)"), "paid_on": _l("Paid on"), "voucher": _l("Voucher no."),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.BATCH_STATES}
    column_filters = ("state", "first_on", "paid_on")
    column_searchable_list = ("title", "voucher")
    column_sortable_list = ("first_on", "paid_on")
    column_default_sort = ("-first_on",)
    tones = words.TONES
    new_label = _l("Prepare a batch")
    empty_words = _l("No batch yet. Once a month or quarter is over, prepare its batch: a line for everybody who served is collected by itself.")

    def is_number(self, path: str) -> bool:
        """Whether a column stands at the right."""
        return path in ("now_count", "now_fen") or super().is_number(path)

    def create_form(self, obj: Any = None) -> PortalForm:
        """Return the form, the last month filled in."""
        today = local_day(now())
        return PrepareForm.of_request(year=today.year - (today.month == 1), number=(today.month - 2) % 12 + 1, period="month")

    def write_new(self, values: dict[str, Any]) -> SubsidyBatch:
        """Prepare a batch."""
        return subsidies.prepare(actor(), period=values["period"], year=values["year"], number=values["number"], at=now())

    def after_write(self, row: SubsidyBatch, *, created: bool) -> Answer:
        """Go to the new batch."""
        return self.done(_("%(title)s was prepared. Look at its lines; somebody else reviews it then.", title=row.title),
                         self.get_url(".details_view", row_id=row.id))

    def more_details(self, row: SubsidyBatch) -> dict[str, Any]:
        """Return the lines, sums and steps of a batch."""
        page = subsidy_page.page(actor(), row)
        payments = subsidy_paper.payments_of(page.lines) if self.allows("bank") and row.state in ("approved", "paid") else []
        moved = subsidy_paper.moved_cards(row, [one.person.id for one in payments])
        return {"page": page, "tables": words, "flow": flow(row), "payments": payments, "moved": moved, "today": local_day(now())}

    @expose("/<int:row_id>/<step>", methods=("POST",))
    def step(self, row_id: int, step: str) -> Answer:
        """Take one step."""
        if step not in ACTS:
            raise NotFound("not_found")
        require(actor(), STEPS[STEP_OF.get(step, step)].verb)
        row = self.get_one(row_id)
        return self.done(ACTS[step](row), self.get_url(".details_view", row_id=row.id))

    @expose("/<int:row_id>/lines/<line_id>", methods=("POST",))
    def decide(self, row_id: int, line_id: str) -> Answer:
        """Keep or drop a line."""
        row, line = self.get_one(row_id), scope.get(actor(), SubsidyLine, line_id)
        if line.batch_id != row.id:
            raise NotFound("not_found")
        changed = subsidy_lines.decide(actor(), line, decision=_text("decision"), words=_text("words"), at=now())
        said = _("The line was kept.") if changed.outcome == "pay" else _("The line was dropped; it is not paid.")
        return self.done(said, self.get_url(".details_view", row_id=row.id) + f"#line-{line.id}")

    @expose("/<int:row_id>/sheet/<kind>")
    def sheet(self, row_id: int, kind: str) -> Answer:
        """Send the payment sheet: the kept paper once the batch is approved, before that the lines as they are."""
        row = self.get_one(row_id)
        name = f"{word(words.SHEETS, 'payout')} {row.title}"
        if kind == "docx":
            return attachment(self._paper(row), f"{name}.docx", DOCX)
        if kind != "xlsx":
            raise NotFound("not_found")
        body = sheets.write_xlsx(COLUMNS, payout_rows(row), title=row.title, heading=name)
        return told(actor(), "export:list", body, f"{name}.xlsx", MIME["xlsx"], at=now())

    def _paper(self, row: SubsidyBatch) -> bytes:
        kept = issued.papers_about(row, SUBSIDY_PAYOUT)
        if kept:
            return papers.open_paper(actor(), scope.get(actor(), Paper, kept[-1].id), at=now())
        return papers.write_out(actor(), SUBSIDY_PAYOUT, about=row, data=subsidy_paper.data(row, now()), at=now())

    @expose("/<int:row_id>/bank", methods=("POST",))
    def bank(self, row_id: int) -> Answer:
        """Send the bank sheet, for a reason."""
        row = self.get_one(row_id)
        body = subsidy_bank.bank_sheet(actor(), row, reason=_text("reason"), asked=request.form.getlist("asked"), at=now())
        return attachment(body, f"{word(words.SHEETS, 'bank')} {row.title}.xlsx", MIME["xlsx"])


COLUMNS = ("序号", "姓名", "工作单位", "次数", "履职补助", "培训补助", "交通食宿等", "扣回或补发", "合计", "备注")
"""The heads of the payment sheet, an official paper, which is Chinese whatever the screen's language is."""


def payout_rows(batch: SubsidyBatch) -> list[list[str]]:
    """Return the payment sheet's lines and its sum."""
    data = subsidy_paper.data(batch, now())
    lines = [person_line(no, one) for no, one in enumerate(data["people"], 1)]
    names = ("no", "name", "unit", "times", "duty", "training", "cost", "correction", "total", "note")
    return [*([str(line[name]) for name in names] for line in lines), ["合计", *[""] * 7, yuan(data["total_fen"]), ""]]


def flow(batch: SubsidyBatch) -> list[dict[str, str]]:
    """Return the progress line of a batch: each step with who took it and when."""
    if batch.state == "discarded":
        return [{"label": word(words.BATCH_STATES, "discarded"), "state": "refused", "note": local_date(batch.changed_at)}]
    reached = STATES.index(batch.state)
    return [{"label": word(words.STEP_NAMES, state), "state": "done" if number <= reached else "current" if number == reached + 1 else "todo",
             "note": _who(batch, state) if number <= reached else ""} for number, state in enumerate(STATES)]


def _who(batch: SubsidyBatch, state: str) -> str:
    person, at = getattr(batch, f"{state}_by"), getattr(batch, f"{state}_at")
    return " ".join(part for part in (person.name if person else "", local_date(at) if at else "") if part)


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [BatchRegister(SubsidyBatch, _l("Batches"), category="Subsidies", endpoint="subsidy_batches", url="/subsidy-batches")]
