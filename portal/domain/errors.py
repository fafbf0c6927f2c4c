"""Refusals as codes with parameters; the English sentence of each code stands in ERRORS and is translated by portal.language."""
from __future__ import annotations

from portal.domain.labels import N_
from portal.domain.words import assessment, conduct, custom, dossier, figures, imports, learning, liaison, planning, recruitment, subsidies


class DomainError(Exception):
    """A rule refuses. `code` is a key of ERRORS, `params` fill its sentence; `field` names the form field it is about, if one."""

    def __init__(self, code: str, *, field: str | None = None, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params, self.field = code, params, field


class Forbidden(DomainError):
    """The row is visible but this actor may not do this to it (HTTP 403)."""


class NotFound(DomainError):
    """No such row for this actor: absent, malformed or out of scope, all alike (HTTP 404)."""


class Conflict(DomainError):
    """Somebody else was first; nothing was written (HTTP 409)."""


ERRORS = {
    **assessment.REFUSALS,
    **conduct.REFUSALS,
    **custom.REFUSALS,
    **dossier.REFUSALS,
    **liaison.REFUSALS,
    **planning.REFUSALS,
    **learning.REFUSALS,
    **recruitment.REFUSALS,
    **imports.REFUSALS,
    **figures.REFUSALS,
    **subsidies.REFUSALS,
    # general
    "forbidden": N_("You may not do this with your role. Ask the colleague who is in charge of it."),
    "not_found": N_("There is no such record, or it does not belong to your office."),
    "changed_meanwhile": N_("Somebody changed this record meanwhile. Nothing was saved; reload the page and look at the new state first."),
    "sent_already": N_("This form was sent already and what it says was saved once. Nothing was saved again; look at the list."),
    "export_too_large": N_("The list has more than %(limit)s rows. Narrow it by its filters and export it in parts."),
    "already_there": N_("A record with the same key values exists already. Look for it in the list before you enter it again."),
    "still_used": N_("Other records still refer to this one, so it stays. Retire it instead of deleting it."),
    "value_refused": N_("The database refused one of the values. Check numbers and dates for their range."),
    "words_missing": N_("Write a reason in words."),
    "unknown_code": N_("The value %(value)s is not in the list. Choose one from the list."),
    # chain
    "step_not_now": N_("This step is not possible any more: the activity is now in state “%(state)s”. Reload the page."),
    # accounts
    "roles_exclude": N_("The three administrator roles exclude each other and every business role. Give this person one of them only."),
    "roles_need_office": N_("These roles do not fit the person's office: clerk, leader and finance belong to a bureau, officer and chief to a procuratorate."),
    "sign_in_refused": N_("User name or password is wrong. After five failures the account is locked for 30 minutes."),
    "sign_in_locked": N_("Too many failures: locked for %(minutes)s more minutes. The security administrator can unlock the account."),
    "password_wrong": N_("The present password is wrong."),
    "password_short": N_("The new password needs %(need)s characters or more."),
    "password_long": N_("The new password may have %(limit)s characters at most."),
    "password_kinds": N_("The new password needs %(need)s of these kinds: small letters, capital letters, digits, other signs."),
    "password_name": N_("The new password must not contain the user name."),
    "password_common": N_("This password is among those that everybody tries. Choose another."),
    "password_again": N_("The new password must differ from the last %(count)s."),
    "username_refused": N_("The user name may hold letters, digits, dot, hyphen and underscore, 60 characters at most."),
    "own_roles": N_("Nobody changes the own roles. Ask another security administrator."),
    "own_account": N_("Nobody disables the own account. Ask another system administrator."),
    # draw protocol
    "digits_malformed": N_("Enter exactly six digits from 0 to 9, without spaces or other signs."),
    "draw_short_of_people": N_(
        "%(need)s people are needed, but only %(have)s are in the pool. Ask for fewer places, or relax the yearly cap or the cool-off days."
    ),
    "draw_short_of_tag": N_(
        "To be sure of filling the places for “%(tag)s”, %(need)s people with it are needed, but only %(have)s are in the pool."
        " Ask for fewer places, choose another profession, or relax the yearly cap or the cool-off days."
    ),
    "draw_without_places": N_("No place is asked for. Enter at least one general or special place."),
    "draw_person_twice": N_("Two people of the pool have the same permanent code. Correct the codes in the register before sealing."),
    "draw_manifest_malformed": N_("The list cannot be sealed: the value at %(where)s is not one that could be verified later."),
    "draw_event_out_of_line": N_(
        "Step %(position)s after the draw (number %(no)s) does not follow the drawn order. Reload the page; if this comes again,"
        " verify the draw's record."
    ),
    # people
    "id_length": N_("The ID number has %(length)s characters instead of 18. Type it as it stands on the card."),
    "id_form": N_("The ID number may hold 17 digits and a last digit or X only."),
    "id_birth_date": N_("The ID number holds a birth date that does not exist. Compare it with the card."),
    "id_check_digit": N_("The ID number's last character does not fit the others: one of them is mistyped. Compare it with the card."),
    "id_contradicts_birth": N_("The birth date contradicts the ID number, which says %(in_id)s."),
    "id_contradicts_sex": N_("The sex contradicts the ID number."),
    "phone_form": N_("The phone number is neither a mobile number of 11 digits nor a landline with its area code."),
    "term_ends_before_start": N_("The term ends before it starts."),
    "too_young": N_("On the day the term starts the person is younger than %(min_age)s."),
    "education_too_low": N_("The education is below what an appointment needs (senior high or its equal)."),
    "barred_for_ever": N_("This person was removed for a breach or a failed assessment and can never be appointed again."),
    "has_live_term": N_("This person has a live term already. End it before a new one begins."),
    "third_running_term": N_("This would be a third running term; at most %(max_terms)s are allowed one after the other."),
    "name_missing": N_("Enter the name."),
    "sex_missing": N_("Choose the sex."),
    "education_missing": N_("Choose the education."),
    "id_number_missing": N_("Enter the ID number."),
    "id_number_taken": N_("This ID number is registered already as %(known)s. Open that file instead of registering the person again."),
    "id_number_elsewhere": N_(
        "This ID number cannot be registered here. Compare it with the card; if it is right, ask the bureau of the next higher level."
    ),
    "number_unknown": N_("Nobody of your register has exactly this ID number or phone number. Compare it and try again."),
    "birth_in_future": N_("The birth date lies in the future."),
    "code_malformed": N_("The code has capital letters, digits and hyphens only, 30 at most, such as WH-2023-007."),
    "code_taken": N_("The code %(known)s belongs to somebody else. Leave the field empty to have one made."),
    "code_permanent": N_("The code was given for ever, as sealed lists name it. It cannot be changed."),
    "code_prefix_missing": N_("Your office has no prefix for people's codes yet. Ask the system administrator to enter it under Offices."),
    "bank_card_form": N_("A bank card number has 12 to 21 digits."),
    "email_form": N_("This is no e-mail address."),
    "text_long": N_("At most %(limit)s characters fit here."),
    "term_too_long": N_("A term lasts %(years)s years at most."),
    "grade_blocks_renewal": N_("The last grade (%(year)s) blocks a renewal."),
    "renewal_needs_leader": N_("This person was in office before: a renewal is decided by the leader. Ask the leader to enter it."),
    "removal_needs_leader": N_("A removal is decided by the leader. Ask the leader to enter it."),
    "not_live": N_("This term has ended already. Reload the page."),
    "end_before_start": N_("The end lies before the start of the term."),
    "end_in_future": N_("The end lies in the future. Enter it on the day it takes effect."),
    "leave_backwards": N_("The leave ends before it starts."),
    "leave_overlaps": N_("There is leave in these days already, from %(start)s to %(end)s. Change that entry instead."),
    "span_backwards": N_("The last day lies before the first."),
    "hours_negative": N_("Hours cannot be negative."),
    "undertaking_in_future": N_("The day of signing lies in the future."),
    # files
    "file_too_large": N_("The file is larger than %(limit)s MB. Make it smaller and upload it again."),
    "file_kind_refused": N_("This kind of file is not accepted here. Upload one of: %(kinds)s."),
    "file_missing": N_("Choose a file first."),
    "file_there_already": N_("The same file lies here already."),
    "file_withdrawn": N_("This file was withdrawn meanwhile. Reload the page."),
    # requests and numbers
    "prefix_missing": N_("%(office)s has no prefix for this number yet. Ask the system administrator to enter it under Offices."),
    "office_without_bureau": N_("No judicial bureau serves your office yet. Ask the system administrator to enter it under Offices."),
    "not_own_request": N_("This request belongs to another procuratorate. Only the office that wrote it may change it."),
    "request_title_missing": N_("Write a title: the case or the activity in general words, without names and without secrets."),
    "request_place_missing": N_("Write the place where the people's supervisors should come."),
    "request_contact_missing": N_("Write who can be called about this request, with name and phone."),
    "request_text_too_long": N_("This text is too long: %(limit)s characters at most."),
    "request_end_before_start": N_("The activity ends before it starts. Check both times."),
    "request_past": N_("The activity would start in the past. Choose a later day or time."),
    "request_too_far": N_("The activity would be more than two years ahead. Check the year of the day."),
    "request_past_accept": N_("The time of this activity has passed already. Send the request back for another day."),
    "request_choice_gone": N_("This choice is not in the list, or not any more. Choose another."),
    "request_own_initiative": N_("Supervision on own initiative comes from a supervisor and cannot be requested. Choose another mode."),
    "request_must_invite_refused": N_("This mode knows no must-invite kinds. Leave the field empty, or choose the mode of hearings."),
    "request_without_places": N_("No people are asked for. Enter at least one general place or one place with a profession."),
    "request_places_refused": N_("Numbers of places must be whole and positive, %(limit)s in all at most."),
    "request_profession_unknown": N_("This profession is not in the list. Choose one from the list."),
    "request_profession_twice": N_("The same profession stands there twice. Put its places into one line."),
    "request_why_missing": N_("Write for each profession why it is needed."),
    "request_too_many_parties": N_("%(limit)s parties at most can be checked."),
    "request_more_than_people": N_("%(need)s people are asked for, but only %(have)s supervisors are in office. Ask for fewer."),
    "request_more_than_profession": N_(
        "%(need)s people of the profession “%(profession)s” are asked for, but only %(have)s are in office. Ask for fewer or for another profession."
    ),
    "request_overlaps": N_(
        "Your office has asked for people at an overlapping time for the same place or the same title already: %(number)s. Change one of the two."
    ),
    "lead_too_short": N_(
        "Only %(have)s working days are left, %(need)s are needed even for an urgent request."
        " Choose a later day, or send it as an exception, which the bureau's leader must accept."
    ),
    "urgent_reason_missing": N_(
        "Only %(have)s working days are left, fewer than the usual %(need)s. Write why it is urgent; the bureau decides whether it consents."
    ),
    "phone_closed": N_("Phone numbers of the people drawn are open to the asking office from confirmation until the activity is closed."),
    "exception_needs_leader": N_("This request was sent as an exception with a short lead time. Only the bureau's leader may accept it."),
    "reschedule_same": N_("Time and place are the same as before. Change one of them, or leave it as it is."),
    "reschedule_too_short": N_(
        "Only %(have)s working days are left until the new day, %(need)s are needed, and people were drawn already."
        " Choose a later day, or cancel the activity and send a new request as an exception."
    ),
    "close_without_case_feedback": N_("The feedback on the case is still missing. Ask the procuratorate for it before closing."),
    "close_without_feedback": N_("Feedback is still missing for %(count)s of those who attended. Ask the procuratorate for it before closing."),
    # lists
    "nothing_chosen": N_("Nothing is ticked. Tick the rows that are meant, then choose the action again."),
    # notices, links and attendance
    "link_unknown": N_("This link is not valid. Check that the whole address was copied, or call the office that sent it."),
    "link_expired": N_("This link has expired. Call the office that sent it."),
    "link_used": N_("This link was used already. To change your answer, call the office that sent it."),
    "link_revoked": N_("This link was withdrawn. Call the office that sent it."),
    "opinion_unsure": N_("Tick that you have read it through: it cannot be changed once sent."),
    "notice_over": N_("Nobody is asked any more here: the place was freed, or the activity is over or cancelled."),
    "notice_wait": N_("A further round is being drawn for this activity at the moment. Try again when it is done, or call the office."),
    "notice_none": N_("There is nothing to tell this person at this stage."),
    "reason_missing": N_("Choose a reason."),
    "ground_missing": N_("Choose the ground of the recusal."),
    "words_long": N_("Write %(limit)s characters at most."),
    "check_in_early": N_("Checking in opens %(minutes)s minutes before the start. Try again then."),
    "check_in_over": N_("Checking in is over: it was possible until the end of that day. Call the office."),
    "attendance_early": N_("Attendance can be entered once the activity has begun."),
    "attendance_state": N_("Choose attended, excused or absent."),
    "attendance_phoned_only": N_("A clerk enters attendance only as the procuratorate reported it by phone. Mark it so."),
    "message_not_stuck": N_("This message is not among those that were not delivered."),
    "channel_off": N_("Sending by this way is not configured. Ask the system administrator."),
    # offices
    "office_kind_fixed": N_("An office stays what it is. Enter a new office instead of turning a bureau into a procuratorate."),
    "office_has_bureau": N_("A bureau is served by nobody. Leave “Served by” empty."),
    "office_needs_bureau": N_("Choose the judicial bureau that serves this procuratorate."),
    "office_parent": N_("The office above must be of the same kind and of a higher level."),
    "code_prefix_malformed": N_("The prefix of people's codes has 2 to 12 capital letters or digits and begins with a letter, such as WH."),
    "prefix_needed": N_("Enter the prefix; numbers cannot be given without it."),
    "prefix_taken": N_("The prefix %(prefix)s belongs to another office. Choose another, else both would share their numbers."),
    # settings
    "item_name_missing": N_("Enter the name of the value."),
    "item_code_malformed": N_("The code may hold small letters, digits and underscores, 40 at most. Leave it empty to have one made."),
    "item_name_taken": N_("“%(name)s” stands in this list already, as a name or a synonym. Change the existing value instead."),
    "item_needed": N_("The portal itself needs the value “%(name)s”. It cannot be retired; its name may be changed."),
    "parameter_range": N_("Enter a whole number from %(low)s to %(high)s."),
    "parameter_points": N_("Enter falling whole numbers from %(high)s down to %(low)s, such as 90, 75, 60."),
    "parameter_past": N_("A new value holds from today or later: what was done before was judged by the old one."),
    "parameter_date_taken": N_("There is a value from this day already. Choose another day."),
    "parameter_in_force": N_("This value is in force, so it stays. Enter a new value from a later day."),
    # draws and recusals
    "draw_unknown": N_("There is no drawn round for the number %(number)s. Check the number, and the round if you gave one."),
    "draw_not_drawn": N_("Round %(round)s was sealed but never drawn, so there is no record of it."),
    "draw_after_start": N_("The time of this activity has passed already. Ask the procuratorate to reschedule it before sealing."),
    "pool_undecided": N_(
        "Conflicts of interest or recusals still open in this list: %(count)s. Decide about each of them before sealing."
    ),
    "conflict_not_there": N_("No party of this request matches this person, so there is nothing to decide."),
    "round_not_needed": N_("Every place of this activity is held, so no further round is needed."),
    "round_not_approved": N_("Round %(round)s needs the leader's written consent before it is sealed."),
    "round_approved_before": N_("The next round was approved already. The clerk can seal it."),
    "place_not_open": N_("This place is not open. Reload the page and choose one that nobody holds."),
    "place_last": N_("Only one place is left. Give it to anybody, or ask the procuratorate to cancel the activity."),
    "place_not_held": N_("This place was freed meanwhile. Reload the page to see who was taken instead."),
    "places_open": N_("Places that nobody holds: %(count)s. The activity cannot be confirmed; a further round fills them."),
    "answers_awaited": N_("People who hold a place and have not said yes: %(count)s. Reach them first, or free the place."),
    "recusals_open": N_("Open recusals of people who hold a place: %(count)s. Decide about them first."),
    "record_missing": N_("Choose the record file first."),
    "teller_missing": N_("Write who of the procuratorate told the digits by phone."),
    "witness_missing": N_("Write the witness's name and unit."),
    "witness_of_bureau": N_("The witness must be of neither the judicial bureau nor its system staff. Name somebody else than %(name)s."),
    "witness_given": N_("The witness's digits were entered already; they cannot be changed."),
    "recusal_there": N_("A recusal of this person for this activity is there already."),
    "recusal_decided": N_("This recusal was decided meanwhile. Reload the page to see how."),
    "recusal_sealed": N_(
        "The list is sealed, so nobody can be taken out before the draw. Decide right after it: if drawn, the place goes to the next."
    ),
    # opinions, feedback and papers
    "not_own_opinion": N_("This opinion belongs to another procuratorate. Only the office that has to answer it may do this."),
    "opinion_act_not_now": N_("This is not possible any more: the opinion is now in state “%(opinion_state)s”. Reload the page."),
    "opinion_given": N_("This person's opinion on the activity has been given already, and an opinion is locked once given."),
    "opinion_twice": N_("The same opinion of this person from the same day is there already. Look for it in the list."),
    "opinion_not_attended": N_("Only those who attended give an opinion. Who attended but is not marked so yet must be marked first."),
    "opinion_cancelled": N_("The activity was cancelled, so there is nothing to give an opinion on."),
    "opinion_day_future": N_("The day of receipt lies in the future. Check the date."),
    "opinion_day_early": N_("The day of receipt lies too far back, or before the activity. Check the date."),
    "opinion_not_in_office": N_("This person was not a supervisor in office on that day. Check the person and the date."),
    "opinion_office": N_("Choose a procuratorate that your bureau serves."),
    "opinion_same_office": N_("The opinion lies with this procuratorate already. Choose another one, or leave it as it is."),
    "opinion_explanation_missing": N_("What is not adopted, or only in part, must be explained. Write why."),
    "opinion_told_when": N_("The time of telling must lie after the answer and not in the future."),
    "feedback_not_attended": N_("Feedback on a person is given for those who attended only."),
    "feedback_not_held": N_("Feedback is possible once everybody's attendance is marked, and until the activity is closed."),
    "feedback_mark": N_("Choose one of the marks in the list."),
    "announce_without_draw": N_("Nobody was drawn for this activity, so there is nothing to announce."),
    "paper_damaged": N_("The stored file of paper %(number)s does not match its digest. Tell the system administrator; do not use the file."),
    "template_field_unknown": N_("The template asks for the field “%(name)s”, which this paper does not have. Correct it or leave it out."),
    "template_refused": N_("The template cannot be read: %(why)s. Correct it in Word and upload it again."),
    "template_without_number": N_("The template does not show the letter's number. Put the field “number” where it should stand."),
    "store_unreachable": N_("The place where files are kept cannot be reached. Try again in a few minutes; if it goes on, tell the system administrator."),
    "paper_not_now": N_("This paper cannot be issued as things stand now. The page of the matter offers what can be issued; reload it."),
    "template_shipped_already": N_("The shipped template is in use already."),
    # demo and figures
    "demo_not_empty": N_("The database holds an office or an account already: the demo office is loaded into an empty one only."
                         " Nothing was changed."),
    "field_keys_wrong": N_("FIELD_KEYS do not open what the database holds. Bring the file field_keys back from the backup of this database."),
    "field_keys_elsewhere": N_("The keys come from FIELD_KEYS: add the new version there."),
    "office_unknown": N_("There is no judicial bureau “%(name)s”."),
    "office_ambiguous": N_("There are several judicial bureaus: name one with --office."),
}
