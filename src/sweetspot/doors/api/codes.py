"""Discount codes: which there are, making them by a pattern or in pools, and moving them from state to state."""

from __future__ import annotations

from datetime import UTC, datetime
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.errors import ErrorOut
from sweetspot.doors.api.security import key
from sweetspot.doors.api.values import Given, Instant, ListOut, MoneyOut, amount, identifier, listed
from sweetspot.doors.web.permissions import actor_of
from sweetspot.stages.attribution import queries as attribution
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.offers import Kind, Offer, State, checked_offer, state_of
from sweetspot.stages.tracking.services import codes as services

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sweetspot.core.money import Money
    from sweetspot.stages.accounts.formulas import Actor
    from sweetspot.stages.attribution.formulas.leaks import Use
    from sweetspot.stages.campaigns.models import Partnership
    from sweetspot.stages.tracking.models import Code

router = Router(tags=["Codes"])


class OfferOut(Schema):
    """What a code gives, and within which limits; nothing stands for no limit."""

    kind: Kind
    discount_basis_points: int
    amount_minor: int | None
    currency: str
    minimum_minor: int | None
    uses: int | None
    uses_each: int | None
    starts_at: datetime | None
    expires_at: datetime | None


class CodeOut(Schema):
    """A discount code, its state, and what came by it: paid orders that it is credited with."""

    id: str
    partnership: str
    pool: str | None
    code: str
    offer: OfferOut
    state: State
    problem: str
    orders: int
    orders_without_click: int
    revenue: list[MoneyOut]
    handed_to: str


class OfferIn(Given):
    """What a code gives: hundredths of a per cent of the kind "percent", an amount of the kind "amount"."""

    kind: Kind = Kind.PERCENT
    discount_basis_points: Annotated[int, Field(ge=0, le=10_000)] = 0
    amount_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    currency: Annotated[str, Field(max_length=3)] = ""
    minimum_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    uses: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    uses_each: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    starts_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None


class CodesIn(Given):
    """Codes for a campaign's creators; without a pattern they are called as the campaign's codes are."""

    campaign: str
    pattern: Annotated[str, Field(max_length=60)] = ""
    offer: OfferIn
    shop: str | None = None
    everybody: bool = False
    draft: bool = False
    seed: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class PreviewOut(Schema):
    """The code a partnership would get, and the one that the pattern gives first where that is taken."""

    partnership: str
    code: str
    taken: str | None


class PreviewsOut(Schema):
    """The codes that would be made, and the seed with which they are made just so."""

    seed: int
    data: list[PreviewOut]


class StatesIn(Given):
    """Codes that come into another state."""

    codes: Annotated[list[str], Field(min_length=1, max_length=1_000)]
    state: State


class ChangedOut(Schema):
    """How many codes were changed, and by what to undo it."""

    changed: int
    moment: str


class UndoIn(Given):
    """Which change is undone: its moment."""

    moment: Instant


class PoolIn(Given):
    """Single-use codes for one partnership."""

    partnership: str
    name: Annotated[str, Field(min_length=1, max_length=80)]
    size: Annotated[int, Field(ge=1, le=services.MAX_POOL)]
    pattern: Annotated[str, Field(max_length=60)] = "{FIRST}-{RANDOM:8}"
    offer: OfferIn
    shop: str | None = None


class PoolOut(Schema):
    """A pool, and what came of its codes."""

    id: str
    partnership: str
    name: str
    pattern: str
    size: int
    handed: int
    used: int


class HandIn(Given):
    """How many codes of a pool are given to whom."""

    number: Annotated[int, Field(ge=1, le=services.MAX_POOL)]
    to: Annotated[str, Field(min_length=1, max_length=80)]


class CodesAsked(Schema):
    """Which codes: in these states, of a campaign or a pool; after a cursor."""

    state: list[State] = []
    campaign: str | None = None
    pool: str | None = None
    search: str = ""
    after: str = ""
    limit: Annotated[int, Field(ge=1, le=1_000)] = 100


@router.get("/codes", response={200: ListOut[CodeOut], 404: ErrorOut}, auth=key("tracking.view"))
def list_codes(request: HttpRequest, asked: Query[CodesAsked]) -> ListOut[CodeOut]:
    """Discount codes by name, a page at a time; those of pools only where a pool is asked for."""
    return codes_out(
        queries.CodeFilter(
            search=asked.search, states=asked.state,
            campaign_ids=[identifier("cmp", asked.campaign)] if asked.campaign else (),
            pool_id=identifier("cpl", asked.pool) if asked.pool else None,
        ),
        after=asked.after, limit=asked.limit,
    )  # fmt: skip


