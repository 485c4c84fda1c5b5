"""How people change what is known of a creator, add creators by handle, and set their own tiers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sweetspot.core.errors import Invalid, NotFound, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.stages.accounts import queries as people
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators.formulas import DEFAULT_SCHEME, TierScheme
from sweetspot.stages.creators.formulas.handles import Handle, handle
from sweetspot.stages.creators.formulas.values import Unreadable
from sweetspot.stages.creators.models import Creator, Profile
from sweetspot.stages.creators.models import TierScheme as TierSchemeRow
from sweetspot.stages.creators.queries.listing import scheme_of


@dataclass(frozen=True, slots=True)
class CreatorChanges:
    """What a form or program sets; fields that are not given in `given` stay as they are."""

    name: str = ""
    email: str | None = None
    country: str | None = None
    language: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    owner_id: UUID | None = None
    notes: str = ""
    given: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of pasted handles: the profiles made, those that were here before, and lines that say no account."""

    created: tuple[UUID, ...]
    existing: tuple[UUID, ...]
    rejected: tuple[tuple[str, str], ...]


@transaction.atomic
def change_creator(actor: Actor, creator_id: UUID, changes: CreatorChanges, *, now: datetime) -> Creator:
    """The creator with the given fields set; the trail keeps what was there before.

    NotFound for another workspace's id; Invalid (naming every field) for an empty name, a malformed address, a country
    that is not two letters, more than 50 tags, or an owner who is no member.
    """
    creator = Creator.objects.select_for_update().filter(id=creator_id).first()
    if creator is None:
        raise NotFound("There is no such creator.")
    values = {name: _tidy(name, getattr(changes, name)) for name in sorted(changes.given)}
    if problems := [problem for name, value in values.items() if (problem := _problem(name, value))]:
        raise Invalid("The changes were not saved.", problems=problems)
    before = {name: getattr(creator, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if changed:
        for name, value in changed.items():
            setattr(creator, name, value)
        creator.save(update_fields=[*changed, "updated_at"])
        detail = {"before": {name: before[name] for name in changed}, "after": changed}
        accounts.record(actor, "creator.changed", to_public("crt", creator.id), detail, now=now)
    return creator


@transaction.atomic
def set_price(actor: Actor, profile_id: UUID, price: Money | None, *, now: datetime) -> Profile:
    """The profile with what its creator asks for a post, or with none; Invalid for a negative or strange amount."""
    profile = Profile.objects.select_for_update().filter(id=profile_id).first()
    if profile is None:
        raise NotFound("There is no such profile.")
    if price is not None and (price.minor < 0 or price.currency not in CURRENCIES):
        message = "A price is a positive amount in a currency such as EUR."
        raise Invalid(message, problems=[Problem("price", "invalid", message)])
    before = [profile.price_minor, profile.price_currency]
    profile.price_minor, profile.price_currency = (price.minor, price.currency) if price else (None, None)
    profile.save(update_fields=["price_minor", "price_currency", "updated_at"])
    detail = {"before": before, "after": [profile.price_minor, profile.price_currency]}
    accounts.record(actor, "profile.price", to_public("prf", profile.id), detail, now=now)
    return profile


@transaction.atomic
def tag_creators(
    actor: Actor, creator_ids: Iterable[UUID], *, add: Sequence[str] = (), remove: Sequence[str] = (), now: datetime
) -> int:
    """Put tags on and take tags off many creators; returns how many changed. Ids that are not here are left out."""
    changed = []
    for creator in Creator.objects.select_for_update().filter(id__in=list(creator_ids)):
        tags = _tags([tag for tag in [*creator.tags, *add] if tag not in set(remove)])
        if tags != creator.tags:
            creator.tags, creator.updated_at = tags, now
            changed.append(creator)
    Creator.objects.bulk_update(changed, ["tags", "updated_at"], batch_size=2_000)
    if changed:
        detail = {"add": list(add), "remove": list(remove), "creators": len(changed)}
        accounts.record(actor, "creators.tagged", f"{len(changed)} creators", detail, now=now)
    return len(changed)


@transaction.atomic
def add_handles(actor: Actor, text: str, network: str | None, *, now: datetime) -> Added:
    """Add a creator with one profile for each pasted line or word: `@ana.shop`, or an address of a profile.

    Handles that are here already stay as they are; a line that names no account is handed back with the reason.
    """
    wanted: dict[Handle, None] = {}
    rejected = []
    for part in text.replace(",", " ").replace(";", " ").split():
        try:
            wanted[handle(part, network)] = None
        except Unreadable as problem:
            rejected.append((part, str(problem)))
    known = {
        (row.network, row.handle): row.id
        for row in Profile.objects.filter(handle__in=[one.name for one in wanted]).only("id", "network", "handle")
    }
    fresh = [one for one in wanted if (one.network, one.name) not in known]
    created = _add(actor, fresh)
    if created:
        accounts.record(actor, "creators.added", f"{len(created)} creators", {"handles": len(wanted)}, now=now)
    existing = tuple(known[one.network, one.name] for one in wanted if (one.network, one.name) in known)
    return Added(tuple(created), existing, tuple(rejected))


@transaction.atomic
def change_tiers(
    actor: Actor, name: str, bounds: Sequence[tuple[str, int, int | None]], *, now: datetime
) -> TierScheme:
    """The workspace's own tiers from now on; Invalid for a gap, an overlap, a repeated name or no open end."""
    try:
        scheme = scheme_of(name.strip() or "Own tiers", [(tier.strip(), low, high) for tier, low, high in bounds])
    except ValueError as error:
        raise Invalid(str(error), problems=[Problem("bounds", "invalid", str(error))]) from error
    stored = [[tier.name, tier.low, tier.high] for tier in scheme.tiers]
    before = TierSchemeRow.objects.select_for_update().first()
    detail = {"before": before.bounds if before else None, "after": stored}
    if before:
        before.name, before.bounds = scheme.name, stored
        before.save(update_fields=["name", "bounds"])
    else:
        TierSchemeRow.objects.create(workspace_id=actor.workspace_id, name=scheme.name, bounds=stored)
    accounts.record(actor, "tiers.changed", scheme.name, detail, now=now)
    return scheme


@transaction.atomic
def reset_tiers(actor: Actor, *, now: datetime) -> TierScheme:
    """Back to the default tiers."""
    TierSchemeRow.objects.all().delete()
    accounts.record(actor, "tiers.reset", DEFAULT_SCHEME.name, {}, now=now)
    return DEFAULT_SCHEME


def _add(actor: Actor, handles: Sequence[Handle]) -> list[UUID]:
    creators = [Creator(workspace_id=actor.workspace_id, name=one.name) for one in handles]
    Creator.objects.bulk_create(creators, batch_size=2_000)
    profiles = [
        Profile(workspace_id=actor.workspace_id, creator=creator, network=one.network, handle=one.name)
        for creator, one in zip(creators, handles, strict=True)
    ]
    Profile.objects.bulk_create(profiles, batch_size=2_000)
    return [profile.id for profile in profiles]


def _tidy(name: str, value: Any) -> Any:
    if name == "tags":
        return _tags(value)
    if not isinstance(value, str):
        return value
    value = value.strip()
    if name == "country":
        value = value.upper()
    return value if name in ("name", "notes") else value or None


def _tags(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tag for value in values if (tag := " ".join(value.split()))))


def _problem(name: str, value: Any) -> Problem | None:
    message = ""
    if name == "name" and not 0 < len(value) <= 200:
        message = "Give a name of at most 200 characters."
    elif name == "email" and value and not _is_address(value):
        message = "This is not an e-mail address."
    elif name == "country" and value and not (len(value) == 2 and value.isascii() and value.isalpha()):
        message = "A country is a code of two letters such as DE."
    elif name == "language" and value and len(value) > 40:
        message = "Use at most 40 characters."
    elif name == "category" and value and len(value) > 120:
        message = "Use at most 120 characters."
    elif name == "tags" and (len(value) > 50 or any(len(tag) > 60 or "," in tag for tag in value)):
        message = "Use at most 50 tags of at most 60 characters, without commas."
    elif name == "owner_id" and value and value not in [row.person_id for row in people.members()]:
        message = "The owner must be a member of this workspace."
    return Problem(name, "invalid", message) if message else None


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
