"""Bytes and wires: crypto, Word, sheets, mail, storage."""
