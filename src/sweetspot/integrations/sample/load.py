"""How does the sample programme get into a workspace of its own, and out again?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from sweetspot.engines.isolation import scope
from sweetspot.integrations.sample import phrases
from sweetspot.integrations.sample.programme import Programme, Size, programme
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts import services as account_services
from sweetspot.stages.audiences.services import facts as audiences
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.creators.services import add_brand
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.creators.services.comment_rows import author_hash
from sweetspot.stages.creators.services.facts import add_facts as add_creator_facts
from sweetspot.stages.orders import services as orders
from sweetspot.stages.tracking import services as tracking

if TYPE_CHECKING:
    from sweetspot.stages.accounts.models import Member, Person, Workspace
from sweetspot.stages.vetting import services as vetting

#: Told what is being written and how many rows of it are there.
Progress = Callable[[str, int], None]
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a sample consists of, in rows."""

    workspace_id: UUID
    workspace: str
    name: str
    seed: int
    creators: int
    profiles: int
    snapshots: int
    posts: int
    comments: int
    follower_samples: int
    followers: int
    audience_shares: int
    campaigns: int
    partnerships: int
    clicks: int
    orders: int
    refunds: int


def quiet(what: str, rows: int) -> None:
    """Progress that nobody is shown."""


@transaction.atomic
def load(
    owner: Person, *, seed: int, size: Size, today: date, now: datetime, name: str = phrases.BRAND,
    progress: Progress = quiet,
) -> Loaded:  # fmt: skip
    """Make a sample workspace of `owner` and write the programme of a seed and a size into it, all or nothing.

    A sample of the same name that the owner has is removed first. Facts only: the caller runs the pipeline. Raises
    Invalid for a size that is too small.
    """
    _remove(owner, [one for one in samples(owner) if one.workspace.name == name])
    workspace = account_services.create_workspace(
        name, owner=owner, currency="EUR", time_zone="Europe/Berlin", is_sample=True
    )
    with scope(workspace.id):
        made = programme(seed, size, today, salt=str(workspace.id))
        _write_brands(owner, workspace, now)
        loaded = _write(workspace, owner, made, now, progress)
        membership = next(one for one in samples(owner) if one.workspace_id == workspace.id)
        detail = {key: value for key, value in asdict(loaded).items() if isinstance(value, int)}
        actor = accounts.member_actor(owner, membership)
        vetting.add_starters(actor, now=now)
        for creator, wish in zip(made.creators, phrases.WISHES, strict=False):
            told = vetting.Wish(*wish, said_on=today, currency="EUR")
            vetting.note_preference(actor, creator.id, told, now=now)
        account_services.record(actor, "sample.loaded", workspace.slug, detail, now=now)
    return loaded


def samples(owner: Person) -> list[Member]:
    """The sample workspaces of a person."""
    return [one for one in accounts.memberships(owner) if one.workspace.is_sample]


@transaction.atomic
def remove(owner: Person, slug: str | None = None) -> list[str]:
    """Remove the owner's sample workspaces, or the one with this short name; returns the short names removed."""
    return _remove(owner, [one for one in samples(owner) if slug in {None, one.workspace.slug}])


def _remove(owner: Person, doomed: list[Member]) -> list[str]:
    for membership in doomed:
        with scope(membership.workspace_id):
            account_services.remove_sample(accounts.member_actor(owner, membership))
    return [membership.workspace.slug for membership in doomed]


def _write(workspace: Workspace, owner: Person, made: Programme, now: datetime, progress: Progress) -> Loaded:
    creators = _write_creators(workspace.id, made, now, progress)
    partnerships = _write_deals(workspace.id, made, now)
    progress("clicks", 0)
    clicks = tracking.add_facts("click", made.clicks, workspace_id=workspace.id, now=now)
    progress("clicks", clicks)
    _write_orders(workspace, owner, made, now, progress)
    return Loaded(
        workspace.id, workspace.slug, workspace.name, made.frame.seed, **creators, campaigns=len(made.campaigns),
        partnerships=partnerships, clicks=clicks, orders=len(made.orders), refunds=len(made.refunds),
    )  # fmt: skip


def _write_brands(owner: Person, workspace: Workspace, now: datetime) -> None:
    membership = next(one for one in samples(owner) if one.workspace_id == workspace.id)
    actor = accounts.member_actor(owner, membership)
    for name, kind, handle, hashtag in (
        (phrases.BRAND, "own", phrases.BRAND_HANDLE, phrases.BRAND_TAG),
        (phrases.RIVAL, "competitor", phrases.RIVAL_HANDLE, phrases.RIVAL_TAG),
    ):
        add_brand(actor, Asked(name, kind, handles=[handle], hashtags=[hashtag]), now=now)


def _write_creators(workspace_id: UUID, made: Programme, now: datetime, progress: Progress) -> dict[str, int]:
    sign = partial(author_hash, workspace_id)
    profiles = [account.profile for account in made.accounts]
    add = partial(add_creator_facts, workspace_id=workspace_id, now=now)
    return {
        "creators": add("creator", made.creators, progress=partial(progress, "creators")),
        "profiles": add("profile", profiles, progress=partial(progress, "profiles")),
        "snapshots": add("snapshot", made.snapshots(), progress=partial(progress, "readings")),
        "posts": add("post", made.posts(), progress=partial(progress, "posts")),
        "comments": add("comment", made.comments(sign), progress=partial(progress, "comments")),
        **_write_audiences(workspace_id, made, now, progress),
    }


def _write_audiences(workspace_id: UUID, made: Programme, now: datetime, progress: Progress) -> dict[str, int]:
    add = partial(audiences.add_facts, workspace_id=workspace_id, now=now)
    return {
        "follower_samples": add("sample", made.follower_samples()),
        "followers": add("account", made.followers(), progress=partial(progress, "followers")),
        "audience_shares": add("share", made.audience_shares()),
    }


def _write_deals(workspace_id: UUID, made: Programme, now: datetime) -> int:
    deals = made.deals
    agree = partial(campaigns.add_facts, workspace_id=workspace_id, now=now)
    agree("campaign", made.campaigns)
    written = agree("partnership", [deal.partnership for deal in deals])
    agree("terms", [deal.terms for deal in deals if deal.terms])
    agree("gift", [deal.gift for deal in deals if deal.gift])
    equip = partial(tracking.add_facts, workspace_id=workspace_id, now=now)
    equip("domain", [made.domain])
    equip("link", [deal.link for deal in deals if deal.link])
    equip("code", [deal.code for deal in deals if deal.code])
    return written


def _write_orders(workspace: Workspace, owner: Person, made: Programme, now: datetime, progress: Progress) -> None:
    membership = next(one for one in samples(owner) if one.workspace_id == workspace.id)
    actor = accounts.member_actor(owner, membership)
    shop = orders.register_shop(actor, "api", f"{phrases.BRAND} online", domain=phrases.HOST, now=now)
    for first in range(0, len(made.orders), _BATCH):
        lot = made.orders[first : first + _BATCH]
        orders.record_orders(shop, lot, now=now)
        progress("orders", first + len(lot))
    orders.record_refunds(shop, made.refunds, now=now)
