"""Files by digest in a folder outside the web root; kinds are told by content, never by name."""
from __future__ import annotations

import io
import os
import re
import unicodedata
import zipfile
from pathlib import Path

from cryptography.hazmat.primitives import hashes

from portal.domain.errors import DomainError

MEGABYTE = 1024 * 1024
LIMIT_MB = 10
SIGNS = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "application/pdf": b"%PDF-",
}
ZIPPED = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SHORT = {
    "image/jpeg": "JPG", "image/png": "PNG", "image/webp": "WEBP", "application/pdf": "PDF",
    ZIPPED["word/document.xml"]: "Word (.docx)", ZIPPED["xl/workbook.xml"]: "Excel (.xlsx)",
}
IMAGES = ("image/jpeg", "image/png", "image/webp")


class Store:
    """A folder in which a file's name is the SM3 of its bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes) -> str:
        """Keep a file and return its digest; the same bytes are kept once."""
        hasher = hashes.Hash(hashes.SM3())
        hasher.update(content)
        digest = hasher.finalize().hex()
        path = self._path(digest)
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = path.with_name(f"{digest}.{os.getpid()}")
            draft.write_bytes(content)
            draft.replace(path)
        return digest

    def get(self, digest: str) -> bytes:
        """Return a file's bytes. Raises DomainError not_found."""
        if not re.fullmatch("[0-9a-f]{64}", digest) or not self._path(digest).exists():
            raise DomainError("not_found")
        return self._path(digest).read_bytes()

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def kind_of(content: bytes) -> str:
    """Return the media type of a file by its content; empty when it is none of ours."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[:4] == b"PK\x03\x04":
        return _zipped_kind(content)
    return next((kind for kind, sign in SIGNS.items() if content.startswith(sign)), "")


def _zipped_kind(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        return ""
    macros = any("vbaProject" in name for name in names)
    return "" if macros else next((kind for part, kind in ZIPPED.items() if part in names), "")


def check(content: bytes, kinds: tuple[str, ...], limit_mb: int = LIMIT_MB) -> str:
    """Return the media type of an uploaded file. Raises DomainError file_too_large (limit), file_kind_refused (kinds)."""
    if len(content) > limit_mb * MEGABYTE:
        raise DomainError("file_too_large", field="file", limit=limit_mb)
    kind = kind_of(content)
    if kind not in kinds:
        raise DomainError("file_kind_refused", field="file", kinds=", ".join(SHORT[known] for known in kinds))
    return kind


def safe_name(name: str) -> str:
    """Return a file name without folders, control signs and what file systems refuse; never empty, 120 characters at most."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    clean = re.sub(r'[\x00-\x1f\x7f<>:"|?*]', "", last).strip(". ")
    return clean[-120:] or "file"
