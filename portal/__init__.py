"""The core of the portal; it imports no page."""
