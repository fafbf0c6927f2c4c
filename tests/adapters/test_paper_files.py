"""Every kind of paper as a Word file: the shipped template shows all that its sample holds, to python-docx and, where it is there, to LibreOffice."""
from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as Opened

from portal.adapters import word
from portal.domain.paper_form import NOTHING
from portal.domain.papers import FORMS
from portal.queries.papers import shipped

NUMBER = "某司监〔2026〕3号"
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICE, READER = shutil.which("soffice"), shutil.which("pdftotext")


def fields(kind: str) -> dict[str, Any]:
    form = FORMS[kind]
    return form.fill(NUMBER if form.numbered else "", form.sample)


def values(filled: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Each field that says something, with what it says; those of lines by their dotted names."""
    for name, value in filled.items():
        if isinstance(value, list):
            for line in value:
                yield from values(line, f"{name}.")
        elif value not in ("", NOTHING):
            yield f"{path}{name}", str(value)


def bare(text: str) -> str:
    """The signs of a text without the blanks and line ends that setting it in type adds or takes away."""
    return "".join(text.split())


def opened(kind: str) -> Opened:
    return Document(io.BytesIO(word.render(shipped(kind), fields(kind))))


def missing(kind: str, text: str) -> list[tuple[str, str]]:
    return [(name, value) for name, value in values(fields(kind)) if bare(value) not in bare(text)]


@pytest.mark.parametrize("kind", FORMS)
def test_the_word_file_shows_every_field_of_the_sample(kind: str) -> None:
    parts = [opened(kind).element.body, *(section.footer._element for section in opened(kind).sections)]
    text = "".join(node.text or "" for part in parts for node in part.iter(f"{WORDS}t"))
    assert missing(kind, text) == []
    assert "{{" not in text and "{%" not in text


@pytest.mark.parametrize("kind", FORMS)
def test_the_page_is_a4_and_the_file_says_nothing_of_who_made_it(kind: str) -> None:
    document = opened(kind)
    sides = {round(side / 36000) for section in document.sections for side in (section.page_width, section.page_height)}
    properties = document.core_properties
    assert sides == {210, 297}
    assert (properties.author, properties.comments, properties.last_modified_by) == ("", "", "")


@pytest.fixture(scope="module")
def as_printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of each paper as LibreOffice prints it: all files in one run, with a profile of its own."""
    folder = tmp_path_factory.mktemp("papers")
    for kind in FORMS:
        (folder / f"{kind}.docx").write_bytes(word.render(shipped(kind), fields(kind)))
    subprocess.run([str(OFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf", "--outdir", str(folder),
                    *map(str, sorted(folder.glob("*.docx")))], check=True, timeout=240, capture_output=True)
    return {kind: _text(folder / f"{kind}.pdf") for kind in FORMS}


def _text(path: Path) -> str:
    return subprocess.run([str(READER), "-raw", str(path), "-"], check=True, timeout=60, capture_output=True, text=True).stdout


@pytest.mark.skipif(OFFICE is None or READER is None, reason="LibreOffice (soffice) and pdftotext are not on this machine")
@pytest.mark.parametrize("kind", FORMS)
def test_libreoffice_prints_every_field_of_the_sample(as_printed: dict[str, str], kind: str) -> None:
    assert missing(kind, as_printed[kind]) == []
