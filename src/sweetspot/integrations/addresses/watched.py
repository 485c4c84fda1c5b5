"""A file that may be replaced while we run: read again when it changed, kept as it was where it became unreadable."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

Content = TypeVar("Content")

logger = logging.getLogger(__name__)


class Watched(Generic[Content]):
    """What a file says now, or said when it could last be read; `problem` says why it cannot, empty where it can."""

    def __init__(self, what: str, path: Path | None, read: Callable[[Path], Content]) -> None:
        """`what` names it in messages; no path stands for a file that nobody supplies."""
        self._what, self._path, self._read = what, path, read
        self._seen: tuple[int, int, int] | None = None
        self.content: Content | None = None
        self.problem = ""

    def look(self) -> None:
        """Read the file where it is not what it was; to be called every second or so."""
        if self._path is None:
            return
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_size, status.st_ino)
            if seen == self._seen:
                return
            self._seen = seen
            self.content, problem = self._read(self._path), ""
        except (OSError, ValueError) as error:
            problem = f"{self._path.name} cannot be read: {error}"
            self._seen = None if isinstance(error, OSError) else self._seen
        if problem and problem != self.problem:
            kept = "what it said before holds" if self.content is not None else "nothing is known without it"
            logger.error("%s: %s; %s", self._what, problem, kept)
        self.problem = problem
