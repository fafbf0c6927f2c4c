"""Which rows of a recruitment round an actor may see: the bureau its own, a procuratorate the applicants it was asked about (access.md "Rows").

Joined into portal.queries.scope, through which everything goes.
"""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from peewee import Expression

from models import Applicant, ApplicantCheck, ApplicantReview, Inspection, Recruitment, RecruitmentObjection, RecruitmentQuota
from models.choices import RecruitmentState
from portal.domain.permissions import Actor

Condition = Callable[[Actor], Expression | bool]

RECRUITMENT_OVER = (RecruitmentState.DECIDED, RecruitmentState.CLOSED, RecruitmentState.CANCELLED)


def _own_bureau(model: Any) -> Condition:
    return lambda actor: (model.bureau == actor.bureau_id) if actor.in_bureau else False


def _applicant(actor: Actor) -> Expression | bool:
    """A procuratorate sees only those about whom it was asked."""
    if actor.in_procuratorate:
        return Applicant.id.in_(ApplicantReview.select(ApplicantReview.applicant).where(_applicant_review(actor)))
    return _own_bureau(Applicant)(actor)


def _applicant_review(actor: Actor) -> Expression | bool:
    """What an office was asked is its own, not even the city procuratorate above reads it, and it is shown no longer than the round runs."""
    if actor.in_procuratorate:
        running = Applicant.select(Applicant.id).join(Recruitment).where(Recruitment.state.not_in(RECRUITMENT_OVER))
        return (ApplicantReview.procuratorate == actor.organisation_id) & ApplicantReview.applicant.in_(running)
    return _own_bureau(ApplicantReview)(actor)


def _of_recruitment(model: Any) -> Condition:
    return lambda actor: model.recruitment.in_(Recruitment.select(Recruitment.id).where(_own_bureau(Recruitment)(actor)))


SCOPES: dict[Any, Condition] = {
    Recruitment: _own_bureau(Recruitment),
    RecruitmentQuota: lambda actor: _of_recruitment(RecruitmentQuota)(actor) if actor.in_bureau else False,
    Applicant: _applicant,
    ApplicantCheck: lambda actor: ApplicantCheck.applicant.in_(Applicant.select(Applicant.id).where(_applicant(actor))),
    ApplicantReview: _applicant_review,
    Inspection: _own_bureau(Inspection),
    RecruitmentObjection: _own_bureau(RecruitmentObjection),
}
"""Model → condition, closed for who is not named."""
