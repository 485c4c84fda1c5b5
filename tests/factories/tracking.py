"""Rows of tracking for tests: a verified shop, a link and code of a partnership, clicks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.campaigns.models import Partnership
    from sweetspot.stages.tracking.models import Link
    from sweetspot.stages.tracking.services import Equipment

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def make_equipment(actor: Actor, partnership: Partnership) -> Equipment:
    """The link and code of a partnership, leading to shop.example."""
    from sweetspot.stages.tracking import services

    services.verify_domain(actor, "shop.example", now=NOW)
    return services.equip(actor, [partnership], now=NOW)[0]


def make_click(link: Link, *, at: datetime = NOW, kind: str = "person", visitor: bytes = b"v" * 16) -> UUID:
    """A recorded click."""
    from sweetspot.core.identifiers import new_id
    from sweetspot.stages.tracking.models import Click

    click = Click.objects.create(
        id=new_id(), workspace_id=link.workspace_id, link=link, at=at, method="GET", kind=kind, reasons=["browser"],
        rule_version="test", visitor=visitor, agent="Mozilla/5.0",
    )  # fmt: skip
    return click.id
