"""The steps of a recruitment round, from the draft to the certificates (portal.domain.recruitment has them as a table)."""
from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from models import (
    Applicant,
    Appointment,
    LinkToken,
    Numbering,
    Organisation,
    Paper,
    PicklistItem,
    Recruitment,
    RecruitmentQuota,
    Supervisor,
)
from models.base import database
from models.choices import ApplicantState as A, AppointmentState, LinkPurpose, RecruitmentState as S
from portal.domain import recruitment as rules
from portal.domain.errors import Conflict, DomainError
from portal.domain.localtime import local_day, local_moment
from portal.domain.permissions import Actor, require
from portal.queries import parameters, recruitment as facts
from portal.services import audit, links, papers, people, records, terms
from portal.services.numbering import next_number

WRITTEN = ("title", "level", "requirements", "starts_on", "apply_from", "apply_until", "certificate_prefix")
"""What the draft of a round consists of, beside its places."""
LINK_DAYS, LEAST_DAYS = 370, 30
"""How long after the last day of applications the public link still shows states, the public notice and the list; at least so long from now."""

Places = Mapping[PicklistItem, int]


def create(actor: Actor, values: Mapping[str, Any], places: Places, *, at: datetime) -> Recruitment:
    """Draft a round; `values` has WRITTEN, `places` maps counties to how many. Raises DomainError recruit_prefix_missing, recruit_prefix_taken."""
    require(actor, "recruitment:write")
    bureau = Organisation.get_by_id(actor.bureau_id)
    _check_prefix(bureau, values["certificate_prefix"])
    with database.atomic():
        made = records.create(actor, "recruitment:create", Recruitment(bureau=bureau, **{name: values[name] for name in WRITTEN}), at=at)
        _set_places(made, places, at)
    return made


def amend(actor: Actor, recruitment: Recruitment, values: Mapping[str, Any], places: Places, *, at: datetime,
          version: int | None = None) -> Recruitment:
    """Change the draft of a round. Raises as `create`, and Conflict recruit_step_not_now, changed_meanwhile."""
    with database.atomic():
        row = _held(actor, recruitment, "amend")
        _check_prefix(row.bureau, values["certificate_prefix"])
        changed = records.change(actor, "recruitment:amend", row, at=at, version=version, **{name: values[name] for name in WRITTEN})
        _set_places(changed, places, at)
    return changed


def publish(actor: Actor, recruitment: Recruitment, *, at: datetime) -> Paper:
    """Publish the notice: the paper 选任公告 is issued and numbered, the notice period begins. Raises what HURDLES has, prefix_missing."""
    with database.atomic():
        row = _ready(actor, recruitment, "publish", at)
        today = local_day(at)
        years = parameters.value(row.bureau_id, "appointment.term_years", row.starts_on)
        paper = papers.issue(actor, "recruitment_notice", about=row, subject=row.title, at=at,
                             data=facts.notice_facts(row, today, terms.last_day(row.starts_on, years)))
        _move(actor, row, "publish", at, reason=paper.number)
    return paper


def advance(actor: Actor, recruitment: Recruitment, name: str, *, at: datetime) -> Recruitment:
    """Do a step that needs nothing but its time: open, review or inspect. Raises what HURDLES has, Conflict recruit_step_not_now."""
    if name not in ("open", "review", "inspect"):
        raise KeyError(name)
    with database.atomic():
        return _move(actor, _ready(actor, recruitment, name, at), name, at)


def announce(actor: Actor, recruitment: Recruitment, *, at: datetime) -> Paper:
    """Publish the people proposed: the paper 公示 is issued, objections are taken for the working days of the parameter, from tomorrow on."""
    with database.atomic():
        row = _ready(actor, recruitment, "announce", at)
        today = local_day(at)
        days = parameters.value(row.bureau_id, "recruitment.public_notice_working_days", today)
        until = parameters.calendar(row.bureau_id).add_working_days(today, days)
        paper = papers.issue(actor, "recruitment_public_notice", about=row, subject=row.title, at=at,
                             data=facts.public_facts(row, today, until, days))
        _move(actor, row, "announce", at, objections_until=until)
    return paper


