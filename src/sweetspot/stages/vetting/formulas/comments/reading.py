"""Which judged comments does a person read, and why these?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence

from sweetspot.stages.vetting.formulas.comments.classes import CommentClass

#: Why a comment of each class is shown.
WHY: Mapping[CommentClass, str] = {
    CommentClass.CREATOR: "Written by the creator; left out of every share.",
    CommentClass.SPAM: "Leads away from the post, or reads like spam we know.",
    CommentClass.TAG_ONLY: "Names other accounts and says nothing else.",
    CommentClass.EMOJI_ONLY: "Emoji or signs only, without words.",
    CommentClass.NOT_JUDGED: "In a language our rules do not read; left out of every share.",
    CommentClass.PURCHASE: "Asks for price, place, code, size or stock, or wants the thing.",
    CommentClass.QUESTION: "Asks something.",
    CommentClass.GENERIC: "Up to four words of praise that fit any post.",
    CommentClass.ON_TOPIC: "Shares a content word with the caption.",
    CommentClass.MEANINGFUL: "Five words or more of its own.",
    CommentClass.SHORT: "A few words that are neither praise nor a question.",
}


def in_turn(kinds: Mapping[str, CommentClass], size: int = 20) -> Sequence[str]:
    """Up to `size` ids, taken in turn from every class there is, so that rare classes are seen too; classes in order.

    Deterministic: within a class the order is that of a hash of the ids.
    """
    queues: dict[CommentClass, list[str]] = defaultdict(list)
    for one in sorted(kinds, key=lambda identifier: hashlib.sha256(identifier.encode()).hexdigest()):
        queues[kinds[one]].append(one)
    order = [kind for kind in CommentClass if kind in queues]
    longest = max(map(len, queues.values()), default=0)
    turns = [queues[kind][turn] for turn in range(longest) for kind in order if turn < len(queues[kind])]
    return sorted(turns[:size], key=lambda one: order.index(kinds[one]))
