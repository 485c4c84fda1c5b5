"""Which creator an order belongs to when links and codes disagree, and why: the six rules as one pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from sweetspot.core.money import Money
from sweetspot.stages.attribution.formulas.rules import WHOLE, credits, weights
from sweetspot.stages.attribution.formulas.touches import OrderFacts, Touch, TouchKind, Window, in_order

Means = Literal["link", "code", "both"]


class Confidence(StrEnum):
    """How firmly the order is tied to the creator."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a workspace judges: the window, the rule over clicks, and who wins when a code meets another's click."""

    window: Window = field(default_factory=Window)
    rule: str = "last"
    conflict: Literal["code", "split"] = "code"


@dataclass(frozen=True, slots=True)
class Share:
    """What one partnership earns of an order: its weight in billionths and its part of the net value.

    `means` says what earned it: a followed link, a typed code, or both.
    """

    partnership: str
    creator: str
    touch: str
    means: Means
    weight: int
    value: Money


@dataclass(frozen=True, slots=True)
class Considered:
    """One touch as it was weighed: whether it earned something, and a sentence that says why or why not."""

    touch: Touch
    weight: int
    reason: str

    @property
    def credited(self) -> bool:
        """Whether the touch earned a part of the order."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Decision:
    """Who is credited, who assisted, under which rule (1-6; None where nothing pointed to a creator) and why."""

    order: str
    rule: int | None
    confidence: Confidence
    reason: str
    shares: tuple[Share, ...]
    assists: tuple[str, ...]
    considered: tuple[Considered, ...]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """The touches that win, with their weights, before money is split."""

    rule: int | None
    confidence: Confidence
    reason: str
    winners: tuple[tuple[Touch, int], ...] = ()


def decide(
    order: OrderFacts,
    touches: Sequence[Touch],
    settings: Settings | None = None,
    creator_keys: Mapping[str, frozenset[str]] = MappingProxyType({}),
) -> Decision:
    """The decision for one order; the same whatever order the touches come in.

    `touches` are the clicks matched to the order by click id or visitor, the codes typed, and survey answers.
    `creator_keys` maps a creator to the hashes of their own contact data; an order that meets them is a self-purchase.
    The shares' values sum to `order.net`, or there are none. The rules are set out in docs/formulas/attribution.md.
    """
    settings = settings or Settings()
    ordered = in_order(list(touches))
    refusals = {touch.id: why for touch in ordered if (why := _refusal(touch, order, settings.window))}
    eligible = tuple(touch for touch in ordered if touch.id not in refusals)
    verdict = _worthless(order) or _own_purchase(_judged(eligible, settings), order, creator_keys)
    if verdict.rule is None and refusals:
        verdict = replace(verdict, reason="No code was typed, and no link was followed in a way that counts.")
    own = {touch.id for touch in eligible if _is_own(touch, order, creator_keys)}
    return _decision(order, ordered, refusals, own, verdict)


def _refusal(touch: Touch, order: OrderFacts, window: Window) -> str:
    """Why a touch cannot count at all; empty when it can."""
    if touch.discounted:
        return f"Not counted: {touch.discounted}."
    if touch.kind is not TouchKind.CLICK:
        return ""
    if window.follows(touch, order.placed_at):
        return "The click came after the order."
    if not window.holds(touch, order.placed_at):
        return f"The click is older than the window of {window.length(touch.placement).days} days."
    return ""


def _worthless(order: OrderFacts) -> _Verdict | None:
    """Rule 6 as far as the order alone decides it."""
    reasons = (
        (order.test, "This is a test order, so nobody is paid for it."),
        (order.cancelled, "The order was cancelled, so nobody is paid for it."),
        (order.fraudulent, "The order is held as fraudulent, so nobody is paid for it."),
        (order.employee, "The buyer belongs to the brand's own staff, so nobody is paid for it."),
        (order.net.minor <= 0, "Nothing of the order's value was kept, so there is nothing to credit."),
    )
    reason = next((text for holds, text in reasons if holds), "")
    return _Verdict(6, Confidence.NONE, reason) if reason else None


def _is_own(touch: Touch, order: OrderFacts, creator_keys: Mapping[str, frozenset[str]]) -> bool:
    return bool(order.buyer_keys & creator_keys.get(touch.creator, frozenset()))


def _own_purchase(verdict: _Verdict, order: OrderFacts, creator_keys: Mapping[str, frozenset[str]]) -> _Verdict:
    """Rule 6 where a creator would earn on their own purchase: the whole order pays nobody."""
    if any(_is_own(touch, order, creator_keys) for touch, weight in verdict.winners if weight):
        return _Verdict(6, Confidence.NONE, "The buyer is the creator or shares their household: a self-purchase.")
    return verdict


def _judged(eligible: Sequence[Touch], settings: Settings) -> _Verdict:
    """Rules 1 to 5 over the touches that can count."""
    clicks = [touch for touch in eligible if touch.kind is TouchKind.CLICK]
    codes = [touch for touch in eligible if touch.kind is TouchKind.CODE]
    if codes:
        return _by_code(codes, clicks, settings)
    if clicks:
        return _by_click(clicks, settings.rule)
    if eligible:
        return _Verdict(5, Confidence.LOW, "Only a survey names a creator: shown in reports, never paid.")
    return _Verdict(None, Confidence.NONE, "No link was followed and no code was typed.")


def _by_code(codes: Sequence[Touch], clicks: Sequence[Touch], settings: Settings) -> _Verdict:
    """Rules 1, 2 and 4; of several codes the one whose creator's link was followed last wins, else the last typed."""
    clicked = [touch.creator for touch in clicks]
    corroborated = [code for code in codes if code.creator in clicked]
    code = max(corroborated or codes, key=lambda code: (_last_index(clicked, code.creator), code.at, code.id))
    if corroborated:
        return _whole(1, Confidence.HIGH, "The code was typed and a link of the same creator was followed.", code)
    if not clicks:
        return _whole(4, Confidence.MEDIUM, "The code was typed without any click: cold, kept for the leak test.", code)
    if settings.conflict == "split":
        halves = ((code, WHOLE // 2), (clicks[-1], WHOLE // 2))
        return _Verdict(2, Confidence.MEDIUM, "One creator's code and another's link: shared evenly.", halves)
    reason = "One creator's code was typed, another's link was followed: typing is the explicit act, so the code wins."
    return _whole(2, Confidence.MEDIUM, reason, code)


def _last_index(creators: Sequence[str], creator: str) -> int:
    return max((index for index, name in enumerate(creators) if name == creator), default=-1)


def _whole(rule: int, confidence: Confidence, reason: str, touch: Touch) -> _Verdict:
    return _Verdict(rule, confidence, reason, ((touch, WHOLE),))


def _by_click(clicks: Sequence[Touch], rule: str) -> _Verdict:
    """Rule 3: clicks alone, weighed by the workspace's rule."""
    parts = weights(rule, [touch.at for touch in clicks])
    confidence = Confidence.HIGH if len({touch.creator for touch in clicks}) == 1 else Confidence.MEDIUM
    how = "the last one counts" if rule == "last" else f"weighed by the rule {rule.replace('_', ' ')}"
    return _Verdict(3, confidence, f"Only links were followed; {how}.", tuple(zip(clicks, parts, strict=True)))


def _decision(
    order: OrderFacts, ordered: Sequence[Touch], refusals: Mapping[str, str], own: set[str], verdict: _Verdict
) -> Decision:
    won = {touch.id: weight for touch, weight in verdict.winners if weight}
    shares = _shares(order.net, verdict)
    paid = {share.partnership for share in shares}
    helpers = (
        {} if verdict.rule == 6 else {t.partnership: t for t in ordered if t.id not in refusals and t.id not in own}
    )
    return Decision(
        order=order.id,
        rule=verdict.rule,
        confidence=verdict.confidence,
        reason=verdict.reason,
        shares=shares,
        assists=tuple(sorted(helpers.keys() - paid)),
        considered=tuple(
            Considered(t, won.get(t.id, 0), " ".join(filter(None, [_why(t, won, refusals, own, verdict), t.note])))
            for t in ordered
        ),
    )


def _shares(net: Money, verdict: _Verdict) -> tuple[Share, ...]:
    """One share per partnership, its touches' weights joined before the cents are split."""
    winners = [(touch, weight) for touch, weight in verdict.winners if weight]
    joined: dict[str, int] = {}
    for touch, weight in winners:
        joined[touch.partnership] = joined.get(touch.partnership, 0) + weight
    newest = {touch.partnership: touch for touch, _ in winners}
    values = credits(net, list(joined.values()))
    return tuple(
        Share(name, newest[name].creator, newest[name].id, _means(newest[name], verdict.rule), weight, value)
        for (name, weight), value in zip(joined.items(), values, strict=True)
    )


def _means(touch: Touch, rule: int | None) -> Means:
    if rule == 1:
        return "both"
    return "code" if touch.kind is TouchKind.CODE else "link"


def _why(touch: Touch, won: Mapping[str, int], refusals: Mapping[str, str], own: set[str], verdict: _Verdict) -> str:
    """The sentence beside one touch in the explanation of an order."""
    if touch.id in refusals:
        return refusals[touch.id]
    if touch.id in won:
        if won[touch.id] == WHOLE:
            return "Credited with the whole order."
        return f"Credited with {won[touch.id] / WHOLE:.1%} of the order."
    if verdict.rule == 6:
        return verdict.reason
    if touch.id in own:
        return "The buyer is this creator: no assist for their own purchase."
    if touch.kind is TouchKind.SURVEY:
        return "A survey answer is reported, never paid."
    same = any(touch.creator == winner.creator for winner, weight in verdict.winners if weight)
    return "Supports the credited creator." if same else "Assisted: another touch was decisive."
