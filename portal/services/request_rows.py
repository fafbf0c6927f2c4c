"""How a request is written down: its columns, places and parties, held against the lists and the register before it is kept."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from models import Activity, Party, PlanItem, SpecialPlace
from portal.domain import requests as rules
from portal.domain.errors import DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor
from portal.domain.planning import AUTOMATIC
from portal.domain.requests import RequestValues
from portal.queries import plans, requests as facts
from portal.services import audit, records

Told = dict[str, Any]


def values_of(activity: Activity) -> RequestValues:
    """Return what a request asks for, as its form would send it."""
    places = SpecialPlace.select().where(SpecialPlace.activity == activity).order_by(SpecialPlace.id)
    return RequestValues(
        mode_id=activity.mode_id, business_line_id=activity.business_line_id, must_invite_id=activity.must_invite_id, title=activity.title,
        starts_at=activity.starts_at, ends_at=activity.ends_at, place=activity.place, general_places=activity.general_places,
        special_places=tuple((row.profession_id, row.places, row.why) for row in places), urgent_reason=activity.urgent_reason,
        contact_name=activity.contact_name, contact_phone=activity.contact_phone, remark=activity.remark,
        parties=tuple(row.name for row in Party.select().where(Party.activity == activity).order_by(Party.id)),
        plan_item_id=activity.plan_item_id,
    )


def check(values: RequestValues, bureau_id: int, at: datetime) -> None:
    """Refuse values that no request may hold (domain.requests.check), that are not in their lists, or that ask for too many people.

    Raises besides: request_choice_gone, request_own_initiative, request_must_invite_refused, request_profession_unknown.
    """
    rules.check(values, at)
    _check_choices(values, bureau_id)
    _check_people(values, bureau_id)


def write_new(values: RequestValues, at: datetime, **office: Any) -> Activity:
    """Insert a draft with its places and parties."""
    item = planned(values, office["bureau"], office["procuratorate"])
    activity = records.insert(Activity(**office, **_columns(values), plan_item=item), at)
    _write_places(activity, values, at)
    _write_parties(activity, _clean(values.parties), at)
    return activity


def rewrite(activity: Activity, values: RequestValues, at: datetime) -> None:
    """Put other values in place of those a request has; places and parties are written anew where they differ."""
    before = values_of(activity)
    item = planned(values, activity.bureau_id, activity.procuratorate_id, held=activity.plan_item_id)
    records.update(activity, at, **_columns(values), plan_item=item)
    if before.special_places != values.special_places:
        SpecialPlace.delete().where(SpecialPlace.activity == activity).execute()
        _write_places(activity, values, at)
    parties = _clean(values.parties)
    if before.parties != parties:
        Party.delete().where(Party.activity == activity).execute()
        _write_parties(activity, parties, at)


def told(activity: Activity) -> Told:
    """Return a request as the trail compares it, before against after."""
    values = values_of(activity)
    places = [[profession, places, why] for profession, places, why in values.special_places]
    return _columns(values) | {"plan_item": values.plan_item_id, "special_places": places, "parties": list(values.parties)}


def record(actor: Actor, verb: str, activity: Activity, before: Told, *, at: datetime) -> None:
    """Write what differs from `before` to the trail; of the parties, which are sensitive, only that they changed."""
    after = told(activity)
    changes = {name: (before.get(name), value) for name, value in after.items() if before.get(name) != value}
    places, parties = changes.pop("special_places", None), changes.pop("parties", None)
    extra: Told = {"special_places": [places[0] or [], places[1]]} if places and any(places) else {}
    extra |= {"parties": ["changed"]} if parties and any(parties) else {}
    audit.record(actor, verb, activity, at=at, changes=records.told(changes, activity) | extra)


def planned(values: RequestValues, bureau_id: int, office_id: int, *, held: int | None = None) -> int | None:
    """Return the item of the yearly plan that a request ticks off: the one chosen, or the one that fits best; None for none.

    `held` is the item that it ticks off already. Raises DomainError plan_item_refused for an item that is not open to its mode,
    procuratorate and year.
    """
    chosen = values.plan_item_id
    if chosen is None:
        return None
    best, fitting = plans.fitting(bureau_id, office_id, mode_id=values.mode_id, starts_at=values.starts_at, but=held)
    if chosen == AUTOMATIC:
        return best.id if best and _still_there(best.id) else None
    if chosen not in {offer.id for offer in fitting} or not _still_there(chosen):
        raise DomainError("plan_item_refused", field="plan_item")
    return chosen


def _still_there(item_id: int) -> bool:
    """Whether an item of the plan was not struck out meanwhile; it is held until the request is written."""
    return records.lock(PlanItem, item_id, strength="FOR NO KEY UPDATE").struck_at is None


def replanned(activity: Activity, starts_at: datetime) -> Told:
    """Return the item that a moved activity ticks off, where the move leads into another year's plan."""
    if local_day(starts_at).year == local_day(activity.starts_at).year:
        return {}
    values = replace(values_of(activity), starts_at=starts_at, plan_item_id=AUTOMATIC)
    return {"plan_item": planned(values, activity.bureau_id, activity.procuratorate_id)}


def _check_choices(values: RequestValues, bureau_id: int) -> None:
    mode = facts.on_offer("mode", bureau_id, {values.mode_id}).get(values.mode_id)
    if mode is None:
        raise DomainError("request_choice_gone", field="mode")
    if mode.facts.get("own_initiative"):
        raise DomainError("request_own_initiative", field="mode")
    if values.must_invite_id is not None and not mode.facts.get("must_invite"):
        raise DomainError("request_must_invite_refused", field="must_invite")
    for kind, chosen in (("business_line", values.business_line_id), ("must_invite", values.must_invite_id)):
        if chosen is not None and not facts.on_offer(kind, bureau_id, {chosen}):
            raise DomainError("request_choice_gone", field=kind)


def _check_people(values: RequestValues, bureau_id: int) -> None:
    day = local_day(values.starts_at)
    wanted = {profession for profession, _, _ in values.special_places}
    names = facts.on_offer("profession", bureau_id, wanted)
    if wanted - set(names):
        raise DomainError("request_profession_unknown", field="special")
    with_profession = facts.people_by_profession(bureau_id, day) if wanted else {}
    rules.check_people(values, facts.people_in_office(bureau_id, day), with_profession, names)


def _columns(values: RequestValues) -> Told:
    """The activity's columns, texts without blanks around them."""
    return {
        "mode": values.mode_id, "business_line": values.business_line_id, "must_invite": values.must_invite_id,
        "title": values.title.strip(), "starts_at": values.starts_at, "ends_at": values.ends_at, "place": values.place.strip(),
        "general_places": values.general_places, "urgent_reason": values.urgent_reason.strip(),
        "contact_name": values.contact_name.strip(), "contact_phone": values.contact_phone.strip(), "remark": values.remark.strip(),
    }


def _write_places(activity: Activity, values: RequestValues, at: datetime) -> None:
    for profession, places, why in values.special_places:
        records.insert(SpecialPlace(activity=activity, profession=profession, places=places, why=why.strip()), at)


def _write_parties(activity: Activity, names: Iterable[str], at: datetime) -> None:
    for name in names:
        records.insert(Party(activity=activity, name=name), at)


def _clean(parties: Iterable[str]) -> tuple[str, ...]:
    """The names without blanks and repetitions, in their order."""
    return tuple(dict.fromkeys(name.strip() for name in parties if name.strip()))
