"""How a workspace comes to hosts of its own for short links: named, proved by a text record, joined with its apps."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.hosts import canonical_host
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas import app_links
from sweetspot.stages.tracking.formulas.destinations import destination_problems
from sweetspot.stages.tracking.formulas.proofs import Proof, proof_of, record_name
from sweetspot.stages.tracking.models import ShortHost
from sweetspot.stages.tracking.queries.hosts import short_host

Value = TypeVar("Value")
TAKEN = "Another workspace of this installation has proved this host."


@transaction.atomic
def add_short_host(actor: Actor, text: str, *, now: datetime) -> ShortHost:
    """A host that waits for its proof. Invalid for what is no public name of a host, Conflict where it is named."""
    host = _plain(text)
    row, made = ShortHost.objects.get_or_create(
        workspace_id=actor.workspace_id, host=host, defaults={"token": secrets.token_hex(16)}
    )
    if not made:
        raise Conflict(f"{host} is here already.")
    record(actor, "short_host.added", host, {}, now=now)
    return row


def look(tokens: Mapping[str, str], texts_at: Callable[[str], Sequence[str]]) -> dict[str, Proof]:
    """What the text records say of each host by its token; reads and writes no table, so that none waits meanwhile."""
    return {host: proof_of(token, texts_at(record_name(host)), None, " ") for host, token in tokens.items()}


def keep(found: Mapping[str, Proof], *, now: datetime) -> None:
    """Write down what was found: a proved host is in force at once, a lost proof is noted and ends nothing."""
    for row in ShortHost.objects.select_for_update().filter(host__in=found):
        proof = found[row.host]
        row.checked_at, row.seen = now, proof.seen.strip()[:300]
        if proof.kind:
            row.verified_at, row.lost_at = row.verified_at or now, None
        elif row.verified_at:
            row.lost_at = row.lost_at or now
        try:
            with transaction.atomic():
                row.save(update_fields=["checked_at", "seen", "verified_at", "lost_at"])
        except IntegrityError:
            ShortHost.objects.filter(id=row.id).update(checked_at=now, seen=TAKEN)


@transaction.atomic
def change_apps(
    actor: Actor, host_id: UUID, *, apple_ids: str, android_package: str, android_fingerprints: str, now: datetime
) -> ShortHost:
    """Let the brand's apps open the host's links; each text as people write it. Invalid, naming the field, else."""
    row = short_host(host_id)
    problems: list[Problem] = []
    row.apple_ids = list(_read("apple_ids", app_links.apple_ids, apple_ids, problems) or ())
    row.android_package = _read("android_package", app_links.android_package, android_package, problems) or ""
    prints = _read("android_fingerprints", app_links.fingerprints, android_fingerprints, problems) or ()
    row.android_fingerprints = list(prints)
    if not problems and bool(row.android_package) != bool(prints):
        problems.append(Problem("android_package", "incomplete", "Android needs the package and a fingerprint."))
    if problems:
        raise Invalid(problems[0].message, problems=problems)
    row.save(update_fields=["apple_ids", "android_package", "android_fingerprints"])
    detail = {"apple": row.apple_ids, "android": row.android_package}
    record(actor, "short_host.apps", row.host, detail, now=now)
    return row


@transaction.atomic
def remove_short_host(actor: Actor, host_id: UUID, *, now: datetime) -> None:
    """Give the host up: the tracker answers there no more, links go on at the installation's address."""
    row = short_host(host_id)
    row.delete()
    record(actor, "short_host.removed", row.host, {}, now=now)


def _read(name: str, read: Callable[[str], Value], text: str, problems: list[Problem]) -> Value | None:
    try:
        return read(text)
    except ValueError as error:
        problems.append(Problem(name, "wrong", str(error)))
        return None


def _plain(text: str) -> str:
    try:
        host = canonical_host(text.strip())
    except ValueError:
        host = ""
    if not host or "." not in host or len(host) > 250 or destination_problems(f"https://{host}/", [host]):
        raise _wrong("Name a host such as go.brand.example, without https:// and without a port.")
    if host in queries.installation_hosts():
        raise _wrong("This is the installation's own address.")
    return host


def _wrong(message: str) -> Invalid:
    return Invalid(message, problems=[Problem("host", "wrong", message)])