@router.post("/codes/preview", response={200: PreviewsOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.view"))
def preview_codes(request: HttpRequest, wanted: CodesIn) -> PreviewsOut:
    """The codes that would be made; nothing is."""
    return previewed(wanted)


@router.post("/codes", response={201: ListOut[CodeOut], 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change"))
def make_codes(request: HttpRequest, wanted: CodesIn) -> Status[ListOut[CodeOut]]:
    """Make a code for each creator of a campaign without one, or for everybody; all or none."""
    return Status(201, created(actor_of(request), wanted))


@router.post("/codes/state", response={200: ChangedOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change"))
def change_codes(request: HttpRequest, wanted: StatesIn) -> ChangedOut:
    """Bring codes into another state - active, paused, expired, waiting - as far as one leads to it."""
    now, ids = datetime.now(UTC), [identifier("cod", one) for one in wanted.codes]
    changed = services.change_state(actor_of(request), ids, wanted.state, now=now)
    return ChangedOut(changed=changed, moment=now.isoformat())


@router.post("/codes/undo", response={200: ChangedOut, 409: ErrorOut, 422: ErrorOut}, auth=key("tracking.change"))
def undo_codes(request: HttpRequest, wanted: UndoIn) -> ChangedOut:
    """Undo a change of state by its moment."""
    now = datetime.now(UTC)
    changed = services.undo_change(actor_of(request), wanted.moment, now=now)
    return ChangedOut(changed=changed, moment=now.isoformat())


@router.get("/codes/pools", response=ListOut[PoolOut], auth=key("tracking.view"))
def list_pools(request: HttpRequest) -> ListOut[PoolOut]:
    """The pools of single-use codes."""
    return listed(map(pool_out, _pools()))


@router.post("/codes/pools", response={201: PoolOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change"))
def make_pool(request: HttpRequest, wanted: PoolIn) -> Status[PoolOut]:
    """Make up to 50,000 single-use codes for a partnership at once."""
    made = services.make_pool(
        actor_of(request), campaigns.partnership(identifier("prt", wanted.partnership)), name=wanted.name,
        size=wanted.size, pattern=wanted.pattern, offer=offer_of(wanted.offer),
        domain_id=identifier("dom", wanted.shop) if wanted.shop else None, now=datetime.now(UTC),
    )  # fmt: skip
    return Status(201, next(pool_out(one) for one in _pools() if one.pool.id == made.id))


@router.post(
    "/codes/pools/{pool_id}/hand-out", response={200: ListOut[CodeOut], 404: ErrorOut, 422: ErrorOut},
    auth=key("tracking.change"),
)  # fmt: skip
def hand_out_codes(request: HttpRequest, pool_id: str, wanted: HandIn) -> ListOut[CodeOut]:
    """Give out the next codes of a pool."""
    found = identifier("cpl", pool_id)
    rows = services.hand_out(actor_of(request), found, wanted.number, wanted.to, now=datetime.now(UTC))
    return listed(_outs([row.id for row in rows], attribution.code_uses()))


@router.get("/codes/{code_id}", response={200: CodeOut, 404: ErrorOut}, auth=key("tracking.view"))
def get_code(request: HttpRequest, code_id: str) -> CodeOut:
    """One code."""
    return _one(queries.code(identifier("cod", code_id)).id)


@router.put("/codes/{code_id}", response={200: CodeOut, 404: ErrorOut, 422: ErrorOut}, auth=key("tracking.change"))
def change_code(request: HttpRequest, code_id: str, wanted: OfferIn) -> CodeOut:
    """Change what a code gives, and within which limits."""
    found = identifier("cod", code_id)
    return _one(services.change_offer(actor_of(request), found, offer_of(wanted), now=datetime.now(UTC)).id)


def codes_out(wanted: queries.CodeFilter, *, after: str = "", limit: int = 100) -> ListOut[CodeOut]:
    """A page of codes as the API and `--json` write it."""
    uses = attribution.code_uses()
    lines = queries.code_lines(wanted, {name: one.orders for name, one in uses.items()}, now=datetime.now(UTC))
    left = [line for line in lines if line.normal > after]
    more = len(left) > limit
    return ListOut(
        data=_outs([line.id for line in left[:limit]], uses), has_more=more,
        next=left[limit - 1].normal if more else None,
    )  # fmt: skip


def previewed(wanted: CodesIn) -> PreviewsOut:
    """The codes that would be made, as the API and `--json` write them."""
    whom, pattern = _whom(wanted)
    seed = SystemRandom().getrandbits(63) if wanted.seed is None else wanted.seed
    offer = checked_offer(offer_of(wanted.offer), now=datetime.now(UTC))
    shop = identifier("dom", wanted.shop) if wanted.shop else None
    found = services.proposed_codes(whom, pattern, offer, domain_id=shop, seed=seed)
    rows = zip(whom, found, strict=True)
    return PreviewsOut(
        seed=seed,
        data=[
            PreviewOut(partnership=to_public("prt", row.id), code=one.code, taken=one.wished if one.taken else None)
            for row, one in rows
        ],
    )


def created(actor: Actor, wanted: CodesIn) -> ListOut[CodeOut]:
    """The codes made, as the API and `--json` write them."""
    whom, pattern = _whom(wanted)
    made = services.make_codes(
        actor, whom, offer=offer_of(wanted.offer), pattern=pattern, draft=wanted.draft, seed=wanted.seed,
        domain_id=identifier("dom", wanted.shop) if wanted.shop else None, now=datetime.now(UTC),
    )  # fmt: skip
    return listed(_outs([row.id for row in made], attribution.code_uses()))


def pool_out(one: queries.PoolCount) -> PoolOut:
    """A pool as the API and `--json` write it."""
    return PoolOut(
        id=to_public("cpl", one.pool.id), partnership=to_public("prt", one.pool.partnership_id), name=one.pool.name,
        pattern=one.pool.pattern, size=one.size, handed=one.handed, used=one.used,
    )  # fmt: skip


def code_out(row: Code, use: Use | None, revenue: Sequence[Money]) -> CodeOut:
    """A code as the API and `--json` write it."""
    orders = use.orders if use else 0
    state = state_of(row.state, expires_at=row.expires_at, limit=row.uses, uses=orders, now=datetime.now(UTC))
    offer = OfferOut(
        kind=Kind(row.kind), discount_basis_points=row.discount_basis_points, amount_minor=row.amount_minor,
        currency=row.currency, minimum_minor=row.minimum_minor, uses=row.uses, uses_each=row.uses_each,
        starts_at=row.starts_at, expires_at=row.expires_at,
    )  # fmt: skip
    return CodeOut(
        id=to_public("cod", row.id), partnership=to_public("prt", row.partnership_id), code=row.code, offer=offer,
        pool=to_public("cpl", row.pool_id) if row.pool_id else None, state=state, problem=row.problem, orders=orders,
        orders_without_click=use.cold if use else 0, revenue=[amount(one.minor, one.currency) for one in revenue],
        handed_to=row.handed_to,
    )  # fmt: skip


def _outs(ids: Sequence[UUID], uses: Mapping[str, Use]) -> list[CodeOut]:
    found = queries.codes_listed(ids)
    revenue = attribution.code_revenue([row.normal for row in found])
    return [code_out(row, uses.get(row.normal), revenue.get(row.normal, ())) for row in found]


def _one(code_id: UUID) -> CodeOut:
    return _outs([code_id], attribution.code_uses())[0]


def _pools() -> list[queries.PoolCount]:
    return queries.pools({name: one.orders for name, one in attribution.code_uses().items()})


def _whom(wanted: CodesIn) -> tuple[list[Partnership], str]:
    campaign = campaigns.campaign(identifier("cmp", wanted.campaign))
    rows = campaigns.partnerships(campaign_id=campaign.id)
    whom = rows if wanted.everybody else queries.without_code(rows)
    return whom, wanted.pattern or queries.pattern_of(campaign.id)


def offer_of(given: OfferIn | OfferOut) -> Offer:
    """What a body asks for."""
    return Offer(
        given.kind, given.discount_basis_points, given.amount_minor, given.currency, given.minimum_minor, given.uses,
        given.uses_each, given.starts_at, given.expires_at,
    )  # fmt: skip
