"""How the signals behind a verdict are shown: value, interval, place among peers, what it rests on, the rule."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from sweetspot.doors.web.templatetags.components import network
from sweetspot.doors.web.templatetags.figures import count, share
from sweetspot.stages.vetting.formulas import FROM_POSTS, Check, Signal, Strength
from sweetspot.stages.vetting.formulas.wording import PER_LIKES, two_digits
from sweetspot.stages.vetting.queries import CheckEvidence, Evidence, PeerStrip

_STRENGTHS = {
    Strength.NEUTRAL: ("Neutral", "good"),
    Strength.SMALL: ("Worth a look", "watch"),
    Strength.STRONG: ("Strong warning", "warning"),
}
#: The quantiles a strip is kept as.
_AT = (0.05, 0.25, 0.50, 0.75, 0.95)
#: Where on the page the inputs of a signal are that are not posts.
_OPENS = {Signal.GROWTH: "chart-followers", Signal.SPAM: "comments", Signal.CIRCLE: "comments"}
#: The part of the audience page where the inputs of a signal are.
_AUDIENCE = {Signal.FOLLOWING: "figures", Signal.COUNTRIES: "consists", Signal.SUSPICIOUS: "samples"}
_SHARES = (Signal.ENGAGEMENT, Signal.SPAM, Signal.COUNTRIES, Signal.SUSPICIOUS)
_UNITS = {
    Signal.GROWTH: ("reading of the following", "readings of the following"),
    Signal.FOLLOWING: ("account followed", "accounts followed"),
    Signal.SPAM: ("comment", "comments"),
    Signal.CIRCLE: ("post with its comments", "posts with their comments"),
    Signal.COUNTRIES: ("person of the audience", "people of the audience"),
    Signal.SUSPICIOUS: ("follower of the sample", "followers of the sample"),
}


@dataclass(frozen=True, slots=True)
class SignalRow:
    """One signal as the page shows it: word, claim, value, where it lies among peers, and what it rests on."""

    id: str
    word: str
    kind: str
    claim: str
    value: str
    interval: str
    number: float | None
    low: float | None
    high: float | None
    peers: list[float]
    strip: str
    based: str
    based_href: str
    group: str
    innocent: str
    rule: str
    body: SafeString
    open: bool


def signal_rows(shown: Evidence) -> list[SignalRow]:
    """The signals of a verdict, those that cost most points first, and those without data last."""
    if shown.verdict is None:
        return []
    rows = sorted(shown.checks, key=lambda one: (-one.check.points, one.check.z is None))
    group = f"{shown.profile.tier or ''} profiles on {network(shown.profile.network)}".strip()
    return [_row(one, shown, group) for one in rows]


def reasons(shown: Evidence, most: int = 3) -> list[str]:
    """The sentences of the signals that cost most, for the headline; only those that speak at all."""
    speaking = [one.check for one in shown.checks if one.check.strength is not Strength.NEUTRAL]
    return [check.sentence for check in sorted(speaking, key=lambda check: -check.points)[:most]]


def _row(one: CheckEvidence, shown: Evidence, group: str) -> SignalRow:
    check, strip = one.check, one.strip
    word, kind = ("Not known", "") if check.z is None else _STRENGTHS[check.strength]
    below = "" if strip.share_below is None else f"above {share(strip.share_below, 0)} of {count(strip.peers)} peers"
    value, interval = figure(check.signal, check.value), _interval(check)
    inputs = shown.verdict.inputs[:12] if shown.verdict else ""
    jumps = shown.jumps if check.signal is Signal.GROWTH else ()
    return SignalRow(
        id=f"signal-{check.signal.value}", word=word, kind=kind, claim=check.title, value=value, interval=interval,
        number=check.value, low=check.low, high=check.high, peers=_sample(strip),
        strip=f"{value}, {below}" if below and value else "",
        based=_based(check), based_href=_based_href(check, shown) if check.value is not None else "",
        group=f"{count(strip.peers)} {group}; this one is {below}" if below else "",
        innocent="; ".join(check.explanations),
        rule=f"{check.rule} version {check.version}, inputs {inputs}",
        body=SafeString(render_to_string(
            "creators/_signal.html",
            {"check": check, "posts": one.posts, "jumps": jumps, "usual": figure(check.signal, check.usual)},
        )),
        open=check.strength is not Strength.NEUTRAL,
    )  # fmt: skip


def _based_href(check: Check, shown: Evidence) -> str:
    if part := _AUDIENCE.get(check.signal):
        page = reverse("creator_audience", args=[shown.profile.creator_ref])
        return f"{page}?profile={shown.profile.profile_ref}#{part}"
    return "#posts" if check.signal in FROM_POSTS else f"#{_OPENS.get(check.signal, 'signals')}"


def _based(check: Check) -> str:
    if check.value is None:
        return ""
    one, many = ("post", "posts") if check.signal in FROM_POSTS else _UNITS[check.signal]
    return f"{count(check.sample)} {one if check.sample == 1 else many}"


def _interval(check: Check) -> str:
    if check.low is None or check.high is None:
        return ""
    return f"({figure(check.signal, check.low).removesuffix(PER_LIKES)} to {figure(check.signal, check.high)})"


def _sample(strip: PeerStrip) -> list[float]:
    # The strip draws a density; quantiles are all that is kept, so values are laid between them.
    if strip.quantiles is None or strip.peers < len(_AT) or strip.quantiles[0] == strip.quantiles[-1]:
        return []
    return [float(value) for value in np.interp(np.linspace(_AT[0], _AT[-1], 91), _AT, strip.quantiles)]


def figure(signal: Signal, value: float | None) -> str:
    """A value of a signal in the words of the page; empty where it is missing."""
    if value is None:
        return ""
    if signal in _SHARES:
        return share(value)
    if signal is Signal.GROWTH:
        return f"{share(value)} unexplained" if value else "no jump"
    if signal is Signal.COMMENTS_PER_LIKE:
        return f"{two_digits(100 * value)}{PER_LIKES}"
    if signal is Signal.FOLLOWING:
        return f"{count(round(value))} followed"
    if signal is Signal.CIRCLE:
        return f"{value:.0f} of 4 signs"
    return f"{value:.2f}"
