"""How we note what creators like, refuse and ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Conflict, Invalid, NotFound, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import CURRENCIES
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.vetting.formulas.preferences import Objection
from sweetspot.stages.vetting.formulas.word_lists import term_problem
from sweetspot.stages.vetting.models import Preference

if TYPE_CHECKING:
    from sweetspot.stages.creators.models import Profile


@dataclass(frozen=True, slots=True)
class Wish:
    """A preference as somebody gives it; a minimum fee is `about` fee with an amount and its currency."""

    stance: str
    about: str
    value: str
    source: str
    said_on: date
    amount_minor: int | None = None
    currency: str = ""


@transaction.atomic
def note_preference(actor: Actor, creator_id: UUID, wish: Wish, *, now: datetime) -> UUID:
    """Note what a creator said, with source and day. NotFound for no such creator; Invalid, naming each field."""
    creator = creators.creator_detail(creator_id)
    value, source = " ".join(wish.value.split()), " ".join(wish.source.split())
    if problems := _problems(wish, value, source, now.date()):
        raise Invalid("The preference was not saved.", problems=problems)
    is_fee = wish.about == Preference.About.FEE
    row = Preference.objects.create(
        workspace_id=actor.workspace_id, creator_id=creator_id, about=wish.about,
        stance=Preference.Stance.LIKES if is_fee else wish.stance, value="" if is_fee else value,
        amount_minor=wish.amount_minor if is_fee else None, currency=wish.currency if is_fee else "",
        source=source, said_on=wish.said_on, person_id=actor.id if actor.kind == "person" else None, noted_at=now,
    )  # fmt: skip
    detail = {"stance": wish.stance, "about": wish.about, "value": value, "source": source}
    accounts.record(actor, "preference.noted", creator.ref, detail, now=now)
    return row.id


@transaction.atomic
def remove_preference(actor: Actor, creator_id: UUID, preference_id: UUID, *, now: datetime) -> None:
    """Take a preference out that holds no longer. NotFound where the creator has no such one."""
    row = Preference.objects.filter(id=preference_id, creator_id=creator_id).first()
    if row is None:
        raise NotFound("There is no such preference. It may have been removed.")
    row.delete()
    detail = {"stance": row.stance, "about": row.about, "value": row.value}
    accounts.record(actor, "preference.removed", to_public("crt", creator_id), detail, now=now)


def _problems(wish: Wish, value: str, source: str, today: date) -> list[Problem]:
    found = []
    if wish.about not in Preference.About.values:
        found.append(Problem("about", "unknown", "Choose brand, topic, category, format or minimum fee."))
    if wish.about == Preference.About.FEE:
        if wish.amount_minor is None or not 0 < wish.amount_minor < 10**12:
            found.append(Problem("amount_minor", "invalid", "Give the least fee, above 0."))
        if wish.currency not in CURRENCIES:
            found.append(Problem("currency", "unknown", "Give the currency as three letters, such as EUR."))
    else:
        if wish.stance not in Preference.Stance.values:
            found.append(Problem("stance", "unknown", "Say whether it is liked or refused."))
        if not value or len(value) > 80 or term_problem(value):
            found.append(
                Problem("value", "invalid", "Name the brand, topic, category or format, at most 80 characters.")
            )
    if not source or len(source) > 200:
        found.append(Problem("source", "missing", "Say from where you know it, such as “call” or “e-mail”."))
    if wish.said_on > today + timedelta(days=1):
        found.append(Problem("said_on", "future", "The day is still to come."))
    return found


def go_on_despite(actor: Actor, objections: Sequence[tuple[Profile, Objection]], reason: str, *, now: datetime) -> None:
    """Nothing where no refusal stops an offer. Otherwise Conflict, or with a reason: keep it in the audit log."""
    stopping = [(profile, one) for profile, one in objections if one.stops]
    if stopping and not reason.strip():
        told = " ".join(f"@{profile.handle}: {one.reason}" for profile, one in stopping[:5])
        more = f" And {len(stopping) - 5} more." if len(stopping) > 5 else ""
        raise Conflict(
            f"Nobody was added. {told}{more} Leave them out, or give a reason to go on despite that.", code="refused"
        )
    for profile, one in stopping:
        detail = {"objection": one.reason, "reason": reason.strip()[:400]}
        accounts.record(actor, "preference.overridden", to_public("crt", profile.creator_id), detail, now=now)
