"""监督评议计划: the plan of each year, its items against what came of them, and its way from draft to in force."""
from __future__ import annotations

from typing import Any, ClassVar

from flask_admin import expose
from flask_babel import gettext as _, lazy_gettext as _l

import views.exporting as exporting
from models import Plan
from models.choices import PlanState
from portal.domain import planning as rules
from portal.domain.errors import Forbidden
from portal.domain.localtime import local_day
from portal.domain.words import planning as words
from portal.language import item_name, short_name
from portal.queries import plans as facts, related, scope
from portal.queries.plans import Progress, Standing
from portal.services import plans
from views.base import Answer, Register, actor, attempt, now, register_verbs
from views.contact_steps import Step, take
from views.formatting import month_name
from views.listing import Listing
from views.plan_forms import PlanForm, ReopenForm, filled_form, new_form

VERBS = {"amend": "plan:write", "enforce": "plan:decide", "reopen": "plan:decide", "copy": "plan:write"}
"""Act on a plan → the verb that opens it."""

REOPEN = Step(ReopenForm, _l("Open for amending"), _l("The clerk can change the plan now, and requests tick it off as it stands; put it in force again afterwards."), "plan:decide",
              lambda row, form: plans.reopen(actor(), row, words=form.words.data, at=now()))


class PlanListing(Listing):
    """The years with how many events each expects."""

    def hang(self, rows: list[Plan]) -> None:
        """Hang on each plan the number of its items and the events that they expect."""
        counts = facts.expected(rows)
        for row in rows:
            row.lines, row.expected = counts.get(row.id, (0, 0))


