"""How far a long work has come, in a small file beside the database: its transaction shows nothing to others before it ends."""
from __future__ import annotations

import json
import secrets
from pathlib import Path


class Progress:
    """A folder with one file for each work that is running."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def tell(self, work: str, done: int, total: int) -> None:
        """Keep how many of how many are done; a reader never sees half a file."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._folder / f"{work}.{secrets.token_hex(8)}"
        draft.write_text(json.dumps([done, total]))
        draft.replace(self._folder / work)

    def read(self, work: str) -> tuple[int, int] | None:
        """Return done and total, or None for a work that nothing was told of."""
        try:
            done, total = json.loads((self._folder / work).read_text())
        except (OSError, ValueError):
            return None
        return done, total

    def forget(self, work: str) -> None:
        """Take the file of a work that has ended away."""
        (self._folder / work).unlink(missing_ok=True)
