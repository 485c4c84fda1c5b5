"""How mentions are found in posts and comments, and what is done about the people who made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.campaigns import queries as campaigns
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators import services as creator_services
from sweetspot.stages.creators.formulas.brands import Heard, Listener, Words, is_own, listener
from sweetspot.stages.creators.formulas.captions import folded, handles
from sweetspot.stages.creators.queries import CommentText, PostText, Writer
from sweetspot.stages.creators.services.comment_rows import author_hash
from sweetspot.stages.tracking.formulas.mentions import Bound, Told, in_season, judge
from sweetspot.stages.tracking.models import IgnoredAuthor, Mention
from sweetspot.stages.tracking.queries import mentions as queries
from sweetspot.stages.vetting.formulas.comments.languages import is_judged, language_of
from sweetspot.stages.vetting.formulas.labels import sponsored_label
from sweetspot.stages.vetting.services.progress import Progress, silent

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Campaign

#: Profiles whose texts are read together.
LOT = 1_000
MOST_BESIDE = 20
PROSPECT = "prospect"
_Place = tuple[UUID, UUID | None, UUID | None, UUID | None]
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Found:
    """How many texts were read and how many mentions are in them; which of these are new, changed or gone."""

    posts: int = 0
    comments: int = 0
    mentions: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class _Row:
    """A mention as its table's columns."""

    brand_id: UUID | None
    campaign_id: UUID | None
    post_id: UUID
    comment_id: UUID | None
    profile_id: UUID | None
    author: str
    network: str
    at: datetime | None
    words: list[str]
    beside: list[str]
    voice: str
    reason: str
    engagement: int | None
    contracted: bool

    @property
    def place(self) -> _Place:
        """What makes it the same mention when it is found again."""
        return self.post_id, self.comment_id, self.brand_id, self.campaign_id


@transaction.atomic
def find_mentions(*, now: datetime, progress: Progress = silent) -> Found:
    """Find every mention of the brands and campaigns of the workspace in scope; write only what is not so already.

    Twice changes nothing. Where the words of a comment were forgotten, what was found in it stays. `progress(done,
    total)` counts profiles. Conflict outside a workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Mentions are found inside a workspace.")
    take_turn("mentions", workspace)
    creator_services.forget_handles()
    ear = _Ear.of(workspace)
    if not ear.targets:
        return Found(gone=Mention.objects.all().delete()[0])
    found, after, done, total = Found(), _NOBODY, 0, len(creators.handles())
    while lot := creators.writers(after, LOT):
        after, done = lot[-1].profile_id, done + len(lot)
        found = _found_in(lot, ear, found, workspace, now)
        progress(done, total)
    return found


def _found_in(lot: Sequence[Writer], ear: _Ear, before: Found, workspace: UUID, now: datetime) -> Found:
    by_id = {one.profile_id: one for one in lot}
    posts = comments = 0
    fresh: dict[_Place, _Row] = {}
    for post in creators.post_texts(by_id):
        posts += 1
        fresh.update((row.place, row) for row in ear.in_post(post, by_id[post.profile_id]))
    for comment in creators.comment_texts(by_id):
        comments += 1
        fresh.update((row.place, row) for row in ear.in_comment(comment, by_id[comment.profile_id]))
    added, changed, gone = _keep(fresh, list(by_id), workspace, now)
    return Found(
        before.posts + posts, before.comments + comments, before.mentions + len(fresh), before.added + added,
        before.changed + changed, before.gone + gone,
    )  # fmt: skip


def _keep(
    fresh: Mapping[_Place, _Row], profile_ids: Collection[UUID], workspace: UUID, now: datetime
) -> tuple[int, int, int]:
    """Make the table say this of these profiles' posts; how many rows are new, changed and gone."""
    known = {
        (row.post_id, row.comment_id, row.brand_id, row.campaign_id): row for row in queries.mentions_in(profile_ids)
    }
    added = [row for place, row in fresh.items() if place not in known]
    changed = [
        asdict(row) | {"id": known[place].id}
        for place, row in fresh.items()
        if place in known and any(getattr(known[place], name) != value for name, value in asdict(row).items())
    ]
    gone = {place: row for place, row in known.items() if place not in fresh}
    forgotten = creators.forgotten_comments({place[1] for place in gone if place[1]}) if gone else set()
    doomed = [row.id for place, row in gone.items() if place[1] not in forgotten]
    bulk.insert(Mention, added, workspace_id=workspace, now=now)
    bulk.update(Mention, changed)
    if doomed:
        bulk.remove(Mention, doomed)
    return len(added), len(changed), len(doomed)


