"""The application for the server: settings from the environment, the core, and every page."""
from __future__ import annotations

import sys

import views
from portal.factory import create_app
from portal.settings import SettingsError, load

try:
    app = create_app(load(), views.register)
except SettingsError as error:
    sys.exit(f"The portal does not start. {error}")
