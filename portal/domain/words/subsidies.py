"""Words of subsidies: states, kinds, what is said of acts, refusals, help."""
from __future__ import annotations

from collections.abc import Mapping

from portal.domain.labels import N_

BATCH_STATES = {
    "prepared": N_("In preparation"), "reviewed": N_("Reviewed, to be approved"), "approved": N_("Approved, to be paid"), "paid": N_("Paid"),
    "discarded": N_("Discarded"),
}
STEP_NAMES = {"prepared": N_("Prepare"), "reviewed": N_("Review by a second person"), "approved": N_("Approve"), "paid": N_("Pay")}
PERIODS = {"month": N_("By month"), "quarter": N_("By quarter"), "legacy": N_("Paid before there were batches")}
KINDS = {
    "attendance": N_("Duty"), "training": N_("Training class"), "travel": N_("Travel"), "lodging": N_("Lodging"), "other": N_("Other cost"),
    "reversal": N_("Taken back"), "correction": N_("Paid anew"),
}
COST_KINDS = {code: KINDS[code] for code in ("travel", "lodging", "other")}
OUTCOMES = {"pay": N_("To be paid"), "no_subsidy": N_("Draws no subsidy"), "late": N_("Claimed too late"), "dropped": N_("Not paid"),
            "asked": N_("Waiting for the leader's consent")}
RATE_STATES = {
    "proposed": N_("Waiting for the leader"), "in_force": N_("Countersigned"), "refused": N_("Not countersigned"), "withdrawn": N_("Withdrawn"),
}
UNITS = {"place": N_("per place"), "half_day": N_("per half-day"), "day": N_("per day")}
TARGETS = {"activity": N_("Supervised activities"), "training": N_("Training classes")}
SHEETS = {"payout": N_("Payment sheet of subsidies"), "bank": N_("Bank sheet")}
LEFT_OUT = {
    "no_rate": N_("No countersigned rate holds for this day and mode"), "not_agreed": N_("The leader did not agree before the day"),
    "no_receipt": N_("No receipt lies beside the cost"),
}
"""Why something attended or spent stands in no batch yet."""
TONES = {
    "prepared": "due", "reviewed": "info", "approved": "info", "paid": "done", "discarded": "neutral", "proposed": "due", "in_force": "done",
    "refused": "late", "withdrawn": "neutral", "pay": "neutral", "no_subsidy": "neutral", "late": "late", "dropped": "late", "reversal": "due",
    "attendance": "neutral", "training": "neutral",
}

SPOKEN = {
    "subsidy:prepare": N_("Batch of subsidies prepared"),
    "subsidy:collect": N_("Line of a subsidy collected"),
    "subsidy:refresh": N_("Batch of subsidies collected anew"),
    "subsidy:decide": N_("Line of a subsidy kept or dropped"),
    "subsidy:resubmit": N_("Batch of subsidies corrected"),
    "subsidy:discard": N_("Batch of subsidies discarded"),
    "subsidy:review": N_("Batch of subsidies reviewed"),
    "subsidy:return": N_("Batch of subsidies returned"),
    "subsidy:approve": N_("Batch of subsidies approved"),
    "subsidy:pay": N_("Batch of subsidies paid"),
    "subsidy:bank": N_("Bank account given to the bank sheet"),
    "subsidy:cost": N_("Cost entered or changed"),
    "subsidy:agree": N_("Cost agreed to beforehand"),
    "subsidy:refuse": N_("Cost refused"),
    "subsidy:reverse": N_("Paid subsidy taken back"),
    "subsidy:budget": N_("Budget of subsidies set"),
    "rate:propose": N_("Rate of subsidies proposed"),
    "rate:sign": N_("Rate of subsidies countersigned"),
    "rate:refuse": N_("Rate of subsidies not countersigned"),
    "rate:withdraw": N_("Proposed rate of subsidies withdrawn"),
    "rate:end": N_("Rate of subsidies ended"),
}

