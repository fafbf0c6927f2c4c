"""What can be done with an activity now: one table that the activity page, its menu and the worklists read.

The first act that leads in the activity's state is the page's primary button; every other open act stands in the menu.
"""
from __future__ import annotations

from dataclasses import dataclass

from models.choices import ActivityState as S
from portal.domain.labels import N_
from portal.domain.permissions import Actor
from portal.domain.workflow import STEPS


@dataclass(frozen=True)
class Situation:
    """What decides besides the state.

    `own` = of the actor's office · `begun` = its day has come · `answered` = whoever holds a place will come · `fed_back` = closing lacks
    nothing.
    """

    state: str
    own: bool = True
    exceptional: bool = False
    begun: bool = False
    answered: bool = False
    fed_back: bool = False


@dataclass(frozen=True)
class Act:
    """One act. `page` is the address of its page, with {id}; without it the act is posted to `/activities/<id>/<step>` (`step`, else `name`).

    `words`: none · optional · needed · lead (needed when the lead time is short), for the reason that is asked for.
    `sentence` names the consequence of a posted act.
    """

    name: str
    label: str
    verb: str
    states: tuple[S, ...]
    leads: tuple[S, ...] = ()
    page: str = ""
    sentence: str = ""
    words: str = "none"
    tone: str = "primary"
    step: str = ""

    def address(self, activity_id: int) -> str:
        """Return where the act's page is, or where it is posted to."""
        return (self.page or f"/activities/{{id}}/{self.step or self.name}").format(id=activity_id)


def _step(name: str) -> tuple[S, ...]:
    return STEPS[name].sources


DRAW_SEEN = (S.SEALED, S.DRAWN, S.CONFIRMED, S.ANNOUNCED, S.HELD, S.CLOSED, S.CANCELLED)

ACTS = (
    Act("submit", N_("Send to the bureau"), "request:write", _step("submit"), leads=(S.DRAFT,), words="lead",
        sentence=N_("The request goes to the bureau. Until the bureau has decided you can withdraw it.")),
    Act("amend", N_("Edit"), "request:write", _step("amend"), leads=(S.RETURNED,), page="/activities/{id}/edit"),
    Act("accept", N_("Accept"), "request:accept", _step("accept"), leads=(S.SUBMITTED,), words="optional",
        sentence=N_("The request becomes an activity. Next comes the pool, then the sealed list.")),
    Act("accept_exception", N_("Accept as an exception"), "request:except", _step("accept"), leads=(S.SUBMITTED,), words="optional",
        step="accept", sentence=N_("The lead time is shorter than even an urgent request may have. Accepting it is recorded as your exception.")),
    Act("send_back", N_("Return for correction"), "request:accept", _step("return"), words="needed", tone="secondary",
        sentence=N_("The procuratorate gets the request back with your words and can correct and send it again.")),
    Act("withdraw", N_("Withdraw"), "request:write", _step("withdraw"), tone="secondary",
        sentence=N_("The request becomes a draft again. Its number stays with it.")),
    Act("pool", N_("Look at the pool and seal the list"), "draw:seal", _step("seal"), leads=(S.ACCEPTED,), page="/draws/{id}/pool"),
    Act("preview", N_("Look at the pool"), "request:except", _step("seal"), leads=(S.ACCEPTED,), page="/draws/{id}/pool"),
    Act("digits", N_("Give the digits and draw"), "draw:digits", _step("draw"), leads=(S.SEALED,), page="/draws/{id}"),
    Act("confirm", N_("Confirm the people"), "draw:confirm", _step("confirm"), leads=(S.DRAWN,), page="/draws/{id}"),
    Act("notify", N_("Notify and phone"), "notice:write", (S.DRAWN, S.CONFIRMED, S.ANNOUNCED), leads=(S.DRAWN,), page="/notices/{id}"),
    Act("announce", N_("Announce the result"), "announcement:write", _step("announce"), leads=(S.CONFIRMED,),
        sentence=N_("The letter to the procuratorate gets its number and is issued. It cannot be changed afterwards.")),
    Act("attendance", N_("Record attendance"), "attendance:write", (S.ANNOUNCED,), leads=(S.ANNOUNCED,),
        page="/attendance/{id}"),
    Act("close", N_("Close"), "activity:close", _step("close"), leads=(S.HELD,),
        sentence=N_("The activity is closed and filed. Opinions can still be answered.")),
    Act("feedback", N_("Give feedback"), "feedback:write", (S.HELD,), leads=(S.HELD,), page="/feedback/{id}"),
    Act("draw", N_("Draw page"), "draw:read", DRAW_SEEN, page="/draws/{id}"),
    Act("reschedule", N_("Change time or place"), "request:reschedule", _step("reschedule"), page="/activities/{id}/reschedule"),
    Act("cancel", N_("Cancel the activity"), "request:cancel", _step("cancel"), words="needed", tone="danger",
        sentence=N_("It will not take place: links already sent stop working, and whoever was drawn must be told. This cannot be undone.")),
)


def open_acts(actor: Actor, now: Situation) -> list[Act]:
    """Return what this actor can do now, in the table's order; other offices' activities can only be looked at."""
    return [act for act in ACTS if now.state in act.states and actor.may(act.verb) and _fits(act, actor, now)]


def primary(acts: list[Act], now: Situation) -> Act | None:
    """Return the act that the page puts first, if one leads in this state."""
    return next((act for act in acts if now.state in act.leads), None)


def _fits(act: Act, actor: Actor, now: Situation) -> bool:
    if act.verb.endswith(":read"):
        return True
    if act.name in CONDITIONS and not CONDITIONS[act.name](actor, now):
        return False
    return now.own


CONDITIONS = {
    "accept": lambda actor, now: not now.exceptional,
    "accept_exception": lambda actor, now: now.exceptional,
    "preview": lambda actor, now: not actor.may("draw:seal"),
    "confirm": lambda actor, now: now.answered,
    "attendance": lambda actor, now: now.begun,
    "close": lambda actor, now: now.fed_back,
}
"""What must hold besides state, verb and office."""
