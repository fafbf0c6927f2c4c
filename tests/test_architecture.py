"""What no other tool holds: the house's own rules (house.md), read from the source as text."""
from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = sorted(path for folder in ("models", "portal", "views") for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "views" / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").glob("*.js")) + sorted((ROOT / "static").glob("*.css"))


def trees() -> list[tuple[Path, ast.Module]]:
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in PRODUCT]


def test_there_is_something_to_read() -> None:
    assert len(PRODUCT) > 60
    assert len(TEMPLATES) > 20
    assert SCRIPTS


def test_one_class_alone_builds_on_flask_admins_model_view() -> None:
    found = [f"{path.name}:{node.name}" for path, tree in trees() for node in ast.walk(tree)
             if isinstance(node, ast.ClassDef) and any("ModelView" in ast.unparse(base) for base in node.bases)]
    assert found == ["base.py:Register"]


def test_no_import_stands_inside_a_function() -> None:
    found = [f"{path.name}:{inner.lineno}" for path, tree in trees() for node in ast.walk(tree)
             if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
             for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom)]
    assert found == []


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_keep_to_their_length(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    tree = ast.parse(text)
    long = [node.name for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > 50]
    assert long == []
    assert not re.search(r"(utils|helpers|misc|common|manager)\.py$", path.name)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_product_asserts_nothing_prints_nothing_and_reads_no_clock_in_rules(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert "print" not in calls
    if path.relative_to(ROOT).parts[:2] in (("portal", "domain"), ("portal", "services"), ("portal", "queries")):
        assert not calls & {"datetime.now", "datetime.utcnow", "date.today", "time.time", "random.random", "random.choice"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_inline_script_style_or_handler_and_load_from_nowhere_else(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"\sstyle\s*=\s*[\"']", text)
    assert not re.search(r"<style|javascript:|hx-on|hx-vals=['\"]js:", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(src|href|action)=[\"'](https?:)?//", text)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_and_styles_run_on_a_chromium_of_2020(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    newer = [":has(", "color-mix(", "oklch(", "@container", "@layer", "structuredClone", ".at(", "replaceAll(", "Object.hasOwn", "inset:",
             "aspect-ratio", ":is(dialog", "findLast(", "Object.groupBy", "@property", "dvh", "subgrid", "text-wrap"]
    assert [word for word in newer if word in text and not (word == "replaceAll(" and "Chromium 85" in text)] == []
    assert not re.search(r"https?://(?!www\.w3\.org/)", text)


def test_no_path_of_a_machine_and_no_unfinished_word_is_left() -> None:
    words = re.compile(r"TODO|FIXME|XXX|NotImplementedError|/home/|/root/|/tmp/")
    found = [str(path.relative_to(ROOT)) for path in [*PRODUCT, *TEMPLATES, *SCRIPTS] if words.search(path.read_text(encoding="utf-8"))]
    assert found == []
