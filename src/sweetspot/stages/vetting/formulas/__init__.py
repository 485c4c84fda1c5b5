"""Is what a profile shows consistent with a normal audience, and on what grounds?"""

from sweetspot.stages.vetting.formulas.norms import DEFAULT_NORMS, Norm, Norms, fit_norms
from sweetspot.stages.vetting.formulas.risk import RULES, Assessment, SignalRule, Tail, assess
from sweetspot.stages.vetting.formulas.signals import PostRows, Signal, measure, post_rows
from sweetspot.stages.vetting.formulas.verdict import Band, Check, Confidence, Strength, Verdict, band_of, verdict

__all__ = [
    "DEFAULT_NORMS",
    "RULES",
    "Assessment",
    "Band",
    "Check",
    "Confidence",
    "Norm",
    "Norms",
    "PostRows",
    "Signal",
    "SignalRule",
    "Strength",
    "Tail",
    "Verdict",
    "assess",
    "band_of",
    "fit_norms",
    "measure",
    "post_rows",
    "verdict",
]
