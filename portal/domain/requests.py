"""What a request must hold (rules.md "Request, draw, recusal, substitutes") and what its lead time makes of it, as pure functions."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.choices import ActivityState as S
from portal.domain.errors import DomainError, Forbidden
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.planning import AUTOMATIC

LONGEST = {"title": 200, "place": 200, "contact_name": 60, "contact_phone": 40, "urgent_reason": 2000, "remark": 2000}
LONGEST_WHY, LONGEST_PARTY, MOST_PARTIES, MOST_PLACES = 200, 120, 50, 999

FARTHEST = timedelta(days=2 * 366)
"""A later day is a slip of the keyboard; it would also lie beyond every known calendar."""

NEEDED_WORDS = {
    "title": "request_title_missing", "place": "request_place_missing", "contact_name": "request_contact_missing",
    "contact_phone": "request_contact_missing",
}


@dataclass(frozen=True)
class RequestValues:
    """What an officer asks for. Ids are picklist rows; times are aware; `special_places` holds (profession id, places, why).

    `plan_item_id` is the item of the yearly plan that is ticked off: AUTOMATIC leaves it to the portal, None stands outside the plan.
    """

    mode_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    general_places: int
    contact_name: str
    contact_phone: str
    business_line_id: int | None = None
    must_invite_id: int | None = None
    special_places: tuple[tuple[int, int, str], ...] = ()
    urgent_reason: str = ""
    parties: tuple[str, ...] = ()
    remark: str = ""
    plan_item_id: int | None = AUTOMATIC

    @property
    def places(self) -> int:
        """All places together."""
        return self.general_places + sum(places for _, places, _ in self.special_places)


@dataclass(frozen=True)
class LeadTime:
    """Working days from the day of sending to the day of the activity, against what the rules ask for.

    `kind`: enough · urgent (a reason, and the bureau's consent) · exception (only as 申请例外, accepted by the leader).
    `provisional`: a year is touched whose holidays nobody has announced yet.
    """

    days: int
    needed: int
    urgent_needed: int
    kind: str
    provisional: bool = False


def lead_kind(days: int, needed: int, urgent_needed: int) -> str:
    """Return what so many working days make of a request."""
    if days >= needed:
        return "enough"
    return "urgent" if days >= urgent_needed else "exception"


def check(values: RequestValues, at: datetime) -> None:
    """Refuse what no request may hold, whatever the office: missing or overlong words, impossible times, senseless places, parties.

    Raises DomainError with the form's field: request_…_missing, request_text_too_long, those of check_times,
    request_places_refused, request_profession_twice, request_why_missing, request_without_places, request_too_many_parties.
    """
    _check_words(values)
    check_times(values.starts_at, values.ends_at, at)
    _check_places(values)
    if len(values.parties) > MOST_PARTIES:
        raise DomainError("request_too_many_parties", field="parties", limit=MOST_PARTIES)
    for party in values.parties:
        check_length(party, LONGEST_PARTY, "parties")


def check_times(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    """Refuse an activity that ends before it starts, starts before now, or lies beyond any planning.

    Raises request_end_before_start, request_past, request_too_far.
    """
    if ends_at <= starts_at:
        raise DomainError("request_end_before_start", field="ends_at")
    if starts_at <= at:
        raise DomainError("request_past", field="day")
    if ends_at - at > FARTHEST:
        raise DomainError("request_too_far", field="day")


def check_place(place: str) -> None:
    """Refuse a missing or overlong place. Raises request_place_missing, request_text_too_long."""
    if not place:
        raise DomainError("request_place_missing", field="place")
    check_length(place, LONGEST["place"], "place")


def check_length(text: str, limit: int, field: str) -> None:
    """Refuse a text that the database would cut or refuse. Raises request_text_too_long."""
    if len(text) > limit:
        raise DomainError("request_text_too_long", field=field, limit=limit)


def check_people(values: RequestValues, people: int, with_profession: Mapping[int, int], names: Mapping[int, object]) -> None:
    """Refuse more places than the bureau has supervisors in office, in all or with one profession.

    `with_profession` and `names` map profession id → people with it, and → its row. Raises request_more_than_people and
    request_more_than_profession.
    """
    if values.places > people:
        raise DomainError("request_more_than_people", field="general_places", need=values.places, have=people)
    for profession, places, _ in values.special_places:
        have = with_profession.get(profession, 0)
        if places > have:
            raise DomainError("request_more_than_profession", field="special", need=places, have=have, profession=names[profession])


def check_lead(lead: LeadTime, reason: str, *, exceptional: bool) -> None:
    """Refuse a lead time that is too short for how the request is sent. Raises lead_too_short, urgent_reason_missing."""
    if lead.kind == "exception" and not exceptional:
        raise DomainError("lead_too_short", field="exceptional", need=lead.urgent_needed, have=lead.days)
    if lead.kind != "enough" and not reason:
        raise DomainError("urgent_reason_missing", field="urgent_reason", need=lead.needed, have=lead.days)


def check_new_lead(state: str, lead: LeadTime, *, exceptional: bool) -> None:
    """Refuse a new time that is too near: once people were drawn nobody can accept an exception any more.

    Raises reschedule_too_short then, and lead_too_short before the draw unless the exception is asked for.
    """
    if lead.kind != "exception":
        return
    if state in AFTER_DRAW:
        raise DomainError("reschedule_too_short", field="day", need=lead.urgent_needed, have=lead.days)
    if not exceptional:
        raise DomainError("lead_too_short", field="exceptional", need=lead.urgent_needed, have=lead.days)


def check_accept(actor: Actor, starts_at: datetime, at: datetime, *, exceptional: bool) -> None:
    """Refuse accepting what is past (request_past_accept) and, without the leader's right, an exception (exception_needs_leader)."""
    if exceptional and not actor.may("request:except"):
        raise Forbidden("exception_needs_leader")
    if starts_at <= at:
        raise DomainError("request_past_accept")


AFTER_DRAW = (S.DRAWN, S.CONFIRMED, S.ANNOUNCED)


def after_reschedule(state: str, lead: LeadTime, *, same_day: bool, reason: str) -> dict[str, Any]:
    """Return what a move changes besides time and place: the state, and what the lead time makes of it.

    People already drawn are asked again (back to drawn, confirmed and announced anew). An accepted request whose new day is near needs the
    bureau's consent again (back to submitted). A move within the same day takes nothing from anybody's preparation: consent given stays.
    """
    values: dict[str, Any] = {} if same_day else {
        "lead_days": lead.days, "urgent": lead.kind != "enough", "exceptional": lead.kind == "exception",
    }
    if not same_day and lead.kind != "enough":
        values["urgent_reason"] = reason
    if state in AFTER_DRAW:
        return values | {"state": S.DRAWN.value, "confirmed_at": None, "announced_at": None}
    if state == S.ACCEPTED and not same_day and lead.kind != "enough":
        return values | {"state": S.SUBMITTED.value, "accepted_at": None}
    return values


def same_day(first: datetime, second: datetime) -> bool:
    """Whether two moments fall on one day at the offices."""
    return local_day(first) == local_day(second)


def _check_words(values: RequestValues) -> None:
    for field, code in NEEDED_WORDS.items():
        if not getattr(values, field).strip():
            raise DomainError(code, field=field)
    for field, limit in LONGEST.items():
        check_length(getattr(values, field), limit, field)


def _check_places(values: RequestValues) -> None:
    counts = [places for _, places, _ in values.special_places]
    if values.general_places < 0 or any(count < 1 for count in counts) or values.places > MOST_PLACES:
        raise DomainError("request_places_refused", field="general_places", limit=MOST_PLACES)
    if not values.places:
        raise DomainError("request_without_places", field="general_places")
    professions = [profession for profession, _, _ in values.special_places]
    if len(set(professions)) < len(professions):
        raise DomainError("request_profession_twice", field="special")
    for _, _, why in values.special_places:
        if not why.strip():
            raise DomainError("request_why_missing", field="special")
        check_length(why, LONGEST_WHY, "special")
