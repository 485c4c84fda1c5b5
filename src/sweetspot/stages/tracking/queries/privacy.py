"""What the workspace in scope chose about its visitors' privacy."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from sweetspot.stages.tracking.formulas.privacy import script_line
from sweetspot.stages.tracking.models.privacy import Privacy
from sweetspot.stages.tracking.queries.hosts import short_base


def privacy(workspace_id: UUID) -> Privacy:
    """The choices of the workspace; the usual ones, not kept, where nobody chose."""
    return Privacy.objects.filter(workspace_id=workspace_id).first() or Privacy(workspace_id=workspace_id)


def own_device_address(chosen: Privacy) -> str:
    """What a team member opens once on a device whose clicks are not to count; empty until it was made.

    It is where links are published: a browser brings the mark back to that host alone.
    """
    return f"{short_base()}/-/own/{chosen.marker}" if chosen.marker else ""


def shop_line(chosen: Privacy) -> str:
    """The line for the shop's pages, as the workspace chose."""
    return script_line(settings.EDGE_URL, chosen.signals, chosen.consent, chosen.days)
