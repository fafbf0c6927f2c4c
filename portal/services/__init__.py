"""Verbs that write: require, rule, save, audit, in one transaction."""
