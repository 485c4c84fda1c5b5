"""How often is a band right? It depends on how many of those looked at have something to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.vetting.formulas.verdict import Band

LEVEL = 0.90


@dataclass(frozen=True, slots=True)
class BandRecord:
    """One band on labelled accounts: the share of genuine and of doctored ones that came to lie in it.

    Both with their 90 % interval by Wilson. `right` is, per assumed share of doctored accounts, how often the band says
    what is so: for `consistent` the chance that an account in it is genuine, for the others that it is doctored; None
    where nobody lies in it. Its interval takes both shares at the ends that make it smallest and largest.
    """

    band: Band
    genuine: Estimate
    doctored: Estimate
    right: tuple[Estimate | None, ...]


def chance_doctored(genuine: float, doctored: float, prevalence: float) -> float | None:
    """The chance that an account in a band is doctored, by Bayes' rule; None where nobody lies in the band.

    `genuine` and `doctored` are the shares of each kind in the band, `prevalence` the share doctored among all.
    """
    inside = prevalence * doctored + (1 - prevalence) * genuine
    return prevalence * doctored / inside if inside > 0 else None


def band_records(
    cases: Mapping[str, Mapping[str, float]], prevalences: tuple[float, ...], accounts: int
) -> tuple[BandRecord, ...]:
    """The record of each band from the shares per case, of which `genuine` is one; the attacks count alike.

    `accounts` is how many genuine ones stand behind every share: doctoring one in many ways makes no more of it.
    """
    attacks = [figures for name, figures in cases.items() if not name.startswith("genuine")]
    clean = next(figures for name, figures in cases.items() if name.startswith("genuine"))
    found = []
    for band in Band:
        genuine = _share(clean[band.value], accounts)
        doctored = _share(sum(figures[band.value] for figures in attacks) / len(attacks), accounts)
        right = tuple(_right(band, genuine, doctored, share) for share in prevalences)
        found.append(BandRecord(band, genuine, doctored, right))
    return tuple(found)


def _share(share: float, accounts: int) -> Estimate:
    counted = wilson(round(share * accounts), accounts, LEVEL)
    low, high = (counted.low, counted.high) if counted else (0.0, 1.0)
    return Estimate(share, min(low, share), max(high, share), LEVEL, accounts)


def _right(band: Band, genuine: Estimate, doctored: Estimate, prevalence: float) -> Estimate | None:
    chances = [
        chance_doctored(*ends, prevalence)
        for ends in ((genuine.value, doctored.value), (genuine.high, doctored.low), (genuine.low, doctored.high))
    ]
    value, low, high = (1 - one if one is not None and band is Band.CONSISTENT else one for one in chances)
    if value is None or low is None or high is None:
        return None
    return Estimate(value, min(low, high), max(low, high), LEVEL, genuine.sample)
