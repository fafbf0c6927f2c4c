"""Applications in a recruitment round: taken from a link, from paper or from an import; corrected, withdrawn, looked up (rules.md)."""
from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from models import Applicant, ApplicantCheck, Appointment, AuditEntry, PicklistItem, Recruitment, RecruitmentQuota, Supervisor
from models.base import database
from models.choices import ApplicantState, AppointmentState, RecruitmentState
from portal.domain import eligibility, recruitment as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day
from portal.domain.permissions import Actor, require
from portal.queries import conduct, parameters, recruitment as facts
from portal.services import audit, people, records, terms

Pick = Callable[[Sequence[str]], str]

OF_THE_PERSON = ("name", *people.PICKS, "birth_date", "id_number", "id_digest", "work_unit", "post", "public_servant", "recommender", "school",
                 "subject", "phone", "address", "email")
"""Fields that an application shares with the register."""
TYPED = tuple(name for name in OF_THE_PERSON if name != "id_digest")
CORRECTED = tuple(name for name in TYPED if name not in ("id_number", "birth_date", "sex"))
"""Fields that a clerk may correct; who gave a wrong ID number withdraws and applies anew."""

LONGEST_STATEMENT = 1000
TRIES_AN_HOUR = 30
"""Applications, objections and failed look-ups that one address may send in an hour; a work unit often shares one address."""
COUNTED = ("applicant:apply", "applicant:refused", "applicant:look_up", "objection:receive")


def apply(actor: Actor, recruitment: Recruitment, values: Mapping[str, Any], *, professions: Iterable[PicklistItem | str] = (),
          declared: Iterable[str] = (), statement: str = "", source: str = "clerk", at: datetime, pick: Pick = secrets.choice) -> Applicant:
    """Take an application and return it with its receipt number.

    `values` maps TYPED to plain values or picklist codes; birth date and sex may be left to the ID number. `declared` are codes of bars and
    excluded posts that the applicant says hold; `source` is clerk or import, always link for who acts by link.
    Raises DomainError: what people.register raises of values, recruit_phone_missing, recruit_closed_to_forms, recruit_applied_already,
    unknown_code, and what portal.domain.recruitment.application_problems finds (by link what only the register knows is recruit_call_office).
    """
    require(actor, "recruitment:apply")
    by_link = "link" in actor.roles
    if source not in ("clerk", "import") and not by_link:
        raise DomainError("unknown_code", field="source", value=source)
    people.own(actor, recruitment)
    fields = _fields(values, recruitment)
    with database.atomic():
        row = records.lock(Recruitment, recruitment.id)
        _refuse_closed(row, at, by_link=by_link)
        _refuse_twice(row, fields["id_digest"])
        _refuse_unfit(row, fields, by_link=by_link)
        made = records.insert(Applicant(
            bureau=row.bureau_id, recruitment=row, receipt=_receipt(at, pick), source="link" if by_link else source, applied_at=at,
            professions=_codes(professions, row), statement=statement.strip()[:LONGEST_STATEMENT], **fields), at)
        _declare(made, set(declared), at)
        # the trail names nobody who is not registered: no value of the application goes into it
        audit.record(actor, "applicant:apply", made, at=at, label=made.receipt, changes={"source": [None, made.source], "recruitment": [None, row.id]})
    return made


def apply_by_link(actor: Actor, recruitment: Recruitment, values: Mapping[str, Any], *, professions: Iterable[str], declared: Iterable[str],
                  statement: str, at: datetime) -> Applicant:
    """Take an application from the public form. Raises what `apply` raises, and recruit_too_many; a refusal that tells something is kept."""
    refuse_many(actor, at)
    try:
        return apply(actor, recruitment, values, professions=professions, declared=declared, statement=statement, at=at)
    except DomainError as error:
        if error.code in ("recruit_call_office", "recruit_applied_already"):
            with database.atomic():
                audit.record(actor, "applicant:refused", recruitment, at=at, changes={"refusal": [None, error.code]})
        raise


