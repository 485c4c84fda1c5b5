"""What we do with orders' pasts: decide who is credited, and keep the decision with its reasons."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.stages.attribution import queries
from sweetspot.stages.attribution.formulas.decisions import Considered, Decision, Settings, decide
from sweetspot.stages.attribution.formulas.touches import OrderFacts, Touch, TouchKind, Window
from sweetspot.stages.attribution.models import Attribution, Credit
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.orders import queries as orders
from sweetspot.stages.orders.services import lock
from sweetspot.stages.tracking import queries as tracking
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.offers import standing
from sweetspot.stages.tracking.models import Code

#: Raised whenever the rules would decide otherwise; a new version is applied by `attribute_all`.
RULES_VERSION = "rules-2"
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Attributed:
    """How many orders were decided, and for how many the decision is new or another one than before."""

    decided: int
    changed: int

    def __add__(self, other: Attributed) -> Attributed:
        return Attributed(self.decided + other.decided, self.changed + other.changed)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the touches of a batch of orders are, and when a creator buys from themselves."""

    clicks: Mapping[UUID, tracking.Followed]
    codes: Mapping[str, Code]
    creators: Mapping[UUID, UUID]
    windows: Mapping[UUID, list[tuple[datetime, int]]]
    keys: Mapping[str, frozenset[str]]


@transaction.atomic
def attribute(order_ids: Collection[UUID], *, now: datetime) -> Attributed:
    """Decide anew who is credited with these orders; what comes out as before keeps its rows untouched.

    The touches are the click whose id came with the order and the codes that were typed. An order's refunds do not
    change its credits: they take commission back by themselves.
    """
    lock(order_ids)
    found = orders.facts(order_ids)
    known = _known(found.values())
    decisions = {order.id: _decided(order, known) for order in found.values()}
    return Attributed(len(decisions), _keep(found, decisions, now))


def attribute_all(*, now: datetime, progress: Callable[[int, int], None] = lambda done, total: None) -> Attributed:
    """Decide every order of the workspace in scope anew; `progress` hears how many of how many are done."""
    ids, total = orders.order_ids(), Attributed(0, 0)
    for first in range(0, len(ids), _BATCH):
        total += attribute(ids[first : first + _BATCH], now=now)
        progress(total.decided, len(ids))
    return total


def _known(found: Iterable[orders.OrderFacts]) -> _Known:
    found = list(found)
    clicks = tracking.clicks_named({order.click_id for order in found if order.click_id})
    codes = tracking.codes_named(_typed(found))
    involved = {click.partnership_id for click in clicks.values()} | {row.partnership_id for row in codes.values()}
    rows = campaigns.partnerships(ids=involved)
    windows = {
        name: [(terms.valid_from, terms.click_window_days) for terms in history]
        for name, history in campaigns.terms_history(involved).items()
    }
    keys = {
        str(row.creator_id): frozenset({orders.customer_key(row.workspace_id, row.creator.email)})
        for row in rows
        if row.creator.email
    }
    return _Known(clicks, codes, {row.id: row.creator_id for row in rows}, windows, keys)


def _typed(found: Iterable[orders.OrderFacts]) -> set[str]:
    return {code for order in found for code in order.codes}


def _decided(order: orders.OrderFacts, known: _Known) -> Decision:
    facts = OrderFacts(
        id=str(order.id), placed_at=order.placed_at, net=Money(order.net_minor, order.currency),
        buyer_keys=frozenset({order.customer_key} if order.customer_key else ()),
        cancelled=order.state == "cancelled", test=order.is_test,
    )  # fmt: skip
    return decide(facts, _touches(order, known), Settings(window=_window(order, known)), known.keys)


