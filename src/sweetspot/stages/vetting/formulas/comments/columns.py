"""Which columns of a table hold the comments, and what do their cells say?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sweetspot.stages.creators.formulas.headers import folded
from sweetspot.stages.vetting.formulas.comments.batch import WrittenText

#: What a column can hold, and the headings it is known under, folded; the first that is there is read.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    key: tuple(name.strip() for name in names.split(","))
    for key, names in {
        "text": "text, comment text, comment, content, comment content, comment body, body, message, text original, "
        "text display, comment message, commentary, comments",
        "caption": "caption, post caption, post text, caption text, video title, post title, title, post description",
        "author": "author, commenter, comment author, username, user name, user, owner username, commenter username, "
        "author name, author display name, comment user, from, comment owner",
        "creator": "creator, post user, post owner, post author, creator username, channel, channel title, account, "
        "profile, influencer, page",
        "spam": "spam, is spam, scam, is scam, spam label, label spam, class, label, target, category",
    }.items()
}
#: What labels say, folded: True for spam.
LABELS: Mapping[str, bool] = {
    **dict.fromkeys(("1", "1 0", "true", "yes", "y", "spam", "scam", "promo", "promotion", "spammer", "bot"), True),
    **dict.fromkeys(
        ("0", "0 0", "false", "no", "n", "ham", "legit", "legitimate", "not spam", "no spam", "nonspam", "non spam",
         "genuine", "organic", "normal", "real"), False
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CommentLayout:
    """Which column, by position, holds what."""

    names: tuple[str, ...]
    columns: Mapping[str, int]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that were not read."""
        used = set(self.columns.values())
        return tuple(name for at, name in enumerate(self.names) if at not in used)

    def comment(self, cells: Sequence[str]) -> WrittenText | None:
        """The comment of a row; None where its text is blank. Its author is the creator where the two names agree."""
        text = self._cell(cells, "text")
        if not text.strip():
            return None
        author, creator = _name(self._cell(cells, "author")), _name(self._cell(cells, "creator"))
        return WrittenText(text, self._cell(cells, "caption").strip(), bool(author) and author == creator)

    def label(self, cells: Sequence[str]) -> bool | None:
        """Whether the row says spam; None where it says nothing we know."""
        return LABELS.get(folded(self._cell(cells, "spam")))

    def _cell(self, cells: Sequence[str], key: str) -> str:
        at = self.columns.get(key)
        return cells[at] if at is not None and at < len(cells) else ""


def comment_layout(names: Sequence[str], sample: Sequence[Sequence[str]]) -> CommentLayout:
    """How to read a file with these column names, whose first rows are `sample`.

    A column of labels is read only where every label in the sample is known and one is there. `text` is missing from
    `columns` where no heading of it is known.
    """
    found: dict[str, int] = {}
    for key, headings in HEADINGS.items():
        places = {folded(name): at for at, name in reversed(list(enumerate(names))) if at not in found.values()}
        for at in (places[heading] for heading in headings if heading in places):
            if key != "spam" or _labels([row[at] for row in sample if at < len(row)]):
                found[key] = at
                break
    return CommentLayout(tuple(names), found)


def _labels(cells: Sequence[str]) -> bool:
    told = {folded(cell) for cell in cells} - {""}
    return bool(told) and told <= LABELS.keys()


def _name(cell: str) -> str:
    return cell.strip().lstrip("@").casefold()
