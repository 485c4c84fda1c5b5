"""How often was each band right? Our own measured figures, which `make bench-vetting` renews; no row of data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sweetspot.core.statistics import Estimate, wilson
from sweetspot.stages.vetting.formulas.calibration import LEVEL, BandRecord, band_records

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


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """How a model did on labelled data that it was not trained on; shares with their 90 % intervals (Wilson)."""

    judged_on: str
    trained_on: str
    labelled: int
    auc: float
    f1: float
    found: Estimate | None
    false_alarms: Estimate | None
    right_when_flagged: Estimate | None


@dataclass(frozen=True, slots=True)
class Models:
    """The records of the score of followers and of the spam model, and when and where they were measured."""

    made_on: date
    machine: str
    followers: tuple[ModelRecord, ...]
    comments: tuple[ModelRecord, ...]


@cache
def models() -> Models:
    """The figures of the models that came with this version; `benchmarks.calibration` writes them."""
    kept = json.loads(files("sweetspot.stages.vetting.queries").joinpath("calibration_models.json").read_text("utf-8"))
    of = {
        name: tuple(_record(row) for row in kept["rows"] if row["model"] == name) for name in ("followers", "comments")
    }
    return Models(date.fromisoformat(kept["made_on"]), kept["machine"], of["followers"], of["comments"])


def _record(row: Mapping[str, Any]) -> ModelRecord:
    flagged = row["found"] + row["false_alarms"]
    return ModelRecord(
        row["judged_on"], row["trained_on"], row["positives"] + row["negatives"], row["auc"],
        2 * row["found"] / (row["positives"] + flagged), wilson(row["found"], row["positives"], LEVEL),
        wilson(row["false_alarms"], row["negatives"], LEVEL), wilson(row["found"], flagged, LEVEL),
    )  # fmt: skip


@cache
def calibration() -> Calibration:
    """The figures that came with this version."""
    kept = json.loads(files("sweetspot.stages.vetting.queries").joinpath("calibration.json").read_text("utf-8"))
    runs = []
    for name, found in kept["runs"].items():
        rules, norms = name.split(", ")
        cases = tuple(Case(case, one.get("auc"), one["below_80"]) for case, one in found["cases"].items())
        runs.append(
            Run(rules, norms, found.get("mean_auc"), cases, band_records(found["cases"], PREVALENCES, kept["accounts"]))
        )
    return Calibration(
        kept["version"], date.fromisoformat(kept["made_on"]), kept["machine"], kept["accounts"], kept["repeats"],
        tuple(runs),
    )  # fmt: skip
