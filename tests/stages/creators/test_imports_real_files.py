"""Real exports of five origins come in as they are, without a cell edited."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sweetspot.stages.creators.models import Comment, Creator, Post, Profile, Snapshot
from sweetspot.stages.creators.services import import_check, import_undo, imports

if TYPE_CHECKING:
    from conftest import Brand

SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).parents[4] / "shared")) / "data"
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.shared

FILES = [
    ("creators", "tides_tiktok_influencers/influencers.csv", {"network": "tiktok"}, (3500, 3500, 0, 0, 0)),
    ("creators", "hypeauditor_top1000/instagram_2022-03.csv", {"network": "instagram"}, (1000, 997, 0, 3, 0)),
    ("creators", "hypeauditor_top1000/instagram_2022-06.csv", {"network": "instagram"}, None),
    ("creators", "hypeauditor_top1000/instagram_2022-09.csv", {"network": "instagram"}, None),
    ("creators", "hypeauditor_top1000/instagram_global_top1000_audience_country.csv", {}, (1000, 1000, 0, 0, 0)),
    (
        "creators",
        "hypeauditor_top1000/instagram_top200_influence_score.csv",
        {"network": "instagram"},
        (200, 198, 0, 0, 2),
    ),
    ("creators", "hypeauditor_top1000/tiktok_2022-03.csv", {"network": "tiktok"}, None),
    ("creators", "hypeauditor_top1000/tiktok_2022-06.csv", {"network": "tiktok"}, None),
    ("creators", "hypeauditor_top1000/tiktok_2022-09.csv", {"network": "tiktok"}, None),
    ("creators", "hypeauditor_top1000/youtube_2022-03.csv", {"network": "youtube"}, None),
    ("creators", "hypeauditor_top1000/youtube_2022-06.csv", {"network": "youtube"}, None),
    ("creators", "hypeauditor_top1000/youtube_2022-09.csv", {"network": "youtube"}, None),
    (
        "creators",
        "brightdata_samples/tiktok_profiles.csv",
        {"network": "tiktok", "rate_unit": "fraction"},
        (600, 600, 0, 0, 0),
    ),
    ("creators", "brightdata_samples/x_posts.csv", {"network": "x"}, None),
    ("posts", "brightdata_samples/x_posts.csv", {"network": "x"}, (700, 700, 0, 0, 0)),
    ("comments", "brightdata_samples/instagram_comments.csv", {"network": "instagram"}, (700, 700, 0, 0, 0)),
    ("comments", "brightdata_samples/tiktok_comments.csv", {"network": "tiktok"}, (700, 700, 0, 0, 0)),
    ("creators", "ig_climbers_likes/accounts.csv", {"network": "instagram"}, (1774, 1774, 0, 0, 0)),
    ("posts", "ig_climbers_likes/posts.csv", {"network": "instagram"}, (4999, 4999, 0, 0, 0)),
    ("creators", "ig_indonesia_influencers/accounts_without_posts.csv", {"network": "instagram"}, (196, 196, 0, 0, 0)),
]


def real(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the real data sets are not here")
    return path


@contextmanager
def uploaded(brand: Brand, kind: Any, name: str, options: dict[str, Any]) -> Iterator[Any]:
    with real(name).open("rb") as file:
        job = imports.upload(brand.actor, kind, file, name=Path(name).name, now=NOW)
    yield imports.choose(job.id, options=options)


@pytest.mark.parametrize(("kind", "name", "options", "expected"), FILES, ids=[f"{row[0]} {row[1]}" for row in FILES])
def test_a_real_file_comes_in_unedited(
    in_brand: Brand, kind: str, name: str, options: dict[str, Any], expected: tuple[int, ...] | None
) -> None:
    with uploaded(in_brand, kind, name, options) as job:
        summary = import_check.check(in_brand.workspace.id, job.id, now=NOW)
        imports.start(in_brand.actor, job.id, now=NOW)
        done = imports.run(in_brand.workspace.id, job.id, clock=lambda: NOW)
    counts = (done.rows_read, done.rows_created, done.rows_updated, done.rows_skipped, done.rows_rejected)
    assert counts == (summary.read, summary.created, summary.updated, summary.skipped, summary.rejected)
    assert done.rows_read == sum(counts[1:])
    assert expected in (None, counts)
    assert done.rows_created > done.rows_read * 0.15


def test_the_wave_with_shifted_headers_takes_no_wrong_column(in_brand: Brand) -> None:
    with uploaded(in_brand, "creators", "hypeauditor_top1000/instagram_2022-06.csv", {"network": "instagram"}) as job:
        shown = imports.preview(job)
    assert {column.name: column.field for column in shown.columns if column.field} == {
        "instagram name": "handle", "influencer name": "name", "Category_1": "category",
        "Subscribers count (2)": "followers",
    }  # fmt: skip
    assert "shifted" in shown.notes[0]


def test_thirty_thousand_posts_come_in_and_can_be_undone(in_brand: Brand) -> None:
    with uploaded(in_brand, "creators", "ig_indonesia_influencers/accounts.csv", {"network": "instagram"}) as accounts:
        imports.start(in_brand.actor, accounts.id, now=NOW)
        imports.run(in_brand.workspace.id, accounts.id, clock=lambda: NOW)
    with uploaded(in_brand, "posts", "ig_indonesia_influencers/posts.csv.gz", {"network": "instagram"}) as job:
        imports.start(in_brand.actor, job.id, now=NOW)
        done = imports.run(in_brand.workspace.id, job.id, clock=lambda: NOW)
    assert (done.rows_read, done.rows_created, Post.objects.count()) == (33_705, 33_705, 33_705)
    assert (Creator.objects.count(), Snapshot.objects.count()) == (367, 367)
    newest = Post.objects.get(external_id="CCXR2t6BN_6")
    assert (newest.profile.handle, newest.likes, newest.format) == ("princessyahrini", 154_552, "image")
    assert newest.published_at == datetime(2020, 7, 8, 2, 6, 49, tzinfo=UTC)
    undone = import_undo.undo(in_brand.actor, job.id, now=NOW)
    assert (undone.removed, undone.kept, Post.objects.count(), Profile.objects.count()) == (33_705, 0, 0, 367)
    assert not Comment.objects.exists()
