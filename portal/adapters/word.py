"""Word papers from editable templates: the same data and template always give the same bytes."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateError, meta
from jinja2.sandbox import SandboxedEnvironment

MOMENT = (2000, 1, 1, 0, 0, 0)
"""The time that every part of the file carries, as a clock would make each rendering different."""
LARGEST = 20 * 1024 * 1024
CORE = "docProps/core.xml"


class TemplateRefused(Exception):
    """A template cannot be used; the text says why, in the template's own terms."""


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True)


def render(template: bytes, data: Mapping[str, Any]) -> bytes:
    """Return the paper of a docx template filled with data, byte for byte the same each time. Raises TemplateRefused."""
    document = _opened(template)
    try:
        document.render(dict(data), _environment(), autoescape=True)
    except TemplateError as error:
        raise TemplateRefused(str(error)) from error
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue())


def template_fields(template: bytes) -> set[str]:
    """Return the names of the fields that a template uses. Raises TemplateRefused."""
    document = _opened(template)
    document.init_docx()
    environment = _environment()
    try:
        texts = [document.patch_xml(document.get_xml()), *_margins(document)]
        return set().union(*(meta.find_undeclared_variables(environment.parse(text)) for text in texts))
    except TemplateError as error:
        raise TemplateRefused(str(error)) from error


def _margins(document: DocxTemplate) -> list[str]:
    """Return the texts of headers and footers."""
    return [document.patch_xml(text.decode() if isinstance(text, bytes) else text)
            for kind in (document.HEADER_URI, document.FOOTER_URI)
            for text in (document.get_part_xml(part) for _, part in document.get_headers_footers(kind))]


def _opened(template: bytes) -> DocxTemplate:
    """Return the template when it is a docx of a sane size without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            names = set(archive.namelist())
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise TemplateRefused("not a docx file") from error
    if "word/document.xml" not in names or any("vbaProject" in name for name in names) or size > LARGEST:
        raise TemplateRefused("not a plain docx file")
    return DocxTemplate(io.BytesIO(template))


def repacked(document: bytes) -> bytes:
    """Return a docx with its parts in order and every clock in it stopped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == CORE:
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def text_of(document: bytes) -> str:
    """Return the words of a docx's body, one paragraph a line, for checks and previews."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        xml = archive.read("word/document.xml").decode()
    lines = re.sub(r"</w:p>", "\n", xml)
    return re.sub(r"<[^>]+>", "", lines)