def step_back(actor: Actor, recruitment: Recruitment, name: str, *, words: str, at: datetime) -> Recruitment:
    """Go back to choosing (reopen) or give the round up (cancel), saying why. Raises DomainError words_missing, Conflict recruit_step_not_now."""
    if name not in ("reopen", "cancel"):
        raise KeyError(name)
    require(actor, rules.STEPS[name].verb)
    if not words.strip():
        raise DomainError("words_missing", field="words")
    with database.atomic():
        return _move(actor, _held(actor, recruitment, name), name, at, reason=words.strip(), state_words=words.strip())


def decide(actor: Actor, recruitment: Recruitment, *, words: str = "", at: datetime) -> Recruitment:
    """Appoint everybody proposed: each is registered (or the file brought up to date), gets the next certificate number and a term.

    All or nobody. A former term that has run out is ended on its last day; one still running refuses the decision.
    Raises what HURDLES has, DomainError recruit_live_term, recruit_person_refused (with the refusal of the person), Conflict recruit_step_not_now.
    """
    with database.atomic():
        row = _ready(actor, recruitment, "decide", at)
        for applicant in facts.people(row, A.PROPOSED):
            _appoint(actor, row, applicant, at)
        for applicant in facts.people(row, A.SUITED):
            records.update(applicant, at, state=A.NOT_CHOSEN.value)
        return _move(actor, row, "decide", at, reason=words.strip(), decided_by=actor.user_id)


def close(actor: Actor, recruitment: Recruitment, *, at: datetime) -> list[Paper]:
    """Issue the certificate of everybody appointed, under the number of the decision, and close the round."""
    with database.atomic():
        row = _ready(actor, recruitment, "close", at)
        issued = [_certificate(actor, row, applicant, at) for applicant in facts.people(row, A.APPOINTED)]
        _move(actor, row, "close", at)
    return issued


def make_link(actor: Actor, recruitment: Recruitment, *, at: datetime, token_hex: Callable[[int], str] = secrets.token_hex) -> str:
    """Make a link for many to the round's public page and return its token, which is not kept. Raises Conflict recruit_step_not_now."""
    require(actor, "recruitment:write")
    people.own(actor, recruitment)
    if recruitment.state in (S.DRAFT, S.CANCELLED):
        raise Conflict("recruit_step_not_now", round_state=recruitment.state)
    until = max(local_moment(recruitment.apply_until + timedelta(days=LINK_DAYS), 0), at + timedelta(days=LEAST_DAYS))
    with database.atomic():
        _link, token = links.make_link(actor, LinkPurpose.APPLICATION, supervisor=None, target_id=recruitment.id, expires_at=until, at=at,
                                       token_hex=token_hex)
        audit.record(actor, "recruitment:link", recruitment, at=at)
    return token


def end_links(actor: Actor, recruitment: Recruitment, *, at: datetime) -> int:
    """End every live link to the round's public page and return how many there were."""
    require(actor, "recruitment:write")
    people.own(actor, recruitment)
    with database.atomic():
        count = LinkToken.update(revoked_at=at, changed_at=at, version=LinkToken.version + 1).where(
            LinkToken.purpose == LinkPurpose.APPLICATION, LinkToken.target_id == recruitment.id, LinkToken.revoked_at.is_null(),
            LinkToken.expires_at > at).execute()
        audit.record(actor, "recruitment:end_links", recruitment, at=at)
    return int(count)


# pieces --------------------------------------------------------------------------------------------------------------------------


def _held(actor: Actor, recruitment: Recruitment, name: str) -> Recruitment:
    """Return the round as it is now, held for the step. Raises Forbidden, NotFound, Conflict recruit_step_not_now."""
    require(actor, rules.STEPS[name].verb)
    people.own(actor, recruitment)
    row = records.lock(Recruitment, recruitment.id)
    rules.step_from(row.state, name)
    return row


def _ready(actor: Actor, recruitment: Recruitment, name: str, at: datetime) -> Recruitment:
    """Return the round held for the step when nothing stands in its way; raise the first hurdle otherwise."""
    row = _held(actor, recruitment, name)
    found = rules.hurdles(name, facts.standing(row, local_day(at), parameters.calendar(row.bureau_id)))
    if found:
        raise found[0]
    return row


