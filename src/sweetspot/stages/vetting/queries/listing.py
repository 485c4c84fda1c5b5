"""The creators' lists with what vetting knows beside each profile."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from django.db.models import F, QuerySet

from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.filters import CreatorFilter
from sweetspot.stages.creators.queries import CreatorDetail, CreatorPage, ProfileRow, Sized, alike, shortlists
from sweetspot.stages.creators.queries.alike import Alikes
from sweetspot.stages.creators.queries.shortlists import EntryRow
from sweetspot.stages.vetting.models import Verdict


def creator_page(asked: CreatorFilter, cursor: str | None = None, limit: int = 50) -> CreatorPage:
    """A page of profiles with their verdicts; see `creators.queries.creator_page`."""
    return creators.creator_page(asked, cursor, limit, verdicts=_latest())


def all_rows(asked: CreatorFilter) -> Iterator[ProfileRow]:
    """Every matching profile with its verdict, streamed."""
    return creators.all_rows(asked, verdicts=_latest())


def sized(asked: CreatorFilter) -> list[Sized]:
    """Every matching profile with its verdict's band, by no more than what a choice among thousands looks at."""
    return creators.sized(asked, verdicts=_latest())


def sized_of(profile_ids: Iterable[UUID]) -> list[Sized]:
    """The profiles with these ids, as `sized` gives them."""
    return creators.sized_of(profile_ids, verdicts=_latest())


def matching_count(asked: CreatorFilter) -> int:
    """How many profiles match, exactly."""
    return creators.matching_count(asked, verdicts=_latest())


def profile_ids(asked: CreatorFilter) -> list[UUID]:
    """The ids of every matching profile."""
    return creators.profile_ids(asked, verdicts=_latest())


def rows_of(profile_ids: Iterable[UUID]) -> list[ProfileRow]:
    """The profiles with these ids, in that order, with their verdicts."""
    return creators.rows_of(profile_ids, verdicts=_latest())


def one_profile(profile_id: UUID) -> ProfileRow:
    """One profile with its verdict; NotFound for an id of another workspace, or none."""
    return creators.one_profile(profile_id, verdicts=_latest())


def creator_detail(creator_id: UUID) -> CreatorDetail:
    """A creator whose profiles carry their verdicts; NotFound for an id of another workspace, or none."""
    return creators.creator_detail(creator_id, verdicts=_latest())


def shortlist_entries(shortlist_id: UUID, profile_ids: Iterable[UUID]) -> list[EntryRow]:
    """These profiles of a shortlist with their verdicts, notes and answers."""
    return shortlists.entries_of(shortlist_id, profile_ids, verdicts=_latest())


def look_alikes(profile_ids: Collection[UUID], limit: int = 20) -> Alikes:
    """The profiles most like these, with their verdicts and in what they are alike; see the creators' query."""
    return alike.look_alikes(profile_ids, limit, verdicts=_latest())


def _latest() -> QuerySet[Verdict]:
    """The verdicts that hold now, each with its profile's stamina and what its captions speak of."""
    beside = (
        "kept", "kept_low", "kept_high", "compared", "share", "share_low", "share_high", "posts", "observed", "weak",
        "trend", "reason",
    )  # fmt: skip
    columns = {f"stamina_{name}": F(f"profile__stamina__{name}") for name in beside}
    read = {
        "topics": "topic_names", "brands": "brand_ids", "lists": "list_keys", "list_posts": "lists",
        "flagged": "flagged", "posts": "posts",
    }  # fmt: skip
    columns |= {f"read_{name}": F(f"profile__captions_read__{column}") for name, column in read.items()}
    return Verdict.objects.filter(is_latest=True).annotate(**columns)
