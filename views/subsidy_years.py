"""A year's money: the budget with what was used and where it is heading, what each person got, and the statement of one person."""
from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length

from models import Supervisor
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.subsidies import period_days
from portal.domain.words import subsidies as words
from portal.queries import scope, subsidies as facts
from portal.services import subsidy_rates
from views.base import Answer, Page, PortalForm, actor, expose, now
from views.forms import ScaledField, stripped
from views.materials import asked_year

SHOWN = 6
"""So many years are on offer."""


class BudgetForm(PortalForm):
    """The budget of a year."""

    amount_fen = ScaledField(_l("Budget (yuan)"), scale=100)
    note = StringField(_l("Note"), [Length(max=200)], filters=[stripped])


class YearPages(Page):
    """Budget, months and people of a year."""

    verbs: ClassVar[dict[str, str]] = {"index": "subsidy:read", "statement": "subsidy:read", "budget": "subsidy:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show the money of a year."""
        today = local_day(now())
        year = asked_year(today.year)
        months, people = facts.paid_by_month(actor(), year), facts.people_of(actor(), year)
        return self.render("subsidies/year.html", year=year, years=_years(today.year, year), money=facts.budget_state(actor(), year), months=months, paid_url=paid_url,
                           people=people, budget=facts.budget_of(actor().bureau_id, year), most=max(*months.values(), 1))

    @expose("/budget", methods=("POST",))
    def budget(self) -> Answer:
        """Set the budget of a year."""
        year, form = asked_year(0), BudgetForm.of_request()
        if not form.validate():
            raise DomainError("budget_range", field="amount_fen")
        row = subsidy_rates.set_budget(actor(), year, amount_fen=form.amount_fen.data, note=form.note.data or "", at=now())
        return self.done(_("The budget of %(year)s was saved.", year=row.year), self.get_url(".index", year=row.year))

    @expose("/people/<person_id>")
    def statement(self, person_id: str) -> Answer:
        """Show what one person got in a year, to be printed."""
        person = scope.get(actor(), Supervisor, person_id)
        today = local_day(now())
        year = asked_year(today.year)
        lines = facts.statement(person, year)
        sums = {paid: sum(line.amount_fen for line in lines if (line.batch.state == "paid") is paid) for paid in (True, False)}
        return self.render("subsidies/statement.html", person=person, year=year, years=_years(today.year, year), lines=lines, sums=sums, tables=words,
                           activities=facts.activities_of(lines))

    def title(self) -> str:
        """Return the heading."""
        return _("Budget and people")


def paid_url(year: int, month: int) -> str:
    """Return the address of the lines that were paid for the days of a month."""
    first, last = period_days("month", year, month)
    return f"/subsidies/?{urlencode({'f_day_from': first, 'f_day_to': last, 'f_batch.state': 'paid'})}"


def _years(present: int, asked: int) -> list[int]:
    return sorted({asked, *range(present, present - SHOWN, -1)}, reverse=True)


def pages() -> list[Any]:
    """Return the pages of this module for the menu."""
    return [YearPages(_l("Budget and people"), category="Subsidies", endpoint="subsidy_years", url="/subsidy-years")]
