"""How often is a band right? It depends on how many of those looked at have something to find."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sweetspot.stages.vetting.formulas.verdict import Band


@dataclass(frozen=True, slots=True)
class BandRecord:
    """One band on labelled accounts: the share of genuine and of doctored ones that came to lie in it.

    `right` is, per assumed share of doctored accounts, how often the band says what is so: for `consistent` the chance
    that an account in it is genuine, for the others that it is doctored; None where nobody lies in it.
    """

    band: Band
    genuine: float
    doctored: float
    right: tuple[float | None, ...]


def chance_doctored(genuine: float, doctored: float, prevalence: float) -> float | None:
    """The chance that an account in a band is doctored, by Bayes' rule; None where nobody lies in the band.

    `genuine` and `doctored` are the shares of each kind in the band, `prevalence` the share doctored among all.
    """
    inside = prevalence * doctored + (1 - prevalence) * genuine
    return prevalence * doctored / inside if inside > 0 else None


def band_records(cases: Mapping[str, Mapping[str, float]], prevalences: tuple[float, ...]) -> tuple[BandRecord, ...]:
    """The record of each band from the shares per case, of which `genuine` is one; the attacks count alike."""
    attacks = [figures for name, figures in cases.items() if not name.startswith("genuine")]
    clean = next(figures for name, figures in cases.items() if name.startswith("genuine"))
    found = []
    for band in Band:
        genuine = clean[band.value]
        doctored = sum(figures[band.value] for figures in attacks) / len(attacks)
        chances = [chance_doctored(genuine, doctored, share) for share in prevalences]
        right = tuple(None if one is None else 1 - one if band is Band.CONSISTENT else one for one in chances)
        found.append(BandRecord(band, genuine, doctored, right))
    return tuple(found)
