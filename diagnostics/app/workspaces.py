"""Finding a workspace and opening it for reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diagnostics.model.content.library import Library
    from diagnostics.store import Workspace


@dataclass(frozen=True)
class WorkspaceAt:
    """A workspace that is opened when it is needed: its folder or the URL of its database, and its passphrase."""

    location: Path | str
    passphrase: str | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path | None:
        """The folder; None where it is a database."""
        return self.location if isinstance(self.location, Path) else None

    def to_read(self, library: Library | None = None) -> Workspace:
        """Open it so that nothing is written; with a library, what may not stand by it does not count."""
        from diagnostics.store import open_workspace

        return open_workspace(
            self.location, author="", device="", read_only=True, library=library, passphrase=self.passphrase
        )
