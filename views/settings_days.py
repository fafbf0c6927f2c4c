"""Working days: a year's calendar as the portal counts it, and the days that an office adds or takes away."""
from __future__ import annotations

from calendar import Calendar
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from models import DayOverride, Organisation
from models.choices import OrganisationKind
from portal.domain.calendar import WorkCalendar
from portal.domain.errors import NotFound
from portal.domain.localtime import local_day
from portal.queries import parameters, scope
from portal.services import configuration
from views.base import Answer, Page, PortalForm, actor, attempt, expose, now
from views.forms import DayField, stripped

YEARS_AROUND = 3
"""How many years before and after this one the calendar can be turned to."""


class DayForm(PortalForm):
    """One day declared working or free."""

    day = DayField(_l("Day"), [InputRequired()])
    kind = SelectField(_l("Counts as"), choices=lambda: [("working", _("Working day")), ("free", _("Day off"))])
    note = StringField(_l("Why"), [InputRequired(), Length(max=200)], filters=[stripped], render_kw={"maxlength": 200})
    version = HiddenField()


class DayPages(Page):
    """The calendar of a year with the own days of one bureau."""

    verbs = {"index": "settings:read", "put": "settings:write", "clear": "settings:write"}

    @expose("/")
    def index(self) -> Answer:
        """Show a year."""
        return self.show(DayForm())

    def show(self, form: DayForm) -> str:
        """Return the page of a year with the form of a day."""
        today, offices = local_day(now()), bureaus()
        office, year = chosen_office(offices), chosen_year(today)
        overrides = {} if office is None else {row.day: row for row in DayOverride.select().where(
            DayOverride.bureau == office, DayOverride.day.between(date(year, 1, 1), date(year, 12, 31))).order_by(DayOverride.day)}
        calendar = parameters.calendar(office.id if office else None)
        return self.render("settings/days.html", form=form, offices=offices, bureau=office, year=year, today=today,
                           months=months(year, calendar, overrides), overrides=list(overrides.values()),
                           provisional=calendar.is_provisional(year), years=range(today.year - YEARS_AROUND, today.year + YEARS_AROUND + 1))

    @expose("/<int:office_id>", methods=("POST",))
    def put(self, office_id: int) -> Answer:
        """Declare a day working or free for a bureau."""
        office, form = bureau(office_id), DayForm.of_request()
        made = attempt(form, lambda: configuration.set_day(
            actor(), office, form.day.data, working=form.kind.data == "working", note=form.note.data, at=now())) if form.sent() else None
        if not made:
            return self.show(form)
        return self.done(_("%(day)s was saved.", day=made.day), self.url_of(office, made.day.year))

    @expose("/clear/<int:row_id>", methods=("POST",))
    def clear(self, row_id: int) -> Answer:
        """Let the official calendar hold again."""
        override = scope.get(actor(), DayOverride, row_id)
        configuration.clear_day(actor(), override, at=now())
        words = _("%(day)s follows the official calendar again.", day=override.day)
        return self.done(words, self.url_of(override.bureau, override.day.year))

    def url_of(self, office: Organisation, year: int) -> str:
        """Return the address of a bureau's year."""
        return str(self.get_url(".index", office=office.id, year=year))


def bureaus() -> list[Organisation]:
    """Return the judicial bureaus that the reader may see."""
    rows = scope.visible(actor(), Organisation)
    return list(rows.where(Organisation.kind == OrganisationKind.BUREAU).order_by(Organisation.id))


def bureau(row_id: int) -> Organisation:
    """Return one bureau that the reader may see. Raises NotFound."""
    found = scope.get(actor(), Organisation, row_id)
    if found.kind != OrganisationKind.BUREAU:
        raise NotFound("not_found")
    return found


def chosen_office(offices: list[Organisation]) -> Organisation | None:
    """Return the bureau that the address names among those visible, else the first; None when there is none yet."""
    asked = request.args.get("office", "") or str((request.view_args or {}).get("office_id", ""))
    return next((office for office in offices if str(office.id) == asked), offices[0] if offices else None)


def chosen_year(today: date) -> int:
    """Return the year that the address names, near this one, else this one."""
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else today.year
    return year if abs(year - today.year) <= YEARS_AROUND else today.year


def months(year: int, calendar: WorkCalendar, overrides: dict[date, DayOverride]) -> list[list[list[dict[str, Any] | None]]]:
    """Return the weeks of each month; each day says what it counts as: `kind` work, rest, holiday, swapped or own."""
    def told(day: date, month: int) -> dict[str, Any] | None:
        if day.month != month or day.year != year:
            return None
        working = calendar.is_working(day)
        return {"day": day, "working": working, "kind": kind_of(day, working, day in overrides)}
    return [[[told(day, month) for day in week] for week in Calendar().monthdatescalendar(year, month)] for month in range(1, 13)]


def kind_of(day: date, working: bool, own: bool) -> str:
    """Return what a day is: declared by the office itself, a swapped weekend, a holiday, or plain."""
    weekend = day.weekday() > 4
    if own:
        return "own"
    if working:
        return "swapped" if weekend else "work"
    return "rest" if weekend else "holiday"