REFUSALS = {
    "batch_step_not_now": N_("This is not possible any more: the batch is now in state “%(batch_state)s”. Reload the page."),
    "batch_returned": N_("The batch was returned and is being corrected. It is reviewed once the clerk says that it is done."),
    "batch_not_returned": N_("The batch was not returned, or was passed on again already. Reload the page."),
    "batch_own": N_("You prepared this batch or changed one of its lines, so somebody else has to review and approve it."),
    "batch_flags_open": N_("Lines with a question mark are not decided yet: %(count)s. Keep or drop each of them first."),
    "batch_changed": N_("The lines are not those that you looked at: their control sum differs. Reload the page and look at them again."),
    "subsidy_period": N_("There is no such period. Choose a month from 1 to 12, or a quarter from 1 to 4."),
    "subsidy_period_open": N_("This period is not over yet. A batch is prepared once its last day has passed."),
    "subsidy_period_taken": N_("There is a batch of these days already: %(title)s. What came later is picked up by the batch of the next period."),
    "subsidy_nothing": N_("Nothing is to be paid for this period: nobody attended, or no countersigned rate holds. Look at “Rates”."),
    "subsidy_paid_day": N_("The day of payment lies before the approval or in the future. Check it."),
    "line_not_kept": N_("This person draws no subsidy. Change that in the person's file first, then collect the lines anew."),
    "line_not_counted": N_("This person does not count as having attended any more, so the line cannot be kept. Correct the attendance first."),
    "batch_not_fresh": N_("What is to be paid changed since the lines were collected: attendance, a rate, a person or a cost. The clerk must collect the batch anew."),
    "batch_without_receipt": N_("%(count)s costs of the batch have no receipt beside them. Add the receipts, or drop the costs, saying why."),
    "file_settled": N_("This receipt belongs to a batch that was reviewed, so it stays. Return the batch first."),
    "line_not_decided": N_("This line cannot be kept or dropped: it takes back or replaces an earlier one."),
    "line_locked": N_("This line stands in a batch that is not in preparation. Take it back, or have the batch returned."),
    "line_not_paid": N_("Only what stands in an approved batch, and was to be paid, can be taken back."),
    "line_reversed": N_("This line was taken back already."),
    "line_amount": N_("Write the amount in yuan, more than nothing."),
    "line_same_amount": N_("The right amount is the one that was paid; there is nothing to correct."),
    "cost_kind": N_("Choose travel, lodging or another cost. Duties and classes are collected by themselves."),
    "cost_over": N_("The leader agreed to %(amount)s at most. Enter what was spent, up to that."),
    "cost_changed": N_("The leader agreed already: only the amount can still be lowered."),
    "cost_too_late": N_("A cost is agreed to before its day. This day has come, so it can only be refused."),
    "cost_own": N_("You entered or changed this cost, so somebody else has to agree to it."),
    "cost_settled": N_("This cost was agreed to or refused already."),
    "rate_amount": N_("Write the amount of one unit in yuan, more than nothing."),
    "rate_days": N_("The last day lies before the first one."),
    "rate_modes": N_("A rate of training classes names no modes."),
    "rate_step_not_now": N_("This is not possible any more: the rate is now in state “%(rate_state)s”. Reload the page."),
    "rate_end_day": N_("Days up to %(day)s were reckoned by this rate already. End it on that day or later."),
    "rate_examples_there": N_("This office has rates already. Propose further ones one by one."),
    "budget_range": N_("Write the budget in yuan, from 0 to 20,000,000."),
    "bank_moved": N_("A bank card was entered or changed after the approval: %(names)s. Reload the page, ask each of them, and confirm it with the "
                     "bank sheet."),
    "bank_own_card": N_("You entered or changed a bank card of this batch after its approval, so somebody else has to make the bank sheet."),
    "bank_nothing": N_("Nobody of this batch has both a bank card and something to be paid, so there is no bank sheet."),
}

HELP = {
    "subsidies": N_("Every line of a subsidy: duties and classes are collected when a batch is prepared, costs are entered here. The leader agrees "
                    "to a cost before its day; afterwards enter what was spent and add the receipt."),
    "subsidy_batches": N_("Prepared by the clerk, reviewed by a second person, approved by the leader, paid by finance; nobody passes their own work. An approved "
                       "batch never changes: a later one takes back what was wrong. A time limit for claims runs in working days from the end of the "
                       "duty's month or quarter to the end of the batch's."),
    "subsidy_rates": N_("What one place, half-day or day is paid, for which modes and from which day on. The system administrator enters a rate, the "
                        "leader countersigns it; before that nothing is paid by it."),
    "subsidy_years": N_("A year's budget with what was paid, what is approved and where the year is heading, and what each person got. A person's "
                        "line opens the statement, which can be printed."),
}

OBJECTS = {"subsidy_batch": N_("Batch of subsidies"), "subsidy_rate": N_("Rate of subsidies"), "subsidy_budget": N_("Budget of subsidies")}

FIELDS = {
    "target": N_("What it pays for"), "modes": N_("Modes"), "valid_to": N_("Holds until"), "decision_words": N_("Words on the decision"),
    "proposed_by": N_("Proposed by"), "period": N_("Period"), "first_on": N_("First day"), "last_on": N_("Last day"),
    "editors": N_("Whose hands it went through"), "prepared_by": N_("Prepared by"), "prepared_at": N_("Prepared at"),
    "paid_by": N_("Paid by"), "paid_at": N_("Paid at"), "voucher": N_("Voucher no."), "returned_by": N_("Returned by"),
    "returned_at": N_("Returned at"), "returned_words": N_("Why it was returned"), "line_count": N_("Number of lines"),
    "total_fen": N_("Sum (fen)"), "digest": N_("SM3 digest"), "participant": N_("Participant of a class"), "batch": N_("Batch"),
    "rate": N_("Rate"), "reverses": N_("Takes back"), "slots": N_("Half-days"), "units": N_("Units"), "full_fen": N_("Full amount (fen)"),
    "agreed_fen": N_("Agreed amount (fen)"), "agreed_by": N_("Agreed by"), "agreed_at": N_("Agreed at"),
}

VALUES: dict[tuple[str, str], Mapping[str, str]] = {
    ("subsidy_batch", "state"): BATCH_STATES,
    ("subsidy_batch", "period"): PERIODS,
    ("subsidy_rate", "state"): RATE_STATES,
    ("subsidy_rate", "unit"): UNITS,
    ("subsidy_rate", "target"): TARGETS,
    ("subsidy_line", "kind"): KINDS,
    ("subsidy_line", "outcome"): OUTCOMES,
}
