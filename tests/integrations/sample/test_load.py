"""The sample gets into a workspace of its own and leaves without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from tests.conftest import NOW

from sweetspot.engines.isolation import scope
from sweetspot.integrations.sample import load as loading
from sweetspot.integrations.sample.programme import Size
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.attribution import services as attribution

if TYPE_CHECKING:
    from uuid import UUID

    from tests.conftest import Brand

    from sweetspot.integrations.sample.load import Loaded

SMALL = Size(creators=60, days=150, posts=1_200)
TABLES = {
    "creators": "creators_creator",
    "profiles": "creators_profile",
    "snapshots": "creators_snapshot",
    "posts": "creators_post",
    "comments": "creators_comment",
    "follower_samples": "audiences_followersample",
    "followers": "audiences_followeraccount",
    "audience_shares": "audiences_audienceshare",
    "campaigns": "campaigns_campaign",
    "partnerships": "campaigns_partnership",
    "clicks": "tracking_click",
    "orders": "orders_order",
    "refunds": "orders_refund",
}


def make(ana: Brand, **options: object) -> Loaded:
    return loading.load(ana.owner, seed=3, size=SMALL, today=NOW.date(), now=NOW, **options)  # type: ignore[arg-type]


def rows(workspace: UUID) -> dict[str, int]:
    found = {}
    with scope(workspace), connection.cursor() as cursor:
        for name, table in TABLES.items():
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[name] = cursor.fetchone()[0]
    return found


def test_a_loaded_sample_is_a_marked_workspace_with_every_row_that_was_counted(ana: Brand) -> None:
    told: list[tuple[str, int]] = []
    loaded = make(ana, progress=lambda what, count: told.append((what, count)))
    assert rows(loaded.workspace_id) == {name: getattr(loaded, name) for name in TABLES}
    assert ("posts", loaded.posts) in told
    (mine, sample) = accounts.memberships(ana.owner)
    assert (mine.workspace.is_sample, sample.workspace.is_sample) == (False, True)
    assert (sample.workspace.name, sample.role) == ("Ondrel & Wren", "owner")
    with scope(loaded.workspace_id):
        actions = [entry.action for entry in accounts.audit_trail()]
    noted = [*["preference.noted"] * 3, *["word_list.created"] * 6]
    assert actions == ["sample.loaded", *noted, "shop.registered", "brand.added", "brand.added"]


def test_loading_again_replaces_the_sample_and_leaves_real_workspaces_alone(ana: Brand) -> None:
    first, second = make(ana), make(ana)
    assert first.workspace_id != second.workspace_id
    assert first.workspace == second.workspace == "ondrel-wren"
    assert rows(first.workspace_id) == dict.fromkeys(TABLES, 0)
    assert [one.workspace_id for one in accounts.memberships(ana.owner)] == [ana.workspace.id, second.workspace_id]


def test_the_same_sample_stands_in_two_workspaces_and_removing_takes_the_named_one(ana: Brand) -> None:
    one, two = make(ana, name="One"), make(ana, name="Two")
    assert rows(one.workspace_id) == rows(two.workspace_id)
    assert loading.remove(ana.owner, "one") == ["one"]
    assert rows(one.workspace_id) == dict.fromkeys(TABLES, 0)
    assert rows(two.workspace_id)["creators"] == 60
    assert loading.remove(ana.owner, "ana-s-brand") == []


def test_the_self_purchase_is_seen_by_the_rules(ana: Brand) -> None:
    loaded = make(ana)
    with scope(loaded.workspace_id), connection.cursor() as cursor:
        attribution.attribute_all(now=NOW)
        cursor.execute("SELECT count(*) FROM attribution_attribution WHERE reason LIKE '%%self-purchase%%'")
        assert cursor.fetchone()[0] == 2
        cursor.execute("SELECT array_agg(DISTINCT rule ORDER BY rule) FROM attribution_attribution")
        assert cursor.fetchone()[0] == [1, 2, 3, 4, 6, None]
