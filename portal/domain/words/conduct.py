"""Words of awards, discipline, removal and resignation."""
from __future__ import annotations

from portal.domain.labels import N_

CASE_STATES = {
    "opened": N_("Opened"), "heard": N_("Person heard"), "decided": N_("Decided, to be told"), "told": N_("Told and filed"),
    "dropped": N_("Dropped"),
}
CASE_TONES = {"opened": "due", "heard": "due", "decided": "info", "told": "done", "dropped": "neutral"}

SPOKEN = {
    "award:write": N_("Award entered or changed"),
    "discipline:write": N_("Discipline entered or changed"),
    "departure:open": N_("Case of removal or resignation opened"),
    "departure:hear": N_("Person heard"),
    "departure:decide": N_("Removal or resignation decided"),
    "departure:drop": N_("Case of removal or resignation dropped"),
    "departure:tell": N_("Decision told to the person"),
    "bar:set": N_("Barred for ever"),
}

REFUSALS = {
    "case_step_not_now": N_("This is not possible any more: the case is now in state “%(case_state)s”. Reload the page."),
    "removal_unheard": N_("Nobody is removed unheard. Record first what the person says to it, or that the person was asked and said nothing."),
    "case_there": N_("A case about this term is open or decided already. Look for it in the list of cases."),
    "case_ground": N_("Choose resignation, or one of the grounds of removal. A term that has run out is ended on its own page."),
    "case_day_future": N_("The day lies in the future. Check it."),
    "case_day_early": N_("The day lies before the case was opened. Check it."),
    "award_future": N_("The day of the award lies in the future. Check it."),
}
