"""What we do in vetting: judge profiles by posts and comments, compare sponsored posts, note what people decided."""

from sweetspot.stages.vetting.services.connections import Connected, judge_comments, recompute_connections
from sweetspot.stages.vetting.services.stamina import recompute_stamina
from sweetspot.stages.vetting.services.verdicts import VERSION, Vetted, decide, vet

__all__ = [
    "VERSION",
    "Connected",
    "Vetted",
    "decide",
    "judge_comments",
    "recompute_connections",
    "recompute_stamina",
    "vet",
]
