"""Closed sets that the program itself depends on; what an office may change are picklist rows instead (models.custom)."""
from __future__ import annotations

from enum import StrEnum


class OrganisationKind(StrEnum):
    """The two offices that work together."""

    BUREAU = "bureau"
    PROCURATORATE = "procuratorate"


class Level(StrEnum):
    """Administrative level of an office or an appointment."""

    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


class ActivityState(StrEnum):
    """Where an activity stands; portal.domain.workflow says how it moves."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SEALED = "sealed"
    DRAWN = "drawn"
    CONFIRMED = "confirmed"
    ANNOUNCED = "announced"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class AssignmentState(StrEnum):
    """Where one drawn person stands."""

    DRAWN = "drawn"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    FREED = "freed"
    ATTENDED = "attended"
    EXCUSED = "excused"
    ABSENT = "absent"


HOLDING = (AssignmentState.DRAWN, AssignmentState.NOTIFIED, AssignmentState.ACCEPTED)
"""States in which a person holds a place of an activity still to come."""

FILLING = (*HOLDING, AssignmentState.ATTENDED, AssignmentState.EXCUSED, AssignmentState.ABSENT)
"""States in which a person holds or held a place, come or not."""


class DrawState(StrEnum):
    """Where a round stands; void = sealed but never drawn (cancelled or superseded)."""

    SEALED = "sealed"
    DRAWN = "drawn"
    VOID = "void"


class RecusalState(StrEnum):
    """Where a recusal stands."""

    PROPOSED = "proposed"
    UPHELD = "upheld"
    REFUSED = "refused"


class OpinionState(StrEnum):
    """Where an opinion stands."""

    RECEIVED = "received"
    ROUTED = "routed"
    ANSWERED = "answered"
    TOLD = "told"
    OBJECTED = "objected"
    DECIDED = "decided"
    CLOSED = "closed"


class AppointmentState(StrEnum):
    """Live or ended."""

    LIVE = "live"
    ENDED = "ended"


class ParticipantState(StrEnum):
    """Where one person stands in a training class."""

    ENROLLED = "enrolled"
    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"
class RecruitmentState(StrEnum):
    """Where a recruitment round stands; portal.domain.recruitment says how it moves."""

    DRAFT = "draft"
    NOTICED = "noticed"
    APPLICATIONS = "applications"
    REVIEW = "review"
    INSPECTION = "inspection"
    PUBLIC_NOTICE = "public_notice"
    DECIDED = "decided"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class ApplicantState(StrEnum):
    """Where an application stands; struck = taken out after an objection, not_chosen = fit, but there were no places left."""

    APPLIED = "applied"
    PASSED = "passed"
    REFUSED = "refused"
    SUITED = "suited"
    UNSUITED = "unsuited"
    PROPOSED = "proposed"
    STRUCK = "struck"
    APPOINTED = "appointed"
    NOT_CHOSEN = "not_chosen"
    WITHDRAWN = "withdrawn"


class ObjectionState(StrEnum):
    """Where an objection to a public notice stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"


class AssessmentState(StrEnum):
    """Where the grading of a year stands; portal.domain.assessments says how it moves."""

    OPEN = "open"
    REVIEW = "review"
    NOTICE = "notice"
    FINAL = "final"
    CANCELLED = "cancelled"


class OutboxState(StrEnum):
    """Where a message to be sent stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    OFF = "off"


class SuggestionState(StrEnum):
    """Where a suggestion or public concern stands."""

    RECEIVED = "received"
    ROUTED = "routed"
    ANSWERED = "answered"
    TOLD = "told"


class MeetingState(StrEnum):
    """Where a joint meeting stands; issued = its minutes went out as a paper and are closed."""

    PLANNED = "planned"
    HELD = "held"
    ISSUED = "issued"
    CANCELLED = "cancelled"


class BulletinState(StrEnum):
    """Where a bulletin between the offices stands."""

    DRAFT = "draft"
    SENT = "sent"


class PlanState(StrEnum):
    """Where a yearly plan stands; amending = it was in force and the clerk changes it."""

    DRAFT = "draft"
    IN_FORCE = "in_force"
    AMENDING = "amending"


class ImportState(StrEnum):
    """Where an imported sheet stands."""

    STAGED = "staged"
    COMMITTING = "committing"
    COMMITTED = "committed"
    UNDONE = "undone"
    DISCARDED = "discarded"


class LinkPurpose(StrEnum):
    """The one task that a link opens."""

    NOTICE = "notice"
    CHECK_IN = "check_in"
    OPINION = "opinion"
    INITIATIVE = "initiative"
    FILE = "file"
    SUGGESTION = "suggestion"
    CLASS_NOTICE = "class_notice"
    CLASS_CHECK_IN = "class_check_in"
    CLASS_SCREEN = "class_screen"
    CLASS_FEEDBACK = "class_feedback"
    READING = "reading"
    APPLICATION = "application"
    SELF_REPORT = "self_report"
