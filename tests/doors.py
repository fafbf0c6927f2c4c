"""Who gets in where: endpoint → roles, as access.md says it; read by test_doors, which fails for an address that is not named here."""
from __future__ import annotations

from portal.domain.permissions import ROLES

ALL = " ".join(ROLES)
BUSINESS = "clerk leader finance officer chief"
BOTH = "clerk leader officer chief"
BUREAU = "clerk leader"

REGISTERS: dict[str, tuple[str, str]] = {
    # endpoint: who reads, who writes
    "supervisors": (BUREAU, "clerk"),
    "appointments": (BUREAU, "clerk"),
    "leave": (BUREAU, "clerk"),
    "undertakings": (BUREAU, "clerk"),
    "recruitments": (BUREAU, "clerk"),
    "applicants": (BUREAU, "clerk"),
    "recruitment_reviews": ("officer", ""),
    "trainings": (BUREAU, "clerk"),
    "participants": (BUREAU, "clerk"),
    "materials": (BUREAU, "clerk"),
    "subscriptions": (BUREAU, "clerk"),
    "subsidies": ("clerk leader finance", "clerk"),
    "subsidy_batches": ("clerk leader finance", ""),
    "subsidy_rates": ("clerk leader system_admin", ""),
    "assessments": (BUREAU, "leader"),
    "assessment_rounds": (BUREAU, ""),
    "assessment_opinions": ("officer", ""),
    "offices": ("clerk leader officer chief system_admin", "system_admin"),
    "users": ("system_admin security_admin", "system_admin"),
    "own_fields": ("clerk leader system_admin security_admin", "system_admin"),
    "picklists": ("clerk leader system_admin security_admin", "system_admin"),
    "audit": ("audit_admin", ""),
    "activities": (BOTH, "officer"),
    "plans": (BOTH, "clerk"),
    "opinions": (BOTH, ""),
    "papers": (BOTH, ""),
    "attachments": ("clerk leader finance officer", ""),
    "visits": (BUREAU, "clerk"),
    "suggestions": ("clerk leader officer", ""),
    "meetings": ("clerk leader officer", "clerk"),
    "bulletins": ("clerk leader officer", ""),
    "imports": (BUREAU, ""),
    "awards": (BUREAU, "clerk"),
    "discipline": (BUREAU, "clerk"),
    "departures": (BUREAU, ""),
    "corrections": (BUREAU, ""),
}

