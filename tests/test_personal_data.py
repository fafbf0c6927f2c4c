"""docs/personal-data.md is held against the models."""
from __future__ import annotations

from pathlib import Path

from models import TABLES
from models.base import EncryptedField

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "personal-data.md").read_text(encoding="utf-8")
ABOUT_PEOPLE = {"supervisor", "account", "person_key"}


def test_every_sensitive_field_stands_in_the_register() -> None:
    missing = [f"{model._meta.table_name}.{field.name}" for model in TABLES for field in model._meta.sorted_fields
               if isinstance(field, EncryptedField) and not any(
                   f"`{model._meta.table_name}`" in line and f"`{field.name}`" in line for line in PAGE.splitlines())]
    assert missing == []


def test_every_table_that_points_at_a_supervisor_stands_in_the_register() -> None:
    missing = [model._meta.table_name for model in TABLES
               if {"supervisor", "assignment"} & set(model._meta.fields) and f"`{model._meta.table_name}`" not in PAGE]
    assert missing == []


def test_the_register_names_no_table_that_is_gone() -> None:
    names = {model._meta.table_name for model in TABLES}
    rows = [line.split("|")[1] for line in PAGE.split("## Tables about people")[1].splitlines() if line.startswith("| `")]
    named = {part.strip(" `") for row in rows for part in row.split(",")}
    assert named <= names
    assert named >= ABOUT_PEOPLE
