"""A link from one field: where it leads, for whoever got the last one unless somebody is named."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sweetspot.core.errors import NotFound
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking.models import Link
from sweetspot.stages.tracking.queries import AROUND
from sweetspot.stages.tracking.services import add_link
from sweetspot.stages.tracking.services.many import by_name, name_key

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Partnership


def quick_link(actor: Actor, destination: str, whose: str = "", *, now: datetime) -> Link:
    """One more link; `whose` is a handle or a name, looked for in the campaign of the last link made, then in all.

    An address without a scheme is taken for https. NotFound where nobody is called so, and where nobody is named and
    no link was made before; otherwise as `add_link`.
    """
    text = destination.strip()
    address = text if "://" in text else f"https://{text}"
    return add_link(actor, _whose(whose), destination=address, now=now)


def _whose(name: str) -> Partnership:
    last = Link.objects.select_related(*AROUND).order_by("-created_at", "-id").first()
    if not name.strip():
        if last is None:
            raise NotFound("Say whose link it is: none was made before.")
        return last.partnership
    for campaign_id in (last.partnership.campaign_id if last else None, None):
        if found := by_name(campaigns.partnerships(campaign_id=campaign_id)).get(name_key(name)):
            return found
    raise NotFound(f"Nobody in a campaign is called {name.strip()[:80]}.")
