"""Rows written in bulk are like rows written one by one, behind the same wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.conftest import NOW

from sweetspot.core.identifiers import new_id
from sweetspot.engines import bulk

if TYPE_CHECKING:
    from tests.conftest import Brand


@dataclass(frozen=True, slots=True)
class Row:
    """A creator as a bulk writer brings it."""

    name: str
    tags: list[str]
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A row with an id of its own."""

    id: UUID
    name: str


def test_rows_get_their_values_their_own_ids_and_the_models_defaults(in_brand: Brand) -> None:
    from sweetspot.stages.creators.models import Creator

    written = bulk.insert(
        Creator, [Row("Mara", ["met"], "DE"), Row("Lou", [])], workspace_id=in_brand.workspace.id, now=NOW
    )
    assert written == 2
    mara, lou = Creator.objects.order_by("-name")
    assert (mara.name, mara.tags, mara.country, mara.notes, mara.email) == ("Mara", ["met"], "DE", "", None)
    assert (lou.tags, lou.country, lou.created_at, lou.updated_at) == ([], None, NOW, NOW)
    assert mara.id != lou.id
    assert mara.workspace_id == in_brand.workspace.id


def test_progress_is_told_after_each_lot(in_brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    from sweetspot.stages.creators.models import Creator

    monkeypatch.setattr(bulk, "LOT", 2)
    told: list[int] = []
    rows = (Row(f"c{number}", []) for number in range(5))
    assert bulk.insert(Creator, rows, workspace_id=in_brand.workspace.id, now=NOW, progress=told.append) == 5
    assert told == [2, 4, 5]
    assert Creator.objects.count() == 5


def test_no_rows_are_no_work(in_brand: Brand) -> None:
    from sweetspot.stages.creators.models import Creator

    assert bulk.insert(Creator, [], workspace_id=in_brand.workspace.id, now=NOW) == 0


def test_a_repeated_id_is_refused_as_a_whole(in_brand: Brand) -> None:
    from sweetspot.stages.creators.models import Creator

    twice = [Named(new_id(), "Mara")] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Creator, twice, workspace_id=in_brand.workspace.id, now=NOW)
    assert Creator.objects.count() == 0


def test_a_field_that_is_no_column_is_refused(in_brand: Brand) -> None:
    from sweetspot.stages.creators.models import Snapshot

    with pytest.raises(ValueError, match="has no columns name"):
        bulk.insert(Snapshot, [Named(new_id(), "Mara")], workspace_id=in_brand.workspace.id, now=NOW)


def test_the_wall_holds_for_rows_of_another_workspace(in_brand: Brand, cleo: Brand) -> None:
    from sweetspot.stages.creators.models import Creator

    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        bulk.insert(Creator, [Row("Mara", [])], workspace_id=cleo.workspace.id, now=NOW + timedelta(days=1))
    assert Creator.objects.count() == 0
