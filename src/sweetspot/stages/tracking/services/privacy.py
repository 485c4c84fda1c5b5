"""What we do about visitors' privacy: choose what is kept of them, and which clicks are our own."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking.formulas.privacy import Consent, Signals, checked_days, checked_networks
from sweetspot.stages.tracking.models.privacy import Privacy


@transaction.atomic
def choose_privacy(actor: Actor, *, signals: Signals, consent: Consent, days: int, now: datetime) -> Privacy:
    """Honour browsers that ask not to be followed or ignore them, and say what the script for shops waits for."""
    row = _locked(actor)
    before = {"signals": row.signals, "consent": row.consent, "days": row.days}
    row.signals, row.consent, row.days = signals.value, consent.value, checked_days(days)
    after = {"signals": row.signals, "consent": row.consent, "days": row.days}
    return _saved(actor, row, "privacy.chosen", {"before": before, "after": after}, now)


@transaction.atomic
def name_own_networks(actor: Actor, networks: Iterable[str], *, now: datetime) -> Privacy:
    """From now on, clicks out of these networks are the team's own; Invalid for what is no network, or too wide."""
    row = _locked(actor)
    before, row.networks = len(row.networks), checked_networks(networks)
    return _saved(actor, row, "privacy.own_networks", {"before": before, "after": len(row.networks)}, now)


@transaction.atomic
def renew_own_marker(actor: Actor, *, now: datetime) -> Privacy:
    """A new address by which the team's devices are marked; devices marked by the old one are counted again."""
    row = _locked(actor)
    renewed, row.marker = bool(row.marker), secrets.token_hex(16)
    return _saved(actor, row, "privacy.own_devices", {"renewed": renewed}, now)


def _locked(actor: Actor) -> Privacy:
    Privacy.objects.get_or_create(workspace_id=actor.workspace_id)
    return Privacy.objects.select_for_update().get(workspace_id=actor.workspace_id)


def _saved(actor: Actor, row: Privacy, action: str, detail: dict[str, object], now: datetime) -> Privacy:
    row.save(update_fields=["signals", "consent", "days", "networks", "marker"])
    record(actor, action, "privacy", detail, now=now)
    return row
