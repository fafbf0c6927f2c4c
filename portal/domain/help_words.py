"""The help text of each page, written for a clerk: what the page is for and what is done next. One table, by endpoint.

A page's own text stands under `endpoint.method`, the one of all its other pages under `endpoint`.
"""
from __future__ import annotations

from portal.domain.labels import N_
from portal.domain.words import assessment, liaison, planning, subsidies

HELP: dict[str, str] = {
    # everyday
    "home": N_("Everything that waits for you, the overdue first; a click on a line leads to where it is done. Days are working days by the "
               "official calendar. A line vanishes by itself once the act is done."),
    "search": N_("Type a name, its initials, a code, a work unit, a number, or words of a title or a text. Only what your role may see is found. "
                 "The key / brings you to the search box from any page."),
    "auth.password": N_("After the change all your other sessions end. Nobody, not even an administrator, can read your password."),
    "auth.own_sessions": N_("Each line is a place where your account is signed in. End what you do not know, then change your password."),
    # the chain
    "activities": N_("A request becomes an activity once the bureau accepts it. Search by number, title or place; filters can be combined, and "
                     "the address of the page keeps them. Open a line to see what can be done now."),
    "activities.details_view": N_("The line on top shows how far the activity is. The blue button is what is to be done next by you; everything "
                                  "else stands under “More”. Phone numbers are shown for a reason, which is kept."),
    "activities.create_view": N_("Fill in what the people drawn need to know, and no secrets: they read title, place and remark. The lead time is "
                                 "counted in working days as soon as a date is chosen. A draft can be kept and sent later."),
    "activities.edit_view": N_("Change what is wrong and send the request again. Nothing that you typed is lost when the portal refuses something."),
    "notices": N_("Write the texts, copy them to WeChat or SMS, or call and read the script. Log every attempt: who was asked when, and what the "
                  "answer was. Who cannot come gives the place back, and the next in the drawn order takes it."),
    "draws": N_("Requests that wait for a sealed list, for digits or for answers. The draw is fixed by the sealed list and the digits of the "
                "procuratorate; nobody can steer it, and either side can verify it later."),
    "draws.show": N_("Both offices watch this page; it refreshes by itself. First the bureau seals the list, then the procuratorate enters six "
                     "digits of its own choice, and the order appears at once. Write down or photograph the seal before the digits."),
    "draws.pool": N_("Who is in the list and who is not, each with the reason. Decide conflicts and recusals first. After sealing neither the list "
                     "nor the places nor the time can be changed."),
    "opinions": N_("Opinions on activities and on own initiative. Those on own initiative are passed to a procuratorate first. The days to answer "
                   "count in working days; overdue ones are red."),
    "opinions.details_view": N_("An opinion is locked once given. What is not adopted in full needs an explanation; the answer is told to the "
                                "supervisor, and the telling is recorded. A supervisor may object once; the chief procurator decides."),
    "feedback": N_("For each person who attended: on time, prepared, conduct. Below, in general words, what became of the case. The activity can be "
                   "closed when both are given."),
    "attendance": N_("Mark who came. An excused absence needs a word of explanation. When everybody is marked the activity is held; marks can be "
                     "corrected until it is closed."),
    "verify": N_("Check the record of a draw step by step, from a file that you kept or from this portal. The off-line verifier does the same "
                 "without the portal, on any computer."),
    # people
    "supervisors": N_("The register of people's supervisors. Search by name, initials, code or work unit. Sensitive values are hidden; an exact ID "
                      "number or phone can be looked up above the list."),
    "supervisors.details_view": N_("All that is kept on a person. A sensitive value is shown for a reason; your name, the time and the reason go to "
                                   "the trail. Terms, leave and undertakings are entered under “More”."),
    "dossier": N_("One file per person, put together by itself from what was done; nothing is typed for it. Each tab and each line of the story "
                  "opens its source. It can be printed, made into the register form, or sent to the person by a link."),
    "corrections": N_("What supervisors say is wrong in their own file. Make the correction, or leave the file as it is and say why; the person reads "
                      "the answer by the link."),
    "supervisors.create_view": N_("The ID number fills birth date and sex. The code is given by itself when left empty. After saving, enter the term: "
                                  "without one nobody is drawn."),
    "appointments": N_("Terms of office. A person has one live term, and at most two in a row. Warnings come six and three months before the end."),
    "recruitments": N_("Recruitment rounds from the notice to the certificates. Draft a round with its days and places; each step says what still "
                       "stands in its way, and cannot be taken before."),
    "recruitments.details_view": N_("The line on top shows how far the round is; the blue button is the next step. Make the link for the form here, ask "
                                    "the procuratorate, handle objections, record the oath. Lists, figures and papers stand under the tabs."),
    "recruitments.balance": N_("How applicants, people proposed and people appointed are spread over counties, public servants, sex, age and "
                               "professions. A mark is a warning, not a bar."),
    "applicants": N_("Who applied, in all rounds. Enter applications that came on paper; tick several people to pass, propose or hold them back at "
                     "once. ID number, phone and address are hidden."),
    "applicants.details_view": N_("One application: what the person declared, what both offices found, and the inspections. What can be done now stands "
                                  "on top. Whoever is appointed is registered from it, and nothing is typed twice."),
    "recruitment_reviews": N_("The judicial bureau asks what you know of these applicants. Say that nothing is known against them, one by one or for "
                              "several at once, or what speaks against. No case secrets."),
    "leave": N_("Whoever is on leave on the day of an activity is left out of its list by itself."),
    "undertakings": N_("Signed secrecy undertakings. Without one a person is marked in the list before sealing."),
    "awards": N_("Awards with their day, level and by whom they were given. The paper can be kept beside each entry."),
    "discipline": N_("Disciplinary measures: what happened, when, and the decision. The papers can be kept beside each entry."),
    "departures": N_("Removals and resignations as cases: opened on the page of a term, heard, decided, told. The decision ends the term and gets a "
                     "numbered paper; nobody is ever deleted."),
    "trainings": N_("Training classes with their hours and who attended. Everybody attends at least one class a year; first-duty training is "
                    "marked in the list before sealing."),
    "trainings.details_view": N_("From top to bottom: enrol people, write the notices, open the check-in on the day, then mark who did not come. The "
                                 "code on the check-in screen changes every minute; a person on the list checks in by phone, others at the desk."),
    "participants": N_("Who is on the list of which class, with answer, check-in, certified hours, exam mark and certificate. Only who was merely "
                       "enrolled can be taken off the list; others are marked as absent or excused."),
    "materials": N_("What supervisors are to read: enter it, add the file or the web address, choose who reads it and by when, then send the "
                    "texts. Each reader confirms by the own link."),
    "materials.details_view": N_("Who has read it, and who is still to be reminded. Writing the texts again reminds only those who have not read it; who "
                                 "says so by phone is entered here."),
    "subscriptions": N_("Magazines and newspapers ordered for a year, with their copies and amount, and who gets them. They stand in each person's file."),
    "learning": N_("Classes, hours and materials of everybody in office, by year. Who still lacks the yearly class stands first; from October on the "
                   "home page reminds of them. Both numbers can be changed under “Rules and limits”."),
    **subsidies.HELP,
    **assessment.HELP,
    **liaison.HELP,
    **planning.HELP,
    # figures and papers
    "statistics": N_("The figures of a year by mode, procuratorate and month. An activity counts once it is held and somebody attended. Every number "
                     "opens its rows; tables can be exported."),
    "charts": N_("The figures of a year as charts. Choose year, part and procuratorate on top. A click on a bar, or on a number in the table "
                 "below the chart, opens the rows that it counts."),
    "annual_reports": N_("Issue the report on a year as a Word file with its tables. Choose frozen figures if the year was reported already, so that the "
                         "report says the same; each report issued is kept and never changes."),
    "snapshots": N_("Freeze the figures of a period before you report them. Afterwards the portal shows beside each frozen value the one of today, "
                    "and names the rows that made a difference. A frozen period cannot be changed or removed."),
    "statistics.people": N_("For each person: drawn, substitute, served, did not come and why, opinions. Every number opens its rows."),
    "statistics.fairness": N_("How often each person was drawn, beside what an honest draw would give. Few people outside the range are usual; it is "
                              "a statement on the draws, not on the people."),
    "papers": N_("Papers as they were issued, letters with their numbers. They never change; the Word file is made when it is first opened. New "
                 "ones are issued on the page of the activity, the draw or the opinion that they are about, under “Papers”."),
    "attachments": N_("The files that lie beside records. A file is added on the page of the record that it belongs to."),
    "templates": N_("The Word files that papers are made with, one for each kind. Download one, change its wording, keep the fields in double "
                    "braces, and upload it: each field that it does not have is named. Papers issued before stay with the template of their day."),
    # imports and exports
    "imports": N_("Upload a roster, a list of participants, past activities or awards as the office keeps it. Each row says what would happen and what is "
                  "wrong, cell by cell; nothing is written before you take it over, and a whole import can be undone while nothing was built on it."),
    "imports.create_view": N_("Choose what the sheet holds and the file. Headings are recognised by many names; dates such as 1985.03 or 1985年3月 and words "
                              "such as 党员 or 本科 are understood. ID numbers must be text, else their last digits are lost."),
    "imports.columns": N_("Say which column is which. What you correct here is remembered for your office."),
    "supervisors.export_form": N_("Choose the columns. Sensitive values need a reason, which goes to the audit trail. The whole file can be imported again."),
    # system
    "flat": N_("Which columns the flat sheet for the national system has, in which order and under which headings, for each bureau."),
    "offices": N_("Bureaus and procuratorates, each with its named contact, who stands on every request."),
    "users": N_("Accounts. The system administrator makes them, the security administrator gives the roles and unlocks; neither can do the other's "
                "part. An account is closed, never deleted."),
    "picklists": N_("The values that forms offer. A value that is no longer offered stays on old rows. Synonyms are understood when rosters are "
                    "imported."),
    "own_fields": N_("Fields that your office needs and the portal does not have. A field made here appears at once in people's forms, filters, "
                     "files and exports; kind and class stay as they were made."),
    "notice_words": N_("What people are sent and told on each occasion. Change the words, keep the fields that begin with $: the portal refuses a "
                       "text that leaves people without time, place or a way to answer. “Show how it reads” tries words without using them."),
    "saved": N_("Filters that you saved stand above their list; only you see them."),
    "rules": N_("Limits and days, each with its source and from when it holds. A new value holds from a day on; what was done before stays judged by "
                "the old one. Please confirm those that are marked so."),
    "days": N_("Working days by the official notices. Add or take away a day only where your office's own order says so; all deadlines follow."),
    "permissions": N_("Who may do what. The table is part of the program: pages, acts and searches all ask it."),
    "audit": N_("Every act with who, when and from where. Rows cannot be changed; “Verify the whole trail” recomputes every one of them."),
}


def help_of(endpoint: str) -> str:
    """Return the help text of a page by its endpoint (`blueprint.method`); empty for none."""
    return HELP.get(endpoint) or HELP.get(endpoint.partition(".")[0], "")
