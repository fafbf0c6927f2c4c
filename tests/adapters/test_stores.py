"""Files by their SM3, in a folder and in a bucket: the same promises in both."""
from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from portal import extensions
from portal.adapters.stores import BucketStore, FolderStore, Store, open_store
from portal.domain.errors import DomainError, NotFound
from portal.settings import SettingsError

DIGEST_OF_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.fixture(autouse=True)
def no_objects_left() -> Iterator[None]:
    """The memory of fsspec's file system is one for the whole process."""
    yield
    MemoryFileSystem.store.clear()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    url = f"file://{tmp_path / 'files'}" if request.param == "folder" else "memory://bucket/portal"
    return open_store(url, tmp_path / "unused")


def kept(store: Store, tmp_path: Path) -> dict[str, bytes]:
    """Everything that lies in the store, by its path."""
    if isinstance(store, FolderStore):
        return {str(path.relative_to(tmp_path / "files")): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    return {path.removeprefix("/bucket/portal/"): file.getvalue() for path, file in MemoryFileSystem.store.items()}


def test_what_is_put_is_got_under_its_sm3(store: Store, tmp_path: Path) -> None:
    digest = store.put(b"abc")
    assert (digest, store.get(digest), store.holds(digest)) == (DIGEST_OF_ABC, b"abc", True)
    assert kept(store, tmp_path) == {f"66/{digest}": b"abc"}


def test_the_same_bytes_are_kept_once(store: Store, tmp_path: Path) -> None:
    assert store.put(b"abc") == store.put(b"abc") != store.put(b"abd")
    assert len(kept(store, tmp_path)) == 2
    assert store.get(store.put(b"")) == b""


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd", "66c7", "A" * 64, f"{'0' * 64}\n", "/" * 64, "*" * 64])
def test_what_is_not_there_is_not_found(store: Store, digest: str) -> None:
    assert not store.holds(digest)
    with pytest.raises(NotFound):
        store.get(digest)


def test_bytes_changed_behind_our_back_are_not_handed_out(store: Store, tmp_path: Path) -> None:
    digest = store.put(b"abc")
    if isinstance(store, FolderStore):
        (tmp_path / "files" / digest[:2] / digest).write_bytes(b"abd")
    else:
        fsspec.filesystem("memory").pipe_file(f"/bucket/portal/66/{digest}", b"abd")
    with pytest.raises(NotFound):
        store.get(digest)


def test_a_folder_is_its_owners_alone(tmp_path: Path) -> None:
    digest = open_store("", tmp_path / "files").put(b"abc")
    path = tmp_path / "files" / "66" / digest
    assert [one.stat().st_mode & 0o777 for one in (path, path.parent, path.parent.parent)] == [0o600, 0o700, 0o700]


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        FolderStore(tmp_path).put(b"abc")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(("fails", "error"), [
    ("isfile", PermissionError), ("pipe_file", PermissionError), ("cat_file", PermissionError), ("pipe_file", FileNotFoundError)])
def test_a_bucket_that_cannot_be_reached_or_is_not_there_is_a_refusal_in_a_sentence(fails: str, error: type[OSError]) -> None:
    def broken(*_args: object) -> None:
        raise error("Access Denied")

    files = SimpleNamespace(**{"isfile": lambda path: fails == "cat_file", "cat_file": lambda path: b"", "pipe_file": lambda *file: None} | {fails: broken})
    store = BucketStore(lambda: files, "bucket")
    with pytest.raises(DomainError, match="store_unreachable"):
        store.get("0" * 64) if fails == "cat_file" else store.put(b"abc")


def test_an_object_that_vanishes_meanwhile_is_not_found() -> None:
    def gone(path: str) -> bytes:
        raise FileNotFoundError(path)

    with pytest.raises(NotFound):
        BucketStore(lambda: SimpleNamespace(isfile=lambda path: True, cat_file=gone), "bucket").get("0" * 64)


def test_a_bucket_without_its_package_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(scheme: str) -> None:
        raise ImportError("Install s3fs to access S3")

    monkeypatch.setattr(fsspec, "get_filesystem_class", missing)
    with pytest.raises(SettingsError, match=r"FILE_STORE_URL.*docs/operations.md"):
        open_store("s3://bucket/portal", tmp_path)


def test_a_folder_that_cannot_be_written_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: path != tmp_path / "files")
    with pytest.raises(SettingsError, match="FILE_STORE_URL"):
        open_store("", tmp_path / "files")


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file")
    with pytest.raises(SettingsError, match="FILE_STORE_URL"):
        open_store(f"file://{tmp_path}/files/below", tmp_path)


def test_the_application_keeps_files_in_its_instance_folder_by_default(application: object, app: object) -> None:
    with application.app_context():
        assert isinstance(extensions.store(), FolderStore)
        assert extensions.store().get(extensions.store().put(b"abc")) == b"abc"
        assert (extensions.settings().instance / "files" / "66" / DIGEST_OF_ABC).is_file()
