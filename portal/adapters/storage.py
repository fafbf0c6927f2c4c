"""What an uploaded file is: its kind by its content, never by its name; its digest; the name under which it may be kept."""
from __future__ import annotations

import io
import re
import unicodedata
import zipfile

from cryptography.hazmat.primitives import hashes

from portal.domain.errors import DomainError

MEGABYTE = 1024 * 1024
LIMIT_MB = 10

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHORT = {
    "image/jpeg": "JPG", "image/png": "PNG", "image/webp": "WebP", "application/pdf": "PDF", DOCX: "Word (.docx)", XLSX: "Excel (.xlsx)",
}
"""The media types that may be kept at all, as people call them."""
IMAGES = ("image/jpeg", "image/png", "image/webp")

SIGNS = (
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("application/pdf", re.compile(rb"%PDF-\d")),
)
ZIP_SIGN = b"PK\x03\x04"
ZIPPED = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
ACTIVE = re.compile(r"vbaProject|/activeX/|/embeddings/[^/]*\.bin|/macrosheets/", re.IGNORECASE)
"""Parts of a document that could run something."""
MOST_PARTS, LARGEST_UNPACKED = 5000, 100 * MEGABYTE

NAME_LIMIT = 120
REFUSED_IN_NAMES = re.compile(r'[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff<>:"|?*]')
"""Control signs, invisible ones and those that turn the reading direction, and what file systems refuse."""


def sm3_of(content: bytes) -> str:
    """Return the SM3 of bytes as 64 hex digits."""
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(content)
    return hasher.finalize().hex()


def kind_of(content: bytes) -> str:
    """Return the media type of a file by its content; empty when it is none of ours."""
    if content.startswith(ZIP_SIGN):
        return _zipped_kind(content)
    return next((kind for kind, sign in SIGNS if sign.match(content)), "")


def _zipped_kind(content: bytes) -> str:
    """Return the kind of an Office file without macros, embedded files or a size that only shows when it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError):
        return ""
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        return ""
    names = {entry.filename for entry in entries}
    if any(ACTIVE.search(name) for name in names):
        return ""
    return next((kind for part, kind in ZIPPED.items() if part in names), "")


def check(content: bytes, kinds: tuple[str, ...], limit_mb: int = LIMIT_MB) -> str:
    """Return the media type of an uploaded file. Raises DomainError file_too_large (limit), file_kind_refused (kinds)."""
    if len(content) > limit_mb * MEGABYTE:
        raise DomainError("file_too_large", field="file", limit=limit_mb)
    kind = kind_of(content)
    if kind not in kinds:
        raise DomainError("file_kind_refused", field="file", kinds=", ".join(SHORT[known] for known in kinds))
    return kind


def safe_name(name: str) -> str:
    """Return a file name without folders, control signs and what file systems refuse; never empty, 120 characters at most.

    The ending survives the cutting of a long name.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = REFUSED_IN_NAMES.sub("", last).strip(". ") or "file"
    stem, dot, ending = clean.rpartition(".")
    return clean if len(clean) <= NAME_LIMIT else f"{stem[:NAME_LIMIT - len(ending) - 1]}{dot}{ending}"[-NAME_LIMIT:]
