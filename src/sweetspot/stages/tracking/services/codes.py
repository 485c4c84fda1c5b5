"""What we do with codes: make them by a pattern, one by one or in pools, and move them from state to state."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from random import Random, SystemRandom
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.engines import bulk
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.code_patterns import (
    DEFAULT,
    MAX_CODE,
    Named,
    Proposal,
    checked_pattern,
    proposals,
)
from sweetspot.stages.tracking.formulas.code_patterns import pool as pool_codes
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.offers import Offer, State, checked_offer
from sweetspot.stages.tracking.models import Code, Domain, Pattern, Pool
from sweetspot.stages.tracking.services.applied import apply_codes

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Partnership

MAX_POOL = 50_000
#: From which states a code may come to each.
_FROM: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.DRAFT, State.FAILED, State.ACTIVE}),
    State.ACTIVE: frozenset({State.WAITING, State.FAILED, State.PAUSED, State.EXPIRED}),
    State.PAUSED: frozenset({State.ACTIVE}),
    State.EXPIRED: frozenset({State.DRAFT, State.WAITING, State.ACTIVE, State.PAUSED}),
    State.FAILED: frozenset({State.WAITING}),
}


@transaction.atomic
def call_codes(actor: Actor, pattern: str, campaign_id: UUID | None = None, *, now: datetime) -> str:
    """How codes made from now on are called, in a campaign or elsewhere; empty: as elsewhere, or as usual.

    Codes that exist keep their name. Invalid for a pattern that cannot be.
    """
    found = Pattern.objects.filter(campaign=campaign_id) if campaign_id else Pattern.objects.filter(campaign=None)
    text = checked_pattern(pattern) if pattern.strip() else ""
    if not text:
        found.delete()
    elif not found.update(text=text):
        Pattern.objects.create(workspace_id=actor.workspace_id, campaign_id=campaign_id, text=text)
    subject = to_public("cmp", campaign_id) if campaign_id else "all campaigns"
    record(actor, "codes.pattern", subject, {"pattern": text or DEFAULT}, now=now)
    return text


def proposed_codes(
    partnerships: Sequence[Partnership], pattern: str, offer: Offer, *, domain_id: UUID | None = None, seed: int
) -> list[Proposal]:
    """The code that each partnership would get now; the same `seed` gives the same random parts again.

    Invalid for a pattern that cannot be, or that the shop takes no code of.
    """
    longest = _longest(queries.domain(domain_id) if domain_id else None)
    people = [Named(row.creator.name, row.profile.handle) for row in partnerships]
    text = checked_pattern(pattern, longest=longest)
    draw = Random(seed)  # noqa: S311 - such codes are published; what must not be guessed is made as a pool
    return proposals(text, people, offer.number, _taken(), draw=draw, longest=longest)


@transaction.atomic
def make_codes(
    actor: Actor, partnerships: Sequence[Partnership], *, offer: Offer, pattern: str, domain_id: UUID | None = None,
    draft: bool = False, seed: int | None = None, now: datetime,
) -> list[Code]:  # fmt: skip
    """One more code for each partnership, called by the pattern, which then waits to be created in the shop.

    With `draft` it does not wait yet. Invalid for an offer or pattern that cannot be; then nothing is made.
    """
    wanted = checked_offer(offer, now=now)
    domain = queries.domain(domain_id) if domain_id else None
    take_turn("names", actor.workspace_id)
    drawn = SystemRandom().getrandbits(64) if seed is None else seed
    named = proposed_codes(partnerships, pattern, wanted, domain_id=domain_id, seed=drawn)
    state = State.DRAFT if draft else State.WAITING
    rows = [_code(actor, row, one.code, wanted, domain, state) for row, one in zip(partnerships, named, strict=True)]
    Code.objects.bulk_create(rows, batch_size=500)
    if rows:
        made = {"codes": [row.code for row in rows], "pattern": pattern}
        record(actor, "codes.made", f"{len(rows)} codes", made, now=now)
    return rows


@transaction.atomic
def add_code(
    actor: Actor, partnership: Partnership, *, code: str, offer: Offer, domain_id: UUID | None = None, now: datetime
) -> Code:  # fmt: skip
    """One more code for a partnership, in a person's own words; it waits to be created in the shop.

    Conflict for one that is taken, however it is spelt, Invalid for one that cannot be.
    """
    wanted, text = checked_offer(offer, now=now), code.strip()
    domain = queries.domain(domain_id) if domain_id else None
    normal, longest = normal_code(text), _longest(domain)
    if not normal or max(len(normal), len(text)) > longest:
        raise _invalid("code", "length", f"A code has between 1 and {longest} letters or digits.")
    take_turn("names", actor.workspace_id)
    if Code.objects.filter(normal=normal).exists():
        raise Conflict(f"{text} belongs to a partnership already.")
    row = _code(actor, partnership, text, wanted, domain, State.WAITING)
    row.save(force_insert=True)
    record(actor, "code.made", to_public("cod", row.id), {"code": row.code}, now=now)
    return row


@transaction.atomic
def change_offer(actor: Actor, code_id: UUID, offer: Offer, *, now: datetime) -> Code:
    """The code with another worth or other limits; the shop is not told, whoever changes it there tells us.

    Invalid for an offer that cannot be.
    """
    row, wanted = queries.code(code_id), checked_offer(offer, now=now)
    before = row.offer
    if wanted != before:
        for name, value in _columns(wanted).items():
            setattr(row, name, value)
        row.save(update_fields=list(_columns(wanted)))
        detail = {"code": row.code, "before": _shown(before), "after": _shown(wanted)}
        record(actor, "code.changed", to_public("cod", row.id), detail, now=now)
        apply_codes([row.partnership_id], now=now)
    return row


@transaction.atomic
def make_pool(
    actor: Actor, partnership: Partnership, *, name: str, size: int, pattern: str, offer: Offer,
    domain_id: UUID | None = None, now: datetime,
) -> Pool:  # fmt: skip
    """So many single-use codes for a creator at once; each may be used once. They wait to be created in the shop.

    Invalid for a pattern without random letters enough, too many codes, or an offer that cannot be.
    """
    if not 1 <= size <= MAX_POOL:
        raise _invalid("size", "range", f"A pool has between 1 and {MAX_POOL:,} codes.")
    label = name.strip()[:80]
    if not label:
        raise _invalid("name", "missing", "Give the pool a name, such as where its codes are handed out.")
    checked = checked_offer(offer, now=now)
    domain = queries.domain(domain_id) if domain_id else None
    take_turn("names", actor.workspace_id)
    person = Named(partnership.creator.name, partnership.profile.handle)
    made = pool_codes(pattern, person, size, checked.number, _taken(), draw=SystemRandom(), longest=_longest(domain))
    pool = Pool.objects.create(
        workspace_id=actor.workspace_id, partnership=partnership, name=label, pattern=pattern.strip().upper()
    )
    shared = {**_columns(checked), "uses": 1, "partnership_id": partnership.id, "pool_id": pool.id,
              "domain_id": domain_id, "state": State.WAITING.value}  # fmt: skip
    rows = [{"code": code, "normal": code, **shared} for code in made]
    bulk.insert(Code, rows, workspace_id=actor.workspace_id, now=now)
    record(actor, "codes.pool", to_public("cpl", pool.id), {"name": label, "codes": size}, now=now)
    return pool


@transaction.atomic
def hand_out(actor: Actor, pool_id: UUID, number: int, to: str, *, now: datetime) -> list[Code]:
    """The next codes of a pool that nobody has yet, noted as given to `to`; Invalid where there are not so many."""
    pool = queries.pool(pool_id)
    free = Code.objects.select_for_update().filter(pool=pool, handed_at=None)
    free = free.exclude(state__in=_GONE).exclude(expires_at__lte=now)
    rows = list(free.order_by("normal")[: max(0, number)])
    if number < 1 or len(rows) < number:
        raise _invalid("number", "range", f"{free.count():,} codes of this pool are left to hand out.")
    Code.objects.filter(id__in=[row.id for row in rows]).update(handed_at=now, handed_to=to.strip()[:80])
    detail = {"name": pool.name, "codes": number, "to": to.strip()[:80]}
    record(actor, "codes.handed", to_public("cpl", pool.id), detail, now=now)
    return rows


_GONE = (State.PAUSED, State.FAILED, State.EXPIRED)


@transaction.atomic
def change_state(
    actor: Actor, code_ids: Collection[UUID], state: State, *, problems: Mapping[UUID, str] | None = None,
    now: datetime,
) -> int:  # fmt: skip
    """The codes in another state, as far as one leads to it; how many. `problems` says why the shop refused each.

    Orders of the past keep their codes. What was changed at one moment can be undone together.
    """
    if state not in _FROM:
        raise _invalid("state", "choice", f"Codes are brought into one of the states {', '.join(_FROM)}.")
    rows = list(Code.objects.select_for_update().filter(id__in=list(code_ids), state__in=_FROM[state]))
    _move(actor, rows, {row.id: state for row in rows}, problems or {}, f"codes.{state}", now)
    return len(rows)


@transaction.atomic
def found_in_shop(actor: Actor, typed: Collection[str], *, now: datetime) -> tuple[int, int]:
    """Those of the named codes that wait, or were refused before, are active; how many, and how many are known here.

    A shop's export also names what was paused or ended here: that stays as it is.
    """
    known = queries.codes_named(typed).values()
    waiting = [row.id for row in known if row.state in (State.WAITING, State.FAILED)]
    return change_state(actor, waiting, State.ACTIVE, now=now), len(known)


@transaction.atomic
def undo_change(actor: Actor, moment: datetime, *, now: datetime) -> int:
    """The codes that changed at that moment in the state of before; how many. Conflict where none did, or not last."""
    rows = list(Code.objects.select_for_update().filter(state_since=moment).exclude(state_before=""))
    if not rows:
        raise Conflict("These codes were changed again meanwhile; nothing was undone.")
    _move(actor, rows, {row.id: State(row.state_before) for row in rows}, {}, "codes.undone", now)
    return len(rows)


def _move(
    actor: Actor, rows: Sequence[Code], states: Mapping[UUID, State], problems: Mapping[UUID, str], action: str,
    now: datetime,
) -> None:  # fmt: skip
    if not rows:
        return
    changes = [
        {"id": row.id, "state": states[row.id].value, "state_before": row.state, "state_since": now,
         "problem": problems.get(row.id, "")[:200]}
        for row in rows
    ]  # fmt: skip
    bulk.update(Code, changes)
    pools = {row.pool_id for row in rows if row.pool_id}
    for row in rows:
        if not row.pool_id:
            detail = {"code": row.code, "before": row.state, "after": states[row.id].value}
            record(actor, action.replace("codes", "code"), to_public("cod", row.id), detail, now=now)
    for pool_id in sorted(pools):
        number = sum(row.pool_id == pool_id for row in rows)
        record(actor, action, to_public("cpl", pool_id), {"codes": number}, now=now)
    apply_codes({row.partnership_id for row in rows}, now=now)


def _taken() -> set[str]:
    return set(Code.objects.values_list("normal", flat=True))


def _longest(domain: Domain | None) -> int:
    """What the shop takes; where the code is for every shop, what all of them take."""
    lengths = [domain.longest_code] if domain else Domain.objects.values_list("longest_code", flat=True)
    return int(min([MAX_CODE, *lengths]))


def _code(
    actor: Actor, partnership: Partnership, code: str, offer: Offer, domain: Domain | None, state: State
) -> Code:  # fmt: skip
    return Code(
        workspace_id=actor.workspace_id, partnership=partnership, code=code, normal=normal_code(code), domain=domain,
        state=state.value, **_columns(offer),
    )  # fmt: skip


def _columns(offer: Offer) -> dict[str, object]:
    return {
        "kind": offer.kind.value, "discount_basis_points": offer.basis_points, "amount_minor": offer.amount_minor,
        "currency": offer.currency, "minimum_minor": offer.minimum_minor, "uses": offer.uses,
        "uses_each": offer.uses_each, "starts_at": offer.starts_at, "expires_at": offer.expires_at,
    }  # fmt: skip


def _shown(offer: Offer) -> dict[str, object]:
    return {name: value for name, value in _columns(offer).items() if value not in (None, "", 0)}


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem(field, code, message)])