def _touches(order: orders.OrderFacts, known: _Known) -> list[Touch]:
    """The order's click, where it is known, and its codes, where they are a creator's; each once."""
    found = []
    if order.click_id and (click := known.clicks.get(order.click_id)):
        name = to_public("clk", click.id)
        touch = _touch(name, TouchKind.CLICK, click.partnership_id, click.at, known, _discounted(click))
        found.append(replace(touch, placement=click.placement))
    for normal in dict.fromkeys(normal_code(code) for code in order.codes):
        if code := known.codes.get(normal):
            touch = _touch(f"code {normal}", TouchKind.CODE, code.partnership_id, order.placed_at, known)
            note = standing(code.state, code.state_since, code.expires_at, order.placed_at)
            found.append(replace(touch, note=note))
    return found


def _touch(name: str, kind: TouchKind, partnership: UUID, at: datetime, known: _Known, discounted: str = "") -> Touch:
    creator = str(known.creators[partnership])
    return Touch(name, kind, str(partnership), creator, at, discounted=discounted)


def _discounted(click: tracking.Followed) -> str:
    """Why a click does not count; empty for a person's."""
    named = {
        "preview": "the link was fetched for a preview",
        "bot": "a program followed the link",
        "view": "the story page was only looked at",
        "own": "somebody of the team followed the link",
    }
    return "" if click.kind == "person" else named.get(click.kind, "the click looks automated")


def _window(order: orders.OrderFacts, known: _Known) -> Window:
    """How long the order's click counts, by the terms that held when it was made; the default without terms."""
    click = known.clicks.get(order.click_id) if order.click_id else None
    history = known.windows.get(click.partnership_id, []) if click else []
    days = next((days for since, days in reversed(history) if click and since <= click.at), None)
    return Window(days=days, story_days=min(days, Window().story_days)) if days is not None else Window()


def _keep(found: Mapping[UUID, orders.OrderFacts], decisions: Mapping[UUID, Decision], now: datetime) -> int:
    """Write the decisions that are not kept in the same words already; how many those were."""
    before = queries.decided(list(decisions))
    changed = [
        order_id for order_id, decision in decisions.items()
        if order_id not in before or _content(before[order_id]) != _wanted(decision)
    ]  # fmt: skip
    Attribution.objects.filter(order_id__in=changed).delete()
    rows = {name: _row(found[name], decisions[name], now) for name in changed}
    Attribution.objects.bulk_create(rows.values())
    Credit.objects.bulk_create(credit for name in changed for credit in _credits(rows[name], decisions[name]))
    return len(changed)


def _content(row: Attribution) -> tuple[object, ...]:
    """What a kept decision says, leaving out its ids and its date."""
    parts = [(one.partnership_id, one.means, one.weight, one.net_minor, one.currency) for one in row.credits.all()]
    return row.version, row.rule, row.confidence, row.reason, row.touches, sorted(parts)


def _wanted(decision: Decision) -> tuple[object, ...]:
    parts = [
        (UUID(share.partnership), share.means, share.weight, share.value.minor, share.value.currency)
        for share in decision.shares
    ]
    touches = [_kept_touch(one) for one in decision.considered]
    return RULES_VERSION, decision.rule, str(decision.confidence), decision.reason, touches, sorted(parts)


def _kept_touch(one: Considered) -> dict[str, object]:
    touch = one.touch
    return {
        "id": touch.id, "kind": str(touch.kind), "partnership": touch.partnership, "creator": touch.creator,
        "at": touch.at.isoformat(), "weight": one.weight, "reason": one.reason,
    }  # fmt: skip


def _row(order: orders.OrderFacts, decision: Decision, now: datetime) -> Attribution:
    return Attribution(
        workspace_id=order.workspace_id, order_id=order.id, version=RULES_VERSION, rule=decision.rule,
        confidence=str(decision.confidence), reason=decision.reason,
        touches=[_kept_touch(one) for one in decision.considered], decided_at=now,
    )  # fmt: skip


def _credits(row: Attribution, decision: Decision) -> Sequence[Credit]:
    return [
        Credit(
            workspace_id=row.workspace_id, attribution=row, order_id=row.order_id, means=share.means,
            partnership_id=UUID(share.partnership), weight=share.weight, net_minor=share.value.minor,
            currency=share.value.currency,
        )
        for share in decision.shares
    ]  # fmt: skip
