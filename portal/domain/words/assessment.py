"""Words of the year-end grading: states, acts, refusals, and what the trail calls its tables and fields."""
from __future__ import annotations

from portal.domain.labels import N_

ROUND_STATES = {
    "open": N_("Self-reports are taken"), "review": N_("Group review"), "notice": N_("Public notice of the grades"), "final": N_("Grades final"),
    "cancelled": N_("Grading given up"),
}
ROUND_TONES = {"open": "due", "review": "due", "notice": "due", "final": "done", "cancelled": "late"}
GRADE_TONES = {"excellent": "done", "competent": "info", "basic": "due", "incompetent": "late"}
REPORT_SOURCES = {"": N_("Not given yet"), "link": N_("By link"), "paper": N_("Entered from paper")}
OBJECTION_STATES = {"open": N_("To be looked into"), "upheld": N_("Upheld"), "refused": N_("Not upheld")}
OBJECTION_TONES = {"open": "due", "upheld": "late", "refused": "neutral"}

SPOKEN = {
    "assessment:open": N_("Grading opened"),
    "assessment:deadline": N_("Deadline of self-reports moved"),
    "assessment:refresh": N_("Facts read anew"),
    "assessment:review": N_("Group review begun"),
    "assessment:publish": N_("Public notice of grades begun"),
    "assessment:finalise": N_("Grades made final"),
    "assessment:step_back": N_("Gone back to the group review"),
    "assessment:reopen": N_("Final grading reopened"),
    "assessment:cancel": N_("Grading given up"),
    "assessment:final": N_("Grade made final"),
    "assessment:score": N_("Points given by hand"),
    "assessment:draft": N_("Grades suggested by points"),
    "assessment:grade": N_("Grade chosen"),
    "assessment:veto": N_("Veto set or taken back"),
    "assessment:survey": N_("Phone survey entered"),
    "assessment:report": N_("Self-report given"),
    "assessment:texts": N_("Links for self-reports made"),
    "assessment:ask": N_("Procuratorates asked for their opinion"),
    "assessment:opine": N_("Procuratorate's yearly opinion given"),
    "assessment:object": N_("Objection to a grade received"),
    "assessment:handle": N_("Objection to a grade handled"),
    "assessment:notices": N_("Notices of grades issued"),
    "assessment:tell": N_("Grade told"),
    "assessment:enter": N_("Earlier grade entered from paper"),
    "assessment:export": N_("Forms of the grading written out"),
    "scheme:save": N_("Grading scheme changed"),
}

OBJECTS = {
    "assessment_scheme": N_("Grading scheme"),
    "assessment_round": N_("Grading of a year"),
    "assessment_opinion": N_("Procuratorate's yearly opinion"),
    "assessment_survey": N_("Sheet of the phone survey"),
    "assessment_objection": N_("Objection to a grade"),
    "assessment_telling": N_("Telling of a grade"),
    "assessment_edition": N_("Earlier version of a grading"),
}

FIELDS = {
    "scheme": N_("Grading scheme"), "scheme_revision": N_("Version of the scheme"), "rules": N_("Grades and their limits"),
    "report_until": N_("Self-reports until"), "reviewed_on": N_("Group review begun on"), "edition": N_("Version"), "scores": N_("Points of the items"),
    "filled_at": N_("Facts read at"), "report": N_("Self-report"), "reported_at": N_("Self-report given at"), "report_source": N_("How it came"),
    "report_late": N_("Self-report late"), "suggested": N_("Suggested grade"), "tied": N_("Tied at the cap"), "grade_reason": N_("Reason for the grade"),
    "veto": N_("Veto"), "veto_discipline": N_("Entry that shows it"), "assessment": N_("Assessment"), "mark": N_("Mark given"), "asked_on": N_("Asked on"),
    "surveyed_by": N_("Survey made by"), "addressee": N_("To whom"), "item_points": N_("Points"), "item_choice": N_("Choice"), "content": N_("Content"),
    "forms": N_("Forms"), "reopened_at": N_("Reopened at"), "reopened_by": N_("Reopened by"),
}
"""Fields that no other table has."""

