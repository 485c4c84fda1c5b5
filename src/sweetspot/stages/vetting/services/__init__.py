"""What we do in vetting: judge profiles by posts and comments, read captions, note decisions, answers, preferences."""

from sweetspot.stages.vetting.formulas import VERSION
from sweetspot.stages.vetting.services.answers import ANSWER_SOURCES, note_answer
from sweetspot.stages.vetting.services.captions import dismiss, note_brands, read_captions, take_back_dismissal
from sweetspot.stages.vetting.services.connections import Connected, judge_comments, recompute_connections
from sweetspot.stages.vetting.services.preferences import Wish, note_preference, remove_preference
from sweetspot.stages.vetting.services.runs import cancel_run, run, start_run
from sweetspot.stages.vetting.services.stamina import recompute_stamina
from sweetspot.stages.vetting.services.verdicts import Vetted, decide, vet
from sweetspot.stages.vetting.services.word_lists import (
    AskedTerm,
    add_starters,
    add_terms,
    change_word_list,
    create_word_list,
    delete_word_list,
    remove_term,
    switch_term,
)

__all__ = [
    "ANSWER_SOURCES",
    "VERSION",
    "AskedTerm",
    "Connected",
    "Vetted",
    "Wish",
    "add_starters",
    "add_terms",
    "cancel_run",
    "change_word_list",
    "create_word_list",
    "decide",
    "delete_word_list",
    "dismiss",
    "judge_comments",
    "note_answer",
    "note_brands",
    "note_preference",
    "read_captions",
    "recompute_connections",
    "recompute_stamina",
    "remove_preference",
    "remove_term",
    "run",
    "start_run",
    "switch_term",
    "take_back_dismissal",
    "vet",
]
