"""Which rows of the year-end grading an actor may see: the bureau its own, a procuratorate only the opinion asked of it (access.md "Verbs").

Joined into portal.queries.scope, through which everything goes.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Expression

from models import (
    Assessment,
    AssessmentEdition,
    AssessmentObjection,
    AssessmentOpinion,
    AssessmentRound,
    AssessmentScheme,
    AssessmentSurvey,
    AssessmentTelling,
)
from portal.domain.assessments import GATHERING
from portal.domain.permissions import Actor

Condition = Callable[[Actor], Expression | bool]


def _own_bureau(model: Any) -> Condition:
    return lambda actor: (model.bureau == actor.bureau_id) if actor.in_bureau else False


def _opinion(actor: Actor) -> Expression | bool:
    """What an office was asked is its own, not even the city procuratorate above reads it, and it is shown no longer than opinions are taken."""
    if actor.in_procuratorate:
        running = Assessment.select(Assessment.id).join(AssessmentRound).where(AssessmentRound.state.in_(GATHERING))
        return (AssessmentOpinion.procuratorate == actor.organisation_id) & AssessmentOpinion.assessment.in_(running)
    return _own_bureau(AssessmentOpinion)(actor)


def _scheme(actor: Actor) -> Expression | bool:
    """The administrators of settings see every office's, a bureau the shipped one and its own."""
    if actor.roles & {"system_admin", "security_admin"}:
        return AssessmentScheme.id > 0
    return AssessmentScheme.bureau.is_null() | (AssessmentScheme.bureau == actor.bureau_id) if actor.in_bureau else False


SCOPES: dict[Any, Condition] = {
    **{model: _own_bureau(model) for model in (Assessment, AssessmentRound, AssessmentSurvey, AssessmentObjection, AssessmentTelling,
                                               AssessmentEdition)},
    AssessmentOpinion: _opinion,
    AssessmentScheme: _scheme,
}
"""Model → condition, closed for who is not named."""
