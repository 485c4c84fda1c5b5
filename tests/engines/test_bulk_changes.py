"""Rows changed and removed in bulk, and rows that come as mappings with JSON among their values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.conftest import NOW

from sweetspot.core.identifiers import new_id
from sweetspot.engines import bulk
from sweetspot.stages.creators.models import Creator, Import, ImportRow

if TYPE_CHECKING:
    from tests.conftest import Brand


def test_rows_may_be_mappings_and_json_is_kept_as_json(in_brand: Brand) -> None:
    job = Import.objects.create(workspace_id=in_brand.workspace.id, kind="creators", file_name="a.csv", file_bytes=1)
    rows = [
        {"job_id": job.id, "number": 1, "outcome": "updated", "reason": "", "target": None,
         "before": {"name": "Zoë\t\\N"}, "raw": ["a", "b"]},
        {"job_id": job.id, "number": 2, "outcome": "rejected", "reason": "no\nname", "target": None,
         "before": None, "raw": None},
    ]  # fmt: skip
    assert bulk.insert(ImportRow, rows, workspace_id=in_brand.workspace.id, now=NOW) == 2
    first, second = ImportRow.objects.order_by("number")
    assert (first.before, first.raw, first.created_at) == ({"name": "Zoë\t\\N"}, ["a", "b"], NOW)
    assert (second.before, second.raw, second.reason) == (None, None, "no\nname")


def test_each_row_gets_its_own_new_values_and_others_keep_theirs(in_brand: Brand) -> None:
    mara, lou, ole = (
        Creator.objects.create(workspace=in_brand.workspace, name=name) for name in ("Mara", "Lou", "Ole")
    )
    bulk.update(
        Creator,
        [
            {"id": mara.id, "tags": ["met"], "country": "DE", "updated_at": NOW.isoformat()},
            {"id": lou.id, "tags": [], "country": None, "updated_at": NOW.isoformat()},
        ],
    )
    told = Creator.objects.order_by("name").values_list("name", "tags", "country")
    assert list(told) == [("Lou", [], None), ("Mara", ["met"], "DE"), ("Ole", [], None)]
    assert Creator.objects.get(id=mara.id).updated_at == NOW
    assert Creator.objects.get(id=ole.id).updated_at != NOW


def test_only_the_named_rows_are_removed(in_brand: Brand) -> None:
    mara, lou = (Creator.objects.create(workspace=in_brand.workspace, name=name) for name in ("Mara", "Lou"))
    assert bulk.remove(Creator, [mara.id, new_id()]) == 1
    assert list(Creator.objects.values_list("id", flat=True)) == [lou.id]
