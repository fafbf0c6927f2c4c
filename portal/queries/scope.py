"""Which rows an actor may see: one table, model → condition, closed by default (access.md "Rows").

Every list, look-up, export, count and single fetch goes through `visible` or `get`.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from peewee import Expression, ModelSelect

from models import (
    Activity,
    Appointment,
    Assignment,
    Attachment,
    Attendance,
    AuditEntry,
    Award,
    CaseFeedback,
    ClassFeedback,
    ContactAttempt,
    Correction,
    DayOverride,
    Departure,
    Discipline,
    Draw,
    DrawEvent,
    Feedback,
    FlatColumn,
    ImportBatch,
    ImportRow,
    Leave,
    LinkToken,
    Material,
    NoticeText,
    Opinion,
    Organisation,
    Outbox,
    OwnField,
    OwnValue,
    Paper,
    Parameter,
    Party,
    PicklistItem,
    PoolDecision,
    PoolEntry,
    Reading,
    Recusal,
    RoundApproval,
    SavedFilter,
    SpecialPlace,
    Subscription,
    SubscriptionReader,
    Supervisor,
    SupervisorProfession,
    Template,
    Training,
    Undertaking,
    User,
    UserRole,
    UserSession,
)
from models.base import BaseModel
from models.choices import ActivityState
from portal.domain import attachments, papers
from portal.domain.errors import NotFound
from portal.domain.permissions import Actor
from portal.queries import scope_assessment, scope_figures, scope_liaison, scope_papers, scope_planning, scope_recruitment, scope_subsidies

Row = TypeVar("Row", bound=BaseModel)
Condition = Callable[[Actor], Expression | bool]


MAX_ID = 2**31 - 1
"""Largest key of the databases; anything beyond cannot exist."""


def office_ids(actor: Actor) -> ModelSelect:
    """Return the ids of the procuratorates whose requests an officer or chief may read: the own one and those below it."""
    own, below = Organisation.id == actor.organisation_id, Organisation.parent == actor.organisation_id
    return Organisation.select(Organisation.id).where(own | below)


def _own_bureau(model: Any) -> Condition:
    return lambda actor: (model.bureau == actor.bureau_id) if actor.in_bureau else False


def _activity(actor: Actor) -> Expression | bool:
    """A draft, and one given up before it was ever sent (no number), is seen by the office that wrote it only."""
    sent = (Activity.state != ActivityState.DRAFT) & Activity.number.is_null(False)
    if actor.in_bureau:
        return (Activity.bureau == actor.bureau_id) & sent
    if actor.in_procuratorate:
        return (Activity.procuratorate == actor.organisation_id) | (Activity.procuratorate.in_(office_ids(actor)) & sent)
    return False


def _activity_ids(actor: Actor) -> ModelSelect:
    return Activity.select(Activity.id).where(_activity(actor))


def _of_activity(model: Any) -> Condition:
    return lambda actor: model.activity.in_(_activity_ids(actor)) if actor.in_bureau or actor.in_procuratorate else False


def _of_draw(model: Any) -> Condition:
    return lambda actor: model.draw.in_(Draw.select(Draw.id).where(_of_activity(Draw)(actor)))


def _of_assignment(model: Any) -> Condition:
    return lambda actor: model.assignment.in_(Assignment.select(Assignment.id).where(_of_activity(Assignment)(actor)))


def _party(actor: Actor) -> Expression | bool:
    """Parties are seen by the writer's office and the bureau, not by the city procuratorate above."""
    if actor.in_procuratorate:
        return Party.activity.in_(Activity.select(Activity.id).where(Activity.procuratorate == actor.organisation_id))
    return _of_activity(Party)(actor)


def _supervisor(actor: Actor) -> Expression | bool:
    """A procuratorate sees only those who were drawn for it."""
    if actor.in_bureau:
        return Supervisor.bureau == actor.bureau_id
    if actor.in_procuratorate:
        return Supervisor.id.in_(Assignment.select(Assignment.supervisor).where(Assignment.activity.in_(_activity_ids(actor))))
    return False


def _opinion(actor: Actor) -> Expression | bool:
    if actor.in_bureau:
        return Opinion.bureau == actor.bureau_id
    return Opinion.procuratorate.in_(office_ids(actor)) if actor.in_procuratorate else False


def _paper(actor: Actor) -> Expression | bool:
    """Papers about activities, opinions and meetings with those; the bureau's others by the verb that reads their kind."""
    kinds = papers.readable(actor)
    own = (Paper.bureau == actor.bureau_id) & Paper.activity.is_null() if actor.in_bureau else False
    with_activity = _of_activity(Paper)(actor)
    if actor.in_procuratorate:
        own = (Paper.about_type == "meeting") & Paper.about_id.in_(scope_liaison.minutes(actor)) | scope_papers.of_opinions(office_ids(actor))
        with_activity &= scope_papers.names_only_drawn()
    return (with_activity | own) & Paper.kind.in_(kinds) if kinds and with_activity is not False else False


def _attachment(actor: Actor) -> Expression | bool:
    """Files with the kind of record beside which they lie; those lie in the bureau, but for what both sides share."""
    tables = attachments.readable(actor)
    shared = scope_liaison.files(actor, tables)
    closed = [table for table in tables if table not in scope_liaison.NAMES]
    own = (Attachment.bureau == actor.bureau_id) & Attachment.about_type.in_(closed) if closed and actor.in_bureau else False
    if own is False:
        return shared if shared is not None else False
    return own | shared if shared is not None else own


