"""How many rows of the book are read: page by page, so that a page costs what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

Shown = TypeVar("Shown")


class Rows(Generic[Shown]):
    """Rows of the workspace in scope in the order of a query; only the slice that is asked for is read."""

    def __init__(self, rows: QuerySet[Any, Any], show: Callable[[Sequence[Any]], list[Shown]]) -> None:
        self._rows = rows
        self._show = show

    def __len__(self) -> int:
        return self._rows.count()

    def __iter__(self) -> Iterator[Shown]:
        return iter(self._show(list(self._rows)))

    def __getitem__(self, part: slice) -> list[Shown]:
        return self._show(list(self._rows[part]))
