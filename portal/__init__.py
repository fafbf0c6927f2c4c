"""The core of the portal; it imports no page."""
from __future__ import annotations

VERSION = "0.3.0"
