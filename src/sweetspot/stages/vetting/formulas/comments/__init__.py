"""What do people write below a creator's posts: words that answer it, empty ones, or spam?"""

from sweetspot.stages.vetting.formulas.comments.batch import (
    ClassShares,
    Judged,
    WrittenText,
    class_shares,
    judge_comments,
    share_of,
)
from sweetspot.stages.vetting.formulas.comments.classes import ASKING, COUNTED, LABELS, MEANINGFUL, CommentClass
from sweetspot.stages.vetting.formulas.comments.languages import JUDGED, language_of
from sweetspot.stages.vetting.formulas.comments.lures import Lure
from sweetspot.stages.vetting.formulas.comments.spam import CUT, VERSION, SpamReading, spam_readings

__all__ = [
    "ASKING",
    "COUNTED",
    "CUT",
    "JUDGED",
    "LABELS",
    "MEANINGFUL",
    "VERSION",
    "ClassShares",
    "CommentClass",
    "Judged",
    "Lure",
    "SpamReading",
    "WrittenText",
    "class_shares",
    "judge_comments",
    "language_of",
    "share_of",
    "spam_readings",
]
