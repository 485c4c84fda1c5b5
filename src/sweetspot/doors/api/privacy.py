"""What is kept of visitors, and which clicks are the team's own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja import Router, Schema

from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.tracking.formulas.privacy import Consent, Signals
from sweetspot.stages.tracking.queries import privacy as queries
from sweetspot.stages.tracking.queries.reclassing import Progress
from sweetspot.stages.tracking.services import privacy as services

if TYPE_CHECKING:
    from sweetspot.stages.tracking.models import Privacy

router = Router(tags=["Tracking"])


class PrivacyOut(Schema):
    """A workspace's choices; a device that opens `own_device_address` is the team's then. Null before it is made."""

    signals: Signals
    consent: Consent
    days: int
    own_networks: list[str]
    own_device_address: str | None
    shop_line: str


class PrivacyIn(Given):
    """What is to hold from now on; networks in CIDR form."""

    signals: Signals
    consent: Consent = Consent.ASKED
    days: int = 0
    own_networks: list[str] = []


class ClassCountOut(Schema):
    """How many requests had a class before, and have it after."""

    name: str
    before: int
    after: int


class ReclassingOut(Schema):
    """One go over the kept clicks by newer rules, in whole UTC days."""

    id: str
    rules: str
    since: datetime
    until: datetime
    dry_run: bool
    started_at: datetime
    finished_at: datetime | None
    days: int
    days_done: int
    judged: int
    moved: int
    classes: list[ClassCountOut]


@router.get("/tracking/privacy", response={200: PrivacyOut}, auth=key("tracking.view"))
def get_privacy(request: HttpRequest) -> PrivacyOut:
    """What is kept of visitors whose browser asks not to be followed, and which clicks are the team's own."""
    return privacy_out(queries.privacy(actor_of(request).workspace_id))


@router.put("/tracking/privacy", response={200: PrivacyOut, 422: ErrorOut}, auth=key("tracking.change"))
def put_privacy(request: HttpRequest, wanted: PrivacyIn) -> PrivacyOut:
    """Choose all of it anew; the tracker follows within seconds."""
    actor, now = actor_of(request), datetime.now(UTC)
    services.name_own_networks(actor, wanted.own_networks, now=now)
    row = services.choose_privacy(actor, signals=wanted.signals, consent=wanted.consent, days=wanted.days, now=now)
    return privacy_out(row)


def reclassing_out(one: Progress) -> ReclassingOut:
    """One go over the clicks as `--json` writes it."""
    return ReclassingOut.model_validate(asdict(one))


def privacy_out(row: Privacy) -> PrivacyOut:
    """A workspace's choices as the API writes them."""
    return PrivacyOut(
        signals=Signals(row.signals), consent=Consent(row.consent), days=row.days, own_networks=row.networks,
        own_device_address=queries.own_device_address(row) or None, shop_line=queries.shop_line(row),
    )  # fmt: skip
