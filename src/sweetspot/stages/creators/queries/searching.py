"""Which profiles say these words and have these values? Answered from one index over words and values."""

from __future__ import annotations

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from sweetspot.stages.creators.formulas.filters import UNKNOWN, CreatorFilter

#: The fields whose values stand in the index, as `country=DE`; without a value as `country=`.
VALUED = ("network", "country", "language", "category", "tag")


def saying(asked: CreatorFilter) -> list[RawSQL]:
    """The conditions on search entries that a search's words and wanted values make; none where it has neither.

    Every word must begin a word of the name, handle, category, tags or biography, whatever its accents. One condition
    for each: the index answers several simple ones faster than one that joins them.
    """
    conditions = []
    for field in VALUED:
        if wanted := getattr(asked, field).wanted:
            either = " | ".join(_lexeme(field, value) for value in wanted)
            conditions.append(RawSQL('"creators_searchentry"."words" @@ %s::tsquery', [either], BooleanField()))
    if asked.q:
        conditions.append(
            RawSQL('"creators_searchentry"."words" @@ sweetspot_asked(%s, \'\')', [asked.q], BooleanField())
        )
    return conditions


def _lexeme(field: str, value: str) -> str:
    text = f"{field}={'' if value == UNKNOWN else value}"
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
