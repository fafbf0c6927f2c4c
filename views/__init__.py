"""Every page in menu order: one list."""
from __future__ import annotations

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme
from flask_babel import lazy_gettext as _l

from views import (
    activities,
    annual_reports,
    applicants,
    appointments,
    assessment_opinions,
    assessment_rounds,
    assessment_scheme,
    assessments,
    attachments,
    audit,
    auth,
    bulletins,
    calendars,
    conduct,
    corrections,
    coverage,
    dashboards,
    departures,
    dossier,
    draws,
    feedback,
    flat_columns,
    formatting,
    frame,
    frozen_figures,
    home,
    imports,
    kit,
    links,
    materials,
    meetings,
    notice_words,
    notices,
    offices,
    opinions,
    own_fields,
    papers,
    plans,
    recruitment_reviews,
    recruitments,
    saved_filters,
    search,
    settings,
    statistics,
    subsidies,
    subsidy_batches,
    subsidy_rates,
    subsidy_years,
    suggestions,
    supervisors,
    trainings,
    users,
    verification,
    visits,
)

MODULES = (
    home, activities, plans, calendars, notices, draws, opinions, feedback, verification, supervisors, dossier, appointments, recruitments, applicants,
    recruitment_reviews, conduct, departures, corrections, imports, trainings, materials,
    subsidy_batches, subsidies, subsidy_years, subsidy_rates, assessment_rounds, assessments, assessment_opinions, visits, suggestions, meetings,
    bulletins, statistics, dashboards, coverage, frozen_figures, annual_reports, papers, attachments, search, offices, users, settings, own_fields,
    notice_words, saved_filters, audit, flat_columns, assessment_scheme,
)
"""Modules whose `pages()` stand in the menu, in the order of the work."""


def register(app: Flask) -> None:
    """Add all pages, filters and the frame to the application."""
    formatting.register_filters(app)
    kit.init_app(app)
    frame.init_app(app)
    app.register_blueprint(auth.blueprint)
    app.register_blueprint(links.blueprint)
    app.register_blueprint(calendars.blueprint)
    theme = Theme(folder="admin", base_template="admin/base.html")
    index = home.HomePage(name=_l("Home"), endpoint="home", url="/", menu_icon_value="home")
    admin = Admin(app, name="portal", url="/", theme=theme, index_view=index, category_icon_classes=kit.CATEGORY_ICONS)
    for module in MODULES:
        for page in module.pages():
            admin.add_view(page)
