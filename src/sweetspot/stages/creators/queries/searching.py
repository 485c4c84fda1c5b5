"""Which profiles say these words and have these values? Answered from one index over words and values."""

from __future__ import annotations

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from sweetspot.stages.creators.formulas.filters import UNKNOWN, CreatorFilter

#: The fields whose values stand in the index, as `country=DE`; without a value as `country=`.
VALUED = ("network", "country", "language", "category", "tag")


def saying(asked: CreatorFilter) -> RawSQL | None:
    """The condition on profiles that a search's words and wanted values make; None where it has neither.

    Every word must begin a word of the name, handle, category, tags or biography, whatever its accents. The column is
    kept by the database itself (migration 0008), because it gathers the rows of two tables, and no row is ever read
    for it.
    """
    valued = " & ".join(
        f"({' | '.join(_lexeme(field, value) for value in wanted)})"
        for field in VALUED
        if (wanted := getattr(asked, field).wanted)
    )
    if not asked.q and not valued:
        return None
    return RawSQL(
        '"creators_profile"."words" @@ sweetspot_asked(%s, %s)', [asked.q, valued], output_field=BooleanField()
    )


def _lexeme(field: str, value: str) -> str:
    text = f"{field}={'' if value == UNKNOWN else value}"
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