def _move(actor: Actor, row: Recruitment, name: str, at: datetime, *, reason: str = "", **values: Any) -> Recruitment:
    step = rules.STEPS[name]
    if step.stamp:
        values[step.stamp] = local_day(at)
    return records.change(actor, f"recruitment:{name}", row, at=at, reason=reason, state=(step.target or S(row.state)).value, **values)


def _set_places(row: Recruitment, places: Places, at: datetime) -> None:
    RecruitmentQuota.delete().where(RecruitmentQuota.recruitment == row).execute()
    for county, count in places.items():
        if count > 0:
            records.insert(RecruitmentQuota(recruitment=row, county=county, places=count), at)


def _check_prefix(bureau: Organisation, prefix: str) -> None:
    """Certificates count by a prefix of their own, or letters and certificates would leave gaps in each other's numbers."""
    if not prefix.strip():
        raise DomainError("recruit_prefix_missing", field="certificate_prefix")
    elsewhere = Numbering.select().where(Numbering.prefix == prefix, Numbering.bureau != bureau).exists()
    letters = Organisation.select().where((Organisation.letter_prefix == prefix) | (Organisation.request_prefix == prefix)).exists()
    if elsewhere or letters:
        raise DomainError("recruit_prefix_taken", field="certificate_prefix")


def _appoint(actor: Actor, row: Recruitment, applicant: Applicant, at: datetime) -> None:
    try:
        person = _registered(actor, applicant, at)
        _end_former(actor, person, applicant, at)
        term = terms.begin(actor, person, starts_on=row.starts_on, level=row.level, certificate_no=_certificate_no(row, at), decided=True, at=at)
    except DomainError as error:
        if error.code == "recruit_live_term":
            raise
        raise DomainError("recruit_person_refused", name=applicant.name, why=error) from error
    records.update(applicant, at, state=A.APPOINTED.value, supervisor=person, appointment=term)
    audit.record(actor, "applicant:appoint", applicant, at=at, label=applicant.receipt, changes={"certificate_no": [None, term.certificate_no]})


def _registered(actor: Actor, applicant: Applicant, at: datetime) -> Supervisor:
    """Return the person's file, made from the application, or brought up to date by it."""
    known = Supervisor.get_or_none(Supervisor.id_digest == applicant.id_digest, Supervisor.bureau == applicant.bureau_id)
    values = {name: value for name in (*people.PICKS, "name", "work_unit", "post", "public_servant", "recommender", "school", "subject", "phone",
                                       "address", "email") if (value := getattr(applicant, name)) not in (None, "")}
    if known is not None:
        return people.revise(actor, known, values, professions=applicant.professions, at=at)
    return people.enter(actor, values | {"id_number": applicant.id_number, "birth_date": applicant.birth_date}, professions=applicant.professions,
                        at=at)


def _end_former(actor: Actor, person: Supervisor, applicant: Applicant, at: datetime) -> None:
    term = Appointment.get_or_none(Appointment.supervisor == person, Appointment.state == AppointmentState.LIVE)
    if term is None:
        return
    if term.ends_on >= local_day(at):
        raise DomainError("recruit_live_term", name=applicant.name, day=term.ends_on)
    terms.end_appointment(actor, term, reason=parameters.item("appointment_end", "term_over"), ended_on=term.ends_on, at=at)


def _certificate_no(row: Recruitment, at: datetime) -> str:
    """Return the next number that no appointment of the office carries: numbers entered by hand before are stepped over."""
    while True:
        number = next_number(row.bureau, row.certificate_prefix, at)
        if not Appointment.select().where(Appointment.bureau == row.bureau_id, Appointment.certificate_no == number).exists():
            return number


def _certificate(actor: Actor, row: Recruitment, applicant: Applicant, at: datetime) -> Paper:
    term: Appointment = applicant.appointment
    today: date = local_day(at)
    data = facts.office_facts(row, today) | {
        "name": applicant.name, "sex": applicant.sex.name, "unit": applicant.work_unit, "starts_on": term.starts_on.isoformat(),
        "ends_on": term.ends_on.isoformat()}
    return papers.issue(actor, "certificate", about=term.supervisor, subject=applicant.name, data=data, number=term.certificate_no, at=at)