def _organisation(actor: Actor) -> Expression | bool:
    """Everybody sees the bureau that serves them and its procuratorates; the system administrator all."""
    if "system_admin" in actor.roles or "security_admin" in actor.roles:
        return Organisation.id > 0
    return (Organisation.id == actor.bureau_id) | (Organisation.bureau == actor.bureau_id)


def _shared_or_own(model: Any) -> Condition:
    def condition(actor: Actor) -> Expression | bool:
        if "system_admin" in actor.roles:
            return model.id > 0
        return model.bureau.is_null() | (model.bureau == actor.bureau_id)
    return condition


def _accounts(model: Any) -> Condition:
    return lambda actor: model.id > 0 if actor.roles & {"system_admin", "security_admin"} else False


def _trail(actor: Actor) -> Expression | bool:
    return AuditEntry.id > 0 if "audit_admin" in actor.roles else False


def _admin_or_bureau(model: Any) -> Condition:
    return lambda actor: model.id > 0 if "system_admin" in actor.roles else _own_bureau(model)(actor)


def _settings_or_bureau(model: Any) -> Condition:
    """Settings are read by both administrators of settings and roles."""
    return lambda actor: model.id > 0 if actor.roles & {"system_admin", "security_admin"} else _own_bureau(model)(actor)


SCOPES: dict[Any, Condition] = {
    Organisation: _organisation,
    User: _accounts(User),
    UserRole: _accounts(UserRole),
    UserSession: _accounts(UserSession),
    PicklistItem: _shared_or_own(PicklistItem),
    Parameter: _shared_or_own(Parameter),
    DayOverride: _admin_or_bureau(DayOverride),
    Template: _admin_or_bureau(Template),
    Supervisor: _supervisor,
    SupervisorProfession: lambda actor: SupervisorProfession.supervisor.in_(Supervisor.select(Supervisor.id).where(_supervisor(actor))),
    Appointment: _own_bureau(Appointment),
    Leave: _own_bureau(Leave),
    Undertaking: _own_bureau(Undertaking),
    Activity: _activity,
    SpecialPlace: _of_activity(SpecialPlace),
    Party: _party,
    PoolDecision: lambda actor: PoolDecision.activity.in_(_activity_ids(actor)) if actor.in_bureau else False,
    Assignment: _of_activity(Assignment),
    ContactAttempt: _own_bureau(ContactAttempt),
    Recusal: _of_activity(Recusal),
    Draw: _of_activity(Draw),
    PoolEntry: lambda actor: _of_draw(PoolEntry)(actor) if actor.in_bureau else False,
    DrawEvent: _of_draw(DrawEvent),
    RoundApproval: _of_activity(RoundApproval),
    Opinion: _opinion,
    Feedback: _of_assignment(Feedback),
    CaseFeedback: _of_activity(CaseFeedback),
    Training: _own_bureau(Training),
    Attendance: _own_bureau(Attendance),
    ClassFeedback: _own_bureau(ClassFeedback),
    Material: _own_bureau(Material),
    Reading: _own_bureau(Reading),
    Subscription: _own_bureau(Subscription),
    SubscriptionReader: _own_bureau(SubscriptionReader),
    Award: _own_bureau(Award),
    Correction: _own_bureau(Correction),
    OwnField: _settings_or_bureau(OwnField),
    OwnValue: _own_bureau(OwnValue),
    NoticeText: _admin_or_bureau(NoticeText),
    SavedFilter: lambda actor: SavedFilter.user == actor.user_id,
    Discipline: _own_bureau(Discipline),
    Departure: _own_bureau(Departure),
    **scope_liaison.SCOPES,
    **scope_recruitment.SCOPES,
    **scope_figures.SCOPES,
    **scope_planning.SCOPES,
    **scope_subsidies.SCOPES,
    **scope_assessment.SCOPES,
    LinkToken: _own_bureau(LinkToken),
    Outbox: _own_bureau(Outbox),
    Paper: _paper,
    Attachment: _attachment,
    ImportBatch: _own_bureau(ImportBatch),
    ImportRow: lambda actor: ImportRow.batch.in_(ImportBatch.select(ImportBatch.id).where(ImportBatch.bureau == actor.bureau_id))
    if actor.in_bureau else False,
    FlatColumn: _admin_or_bureau(FlatColumn),
    AuditEntry: _trail,
}


def condition(actor: Actor, model: Any) -> Expression | bool:
    """Return the condition under which rows of a model are visible; False for a model that is not in the table."""
    return SCOPES[model](actor) if model in SCOPES else False


def visible(actor: Actor, model: type[Row]) -> ModelSelect:
    """Return the query of all rows of a model that the actor may see."""
    found = condition(actor, model)
    return model.select().where(found if found is not False else (model.id == -1))


def get(actor: Actor, model: type[Row], row_id: object) -> Row:
    """Return one visible row by its id (int or text from a URL). Raises NotFound for absent, foreign and malformed ids alike."""
    row: Row | None = visible(actor, model).where(model.id == parse_id(row_id)).get_or_none()
    if row is None:
        raise NotFound("not_found")
    return row


def parse_id(value: object) -> int:
    """Return a key from what came over the wire. Raises NotFound when it cannot be one."""
    text = str(value)
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= MAX_ID):
        raise NotFound("not_found")
    return int(text)