def look_up(actor: Actor, recruitment: Recruitment, receipt: str, *, at: datetime) -> Applicant:
    """Return the application of a receipt number in this round. Raises DomainError recruit_too_many, recruit_receipt_unknown."""
    require(actor, "recruitment:apply")
    refuse_many(actor, at)
    text = "".join(receipt.upper().split())
    found = Applicant.get_or_none(Applicant.recruitment == recruitment, Applicant.receipt == text)
    if found is None:
        with database.atomic():
            audit.record(actor, "applicant:look_up", recruitment, at=at)
        raise DomainError("recruit_receipt_unknown", field="receipt")
    return found


def refuse_many(actor: Actor, at: datetime) -> None:
    """Refuse who sends too much from one address through a link for many. Raises DomainError recruit_too_many."""
    recent = AuditEntry.select(fn.COUNT(AuditEntry.id)).where(
        AuditEntry.at > at - timedelta(hours=1), AuditEntry.verb.in_(COUNTED), AuditEntry.address == actor.address).scalar()
    if recent >= TRIES_AN_HOUR:
        raise DomainError("recruit_too_many")


def amend(actor: Actor, applicant: Applicant, values: Mapping[str, Any], *, professions: Iterable[PicklistItem | str] | None = None,
          at: datetime, version: int | None = None) -> Applicant:
    """Correct what CORRECTED names, until the review of the application. Raises what `apply` raises of values, Conflict recruit_act_not_now."""
    require(actor, "recruitment:write")
    row = held(actor, applicant, "amend")
    fields = people.tidied({name: value for name, value in values.items() if name in CORRECTED}, row.bureau_id, row.id_number)
    changed = {name: value for name, value in fields.items() if name in CORRECTED}
    if professions is not None:
        changed["professions"] = _codes(professions, row.recruitment)
    if not changed.get("phone", row.phone):
        raise DomainError("recruit_phone_missing", field="phone")
    with database.atomic():
        _refuse_unfit(row.recruitment, {**{name: getattr(row, name) for name in ("id_digest", "birth_date", "education", "county")}, **changed})
        return note(actor, "applicant:amend", row, at=at, version=version, **changed)


def withdraw(actor: Actor, applicant: Applicant, *, words: str, at: datetime) -> Applicant:
    """Take an application back at the person's wish. Raises Conflict recruit_act_not_now, DomainError words_missing."""
    require(actor, "recruitment:write")
    if not words.strip():
        raise DomainError("words_missing", field="words")
    with database.atomic():
        row = held(actor, applicant, "withdraw")
        return note(actor, "applicant:withdraw", row, at=at, state=ApplicantState.WITHDRAWN.value, state_words=words.strip())


def held(actor: Actor, applicant: Applicant, act: str) -> Applicant:
    """Return an application of the actor's bureau as it is now, held for the act. Raises NotFound, Conflict recruit_act_not_now."""
    people.own(actor, applicant)
    row = records.lock(Applicant, applicant.id)
    rules.act_on(row.recruitment.state, row.state, act)
    return row


def note(actor: Actor, verb: str, row: Applicant, *, at: datetime, version: int | None = None, reason: str = "", **values: Any) -> Applicant:
    """Write values of an application; the trail names the fields that changed, and the state, but no value about the person."""
    if version is not None and version != row.version:
        raise Conflict("changed_meanwhile")
    before = {name: getattr(row, name) for name in values}
    with database.atomic():
        records.update(row, at, **values)
        changes = {name: ["changed"] for name in values if before[name] != getattr(row, name) and name not in ("state", "state_words")}
        if "state" in values:
            changes["state"] = [before["state"], values["state"]]
        audit.record(actor, verb, row, at=at, label=row.receipt, changes=changes, reason=reason)
    return row


