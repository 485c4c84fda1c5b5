"""How the rows of kinds of files that belong to later stages are written: each stage says it for its own tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from sweetspot.stages.creators.services.chunks import Chunk


class Writer(Protocol):
    """What an import asks of a kind of file; `settings.IMPORT_WRITERS` names the one for each kind."""

    #: What a row becomes.
    model: type[models.Model]

    def apply(self, chunk: Chunk, rows: Sequence[tuple[int, Any]]) -> None:
        """Note what these rows change, and an outcome for each."""

    def name(self, chunk: Chunk, identifier: UUID) -> tuple[str, ...]:
        """What makes a new row the same row when a later chunk brings it again."""

    def remove(self, source: str, targets: Sequence[UUID]) -> int:
        """Take back those of an import's new rows that nothing uses; how many."""


def writer(kind: str) -> Writer:
    """The writer for a kind of file of a later stage; KeyError for a kind that has none."""
    return cast(Writer, import_string(settings.IMPORT_WRITERS[kind]))
