"""A programme's life, one call per stage, in the order the data flows; read this first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.integrations.discount_codes import ByHand, DiscountCodes, Wanted
from sweetspot.integrations.shopify.orders_csv import Exported
from sweetspot.stages.accounts import queries as accounts_known
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.attribution import services as attribution
from sweetspot.stages.audiences import services as audiences
from sweetspot.stages.campaigns import queries as campaigns_known
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.campaigns.services import Agreed
from sweetspot.stages.creators import queries as creators_known
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.orders import queries as orders_known
from sweetspot.stages.orders import services as orders
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund, refuse_future
from sweetspot.stages.orders.services import Recorded, Taken
from sweetspot.stages.payouts import services as payouts
from sweetspot.stages.planning import services as planning
from sweetspot.stages.tracking import queries as codes_known
from sweetspot.stages.tracking import services as tracking
from sweetspot.stages.tracking.formulas.offers import State
from sweetspot.stages.tracking.queries.mentions import brands_spoken, content_around
from sweetspot.stages.tracking.services import Equipment, codes, mentions
from sweetspot.stages.vetting import services as vetting
from sweetspot.stages.vetting.queries.fit import objections_to
from sweetspot.stages.vetting.services import preferences as fit

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign
    from sweetspot.stages.creators.models import Profile
    from sweetspot.stages.orders.models import Shop
    from sweetspot.stages.planning.queries import PlanDetail
    from sweetspot.stages.vetting.formulas.preferences import Objection
    from sweetspot.stages.vetting.models import Decision

_BATCH = 1_000


def quiet(step: str, done: int, total: int) -> None:
    """Progress that nobody looks at."""


@transaction.atomic
def decide(actor: Actor, profile_id: UUID, choice: str, reason: str, *, now: datetime) -> Decision:
    """Note what a person decided about a profile; where much is spent on the creator, a second one has to approve."""
    creator_id = creators_known.one_profile(profile_id).creator_id
    spend = campaigns_known.spend_on(creator_id, now)
    return vetting.decide(actor, profile_id, choice, reason, spend=spend, now=now)


@transaction.atomic
def join_campaign(
    actor: Actor, campaign: Campaign, profiles: Iterable[Profile], *, agreed: Agreed,
    fees: Mapping[UUID, int] | None = None, discount_basis_points: int = 1500, shop: DiscountCodes | None = None,
    despite: str = "", now: datetime,
) -> list[Equipment]:  # fmt: skip
    """Bring creators into a campaign: a partnership with terms, one link and one code for each, all or nothing.

    `fees` gives single profiles, by id, a fee of their own in minor units. `shop` takes the codes; by hand without one.
    Conflict where a creator refuses the brand or the subject, unless `despite` says why it goes on; the reason is kept
    in the audit log.
    """
    profiles = list(profiles)
    fit.go_on_despite(actor, objections(campaign, profiles, agreed=agreed, fees=fees), despite, now=now)
    partnerships = campaigns.join(actor, campaign, profiles, agreed=agreed, fees=fees, now=now)
    equipped = tracking.equip(actor, partnerships, discount_basis_points=discount_basis_points, now=now)
    create_codes(actor, [one.code.id for one in equipped], shop or ByHand(), now=now)
    return equipped


@transaction.atomic
def create_codes(actor: Actor, code_ids: Collection[UUID], shop: DiscountCodes, *, now: datetime) -> None:
    """Have a shop take the codes that wait for it; what it took works from now on, what it refused says why."""
    waiting = [row for row in codes_known.codes_listed(list(code_ids)) if row.state == State.WAITING]
    told = shop.create([Wanted(row.code, row.partnership.creator.name, row.offer) for row in waiting])
    problems = {row.id: told[row.code].problem for row in waiting if told[row.code].problem}
    codes.change_state(actor, [row.id for row in waiting if told[row.code].done], State.ACTIVE, now=now)
    codes.change_state(actor, list(problems), State.FAILED, problems=problems, now=now)


def objections(
    campaign: Campaign, profiles: Iterable[Profile], *, agreed: Agreed, fees: Mapping[UUID, int] | None = None
) -> list[tuple[Profile, Objection]]:
    """What the creators said before that speaks against joining a campaign on these terms, by profile."""
    texts = (campaign.name, campaign.brief, *campaign.hashtags)
    offered = {one: Money((fees or {}).get(one.id, agreed.fee_minor), campaign.currency) for one in profiles}
    return objections_to(texts, offered)


@transaction.atomic
def start_plan(
    actor: Actor, plan: PlanDetail, name: str, *, agreed: Agreed, modelled_fees: bool, discount_basis_points: int,
    despite: str = "", now: datetime, **fields: Any,
) -> Campaign:  # fmt: skip
    """A campaign with everybody in a plan, each on the plan's cost as fee, with a link and a code; all or nothing.

    A cost that was modelled and not quoted becomes a fee only with `modelled_fees`. `fields` are the campaign's.
    """
    budget = plan.summary.budget
    campaign = campaigns.create_campaign(
        actor, name, currency=budget.currency, budget_minor=budget.minor, plan_id=plan.summary.id, now=now, **fields
    )
    costs = [one for one in plan.choices if modelled_fees or one.basis == planning.QUOTED]
    fees = {one.profile.profile_id: one.cost.minor for one in costs}
    profiles = creators_known.profiles([one.profile.profile_id for one in plan.choices])
    join_campaign(
        actor, campaign, profiles, agreed=agreed, fees=fees, discount_basis_points=discount_basis_points,
        despite=despite, now=now,
    )  # fmt: skip
    return campaign


@transaction.atomic
def take_orders(
    shop: Shop, told: Sequence[IncomingOrder] = (), refunds: Sequence[IncomingRefund] = (), *, now: datetime
) -> list[Recorded]:
    """Record what a shop tells, each thing once, then credit and pay: one result per order, then one per refund.

    Raises Invalid for what is of tomorrow or later, and writes nothing then.
    """
    arrived: list[IncomingOrder | IncomingRefund] = [*told, *refunds]
    for one in arrived:
        refuse_future(one, now)
    recorded = [*orders.record_orders(shop, told, now=now), *orders.record_refunds(shop, refunds, now=now)]
    order_arrived([one.order_id for one in recorded if one.order_id], now=now)
    return recorded


@transaction.atomic
def take_export(
    shop: Shop, exported: Iterable[Exported], *, now: datetime, progress: Callable[[int], None] = lambda done: None
) -> Taken:
    """Take in a shop's orders export, all or nothing: each order once, what was refunded as far as it is not known."""
    taken, waiting = Taken(), iter(exported)
    while batch := [_not_ahead(one, now) for one in islice(waiting, _BATCH)]:
        good = [one for one in batch if one.order]
        recorded = orders.record_orders(shop, [one.order for one in good if one.order], now=now)
        for one in good:
            if one.order and one.refunded_minor:
                orders.record_refunded_sum(shop, one.order.external_id, one.refunded_minor, now=now)
        order_arrived([one.id for one in recorded], now=now)
        rejected = [(one.first_row, one.name, one.reason) for one in batch if not one.order]
        taken = taken.with_more([one.outcome for one in recorded], rejected)
        progress(taken.read)
    return taken


