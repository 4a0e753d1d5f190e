"""What a demo's folder remembers about each database it was used with."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from portal.embedded.folder import DATABASE, Folder


class Database:
    """The SQLite file in the folder, or what ``DATABASE_URL`` names (``is_external``)."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        address = os.environ.get("DATABASE_URL", "")
        self.is_external = bool(address)
        self._name = hashlib.sha256(address.encode()).hexdigest()[:12] if address else "embedded"

    def facts(self) -> dict[str, Any]:
        """Fingerprints recorded when this database was last prepared; none for a new one."""
        known = dict(self._folder.remembered().get("databases", {}).get(self._name, {}))
        return known if self.is_external or (self._folder / DATABASE).is_file() else {}

    def remember(self, **facts: Any) -> None:
        """Add to ``facts``; a fact of None is forgotten."""
        everything = dict(self._folder.remembered().get("databases", {}))
        merged = {**self.facts(), **facts}
        everything[self._name] = {name: fact for name, fact in merged.items() if fact is not None}
        self._folder.remember(databases=everything)

    def is_new(self) -> bool:
        """Whether it may be made from nothing: it isn't there, or its making was interrupted."""
        return not self.is_external and (not (self._folder / DATABASE).is_file() or bool(self._marked_unfinished()))

    def begin(self) -> None:
        """Remove what an interrupted start left, forget the rest of it, and note that the making has begun."""
        self._folder.discard_database()
        others = {
            name: facts for name, facts in self._folder.remembered().get("databases", {}).items() if name != self._name
        }
        self._folder.remember(unfinished=True, databases=others)

    def finish(self) -> None:
        """Note that the database is whole."""
        self._folder.remember(unfinished=None)

    def _marked_unfinished(self) -> Any:
        return self._folder.remembered().get("unfinished")
