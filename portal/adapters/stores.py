"""Where uploaded files lie, outside the web root: a folder, or a bucket that speaks S3, chosen by FILE_STORE_URL."""
from __future__ import annotations

import os
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import fsspec

from portal.adapters.storage import sm3_of
from portal.domain.errors import DomainError, NotFound
from portal.settings import SettingsError


class Store(ABC):
    """Files whose name is the SM3 of their bytes."""

    def put(self, content: bytes) -> str:
        """Keep a file and return its digest (64 hex digits); the same bytes are kept once, and never half-written."""
        digest = sm3_of(content)
        if not self._there(digest):
            self._write(digest, content)
        return digest

    def get(self, digest: str) -> bytes:
        """Return a file's bytes. Raises NotFound for what is not there, and for bytes that were changed behind our back."""
        content = self._read(digest) if self.holds(digest) else b""
        if sm3_of(content) != digest:
            raise NotFound("not_found")
        return content

    def holds(self, digest: str) -> bool:
        """Whether there is a file of this digest; False for what is no digest at all."""
        return re.fullmatch("[0-9a-f]{64}", digest) is not None and self._there(digest)

    @abstractmethod
    def _there(self, digest: str) -> bool: ...

    @abstractmethod
    def _read(self, digest: str) -> bytes: ...

    @abstractmethod
    def _write(self, digest: str, content: bytes) -> None: ...


class FolderStore(Store):
    """A folder that its owner alone may read; a file gets its name once the disk has all of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _there(self, digest: str) -> bool:
        return self._path(digest).is_file()

    def _read(self, digest: str) -> bytes:
        return self._path(digest).read_bytes()

    def _write(self, digest: str, content: bytes) -> None:
        path = self._path(digest)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


class BucketStore(Store):
    """A bucket, or whatever else `fsspec` opens: each object is sent as a whole, so that nobody ever reads half of one.

    `open_files` gives the file system; it is asked each time, as a connection must not be shared with a process that forked off.
    """

    def __init__(self, open_files: Callable[[], Any], root: str) -> None:
        self._open_files, self._root = open_files, root.rstrip("/")

    def _there(self, digest: str) -> bool:
        with _reached():
            return bool(self._open_files().isfile(self._path(digest)))

    def _read(self, digest: str) -> bytes:
        with _reached(gone=NotFound("not_found")):
            return bytes(self._open_files().cat_file(self._path(digest)))

    def _write(self, digest: str, content: bytes) -> None:
        with _reached():
            self._open_files().pipe_file(self._path(digest), content)

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"


@contextmanager
def _reached(gone: DomainError | None = None) -> Iterator[None]:
    """Turn whatever a bucket's client breaks with into one refusal in a sentence; `gone` where an object or the bucket is not there."""
    try:
        yield
    except FileNotFoundError as error:
        raise gone or DomainError("store_unreachable") from error
    except Exception as error:  # each client has errors of its own, of the network and of the bucket
        raise DomainError("store_unreachable") from error


def open_store(url: str, folder: Path) -> Store:
    """Return the store of a FILE_STORE_URL: `s3://bucket/prefix`, `file:///folder`, or `folder` where it is empty.

    The bucket itself is not asked yet. Raises SettingsError when a folder cannot be made, or the package that opens buckets is missing.
    """
    scheme, _, path = url.partition("://")
    if scheme in ("", "file"):
        return FolderStore(_made(Path(unquote(path)) if path else folder))
    try:
        fsspec.get_filesystem_class(scheme)
    except (ImportError, ValueError) as error:
        raise SettingsError(f"FILE_STORE_URL: {scheme}:// needs a package that is not installed; see “Files in a bucket” in docs/operations.md") from error
    return BucketStore(lambda: fsspec.filesystem(scheme, use_listings_cache=False), path)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"FILE_STORE_URL: the folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SettingsError(f"FILE_STORE_URL: the folder {folder} cannot be written")
    return folder
