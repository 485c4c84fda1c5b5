"""The labelled collections of follower accounts, read as any user's file is read."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np

from sweetspot.core.statistics import Floats
from sweetspot.integrations.csv.reader import open_table
from sweetspot.stages.audiences.formulas.accounts import Accounts
from sweetspot.stages.audiences.formulas.columns import layout, read

SHARED = Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
FILES = {
    "instafake": ("ig_fake_accounts/instafake_fake_v1.csv",),
    "free4ever1": ("ig_fake_accounts/free4ever1_train.csv", "ig_fake_accounts/free4ever1_test.csv"),
    "srf": ("srf_ig_followers/labelled.csv",),
    "mib": ("twitter_fake_followers/mib_e13_int.csv",),
}


def collection(name: str) -> tuple[Accounts, Floats]:
    """The accounts of one collection, and 1 for each that was bought or is automated, else 0."""
    parts = []
    for file in FILES[name]:
        table = open_table(SHARED / "data" / file)
        parts.append(read(layout(table.columns, table.sample(5_000)), list(table.rows())))
    columns = [
        np.concatenate([getattr(part.accounts, each) for part in parts]) for each in Accounts.__dataclass_fields__
    ]
    return Accounts(*columns), np.concatenate([part.is_fake for part in parts])


def without(accounts: Accounts, columns: Collection[str]) -> Accounts:
    """The same accounts where these columns are not known."""
    return replace(accounts, **{name: np.full(len(accounts), np.nan) for name in columns})
