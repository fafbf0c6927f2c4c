"""Words of recruitment rounds, applications, reviews, inspections and objections."""
from __future__ import annotations

from portal.domain.labels import N_

ROUND_STATES = {
    "draft": N_("Draft of the round"), "noticed": N_("Notice published"), "applications": N_("Applications open"), "review": N_("Under review"),
    "inspection": N_("Inspection"), "public_notice": N_("Public notice running"), "decided": N_("Decided, certificates to issue"),
    "closed": N_("Round closed"), "cancelled": N_("Round given up"),
}
ROUND_TONES = {"draft": "neutral", "noticed": "info", "applications": "due", "review": "due", "inspection": "due", "public_notice": "due",
               "decided": "info", "closed": "done", "cancelled": "late"}

APPLICANT_STATES = {
    "applied": N_("To be reviewed"), "passed": N_("Passed the review"), "refused": N_("Not admitted"), "suited": N_("Inspection passed"),
    "unsuited": N_("Inspection not passed"), "proposed": N_("Proposed"), "struck": N_("Taken out after an objection"),
    "appointed": N_("Appointed to office"), "not_chosen": N_("Not chosen"), "withdrawn": N_("Application withdrawn"),
}
APPLICANT_TONES = {"applied": "due", "passed": "info", "refused": "late", "suited": "info", "unsuited": "late", "proposed": "due",
                   "struck": "late", "appointed": "done", "not_chosen": "neutral", "withdrawn": "neutral"}

TOLD_BY_RECEIPT = {
    "applied": N_("Your application was received and is being reviewed."),
    "passed": N_("Your application passed the review. The inspection follows."),
    "refused": N_("Your application was not admitted. The office can tell you why."),
    "suited": N_("The inspection was passed. The list of people proposed is not published yet, or the places are filled."),
    "unsuited": N_("You are not among those proposed. The office can tell you why."),
    "proposed": N_("You are proposed. The public notice and the decision follow."),
    "struck": N_("You are not among those appointed. The office can tell you why."),
    "appointed": N_("You are appointed as people's supervisor. The office will call you."),
    "not_chosen": N_("You were found fit, but the places are filled by others this time."),
    "withdrawn": N_("Your application was withdrawn."),
}
"""State of an application → what its receipt number tells whoever looks it up."""

SOURCES = {"link": N_("By link"), "clerk": N_("Entered by the clerk"), "import": N_("Imported")}
OUTCOMES = {"": N_("Waiting for an answer"), "clear": N_("Nothing known against"), "objected": N_("Speaks against")}
OUTCOME_TONES = {"": "due", "clear": "done", "objected": "late"}
FINDINGS = {"": N_("Not checked"), "clear": N_("Does not hold"), "holds": N_("Holds")}
FINDING_TONES = {"": "neutral", "clear": "done", "holds": "late"}
OBJECTION_STATES = {"open": N_("To be looked into"), "upheld": N_("Upheld: taken out"), "refused": N_("Not upheld")}
OBJECTION_TONES = {"open": "due", "upheld": "late", "refused": "neutral"}

SPOKEN = {
    "recruitment:create": N_("Round drafted"),
    "recruitment:amend": N_("Round changed"),
    "recruitment:publish": N_("Notice of recruitment published"),
    "recruitment:open": N_("Applications opened"),
    "recruitment:review": N_("Applications closed, review begun"),
    "recruitment:inspect": N_("Inspection begun"),
    "recruitment:announce": N_("People proposed published"),
    "recruitment:reopen": N_("Gone back to choosing"),
    "recruitment:decide": N_("Appointments decided"),
    "recruitment:close": N_("Certificates issued, round closed"),
    "recruitment:cancel": N_("Round given up"),
    "recruitment:oath": N_("Oath recorded"),
    "recruitment:link": N_("Link to the form made"),
    "recruitment:end_links": N_("Links to the form ended"),
    "applicant:apply": N_("Application received"),
    "applicant:amend": N_("Application corrected"),
    "applicant:withdraw": N_("Application withdrawn"),
    "applicant:ask": N_("Procuratorate asked"),
    "applicant:opine": N_("Procuratorate's opinion given"),
    "applicant:check": N_("Application reviewed"),
    "applicant:inspect": N_("Inspection recorded"),
    "applicant:propose": N_("Proposed"),
    "applicant:hold_back": N_("Proposal taken back"),
    "applicant:appoint": N_("Appointed by the round"),
    "applicant:refused": N_("Application refused"),
    "applicant:look_up": N_("Receipt number not found"),
    "objection:receive": N_("Objection received"),
    "objection:handle": N_("Objection handled"),
}

