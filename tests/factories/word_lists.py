"""Word lists and preferences for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

    from sweetspot.stages.accounts.formulas import Actor

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def make_word_list(actor: Actor, name: str = "Alcohol", *terms: str) -> UUID:
    """A list of these terms, each on and without exceptions."""
    from sweetspot.stages.vetting import services

    asked = [services.AskedTerm(term) for term in terms or ("wine", "beer")]
    return services.create_word_list(actor, name, asked, now=NOW)


def make_preference(actor: Actor, creator_id: UUID, value: str = "fur") -> UUID:
    """A refused topic."""
    from sweetspot.stages.vetting import services

    wish = services.Wish("refuses", "topic", value, "call", date(2026, 6, 1))
    return services.note_preference(actor, creator_id, wish, now=NOW)
