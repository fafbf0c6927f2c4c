"""The forms of a request: what is asked for, and a new time for it."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user
from wtforms import BooleanField, FieldList, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import NumberRange, Optional

import views.choices as choices
from models import Activity, PicklistItem, PlanItem
from portal.domain.errors import ERRORS
from portal.domain.localtime import from_local, local_day
from portal.domain.planning import AUTOMATIC
from portal.domain.requests import LONGEST, MOST_PLACES, RequestValues
from portal.language import item_name
from portal.queries import plans
from portal.queries.activities import ActivityFile
from views.doors import actor, now
from views.formatting import as_local, month_name
from views.forms import DayField, Given, PortalForm, RowField, stripped

BLANK_ROWS: list[dict[str, Any]] = [{}, {}]
"""Empty lines for places with a profession, so that the form works without a script."""


EXCEPTION_HINT = _l("Only when fewer days are left than even an urgent request needs. The bureau's leader decides.")


def modes() -> list[PicklistItem]:
    """Return the modes that can be asked for; supervision on own initiative comes from the supervisors."""
    return [item for item in choices.picklist("mode") if not item.facts.get("own_initiative")]


def plan_items() -> list[tuple[str, str]]:
    """Return what the request may tick off: the item that fits best, none, or one of this and the next year."""
    who, year = actor(), local_day(now()).year
    offered = plans.offers(int(who.bureau_id or 0), int(who.organisation_id or 0), [year, year + 1])
    return [("auto", _("The item that fits best")), ("none", _("None: outside the plan")),
            *((str(item.id), f"{year}　{item_words(item)}　{offer.taken}/{offer.expected}") for year, item, offer in offered)]


def item_words(item: PlanItem) -> str:
    """Return an item of the plan in one line: mode, procuratorate, month."""
    parts = (item_name(item.mode), item_name(item.procuratorate) or _("Any procuratorate"), month_name(item.month) if item.month else _("Any time"))
    return " · ".join(parts)


def line(name: str, label: Any, hint: Any = "", **more: Any) -> StringField:
    """Return a line of text that must be given, as long as the column."""
    return StringField(label, [Given()], filters=[stripped], description=hint, render_kw={"maxlength": LONGEST[name]} | more)


class SpecialPlaceForm(PortalForm):
    """Places that need one profession, and why; a line without anything in it means nothing."""

    profession = RowField(_l("Profession"), rows=lambda: choices.picklist("profession"), allow_blank=True,
                          unknown=ERRORS["request_profession_unknown"])
    places = IntegerField(_l("How many people"), [Optional(), NumberRange(1, MOST_PLACES)], render_kw={"inputmode": "numeric"})
    why = StringField(_l("Why it is needed"), filters=[stripped], render_kw={"maxlength": 200})

    def given(self) -> tuple[int, int, str] | None:
        """Return profession, places and why; None for an empty line. What is missing is told by the rules."""
        if not (self.profession.data or self.places.data or self.why.data):
            return None
        return self.profession.data.id if self.profession.data else 0, self.places.data or 0, self.why.data or ""


class TimeForm(PortalForm):
    """Day, start and end as local times."""

    day = DayField(_l("Day"), [Given()])
    starts_at = TimeField(_l("From"), [Given()], default=datetime(2000, 1, 1, 9).time())
    ends_at = TimeField(_l("To"), [Given()], default=datetime(2000, 1, 1, 11).time())

    def moments(self) -> tuple[datetime, datetime]:
        """Return start and end as aware UTC."""
        start, end = (datetime.combine(self.day.data, clock.data) for clock in (self.starts_at, self.ends_at))
        return from_local(start), from_local(end)


class RequestForm(TimeForm):
    """A request as the procuratorate's officer writes it."""

    version = HiddenField()
    mode = RowField(_l("Mode"), [Given()], rows=modes)
    business_line = RowField(_l("Business line"), rows=lambda: choices.picklist("business_line"), allow_blank=True)
    must_invite = RowField(_l("Must-invite kind"), rows=lambda: choices.picklist("must_invite"), allow_blank=True,
                           description=_l("Only for open reviews and hearings where supervisors must be invited; else leave it empty."))
    plan_item = SelectField(_l("Item of the yearly plan"), choices=plan_items, default="auto",
                            description=_l("By itself a request ticks off the item that fits its mode, procuratorate and month."))
    title = line("title", _l("Title"), _l("In general words, without names and without secrets: the people drawn will read it."))
    place = line("place", _l("Place"), _l("With building and room, so that people find it."))
    general_places = IntegerField(_l("People without special profession"), [Optional(), NumberRange(0, MOST_PLACES)], default=1,
                                  render_kw={"inputmode": "numeric"})
    special = FieldList(FormField(SpecialPlaceForm), _l("People with a profession"))
    urgent_reason = TextAreaField(_l("Why it is urgent"), filters=[stripped], render_kw={"rows": 2, "maxlength": LONGEST["urgent_reason"]},
                                  description=_l("Only needed when the lead time is short."))
    exceptional = BooleanField(_l("Send as an exception"),
                               description=EXCEPTION_HINT)
    contact_name = line("contact_name", _l("Contact person"))
    contact_phone = line("contact_phone", _l("Contact's phone"), inputmode="tel")
    parties = TextAreaField(_l("Parties to check"), filters=[stripped], render_kw={"rows": 3},
                            description=_l("One name a line: parties, their units, near relatives concerned. Only your office and the"
                                           " bureau see them; they never stand in a notice."))
    remark = TextAreaField(_l("Remark"), filters=[stripped], render_kw={"rows": 2, "maxlength": LONGEST["remark"]},
                           description=_l("What the people should know beforehand: dress, documents, meeting point. No secrets."))

    def values(self) -> RequestValues:
        """Return what was asked for."""
        starts_at, ends_at = self.moments()
        return RequestValues(
            mode_id=self.mode.data.id, business_line_id=_id(self.business_line.data), must_invite_id=_id(self.must_invite.data),
            title=self.title.data, starts_at=starts_at, ends_at=ends_at, place=self.place.data,
            general_places=self.general_places.data or 0,
            special_places=tuple(given for entry in self.special if (given := entry.form.given())),
            urgent_reason=self.urgent_reason.data or "", contact_name=self.contact_name.data, contact_phone=self.contact_phone.data,
            parties=tuple((self.parties.data or "").splitlines()), remark=self.remark.data or "", plan_item_id=_plan_item(self.plan_item.data),
        )


