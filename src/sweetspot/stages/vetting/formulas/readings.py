"""What does something besides the posts say: the history, the following, the followers, the comments?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sweetspot.core.statistics import Z90, Z95, Floats
from sweetspot.stages.audiences.formulas.readings import MASS_FOLLOWING, AudienceReading, AudienceSignal
from sweetspot.stages.vetting.formulas.comments import ClassShares, CommentClass
from sweetspot.stages.vetting.formulas.connection import FEWEST_COMMENTS
from sweetspot.stages.vetting.formulas.pods import Pods
from sweetspot.stages.vetting.formulas.signals import Signal


@dataclass(frozen=True, slots=True)
class Reading:
    """One signal's value, in the unit of its norm, with what it rests on; None where there is not enough data.

    `error` is its standard error (0: counted, not estimated), `sample` how many readings, people or comments stand
    behind it, `note` a sentence for people (without a value: why there is none), `opens` the ids or days it was read
    from.
    """

    value: float | None
    error: float
    sample: int
    note: str
    opens: tuple[str, ...] = ()

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 90 % interval; None where the value is missing or counted."""
        if self.value is None or not self.error:
            return None
        return self.value - Z90 * self.error, self.value + Z90 * self.error


Readings = Mapping[Signal, Reading]
_SAME = {AudienceSignal.COUNTRIES: Signal.COUNTRIES, AudienceSignal.SUSPICIOUS: Signal.SUSPICIOUS}


def audience_readings(found: Sequence[AudienceReading]) -> dict[Signal, Reading]:
    """S10 and S11 as the audience stage reads them (95 % intervals), for the verdict."""
    return {
        _SAME[one.signal]: Reading(
            one.value, _error(one), one.sample, one.note or one.reason, tuple(str(row) for row in one.rows)
        )
        for one in found
        if one.signal in _SAME
    }


def _error(one: AudienceReading) -> float:
    return 0.0 if one.low is None or one.high is None else (one.high - one.low) / (2 * Z95)


def following_reading(following: int | None, followers: int | None) -> Reading:
    """S6: log10 of the accounts followed over 1,500, from where on somebody follows in order to be followed.

    Followers are told beside it and play no part: a ratio to them would shrink with every one bought.
    """
    if following is None:
        return Reading(None, 0.0, 0, "How many accounts they follow is not known.")
    note = f"Follows {following:,} accounts" + ("." if followers is None else f" and has {followers:,} followers.")
    if following >= MASS_FOLLOWING:
        note += " Following that many is a way to be followed back."
    return Reading(float(np.log10((following + 1) / (MASS_FOLLOWING + 1))), 0.0, following, note)


def comment_readings(classes: ClassShares, pods: Pods) -> dict[Signal, Reading]:
    """S8, the share of spam among the comments that count (from 20), and S9, how many signs of a circle speak."""
    found, spam = {}, classes.shares.get(CommentClass.SPAM)
    if spam is not None and classes.counted >= FEWEST_COMMENTS:
        number = classes.counts[CommentClass.SPAM]
        note = f"{number:,} of {classes.counted:,} comments that count are spam."
        found[Signal.SPAM] = Reading(spam.value, (spam.high - spam.low) / (2 * Z90), classes.counted, note)
    if pods.evidence and not pods.reason:
        signs = sum(one.speaks for one in pods.evidence)
        said = f"{signs} of 4 signs that the same people comment together, in the newest {pods.posts} posts."
        found[Signal.CIRCLE] = Reading(float(signs), 0.0, pods.posts, said)
    return found


def as_rows(readings: Sequence[Readings], signal: Signal) -> tuple[Floats, Floats]:
    """Values and standard errors of one signal over many profiles, shapes (m,); NaN and 0 where missing."""
    known = [one.get(signal) for one in readings]
    values = [np.nan if one is None or one.value is None else one.value for one in known]
    return np.array(values, dtype=float), np.array([one.error if one else 0.0 for one in known], dtype=float)
