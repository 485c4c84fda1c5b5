"""What we do with creators: take in files, and everything else that writes."""

from sweetspot.stages.creators.services.benchmarks import remove_benchmark, reset_benchmarks, save_benchmark
from sweetspot.stages.creators.services.brands import add_brand, change_brand, delete_brand
from sweetspot.stages.creators.services.definitions import add_definition, start_run
from sweetspot.stages.creators.services.edits import (
    Added,
    CreatorChanges,
    add_handles,
    change_creator,
    change_tiers,
    reset_tiers,
    set_price,
    tag_creators,
)
from sweetspot.stages.creators.services.engagement import recompute_engagement
from sweetspot.stages.creators.services.forgetting import forget_comment_texts, forget_handles
from sweetspot.stages.creators.services.likeness import recompute_likeness

__all__ = [
    "Added",
    "CreatorChanges",
    "add_brand",
    "add_definition",
    "add_handles",
    "change_brand",
    "change_creator",
    "change_tiers",
    "delete_brand",
    "forget_comment_texts",
    "forget_handles",
    "recompute_engagement",
    "recompute_likeness",
    "remove_benchmark",
    "reset_benchmarks",
    "reset_tiers",
    "save_benchmark",
    "set_price",
    "start_run",
    "tag_creators",
]
