"""Word papers from editable templates: the same data and template always give the same bytes."""
from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, meta, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOMENT = (2000, 1, 1, 0, 0, 0)
"""The time that every part of the file carries, as a clock would make each rendering different."""
CORE = "docProps/core.xml"
CLOCKS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

LARGEST_UNPACKED = 20 * 1024 * 1024
ACTIVE = re.compile(r"vbaProject|/activeX/|/embeddings/[^/]*\.bin", re.IGNORECASE)
KNOWN_NODES = (nodes.Output, nodes.TemplateData, nodes.Getattr, nodes.For, nodes.If, nodes.CondExpr, nodes.Const, nodes.Not, nodes.And,
               nodes.Or, nodes.Compare, nodes.Operand, nodes.Concat)
"""What a template may be made of beside names, filters and tests: lists and conditions. Nothing that calls or computes."""
KNOWN_FILTERS = ("default", "join", "length", "first", "last", "trim")
KNOWN_TESTS = ("defined",)
OF_A_LOOP = ("index", "first", "last", "length")

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
"""The properties of the file in which docxtpl fills fields."""


class TemplateRefused(Exception):
    """A template cannot be used; the text quotes the place in it, in no language of its own."""


class PaperEnvironment(ImmutableSandboxedEnvironment):
    """The small language of the templates."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, finalize=_printable)
        self.globals.clear()

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Jinja's hook for every source it reads. Raises TemplateRefused for a syntax error and for what is not in the language."""
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError as error:
            raise TemplateRefused(_quoted(source, error.lineno)) from error
        for node in tree.find_all(nodes.Node):
            if not _is_known(node):
                raise TemplateRefused(_quoted(source, node.lineno))
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look into the lines of a list and the loop itself; nothing else has fields."""
        if isinstance(obj, LoopContext) and attribute in OF_A_LOOP:
            return getattr(obj, attribute)
        try:
            return obj[attribute] if isinstance(obj, Mapping) else self.undefined(obj=obj, name=attribute)
        except KeyError:
            return self.undefined(obj=obj, name=attribute)


def _is_known(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Filter):
        return node.name in KNOWN_FILTERS
    if isinstance(node, nodes.Test):
        return node.name in KNOWN_TESTS
    if isinstance(node, nodes.Name):
        return node.name != "self"  # the one name that jinja itself fills in
    return isinstance(node, KNOWN_NODES)


def _quoted(source: str, line: int | None) -> str:
    """Return the words at a line of a template; a few of jinja's nodes do not know theirs."""
    return re.sub(r"<[^>]*>", "", source if line is None else source.splitlines()[line - 1]).strip()[:100]


def _printable(value: Any) -> Any:
    """Return a value as it may stand in a paper; what was escaped already stays as it is."""
    return "" if value is None else UNWRITABLE.sub("", value) if type(value) is str else value


def render(template: bytes, data: Mapping[str, Any]) -> bytes:
    """Return the paper of a docx template filled with data, byte for byte the same each time. Raises TemplateRefused."""
    with _opened(template) as document:
        document.render(dict(data), PaperEnvironment(), autoescape=True)
        stream = io.BytesIO()
        document.save(stream)
        return repacked(stream.getvalue())


def template_fields(template: bytes) -> set[str]:
    """Return the names of the fields that a template uses anywhere, those of a list's lines as `list.field`. Raises TemplateRefused."""
    environment = PaperEnvironment()
    with _opened(template) as document:
        trees = [environment.parse(source) for source in _sources(document)]
    return {name for tree in trees for name in (*meta.find_undeclared_variables(tree), *_dotted_fields(tree))}


def _dotted_fields(tree: nodes.Template) -> Iterator[str]:
    """Give `list.field` for each field that the lines of a list are asked for, in branches that no sample takes too."""
    lines = {"loop"}
    for loop in tree.find_all(nodes.For):
        if isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name):
            lines.add(loop.target.name)
            yield from (f"{loop.iter.name}.{field}" for part in loop.body for name, field in _dotted(part) if name == loop.target.name)
    yield from (f"{name}.{field}" for name, field in _dotted(tree) if name not in lines)


def _dotted(part: nodes.Node) -> Iterator[tuple[str, str]]:
    return ((found.node.name, found.attr) for found in part.find_all(nodes.Getattr) if isinstance(found.node, nodes.Name))


def _sources(document: DocxTemplate) -> Iterator[str]:
    """Give everything that docxtpl renders: body, headers, footers, footnotes, properties; each paragraph on a line of its own."""
    texts = [document.get_xml()]
    texts += [document.get_part_xml(part) for kind in (document.HEADER_URI, document.FOOTER_URI)
              for _, part in document.get_headers_footers(kind)]
    texts += [part.blob.decode() for part in document.docx.part.package.parts if part.content_type.endswith(".footnotes+xml")]
    yield from (re.sub(r"<w:p([ >])", r"\n<w:p\1", document.patch_xml(text)) for text in texts)
    yield from (getattr(document.docx.core_properties, name) for name in PROPERTIES)


@contextmanager
def _opened(template: bytes) -> Iterator[DocxTemplate]:
    """Give the template for reading; whatever goes wrong with it then is its own fault."""
    try:
        _check_archive(template)
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
        _check_outward(document)
        yield document
    except TemplateRefused:
        raise
    except Exception as error:  # python-docx, lxml and docxtpl break in many ways on a file that only looks like Word
        raise TemplateRefused(str(error)[:100]) from error


def _check_archive(template: bytes) -> None:
    """Refuse macros, embedded programs, and a size that only shows when the file is unpacked."""
    with zipfile.ZipFile(io.BytesIO(template)) as archive:
        entries = archive.infolist()
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise TemplateRefused(f"> {LARGEST_UNPACKED // 2**20} MB")
    for entry in entries:
        if ACTIVE.search(entry.filename):
            raise TemplateRefused(entry.filename)


def _check_outward(document: DocxTemplate) -> None:
    """Refuse what Word would fetch from elsewhere when the letter is opened; a link that someone has to click is none of that."""
    for relation in document.docx.part.package.iter_rels():
        if relation.is_external and not relation.reltype.endswith("/hyperlink"):
            raise TemplateRefused(relation.target_ref[:100])


def repacked(document: bytes) -> bytes:
    """Return a docx with its parts in order and every clock in it stopped."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in sorted(set(source.namelist())):
            content = source.read(name)
            part = zipfile.ZipInfo(name, MOMENT)
            part.create_system = 0
            target.writestr(part, CLOCKS.sub(rb"\g<1>2000-01-01T00:00:00Z", content) if name == CORE else content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