REFUSALS = {
    "recruit_step_not_now": N_("This is not possible any more: the round is now in state “%(round_state)s”. Reload the page."),
    "recruit_act_not_now": N_("This is not possible now: the application is in state “%(applicant_state)s”. Reload the page."),
    "recruit_no_places": N_("Enter how many places each county has."),
    "recruit_dates_backwards": N_("The days must follow each other: notice, first and last day of applications, first day of the term."),
    "recruit_notice_short": N_("The notice must run %(need)s working days to the last day of applications; only %(have)s are left."
                               " Move the last day."),
    "recruit_not_open_yet": N_("Applications open on %(day)s."),
    "recruit_still_open": N_("Applications can be sent until %(day)s. The review begins the day after."),
    "recruit_unreviewed": N_("Applications still to be reviewed: %(count)s."),
    "recruit_unanswered": N_("Applicants on whom no procuratorate has answered yet: %(count)s. Ask, or wait for the answers."),
    "recruit_nobody_passed": N_("Nobody passed the review, so there is nobody to inspect. Give the round up and publish a new notice."),
    "recruit_uninspected": N_("People without an inspection record: %(count)s."),
    "recruit_nobody_proposed": N_("Nobody is proposed."),
    "recruit_over_places": N_("%(count)s people are proposed for %(places)s places. Take proposals back first."),
    "recruit_notice_running": N_("The public notice runs until %(day)s. Decide after it."),
    "recruit_objections_open": N_("Objections still to be looked into: %(count)s."),
    "recruit_live_term": N_("%(name)s is in office until %(day)s. Decide after that day, or end the running term first."),
    "recruit_person_refused": N_("%(name)s cannot be appointed: %(why)s Nothing was decided."),
    "recruit_prefix_taken": N_("This prefix is used for letters or by another bureau. Choose one for certificates only."),
    "recruit_prefix_missing": N_("Write the prefix of the certificates' numbers."),
    "recruit_county": N_("Choose one of the counties for which this round has places."),
    "recruit_call_office": N_("This application cannot be taken here. Please call the office."),
    "recruit_applied_already": N_("There is an application with this ID number in this round already. Look up its state by the receipt number,"
                                  " or call the office."),
    "recruit_phone_missing": N_("Write a phone number at which you can be reached."),
    "recruit_unsure": N_("Tick that everything is true."),
    "recruit_round_over": N_("This recruitment round was given up. Please call the office."),
    "recruit_form_incomplete": N_("Something is missing or not readable. Look at the marked fields."),
    "recruit_closed_to_forms": N_("Applications are not open. Look at the days in the notice."),
    "recruit_too_many": N_("Too many tries from here within an hour. Try again later, or call the office."),
    "recruit_receipt_unknown": N_("There is no such receipt number. Look at it again, or call the office."),
    "recruit_unchecked": N_("Who passes needs every bar and post checked and found not to hold."),
    "recruit_bar_holds": N_("One of the bars or posts holds, so the application cannot pass."),
    "recruit_against_review": N_("A procuratorate speaks against this person. Write why the application passes all the same."),
    "recruit_asked_already": N_("This procuratorate was asked about all of them already."),
    "recruit_office": N_("Choose a procuratorate that your bureau serves."),
    "recruit_due_early": N_("The day by which the answer is due must not lie in the past."),
    "recruit_opinion_words": N_("Write what speaks against, or tick which bar or post holds."),
    "recruit_inspected_when": N_("The day of the inspection lies in the future, or before the applications closed."),
    "recruit_objection_closed": N_("Objections are taken while the public notice runs."),
    "recruit_objection_who": N_("Name and contact are needed, unless the objection is anonymous."),
    "recruit_objection_handled": N_("This objection was handled meanwhile. Reload the page to see how."),
    "recruit_oath_when": N_("The oath cannot lie in the future or before the decision."),
    "recruit_oath_place": N_("Write where the oath was taken."),
}
