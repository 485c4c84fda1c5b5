"""How often was each band right? Our own measured figures, which `make bench-vetting` renews; no row of data."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from sweetspot.stages.vetting.formulas.calibration import BandRecord, band_records

#: Among every hundred looked at, so many may have bought something; nobody knows, so three are shown.
PREVALENCES = (0.05, 0.20, 0.50)


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of account: how well its risk tells it from genuine ones (1: always), and how many lie below 80."""

    name: str
    auc: float | None
    below_80: float


@dataclass(frozen=True, slots=True)
class Run:
    """One version of the rules with one kind of norms: its cases and the record of its bands."""

    rules: str
    norms: str
    mean_auc: float | None
    cases: tuple[Case, ...]
    bands: tuple[BandRecord, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured: with which version, when, on which machine, on how many genuine accounts, how often halved."""

    version: str
    made_on: date
    machine: str
    accounts: int
    repeats: int
    runs: tuple[Run, ...]

    def run(self, rules: str, norms: str) -> Run:
        """The run of these rules and norms."""
        return next(one for one in self.runs if (one.rules, one.norms) == (rules, norms))


@cache
def calibration() -> Calibration:
    """The figures that came with this version."""
    kept = json.loads(files("sweetspot.stages.vetting.queries").joinpath("calibration.json").read_text("utf-8"))
    runs = []
    for name, found in kept["runs"].items():
        rules, norms = name.split(", ")
        cases = tuple(Case(case, one.get("auc"), one["below_80"]) for case, one in found["cases"].items())
        runs.append(Run(rules, norms, found.get("mean_auc"), cases, band_records(found["cases"], PREVALENCES)))
    return Calibration(
        kept["version"], date.fromisoformat(kept["made_on"]), kept["machine"], kept["accounts"], kept["repeats"],
        tuple(runs),
    )  # fmt: skip
