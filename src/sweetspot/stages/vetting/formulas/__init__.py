"""Is what a profile shows consistent with a normal audience, and on what grounds?"""

from sweetspot.stages.audiences.formulas import (
    Accounts,
    Agreement,
    Judgement,
    agreement,
    chances,
    corrected,
    corrected_interval,
    expected_share,
    judge,
    log_odds,
    points,
)
from sweetspot.stages.creators.formulas import BUILT_IN, DEFAULT_DEFINITION, Definition, PostReading, engagement
from sweetspot.stages.vetting.formulas.labels import Label, sponsored_label
from sweetspot.stages.vetting.formulas.norms import DEFAULT_NORMS, Norm, Norms, fit_norms
from sweetspot.stages.vetting.formulas.risk import RULES, Assessment, SignalRule, Tail, assess
from sweetspot.stages.vetting.formulas.signals import PostRows, Signal, measure, post_rows
from sweetspot.stages.vetting.formulas.stamina import Saturation, Stamina, is_sponsored, stamina
from sweetspot.stages.vetting.formulas.verdict import Band, Check, Confidence, Strength, Verdict, band_of, verdict

__all__ = [
    "BUILT_IN",
    "DEFAULT_DEFINITION",
    "DEFAULT_NORMS",
    "RULES",
    "Accounts",
    "Agreement",
    "Assessment",
    "Band",
    "Check",
    "Confidence",
    "Definition",
    "Judgement",
    "Label",
    "Norm",
    "Norms",
    "PostReading",
    "PostRows",
    "Saturation",
    "Signal",
    "SignalRule",
    "Stamina",
    "Strength",
    "Tail",
    "Verdict",
    "agreement",
    "assess",
    "band_of",
    "chances",
    "corrected",
    "corrected_interval",
    "engagement",
    "expected_share",
    "fit_norms",
    "is_sponsored",
    "judge",
    "log_odds",
    "measure",
    "points",
    "post_rows",
    "sponsored_label",
    "stamina",
    "verdict",
]