REFUSALS = {
    "assess_step_not_now": N_("This is not possible any more: the grading is now in state “%(assess_state)s”. Reload the page."),
    "assess_no_round": N_("This form belongs to no running grading."),
    "assess_of_round": N_("This grade was decided in a grading. It is changed by reopening that one."),
    "assess_year": N_("Choose a year that has begun."),
    "assess_year_there": N_("There is a grading of this year already."),
    "assess_nobody": N_("Nobody was in office at the end of this year, or everybody's grade was entered from paper already."),
    "assess_deadline": N_("The deadline must lie between today and a year from now."),
    "assess_reports_running": N_("Self-reports are taken until %(day)s, and %(count)s are missing. The review begins the day after, or when all are in."),
    "assess_unfilled": N_("Forms with items still to be filled in by hand: %(count)s."),
    "assess_ungraded": N_("People without a grade: %(count)s."),
    "assess_over_cap": N_("%(best)s people have the best grade; at most %(cap)s may. Change grades first."),
    "assess_objections_open": N_("Objections still to be looked into: %(count)s."),
    "assess_notice_running": N_("The public notice runs until %(day)s. Decide after it."),
    "assess_notice_grade": N_("During the public notice a grade is changed only after an objection to it was upheld. Otherwise go back to the review."),
    "assess_veto": N_("A ground for veto stands in this form, so that only the last grade is possible."),
    "assess_veto_evidence": N_("Choose the entry in the register of discipline that shows it. Enter it there first if there is none."),
    "assess_late_report": N_("The self-report is missing or came late, so that the best grade is closed."),
    "assess_cap_reached": N_("At most %(cap)s people may have the best grade, and so many have it already. Change another grade first."),
    "assess_reason_missing": N_("Write why this differs from what the points say."),
    "assess_points_range": N_("“%(name)s”: the points must lie between 0 and %(most)s."),
    "assess_item_reason": N_("“%(name)s”: write why the points differ from what the facts give."),
    "assess_number": N_("Write points as a number with at most one decimal, such as 7.5."),
    "assess_mark_missing": N_("Choose a mark."),
    "assess_old_incomplete": N_("An earlier grade needs the grade and the day of the decision."),
    "assess_day_future": N_("The day lies in the future. Check the date."),
    "assess_old_year": N_("Only grades of past years for which there is no grading here can be entered from paper."),
    "assess_due_early": N_("The day by which the answer is due must not lie in the past."),
    "assess_nobody_asked": N_("Nobody is left to be asked about: for everybody who was drawn the procuratorates were asked already."),
    "assess_objection_closed": N_("Objections are taken until %(day)s."),
    "assess_objection_who": N_("Name and contact are needed, unless the objection is anonymous."),
    "assess_objection_handled": N_("This objection was handled meanwhile. Reload the page to see how."),
    "assess_report_closed": N_("Self-reports of this year are not taken any more. Please call the office."),
    "assess_how_missing": N_("Choose how it was told."),
    "assess_report_stands_late": N_("A self-report that came after the deadline (%(day)s) stands. It does not become timely by an earlier day. While the "
                                    "round takes self-reports, the deadline itself can be moved."),
    "assess_report_stands": N_("A self-report that came in time stands. After the deadline (%(day)s) no other takes its place."),
    "assess_reopened_kept": N_("This grading was final once, and its grades were told. It is not given up: change the grades and make them final again."),
    "case_grade_gone": N_("The grade on which this case rests is not final any more, or was changed. Make the grading final first; if the grade is another "
                          "one then, drop the case."),
    "assess_told_already": N_("This was told already. Reload the page."),
    "assess_told_when": N_("The day of telling must lie between the decision and today."),
    "assess_addressee": N_("Somebody of those chosen has no such addressee. Look at the table and choose again."),
    "scheme_same": N_("Nothing was changed."),
    "scheme_empty": N_("The items must give points in all, beside the bonus."),
    "scheme_too_long": N_("A scheme has at most %(limit)s items."),
    "scheme_twice": N_("Two items have the same key. Reload the page and enter the new item again."),
    "scheme_names": N_("Each item needs a heading and a name."),
    "scheme_kind": N_("“%(name)s”: choose how it is filled in."),
    "scheme_points": N_("“%(name)s”: the points must lie between 0 and 1,000."),
    "scheme_full": N_("“%(name)s”: write the value at which all points are given."),
    "scheme_each": N_("“%(name)s”: write the points for each one."),
    "scheme_choice": N_("“%(name)s”: write at least two different choices with their percent, such as 好=100、一般=60."),
}

HELP = {
    "assessment_rounds": N_("The grading of a year: open it, and everybody in office gets a form filled with the year's facts. Each step says what "
                            "still stands in its way."),
    "assessment_rounds.details_view": N_("The line on top shows how far the grading is; the blue button is the next step. Send the links for "
                                         "self-reports and ask the procuratorates here; objections and the telling of the grades follow below."),
    "assessment_rounds.table": N_("Everybody side by side, the most points first. The grade is suggested by points and the cap of the best one; "
                                  "another grade needs a reason. Every number opens the rows behind it."),
    "assessment_opinions": N_("The judicial bureau asks how the supervisors who were drawn for your office served this year. Give a mark to each, or the "
                              "best one to several at once; words are kept with the form. No case secrets."),
    "grading_scheme": N_("By which items people are graded, how each is filled in, and how many points it gives. Each change is a new version; earlier "
                         "ones can be looked at and taken over again."),
    "assessments": N_("One form for each person and year. Grades of years before the portal are entered from paper by the leader."),
    "assessments.details_view": N_("The figures come from the portal and open their rows; what must be judged is filled in by hand. What was never "
                                   "asked of a person drops out, and the rest is scaled. Points set otherwise need a reason."),
    "assessments.rows": N_("The rows that this figure was made from, as they are now. A row that is kept apart neither helps nor harms."),
}