def _fields(values: Mapping[str, Any], recruitment: Recruitment) -> dict[str, Any]:
    unknown = set(values) - set(TYPED)
    if unknown:
        raise KeyError(f"no such field of an application: {sorted(unknown)}")
    tidy = people.cleaned(values, recruitment.bureau_id)
    people.check_agreement(tidy)
    if not tidy.get("phone"):
        raise DomainError("recruit_phone_missing", field="phone")
    return {name: tidy[name] for name in OF_THE_PERSON if name in tidy}


def _codes(professions: Iterable[PicklistItem | str], recruitment: Recruitment) -> list[str]:
    rows = (value if isinstance(value, PicklistItem) else parameters.item("profession", value, recruitment.bureau_id) for value in professions)
    return list(dict.fromkeys(row.code for row in rows))


def _refuse_closed(row: Recruitment, at: datetime, *, by_link: bool) -> None:
    """By link only on the days of the notice; the clerk enters what came in time until the review begins."""
    in_time = row.apply_from <= local_day(at) <= row.apply_until
    if row.state != RecruitmentState.APPLICATIONS or (by_link and not in_time):
        raise DomainError("recruit_closed_to_forms")


def _refuse_twice(row: Recruitment, digest: str) -> None:
    if Applicant.select().where(Applicant.recruitment == row, Applicant.id_digest == digest,
                                Applicant.state != ApplicantState.WITHDRAWN).exists():
        raise DomainError("recruit_applied_already", field="id_number")


def _refuse_unfit(row: Recruitment, fields: Mapping[str, Any], *, by_link: bool = False) -> None:
    limits = parameters.values(row.bureau_id, terms.KEYS, row.starts_on)
    problems = rules.application_problems(_candidacy(row, fields, limits))
    code = rules.refusal_of(problems, by_link=by_link)
    if code:
        raise DomainError(code, field={"recruit_county": "county", "education_too_low": "education"}.get(code, "id_number"),
                          min_age=limits["appointment.min_age"], max_terms=limits["appointment.max_consecutive_terms"])


def _candidacy(row: Recruitment, fields: Mapping[str, Any], limits: Mapping[str, Any]) -> rules.Candidacy:
    """Return what is known of who applies, the register's word included."""
    county = fields.get("county")
    offered = county is not None and RecruitmentQuota.select().where(
        RecruitmentQuota.recruitment == row, RecruitmentQuota.county == county, RecruitmentQuota.places > 0).exists()
    known = Supervisor.get_or_none(Supervisor.id_digest == fields["id_digest"])
    own = list(Appointment.select().where(Appointment.supervisor == known)) if known else []
    earlier = [(term.starts_on, term.ended_on or term.ends_on) for term in own]
    return rules.Candidacy(
        age=eligibility.age_on(fields["birth_date"], row.starts_on), min_age=limits["appointment.min_age"],
        education_passes=terms.education_passes(fields["education"], str(limits["appointment.min_education"])), county_offered=offered,
        barred=conduct.is_barred(fields["id_digest"]), elsewhere=known is not None and known.bureau_id != row.bureau_id,
        live_beyond=any(term.state == AppointmentState.LIVE and term.ends_on >= row.starts_on for term in own),
        third_term=eligibility.running_terms(earlier, row.starts_on) >= limits["appointment.max_consecutive_terms"])


def _declare(applicant: Applicant, declared: set[str], at: datetime) -> None:
    items = facts.check_items(applicant.bureau_id)
    unknown = declared - {item.code for item in items}
    if unknown:
        raise DomainError("unknown_code", field="declared", value=min(unknown))
    ApplicantCheck.insert_many([{"applicant": applicant.id, "item": item.id, "declared": item.code in declared, "created_at": at,
                                 "changed_at": at} for item in items]).execute()


def _receipt(at: datetime, pick: Pick) -> str:
    signs = "".join(pick(rules.RECEIPT_SIGNS) for _sign in range(8))
    return f"{local_day(at).year}-{signs[:4]}-{signs[4:]}"