def _not_ahead(exported: Exported, now: datetime) -> Exported:
    """The exported order, rejected where it is of tomorrow or later."""
    try:
        if exported.order:
            refuse_future(exported.order, now)
    except Invalid as error:
        return replace(exported, order=None, reason=error.message)
    return exported


@transaction.atomic
def order_arrived(order_ids: Collection[UUID], *, now: datetime) -> None:
    """Decide who brought these orders and book what they earn; to be run with the recording, in one transaction."""
    attribution.attribute(order_ids, now=now)
    payouts.book(order_ids, now=now)


def import_later(workspace_id: UUID, job_id: UUID) -> None:
    """Have an import's rows taken in, and then everything known anew, in the background."""
    defer_in_turn("creators.run_import", workspace_id, job_id=str(job_id))
    know_later(workspace_id)


def know_later(workspace_id: UUID) -> None:
    """Have everything that is known of creators worked out anew in the background."""
    defer_in_turn("creators.recompute_engagement", workspace_id)
    defer_in_turn("audiences.judge_samples", workspace_id)
    defer_in_turn("vetting.vet_all", workspace_id)
    defer_in_turn("creators.recompute_likeness", workspace_id)
    defer_in_turn("orders.match_buyers", workspace_id)
    listen_later(workspace_id)


def judge_clicks_later(workspace_id: UUID, reclassing_id: UUID) -> None:
    """Have a workspace's clicks judged again in the background."""
    defer_in_turn("tracking.judge_again", workspace_id, reclassing_id=str(reclassing_id))


def listen_later(workspace_id: UUID) -> None:
    """Have mentions found anew in the background: what is listened for changed, or the texts did."""
    defer_in_turn("tracking.find_mentions", workspace_id)


def read_later(workspace_id: UUID) -> None:
    """Have captions read anew in the background: what is looked for in them changed."""
    defer_in_turn("vetting.read_captions", workspace_id)


def know(*, now: datetime, progress: Callable[[str, int, int], None] = quiet) -> None:
    """What is known of every creator anew: engagement, followers, stamina, comments, mentions, verdicts, topics."""
    data = creators_known.panel(now)
    creators.recompute_engagement(now=now, data=data, progress=partial(progress, "Engagement"))
    audiences.judge_samples(now=now, progress=partial(progress, "Followers"))
    vetting.recompute_stamina(now=now, data=data, progress=partial(progress, "Sponsored posts"))
    vetting.judge_comments(now=now, progress=partial(progress, "Comments"))
    mentions.find_mentions(now=now, progress=partial(progress, "Mentions"))
    vetting.recompute_connections(now=now, data=data, around=content_around(now))
    vetting.vet(now=now, data=data, progress=partial(progress, "Verdicts"))
    vetting.read_captions(now=now, progress=partial(progress, "Captions"))
    vetting.note_brands(brands_spoken())
    creators.recompute_likeness(now=now, progress=partial(progress, "Look-alikes"))


@transaction.atomic
def run(*, now: datetime, progress: Callable[[str, int, int], None] = quiet) -> None:
    """Everything that is derived in the workspace in scope, from the facts alone; twice changes nothing."""
    know(now=now, progress=progress)
    orders.match_buyers(accounts_known.workspace().id, now=now)
    attribution.attribute_all(now=now, progress=partial(progress, "Attribution"))
    ids = orders_known.order_ids()
    for first in range(0, len(ids), _BATCH):
        payouts.book(ids[first : first + _BATCH], now=now)
        progress("Commissions", min(first + _BATCH, len(ids)), len(ids))
    payouts.settle(now=now)
    payouts.check_book(now=now)
