"""Every page in menu order: one list."""
from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_admin import Admin
from flask_admin.theme import Theme

from views import auth, formatting, frame, home

TEMPLATES = Path(__file__).resolve().parent / "templates"

MODULES = (home,)
"""Modules whose `pages()` stand in the menu, in the order of the work."""


def register(app: Flask) -> None:
    """Add all pages, filters and the frame to the application."""
    formatting.register_filters(app)
    frame.init_app(app)
    app.register_blueprint(auth.blueprint)
    admin = Admin(app, name="portal", url="/", theme=Theme(folder="admin", base_template="admin/base.html"), index_view=home.HomePage())
    for module in MODULES:
        for page in module.pages():
            admin.add_view(page)
