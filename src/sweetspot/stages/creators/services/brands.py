"""How a workspace says which brands it listens for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from sweetspot.core.errors import Conflict, Invalid, NotFound, Problem
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators.formulas.captions import folded, hashtags
from sweetspot.stages.creators.formulas.handles import NETWORKS, handle, is_address
from sweetspot.stages.creators.formulas.values import Unreadable
from sweetspot.stages.creators.models import Brand, BrandKind

MOST_BRANDS, MOST_WORDS, LONGEST_NAME = 200, 50, 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A brand as somebody describes it; a handle is `@mejuri`, `tiktok: mejuri` or an account's address."""

    name: str
    kind: str = BrandKind.OWN
    aliases: Sequence[str] = ()
    ordinary: Sequence[str] = ()
    context: Sequence[str] = ()
    handles: Sequence[str] = ()
    hashtags: Sequence[str] = ()


@transaction.atomic
def add_brand(actor: Actor, asked: Asked, *, now: datetime) -> UUID:
    """Listen for a brand from now on. Invalid, naming each field, for what cannot be; Conflict for a taken name."""
    if Brand.objects.count() >= MOST_BRANDS:
        raise Conflict(f"{MOST_BRANDS} brands are listened for, which is as many as there can be. Delete one first.")
    row = Brand(workspace_id=actor.workspace_id)
    _save(actor, row, asked, "brand.added", now)
    return row.id


@transaction.atomic
def change_brand(actor: Actor, brand_id: UUID, asked: Asked, *, now: datetime) -> None:
    """Listen for it by other words. NotFound where it is not here; otherwise as `add_brand`."""
    _save(actor, _row(brand_id), asked, "brand.changed", now)


@transaction.atomic
def delete_brand(actor: Actor, brand_id: UUID, *, now: datetime) -> None:
    """Listen for it no longer; what was found of it goes with it. NotFound where it is not here."""
    row = _row(brand_id)
    row.delete()
    accounts.record(actor, "brand.deleted", row.name, {}, now=now)


def _row(brand_id: UUID) -> Brand:
    row = Brand.objects.select_for_update().filter(id=brand_id).first()
    if row is None:
        raise NotFound("There is no such brand. It may have been deleted.")
    return row


def _save(actor: Actor, row: Brand, asked: Asked, action: str, now: datetime) -> None:
    checked = _checked(asked)
    before = {name: getattr(row, name) for name in Asked.__slots__} if action == "brand.changed" else {}
    after: dict[str, Any] = {name: getattr(checked, name) for name in Asked.__slots__}
    for name, value in after.items():
        setattr(row, name, value)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Conflict(f"{checked.name} is listened for already. Change that one instead.") from error
    changed = {name: [before[name], value] for name, value in after.items() if name in before and before[name] != value}
    accounts.record(actor, action, checked.name, changed if before else after, now=now)


def _checked(asked: Asked) -> Asked:
    """The same without repetitions, everything in one form; Invalid with every problem at once."""
    problems: list[Problem] = []
    found = replace(
        asked,
        name=" ".join(asked.name.split()),
        aliases=_phrases(asked.aliases), ordinary=_phrases(asked.ordinary), context=_phrases(asked.context),
        handles=_handles(asked.handles, problems), hashtags=_hashtags(asked.hashtags, problems),
    )  # fmt: skip
    if not 0 < len(found.name) <= LONGEST_NAME or not _words_in(found.name):
        problems.append(
            Problem("name", "invalid", f"Give the name, with a letter or digit, at most {LONGEST_NAME} long.")
        )
    if found.kind not in BrandKind.values:
        problems.append(Problem("kind", "unknown", "Say whether it is your own or a competitor's."))
    for field in ("aliases", "ordinary", "context", "handles", "hashtags"):
        given: Sequence[str] = getattr(found, field)
        if len(given) > MOST_WORDS:
            problems.append(Problem(field, "too_many", f"Give at most {MOST_WORDS}; these are {len(given)}."))
        elif long := [one for one in given if len(one) > LONGEST_NAME and field not in ("handles", "hashtags")]:
            problems.append(Problem(field, "too_long", f"“{long[0][:30]}…” is longer than {LONGEST_NAME} characters."))
    names = {folded(one) for one in (found.name, *found.aliases)}
    if strangers := [one for one in found.ordinary if folded(one) not in names]:
        problems.append(Problem("ordinary", "unknown", f"“{strangers[0][:40]}” is not among the brand's names."))
    if problems:
        raise Invalid("The brand was not saved.", problems=problems)
    return found


def _phrases(given: Iterable[str]) -> list[str]:
    """Each phrase once, however it is written, those without a letter or digit left out."""
    return _once(phrase for phrase in (" ".join(one.split()) for one in given) if _words_in(phrase))


def _once(given: Iterable[str]) -> list[str]:
    """What is compared alike only once, as it was written first."""
    found: dict[str, str] = {}
    for one in given:
        found.setdefault(folded(one), one)
    return list(found.values())


def _words_in(text: str) -> bool:
    return any(map(str.isalnum, folded(text)))


def _handles(given: Iterable[str], problems: list[Problem]) -> list[str]:
    found = []
    for text in (one.strip() for one in given if one.strip()):
        try:
            found.append(_account(text))
        except Unreadable as error:
            problems.append(Problem("handles", "invalid", f"{error}."))
    return list(dict.fromkeys(found))


def _account(text: str) -> str:
    """`mejuri` or `tiktok:mejuri`; an address says its network by itself."""
    network, colon, name = text.partition(":")
    if is_address(text):
        account = handle(text, None)
        return f"{account.network}:{account.name}"
    if colon and network.strip().lower() in NETWORKS:
        account = handle(name, network.strip().lower())
        return f"{account.network}:{account.name}"
    return handle(text, "youtube").name  # the network whose handles may hold the most


def _hashtags(given: Iterable[str], problems: list[Problem]) -> list[str]:
    found = []
    for text in (one.strip().lstrip("#＃") for one in given if one.strip()):
        if hashtags(f"#{folded(text)}") == (folded(text),):
            found.append(text)
        else:
            message = f"“#{text[:30]}” is no hashtag: letters, digits and underscores, with a letter, at most 100."
            problems.append(Problem("hashtags", "invalid", message))
    return _once(found)
