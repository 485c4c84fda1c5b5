"""Which hosts of its own has the workspace in scope, and under which are its links published?"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from sweetspot.core.errors import NotFound
from sweetspot.stages.tracking.models import ShortHost


def short_hosts() -> list[ShortHost]:
    """The own hosts, by name."""
    return list(ShortHost.objects.order_by("host"))


def short_host(host_id: UUID) -> ShortHost:
    """One own host; NotFound for none, as for another workspace's."""
    row = ShortHost.objects.filter(id=host_id).first()
    if row is None:
        raise NotFound("There is no such host.")
    return row


def short_base() -> str:
    """What stands before a link's name: the own host that was verified first, else the installation's address."""
    row = ShortHost.objects.exclude(verified_at=None).order_by("verified_at", "host").first()
    return f"https://{row.host}" if row else str(settings.EDGE_URL)