class MoveForm(TimeForm):
    """A new time or place for a request or an activity."""

    place = line("place", _l("Place"))
    words = TextAreaField(_l("Why"), [Given()], filters=[stripped], render_kw={"rows": 2, "maxlength": LONGEST["remark"]})
    exceptional = BooleanField(_l("Send as an exception"),
                               description=EXCEPTION_HINT)


def new_form() -> RequestForm:
    """Return an empty request, its contact being who writes it."""
    user = current_user.user
    phone = user.phone or user.organisation.contact_phone or user.organisation.phone
    return RequestForm.of_request(contact_name=user.name, contact_phone=phone, special=BLANK_ROWS)


def filled_form(file: ActivityFile) -> RequestForm:
    """Return the form of a request as it stands."""
    activity = file.activity
    special = [{"profession": row.profession, "places": row.places, "why": row.why} for row in file.special]
    return RequestForm.of_request(activity, **_times(activity), plan_item=_chosen(activity), special=special + BLANK_ROWS, parties="\n".join(file.parties or []))


def move_form(activity: Activity) -> MoveForm:
    """Return the form of a move, at present time and place."""
    return MoveForm.of_request(**_times(activity), place=activity.place)


def _times(activity: Activity) -> dict[str, Any]:
    start, end = as_local(activity.starts_at), as_local(activity.ends_at)
    return {"day": start.date(), "starts_at": start.time(), "ends_at": end.time()}


def _plan_item(chosen: str) -> int | None:
    return {"auto": AUTOMATIC, "none": None}.get(chosen, int(chosen) if chosen.isdigit() else None)


def _chosen(activity: Activity) -> str:
    """How a form says what a request ticks off: what it ticks off by itself stays so when its mode or day is changed."""
    best, _fitting = plans.fitting(activity.bureau_id, activity.procuratorate_id, mode_id=activity.mode_id, starts_at=activity.starts_at,
                                   but=activity.plan_item_id)
    if activity.plan_item_id == (best.id if best else None):
        return "auto"
    return "none" if activity.plan_item_id is None else str(activity.plan_item_id)


def _id(row: PicklistItem | None) -> int | None:
    return row.id if row else None
