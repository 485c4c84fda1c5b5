"""What does each signal of a profile show, how strongly does it speak, and what does it rest on?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from sweetspot.core.statistics import Z90, Floats
from sweetspot.stages.vetting.formulas.evidence import driving_places
from sweetspot.stages.vetting.formulas.findings import Findings
from sweetspot.stages.vetting.formulas.norms import Norms
from sweetspot.stages.vetting.formulas.readings import Readings
from sweetspot.stages.vetting.formulas.risk import Rules
from sweetspot.stages.vetting.formulas.signals import (
    FEWEST,
    FROM_READINGS,
    MANY,
    PostRows,
    Signal,
    sharpest_break,
)
from sweetspot.stages.vetting.formulas.wording import (
    TITLES,
    Direction,
    direction_of,
    explanations,
    missing_sentence,
    sentence,
    shown_value,
)


class Strength(StrEnum):
    """How strongly a signal speaks, by the points it would cost alone: below 5, below 20, from 20."""

    NEUTRAL = "neutral"
    SMALL = "small"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class Check:
    """One signal of a verdict. `value`, its 90 % interval and `usual` are in the unit shown (None: missing).

    `points` are points lost; `posts` the ids of the posts that drove it, `opens` the days or ids a reading rests on,
    `sample` how many posts, readings, people or comments stand behind it; `peers` the number of profiles behind the
    norm (0: a fixed point); `rule` and `version` name the rule that judged it.
    """

    signal: Signal
    title: str
    value: float | None
    low: float | None
    high: float | None
    usual: float | None
    z: float | None
    direction: Direction
    strength: Strength
    points: float
    sentence: str
    explanations: tuple[str, ...]
    posts: tuple[str, ...]
    opens: tuple[str, ...]
    sample: int
    peers: int
    rule: str
    version: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One profile's numbers, one of each per signal in their order: values, standard errors, points lost.

    None where missing. `readings` are what was not from posts.
    """

    followers: int | None
    values: tuple[float | None, ...]
    errors: tuple[float | None, ...]
    points: tuple[float, ...]
    readings: Readings = field(default_factory=dict)


def figures_of(found: Findings, followers: Floats, readings: Sequence[Readings]) -> Iterator[Figures]:
    """The numbers of each of the profiles that were judged together, to six decimals; points to one."""
    values, errors = (np.round(part.T, 6).astype(object) for part in (found.values, found.errors))
    values[np.isnan(found.values.T)], errors[np.isnan(found.errors.T)] = None, None
    points = np.round(found.found.points.T, 1)
    rows = zip(followers.tolist(), values.tolist(), errors.tolist(), points.tolist(), readings, strict=True)
    for count, value, error, lost, told in rows:
        yield Figures(None if math.isnan(count) else int(count), tuple(value), tuple(error), tuple(lost), told)


def strength_of(points: float) -> Strength:
    """How strongly a signal speaks that alone would cost this many points."""
    if points < 5:
        return Strength.NEUTRAL
    return Strength.SMALL if points < 20 else Strength.STRONG


def checks(figures: Figures, row: PostRows, ids: Sequence[str], norms: Norms, rules: Rules) -> tuple[Check, ...]:
    """The checks behind a verdict, in the order of the signals; `row` holds the profile's posts and `ids` theirs."""
    return tuple(
        _check(signal, place, figures, row, ids, norms, rules) for place, signal in enumerate(Signal) if signal in rules
    )


def _check(
    signal: Signal, place: int, figures: Figures, row: PostRows, ids: Sequence[str], norms: Norms, rules: Rules
) -> Check:
    value, error, points = figures.values[place], figures.errors[place], figures.points[place]
    norm, rule = norms.by_signal[signal], rules[signal]
    usual = float(norm.at(row.followers)[0])
    z = None if value is None or math.isnan(usual) else (value - usual) / float(norm.width(row.followers)[0])
    direction = direction_of(z)
    reading = figures.readings.get(signal)
    told = signal in FROM_READINGS
    posts = () if told or z is None or (direction == "usual" and not points) else driving_places(signal, row, z > 0)
    return Check(
        signal=signal,
        title=TITLES[signal],
        value=None if value is None else shown_value(signal, value),
        low=shown_value(signal, value - Z90 * error) if value is not None and error else None,
        high=shown_value(signal, value + Z90 * error) if value is not None and error else None,
        usual=None if math.isnan(usual) else shown_value(signal, usual),
        z=z,
        direction=direction,
        strength=strength_of(0.0 if z is None else 100 * float(rule.penalty(np.array([z]))[0])),
        points=points,
        sentence=_sentence(signal, value, usual, z, figures.readings, row, len(ids)),
        explanations=explanations(signal, direction),
        posts=tuple(ids[at] for at in posts if at < len(ids)),
        opens=reading.opens if reading else (),
        sample=(reading.sample if reading else 0) if told else len(ids),
        peers=norm.sample,
        rule=rule.id,
        version=rule.version,
    )


def _sentence(
    signal: Signal, value: float | None, usual: float, z: float | None, readings: Readings, row: PostRows, posts: int
) -> str:
    if signal in readings:
        return readings[signal].note
    if z is None or value is None:
        return missing_sentence(signal, posts, FEWEST.get(signal, MANY))
    return sentence(signal, value, usual, z, _turned_on(row) if signal is Signal.BREAK else None)


def _turned_on(row: PostRows) -> float | None:
    before = sharpest_break(row)[1][0]
    return None if math.isnan(before) else float(row.days[0, int(before)])
