"""Words of learning: classes, their participants, materials and magazines."""
from __future__ import annotations

from portal.domain.labels import FREED_REASONS, N_, TONES as COMMON_TONES

PARTICIPANT_STATES = {
    "enrolled": N_("Enrolled"),
    "present": N_("Present"),
    "absent": N_("Absent from the class"),
    "excused": N_("Excused"),
}

PARTICIPANT_ANSWERS = {"coming": N_("Will come"), "declined": N_("Cannot come")}

TONES = COMMON_TONES | {"enrolled": "info", "present": "done", "coming": "done", "declined": "due"}

DECLINE_REASONS = {code: FREED_REASONS[code] for code in ("ill", "away", "work", "family", "other")}

RECORDED_HOW = {"link": N_("By phone"), "clerk": N_("By the clerk")}
"""How a check-in or a receipt came about."""

FEEDBACK_SOURCES = {"link": N_("By link"), "clerk": N_("Entered by the clerk")}

EVENT_KINDS = {"class": N_("Training class"), "material": N_("Study material"), "subscription": N_("Magazine or newspaper")}
"""What a person's learning consists of (queries.learning.of_person)."""

EVENT_NOTES = PARTICIPANT_STATES | {"read": N_("Read"), "unread": N_("Not read yet"), "subscribed": N_("Subscribed")}

OBJECTS = {
    "class_feedback": N_("Feedback on a class"), "material": N_("Study material"), "reading": N_("Reader of a material"),
    "subscription": N_("Subscription"), "subscription_reader": N_("Reader of a subscription"),
}

VALUES = {
    ("attendance", "state"): PARTICIPANT_STATES, ("attendance", "answer"): PARTICIPANT_ANSWERS, ("attendance", "answer_reason"): DECLINE_REASONS,
    ("attendance", "checked_in_how"): RECORDED_HOW, ("reading", "read_how"): RECORDED_HOW, ("class_feedback", "source"): FEEDBACK_SOURCES,
}
"""Fields of the trail whose values are codes, with their words."""

FIELDS = {
    "answer_reason": N_("Reason for not coming"), "answer_words": N_("Words on the answer"), "budget_fen": N_("Budget (fen)"),
    "checked_in_how": N_("How the check-in came"), "clock": N_("Time of day"), "copies": N_("Copies"), "exam_tenths": N_("Exam mark (tenths)"),
    "first_duty": N_("First-duty training"), "handout": N_("Material of the class"), "material": N_("Study material"),
    "online": N_("On line"), "published_on": N_("Published on"), "rating": N_("Mark"), "read_at": N_("Read at"),
    "read_how": N_("How the receipt came"), "readers": N_("Readers"), "subscription": N_("Subscription"), "summary": N_("What it is about"),
    "url": N_("Web address"),
}
"""What the fields of these tables are called in the trail."""

SPOKEN = {
    "training:enrol": N_("Enrolled for a class"),
    "training:take_off": N_("Taken off the list of a class"),
    "training:participant": N_("Participant changed"),
    "training:notify": N_("Told of a class"),
    "training:answer": N_("Answered the notice of a class"),
    "training:attendance": N_("Attendance of a class recorded"),
    "training:check_in": N_("Checked in at a class"),
    "training:open_check_in": N_("Check-in of a class opened"),
    "training:close_check_in": N_("Check-in of a class closed"),
    "training:ask_feedback": N_("Feedback on a class asked for"),
    "training:feedback": N_("Feedback on a class given"),
    "material:write": N_("Study material entered or changed"),
    "material:ask": N_("Asked to read a material"),
    "material:tell": N_("Told of a material"),
    "material:remind": N_("Reminded of a material"),
    "material:receipt": N_("Material read"),
    "subscription:write": N_("Subscription entered or changed"),
    "subscription:readers": N_("Readers of a subscription changed"),
}

REFUSALS = {
    "class_people_missing": N_("Nobody is ticked. Tick the people who are meant."),
    "class_began": N_("This person was told, has answered or was there, so the line stays. Mark the person as absent or excused instead."),
    "class_left": N_("You are not on the list of this class any more. Call the office if that is a mistake."),
    "class_over": N_("This class is over."),
    "class_not_today": N_("The check-in can be opened on the days of the class only, from %(first)s to %(last)s."),
    "class_check_in_closed": N_("Checking in by code is closed. Tell the clerk at the desk that you are here."),
    "class_code_old": N_("The code on the wall has changed meanwhile. Scan the one that is shown now."),
    "class_nobody": N_("Nobody in office has this name with these last four digits. Check both, or tell the clerk at the desk."),
    "class_not_enrolled": N_("%(name)s is not on the list of this class. Tell the clerk at the desk, who can add you."),
    "class_namesakes": N_("Several people fit. Enter your code instead of the digits, or tell the clerk at the desk."),
    "class_state": N_("Choose enrolled, present, absent or excused."),
    "class_early": N_("Who was there can be entered from the first day of the class on."),
    "class_feedback_complete": N_("Everybody who was there has given feedback already. Thank you."),
    "class_feedback_early": N_("Feedback is given once somebody is entered as present."),
    "class_rating": N_("Choose one of the marks."),
    "budget_range": N_("Enter an amount of up to %(limit)s yuan, not below zero."),
    "exam_range": N_("An exam mark lies between 0 and 100."),
    "url_form": N_("A web address begins with http:// or https:// and has no blanks."),
    "material_empty": N_("Enter the web address or say in words what is to be read; files are added on the material's page."),
    "material_due_early": N_("The day by which it is to be read lies before the day of publication."),
    "material_left": N_("This material is not on your list any more."),
    "copies_range": N_("Enter a number of copies from 1 to %(limit)s."),
    "year_range": N_("Enter a year from %(low)s to %(high)s."),
}