@dataclass(frozen=True)
class _Ear:
    """Everything a workspace listens for, and what it knows of those who may have been paid."""

    workspace: UUID
    targets: Mapping[UUID, Words[UUID]]
    brands: frozenset[UUID]
    own: tuple[Words[UUID], ...]
    competitors: frozenset[UUID]
    #: The first and last day of each campaign.
    seasons: Mapping[UUID, tuple[date, date | None]]
    bounds: Mapping[UUID, tuple[Bound, ...]]
    listener: Listener[UUID]

    @classmethod
    def of(cls, workspace: UUID) -> _Ear:
        """The ear of the workspace in scope."""
        brands = creators.brands()
        own = tuple(one.words for one in brands if one.is_own)
        started = [row.campaign for row in campaigns.campaigns() if row.campaign.state != "draft"]
        programme = _programme(started, listener(own))
        targets = [*(one.words for one in brands), *programme]
        bounds: dict[UUID, list[Bound]] = defaultdict(list)
        for one in campaigns.contracts():
            bounds[one.creator_id].append(Bound(one.campaign, one.since, one.until))
        return cls(
            workspace, {one.key: one for one in targets}, frozenset(one.id for one in brands),
            own, frozenset(one.id for one in brands if not one.is_own),
            {one.id: (one.starts_on, one.ends_on) for one in started},
            {key: tuple(found) for key, found in bounds.items()}, listener(targets),
        )  # fmt: skip

    @cached_property
    def writers(self) -> Mapping[tuple[str, str], Writer]:
        """Every profile by its network and by how a comment of its would be signed."""
        found: dict[tuple[str, str], Writer] = {}
        after = _NOBODY
        while lot := creators.writers(after, 10_000):
            after = lot[-1].profile_id
            found.update({(one.network, author_hash(self.workspace, one.handle)): one for one in lot})
        return found

    def in_post(self, post: PostText, writer: Writer) -> Iterator[_Row]:
        """The mentions in a post."""
        heard = self._heard(post.caption, writer.network, post.at)
        if not heard:
            return
        label = sponsored_label(post.caption)
        told = Told(
            post.at, post.sponsored, label.words if label else "", self._named(heard),
            is_read=is_judged(language_of(post.caption)),
        )  # fmt: skip
        for one in heard:
            yield self._row(
                one, told, writer, str(writer.creator_id), post.caption, post.id, None, post.engagement, writer
            )

    def in_comment(self, comment: CommentText, writer: Writer) -> Iterator[_Row]:
        """The mentions in a comment under a post of this writer's."""
        heard = self._heard(comment.text, writer.network, comment.at)
        if not heard:
            return
        author = writer if comment.by_creator else self.writers.get((writer.network, comment.author_hash))
        name = str(author.creator_id) if author else comment.author_hash
        label = sponsored_label(comment.text)
        told = Told(comment.at, None, label.words if label else "", self._named(heard), has_author=bool(name))
        for one in heard:
            yield self._row(one, told, author, name, comment.text, comment.post_id, comment.id, comment.likes, writer)

    def _heard(self, text: str, network: str, at: datetime | None) -> list[Heard[UUID]]:
        heard = self.listener.heard(text, network)
        return [one for one in heard if one.key in self.brands or in_season(at, *self.seasons[one.key])]

    def _named(self, heard: Iterable[Heard[UUID]]) -> int:
        return sum(one.key in self.brands for one in heard)

    def _row(
        self, one: Heard[UUID], told: Told, author: Writer | None, name: str, text: str, post_id: UUID,
        comment_id: UUID | None, engagement: int | None, at_home: Writer,
    ) -> _Row:  # fmt: skip
        words = self.own if one.key not in self.brands else (self.targets[one.key],)
        bounds = self.bounds.get(author.creator_id, ()) if author and one.key not in self.competitors else ()
        by_brand = author is not None and any(is_own(author.handle, author.network, each) for each in words)
        judged = judge(replace(told, bounds=bounds, by_brand=by_brand))
        said = [word.text for word in one.words]
        beside = [f"@{each}" for each in handles(folded(text), at_home.network) if f"@{each}" not in said]
        return _Row(
            brand_id=one.key if one.key in self.brands else None,
            campaign_id=one.key if one.key not in self.brands else None,
            post_id=post_id, comment_id=comment_id, profile_id=author.profile_id if author else None, author=name,
            network=at_home.network, at=told.at, words=said, beside=beside[:MOST_BESIDE],
            voice=judged.voice.value, reason=judged.reason, engagement=engagement,
            contracted=told.at is not None and any(each.covers(told.at) for each in bounds),
        )  # fmt: skip


def _programme(started: Sequence[Campaign], own: Listener[UUID]) -> list[Words[UUID]]:
    """The hashtags of campaigns; one that is a word of our own brand as well counts for the brand alone."""
    found = []
    for one in sorted(started, key=lambda campaign: campaign.id):
        tags = [tag for tag in one.hashtags if not own.heard(f"#{tag.lstrip('#')}", "instagram")]
        found += [Words(one.id, hashtags=tuple(tags))] if tags else []
    return found


# What is done about people --------------------------------------------------------------------------------------------


@transaction.atomic
def add_prospects(actor: Actor, mention_ids: Collection[UUID], *, now: datetime) -> int:
    """Make creators of those who wrote these mentions and are none yet, tagged as prospects; how many are new.

    Mentions of creators, and of people whose handle is not kept, are left out. Invalid where none is left.
    """
    offered = queries.authors_offered(mention_ids)
    if not offered:
        raise Invalid("None of these has an author who could be added: they are creators, or their handle is not kept.")
    made = 0
    for one in offered:
        added = creator_services.add_handles(actor, one.handle, one.network, now=now)
        made += len(added.created)
        for profile in creators.profiles([*added.created, *added.existing]):
            creator_services.tag_creators(actor, [profile.creator_id], add=[PROSPECT], now=now)
            theirs = Mention.objects.filter(network=one.network, author=one.author)
            theirs.update(profile_id=profile.id, author=str(profile.creator_id))
    return made


@transaction.atomic
def ignore_authors(actor: Actor, mention_ids: Collection[UUID], *, now: datetime) -> int:
    """Offer the authors of these mentions no longer; how many that are. The mentions stay and count."""
    offered = queries.authors_offered(mention_ids)
    rows = [IgnoredAuthor(workspace_id=actor.workspace_id, network=one.network, author=one.author) for one in offered]
    IgnoredAuthor.objects.bulk_create(rows, ignore_conflicts=True)
    if offered:
        whom = "1 author" if len(offered) == 1 else f"{len(offered)} authors"
        accounts.record(actor, "mentions.ignored", whom, {}, now=now)
    return len(offered)
