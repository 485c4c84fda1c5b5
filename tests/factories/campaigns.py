"""Rows of campaigns for tests: a creator with a profile, a campaign, a partnership in it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.campaigns.models import Campaign, Partnership
    from sweetspot.stages.creators.models import Profile

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def make_profile(actor: Actor, name: str = "Anna Krüger", handle: str = "", followers: int = 20_000) -> Profile:
    """A creator with one Instagram profile."""
    from sweetspot.stages.creators.models import Creator, Profile

    creator = Creator.objects.create(workspace_id=actor.workspace_id, name=name)
    return Profile.objects.create(
        workspace_id=actor.workspace_id, creator=creator, network="instagram", followers=followers,
        handle=handle or name.lower().replace(" ", "."),
    )  # fmt: skip


def make_campaign(actor: Actor, name: str = "Spring", **fields: Any) -> Campaign:
    """A campaign that leads to shop.example."""
    from sweetspot.stages.campaigns import services

    given: dict[str, Any] = {
        "landing_url": "https://shop.example/spring", "currency": "EUR", "starts_on": date(2026, 6, 1),
    }  # fmt: skip
    return services.create_campaign(actor, name, **(given | fields), now=NOW)


def make_partnership(actor: Actor, name: str = "Anna Krüger", campaign: Campaign | None = None) -> Partnership:
    """A creator in a campaign, on the usual terms."""
    from sweetspot.stages.campaigns import services

    campaign = campaign or make_campaign(actor)
    return services.join(actor, campaign, [make_profile(actor, name)], agreed=services.Agreed(), now=NOW)[0]


def start_with(actor: Actor, *partnerships: Partnership) -> None:
    """The campaigns of these partnerships started, and everybody among them at Agreed."""
    from sweetspot.stages.campaigns import queries, services

    for one in partnerships:
        services.set_campaign_state(actor, one.campaign_id, "active", now=NOW)
        version = queries.partnership(one.id).version
        services.move(actor, one.id, "agreed", version=version, now=NOW)