class PlanRegister(Register):
    """The plans of all years; a procuratorate reads those that were put in force."""

    verbs: ClassVar[dict[str, str]] = register_verbs("plan") | {"sheet": "plan:read", "step": "plan:read"}
    listing_class = PlanListing
    column_list = ("year", "lines", "expected", "state", "in_force_at")
    column_labels: ClassVar[dict[str, Any]] = {
        "year": _l("Year"), "lines": _l("Items"), "expected": _l("Expected events"), "state": _l("State"), "in_force_at": _l("In force since"),
    }
    column_choices: ClassVar[dict[str, Any]] = {"state": words.PLAN_STATES}
    column_filters = ("state",)
    column_sortable_list = ("year",)
    column_default_sort = ("-year",)
    tones = words.TONES
    new_label = _l("New plan")
    empty_words = _l("No plan yet. The clerk enters one for a year, the leader puts it in force, and requests tick it off.")

    def open_columns(self, columns: Any) -> list[tuple[str, Any]]:
        """Return the columns; the items of a plan that are not addressed to a procuratorate are not counted for it either."""
        return [(path, label) for path, label in columns if actor().in_bureau or path not in ("lines", "expected")]

    def is_number(self, path: str) -> bool:
        """Whether a column stands at the right."""
        return path in ("lines", "expected")

    def row_acts(self, row: Any) -> list[tuple[str, str]]:
        """Return the one act of the list."""
        return [(_("Open"), self._url(row))]

    @expose("/<int:row_id>")
    def details_view(self, row_id: int) -> Answer:
        """Show a plan against what came of it."""
        row = self.get_one(row_id)
        related.load([row], "bureau", "in_force_by")
        return self.render("plans/show.html", row=row, found=facts.standing(actor(), row), tables=words, acts=self._acts(row),
                           story=self.story(row), own=actor().in_procuratorate, short_name=short_name)

    def _acts(self, row: Plan) -> list[str]:
        return [name for name in rules.acts_open(row.state) if actor().may(VERBS[name])]

    @expose("/new", methods=("GET", "POST"))
    def create_view(self) -> Answer:
        """Show and take the form of a new plan."""
        form = new_form(local_day(now()).year)
        made = attempt(form, lambda: plans.enter(actor(), form.values(form.year.data), at=now())) if form.sent() else None
        return self.done(_("The plan was entered as a draft. The leader puts it in force."), self._url(made)) if made else self._form(form, None)

    @expose("/<int:row_id>/edit", methods=("GET", "POST"))
    def edit_view(self, row_id: int) -> Answer:
        """Show and take the form of a plan that is not in force."""
        row = self.get_one(row_id)
        rules.act_from("amend", row.state)
        form = filled_form(row)
        del form.year
        saved = attempt(form, lambda: plans.amend(actor(), row, form.values(row.year), version=scope.parse_id(form.version.data), at=now())) \
            if form.sent() else None
        if not saved:
            return self._form(form, row)
        holds = _("The plan was saved, and requests tick it off as it stands. The leader puts it in force again.")
        waits = _("The plan was saved. It holds once the leader puts it in force.")
        return self.done(holds if row.state == PlanState.AMENDING else waits, self._url(row))

    def _form(self, form: PlanForm, row: Plan | None) -> str:
        return str(self.render("plans/form.html", form=form, row=row))

    @expose("/<int:row_id>/<any(enforce, reopen, copy):name>", methods=("GET", "POST"))
    def step(self, row_id: int, name: str) -> Answer:
        """Put in force, open for amending, or copy to the next year."""
        row = self.get_one(row_id)
        if not actor().may(VERBS[name]):
            raise Forbidden("forbidden", verb=VERBS[name])
        if name == "reopen":
            rules.act_from(name, row.state)
            return take(self, REOPEN, row, heading=plan_title(row), url=self._url(row))
        return self._copied(row) if name == "copy" else self._enforced(row)

    def _enforced(self, row: Plan) -> Answer:
        sentence = _("The plan of %(year)s holds from now on: procuratorates read it, and requests tick off its items.", year=row.year)
        asked = self.ask_first(sentence, _("Put in force"), tone="primary")
        if asked:
            return asked
        plans.enforce(actor(), row, version=self.seen(), at=now())
        return self.done(_("The plan is in force."), self._url(row))

    def _copied(self, row: Plan) -> Answer:
        sentence = _("A draft for %(year)s is made with the same items and expected numbers.", year=row.year + 1)
        asked = self.ask_first(sentence, _("Copy to the next year"), tone="primary")
        if asked:
            return asked
        made = plans.copy(actor(), row, at=now())
        return self.done(_("The draft for %(year)s was made. Go through its numbers before the leader puts it in force.", year=made.year),
                         self._url(made))

    @expose("/<int:row_id>/sheet.<kind>")
    def sheet(self, row_id: int, kind: str) -> Answer:
        """Send plan against actual as a file."""
        row = self.get_one(row_id)
        found = facts.standing(actor(), row)
        return exporting.send(actor(), kind, plan_title(row), *sheet_of(found), at=now())

    def _url(self, row: Plan) -> str:
        return str(self.get_url(".details_view", row_id=row.id))


def plan_title(row: Plan) -> str:
    """Return what a plan is called."""
    return _("Yearly plan %(year)s", year=row.year)


def sheet_of(found: Standing) -> tuple[list[str], list[list[str]]]:
    """Return heads and lines of the table, its sum last."""
    heads = [_("Mode"), _("Procuratorate"), _("Month"), _("Expected events"), _("Events held"), _("Requests under way"), _("Still missing"), _("Requirements")]
    return heads, [*map(_sheet_line, found.items), [_("Total"), "", "", *_figures(found.total), ""]]


def _sheet_line(line: Progress) -> list[str]:
    item = line.item
    if item is None:
        raise ValueError("a sum has no line")
    return [item_name(item.mode), item_name(item.procuratorate) or _("Any procuratorate"), month_name(item.month) if item.month else _("Any time"),
            *_figures(line), item.requirements]


def _figures(line: Progress) -> list[str]:
    return [str(number) for number in (line.expected, line.held, line.under_way, line.missing)]


def pages() -> list[Register]:
    """Return the pages of this module for the menu."""
    return [PlanRegister(Plan, _l("Yearly plans"), category="Supervised activities", endpoint="plans", url="/plans")]
