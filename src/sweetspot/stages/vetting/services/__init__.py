"""What we do in vetting: judge profiles by posts and comments, compare sponsored posts, note decisions and answers."""

from sweetspot.stages.vetting.formulas import VERSION
from sweetspot.stages.vetting.services.answers import ANSWER_SOURCES, note_answer
from sweetspot.stages.vetting.services.connections import Connected, judge_comments, recompute_connections
from sweetspot.stages.vetting.services.stamina import recompute_stamina
from sweetspot.stages.vetting.services.verdicts import Vetted, decide, vet

__all__ = [
    "ANSWER_SOURCES",
    "VERSION",
    "Connected",
    "Vetted",
    "decide",
    "judge_comments",
    "note_answer",
    "recompute_connections",
    "recompute_stamina",
    "vet",
]
