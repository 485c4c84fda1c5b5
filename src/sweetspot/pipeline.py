"""A programme's life, one call per stage, in the order the data flows; read this first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.campaigns.services import Agreed
from sweetspot.stages.tracking import services as tracking
from sweetspot.stages.tracking.services import Equipment

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign
    from sweetspot.stages.creators.models import Profile


@transaction.atomic
def join_campaign(
    actor: Actor, campaign: Campaign, profiles: Iterable[Profile], *, agreed: Agreed, discount_basis_points: int = 1500,
    now: datetime,
) -> list[Equipment]:  # fmt: skip
    """Bring creators into a campaign: a partnership with terms, one link and one code for each, all or nothing."""
    partnerships = campaigns.join(actor, campaign, profiles, agreed=agreed, now=now)
    return tracking.equip(actor, partnerships, discount_basis_points=discount_basis_points, now=now)
