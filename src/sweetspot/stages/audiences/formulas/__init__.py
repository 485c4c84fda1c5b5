"""Who follows a creator, how many of them are nobody, and how well does the audience fit the one that is wanted?"""

from sweetspot.stages.audiences.formulas.accounts import EVIDENCE, GROUPS, POINTS_CUT, Accounts, evidence, points
from sweetspot.stages.audiences.formulas.columns import Layout, Reading, Unread, layout, read
from sweetspot.stages.audiences.formulas.evaluation import Agreement, agreement, area
from sweetspot.stages.audiences.formulas.scoring import chances, log_odds, reasons
from sweetspot.stages.audiences.formulas.share import (
    FEWEST,
    Judgement,
    Rates,
    corrected,
    corrected_interval,
    cut,
    expected_share,
    judge,
    rates_for,
)

__all__ = [
    "EVIDENCE",
    "FEWEST",
    "GROUPS",
    "POINTS_CUT",
    "Accounts",
    "Agreement",
    "Judgement",
    "Layout",
    "Rates",
    "Reading",
    "Unread",
    "agreement",
    "area",
    "chances",
    "corrected",
    "corrected_interval",
    "cut",
    "evidence",
    "expected_share",
    "judge",
    "layout",
    "log_odds",
    "points",
    "rates_for",
    "read",
    "reasons",
]
