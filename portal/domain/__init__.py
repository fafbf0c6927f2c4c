"""Rules as data and pure functions."""