DOORS: dict[str, str] = {
    "home.index": ALL,
    "frame.printed": ALL,
    "search.index": BUSINESS,
    "statistics.index": BOTH,
    "statistics.people": BOTH,
    "statistics.rows": BOTH,
    "statistics.fairness": BUREAU,
    "coverage.index": BUREAU,
    "coverage.export": BUREAU,
    "statistics.export": BOTH,
    "annual_reports.index": BUREAU,
    "annual_reports.issue": "clerk",
    "charts.index": BOTH,
    "charts.rows": BOTH,
    "snapshots.index": BUREAU,
    "snapshots.show": BUREAU,
    "snapshots.rows": BUREAU,
    "snapshots.export": BUREAU,
    "snapshots.create": "clerk",
    "permissions.index": "system_admin security_admin audit_admin clerk leader",
    "auth.password": ALL,
    "auth.own_sessions": ALL,
    "auth.end_session": "clerk",  # the session asked for is the clerk's: nobody else knows it
    # requests and activities
    "activities.lead": "officer",
    "activities.move": "officer",
    "activities.step": "officer",  # asked for with `submit`
    "activities.phone": "clerk leader",  # the officer from confirmation on (queries.activities.phone_open)
    # the yearly plan
    "plans.sheet": BOTH,
    "calendar.index": BOTH,
    "calendar.feed": BOTH,
    "plans.step": "leader",  # asked for with `enforce`
    # notices, attendance, feedback
    "notices.index": BUREAU,
    "notices.show": BUREAU,
    "notices.texts": "clerk",
    "notices.texts_for_all": "clerk",
    "notices.attempt": "clerk",
    "notices.resend": "clerk",
    "notices.withdraw": "clerk",
    "notices.phone": "clerk leader",
    "attendance.index": BOTH,
    "attendance.show": BOTH,
    "attendance.mark": "clerk officer",
    "feedback.index": BOTH,
    "feedback.show": BOTH,
    "feedback.give": "clerk officer",
    # opinions
    "opinions.create_view": "clerk",
    "opinions.from_paper": "clerk officer",
    "opinions.act": "clerk",  # asked for with `route`
    "opinions.people": "clerk",
    "opinions.invite": "clerk",
    # files beside records
    "attachments.details_view": "",
    "attachments.fetch": "",  # the file's bytes lie nowhere here (views/test_attachments)
    "attachments.put": "clerk",
    "attachments.withdraw": "clerk",
    # contact: own rows are those that lie with, or went to, 乌海市人民检察院
    "visits.settle": "clerk",
    "suggestions.create_view": "clerk",
    "suggestions.step": "clerk",  # asked for with `route`
    "suggestions.invite": "clerk",
    "meetings.minutes": "clerk",
    "meetings.issue": "clerk",
    "meetings.cancel": "clerk",
    "meetings.decision": "clerk officer",  # asked for with `settle`
    "bulletins.create_view": "clerk officer",
    "bulletins.edit_view": "clerk",  # the bureau wrote it
    "bulletins.send": "clerk",
    "bulletins.open": "officer",  # it went from the bureau to the procuratorate
    "bulletins.answer": "officer",
    # papers
    "papers.download": BOTH,
    "papers.record": BOTH,
    "papers.issue": "clerk officer",  # asked for with `duty_sign_in`, about an activity
    "templates.index": "clerk leader system_admin",
    "templates.fetch": "clerk leader system_admin",
    "templates.shipped": "clerk leader system_admin",
    "templates.sample": "clerk leader system_admin",
    "templates.upload": "system_admin",
    "templates.restore": "system_admin",
    # draws
    "draws.index": BOTH,
    "draws.show": BOTH,
    "draws.live": BOTH,
    "draws.record": BOTH,
    "draws.pool": BUREAU,
    "draws.conflict": "clerk",
    "draws.exclude": "leader",
    "draws.readmit": "",  # nobody is left out here
    "draws.seal": "clerk",
    "draws.witness": "officer",
    "draws.digits": "officer",
    "draws.phoned_digits": "clerk",
    "draws.free": "clerk",
    "draws.confirm": "clerk",
    "draws.second_round": "leader",
    "draws.change_place": "leader",
    "draws.propose_recusal": "officer",
    "draws.declare_recusal": "clerk",
    "draws.decide_recusal": "clerk",
    "verify.index": BOTH,
    "verify.check": BOTH,
    "verify.lookup": BOTH,
    "verify.tool": BOTH,
    # people
    "supervisors.find": BUREAU,
    "supervisors.photo": "",  # nobody has a portrait here
    "supervisors.put_photo": "clerk",
    "appointments.end": "clerk leader",
    "departures.open": "clerk",
    "dossier.index": BUREAU,
    "dossier.whole": BUREAU,
    "dossier.form": BUREAU,
    "dossier.own_data": BUREAU,
    "dossier.link": "clerk",
    "corrections.apply": "clerk",
    "corrections.decline": "clerk",
    "departures.step": "leader",  # asked for with `decide`
    "appointments.create_view": "clerk leader",  # a renewal is the leader's
    # learning
    "learning.index": BUREAU,
    "trainings.enrol": "clerk",
    "trainings.texts": "clerk",
    "trainings.mark": "clerk",
    "trainings.check_in": "clerk",
    "trainings.add": "clerk",
    "trainings.open_screen": "clerk",
    "trainings.close_screen": "clerk",
    "trainings.ask_feedback": "clerk",
    "trainings.give_feedback": "clerk",
    "trainings.sheet": "clerk",
    "materials.ask": "clerk",
    "materials.texts": "clerk",
    "materials.receipt": "clerk",
    "subscriptions.people": "clerk",
    # subsidies
    "subsidies.agree": "leader",
    "subsidies.take_back": "clerk",
    "subsidy_batches.create_view": "clerk",
    "subsidy_batches.step": "clerk finance",  # asked for with `review`
    "subsidy_batches.decide": "clerk",
    "subsidy_batches.sheet": "clerk leader finance",
    "subsidy_batches.bank": "finance",
    "subsidy_rates.create_view": "system_admin",
    "subsidy_rates.examples": "system_admin",
    "subsidy_rates.step": "leader",  # asked for with `sign`
    "subsidy_years.index": "clerk leader finance",
    "subsidy_years.statement": "clerk leader finance",
    "subsidy_years.budget": "clerk",
    # recruitment
    "recruitments.balance": BUREAU,
    "recruitments.export_balance": BUREAU,
    "recruitments.public_list": BUREAU,
    "recruitments.papers": BUREAU,
    "recruitments.step": "clerk",  # asked for with `publish`
    "recruitments.step_back": "clerk",
    "recruitments.link": "clerk",
    "recruitments.end_links": "clerk",
    "recruitments.ask": "clerk",
    "recruitments.object": "clerk",
    "recruitments.handle": "clerk",
    "recruitments.reveal_objector": "",  # the objection here is anonymous
    "recruitments.swear": "clerk",
    "applicants.check": "clerk",
    "applicants.inspect": "clerk",
    "applicants.propose": "clerk",
    "applicants.withdraw": "clerk",
    "recruitment_reviews.edit_view": "officer",
    "supervisors.export_form": BUREAU,
    "supervisors.export_file": BUREAU,
    # imports
    "imports.create_view": "clerk",
    "imports.blank": BUREAU,
    "imports.columns": "clerk",
    "imports.recheck": "clerk",
    "imports.choose": "clerk",
    "imports.commit": "clerk",
    "imports.discard": "clerk",
    "imports.undo": "clerk",
    "imports.wrong": "clerk",
    # grading
    "assessments.act": "clerk",  # asked for with `score`
    "assessments.rows": BUREAU,
    "assessments.word": BUREAU,
    "assessment_rounds.create_view": "clerk",
    "assessment_rounds.table": BUREAU,
    "assessment_rounds.act": "clerk",  # asked for with `review`
    "assessment_rounds.hear": "clerk",  # asked for with `texts`
    "assessment_rounds.file": BUREAU,
    "assessment_opinions.edit_view": "officer",
    "grading_scheme.index": "system_admin clerk leader security_admin",
    "grading_scheme.save": "system_admin",
    # settings
    "notice_words.index": "system_admin clerk leader security_admin",
    "notice_words.put": "system_admin",
    "notice_words.restore": "system_admin",
    "saved.index": ALL,
    "saved.put": ALL,
    "saved.remove": "",  # nobody has one here
    "flat.index": "system_admin clerk leader security_admin",
    "flat.save": "system_admin",
    "days.index": "system_admin clerk leader security_admin",
    "days.put": "system_admin",
    "days.clear": "system_admin",
    "rules.index": "system_admin clerk leader security_admin",
    "rules.new": "system_admin",
    "rules.withdraw": "system_admin",
    # accounts, trail
    "users.disable": "system_admin",
    "users.enable": "system_admin",
    "users.roles": "security_admin",
    "users.reset": "security_admin",
    "users.unlock": "security_admin",
    "audit.verify": "audit_admin",
    "audit.export": "",
    "users.export": "",
}
"""Roles that get in, own rows given."""

OPEN = frozenset({"static", "home.static", "auth.sign_in", "auth.sign_out", "auth.alive", "auth.language", "feeds.show"})
"""What needs no session; a calendar feed has a token of its own (views/test_calendar)."""
