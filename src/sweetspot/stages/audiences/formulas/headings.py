"""Under which headings do lists of followers say what we need to know?"""

from __future__ import annotations

from collections.abc import Mapping

from sweetspot.stages.creators.formulas.fields import FIELDS

#: What an import needs to know and a file for judging need not say.
_OF_THE_IMPORT = frozenset({"network", "handle", "account", "read_at"})

#: What a column can hold, and the headings it is known under, folded: those that imports know, and two that only
#: files for judging have.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    **{field.key: field.aliases for field in FIELDS["followers"] if field.key not in _OF_THE_IMPORT},
    "digit_share": (
        "nums length username", "digit share", "username digit share", "username digits share", "digit ratio username",
        "username digit ratio", "ratio numlen username", "nums len username",
    ),
    "is_fake": (
        "is fake", "fake", "fake account", "is fake account", "bot", "is bot", "label", "class", "target",
        "account type",
    ),
}  # fmt: skip

#: What labels call an account, folded, where they do not say 1 or 0, yes or no: True for the ones to be found.
LABELS: Mapping[str, bool] = {
    **dict.fromkeys(
        ("fake", "fake follower", "fake followers", "bought", "bought follower", "bot", "spam", "spammer", "spambot",
         "automated", "int", "fsf", "twt"), True
    ),
    **dict.fromkeys(
        ("genuine", "real", "human", "legit", "legitimate", "authentic", "person", "organic", "not fake", "nonbot",
         "non bot", "e13", "tfp"), False
    ),
}  # fmt: skip
