"""Numbered, frozen migrations; portal.schema runs them."""
