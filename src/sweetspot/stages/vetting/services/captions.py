"""How captions are read for topics, terms of word lists and hints of unlabelled advertisements, and hits set aside."""

from __future__ import annotations

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sweetspot.core.errors import Conflict, Invalid, NotFound, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators.formulas.alike import Frequencies
from sweetspot.stages.creators.formulas.brands import VERSION as BRANDS_VERSION
from sweetspot.stages.creators.formulas.brands import Listener
from sweetspot.stages.creators.queries import PostText, Writer
from sweetspot.stages.creators.queries.panel import in_chunks
from sweetspot.stages.vetting.formulas import ad_hints, topics, word_lists
from sweetspot.stages.vetting.formulas.word_lists import Matcher, Term, matcher
from sweetspot.stages.vetting.models import AdHint, CaptionReading, Dismissal, PhraseUsage, TermMatch
from sweetspot.stages.vetting.models import Term as TermRow
from sweetspot.stages.vetting.queries.captions import newest_posts, usage_of_row
from sweetspot.stages.vetting.services.progress import Progress, silent

VERSION = f"{topics.VERSION}, {word_lists.VERSION}, {ad_hints.VERSION}"
#: So many profiles' captions are held at once.
LOT = 500
#: When more than this share of the profiles changed, phrases are counted anew, and everybody's topics with them.
_MANY = 0.1


@dataclass(frozen=True, slots=True)
class _Row:
    """One reading as its table's columns."""

    profile_id: UUID
    version: str
    computed_at: datetime
    inputs: str
    posts: int
    judged: int
    others: int
    topics: list[tuple[str, int, float]]
    topic_names: list[str]
    reason: str
    lists: dict[str, int]
    list_keys: list[str]
    flagged: int
    brands: dict[str, Any]
    brand_ids: list[UUID]


@dataclass(frozen=True, slots=True)
class _Match:
    profile_id: UUID
    post_id: UUID
    term_id: UUID


@dataclass(frozen=True, slots=True)
class _Hint:
    profile_id: UUID
    post_id: UUID
    signs: list[str]


@dataclass(frozen=True, slots=True)
class _Ears:
    """What captions are read by."""

    terms: Matcher[UUID]
    lists: Mapping[UUID, str]
    brands: Listener[UUID]
    rules: str


def read_captions(*, now: datetime, progress: Progress = silent) -> int:
    """Read the captions of every profile where they, or what they are read by, changed; returns how many were read.

    Phrases are weighed by how many profiles say them, counted when more than a tenth of the profiles changed; until
    then the last count holds, so that one new post takes milliseconds. Each lot is a transaction of its own: a stopped
    run goes on where it stopped. `progress(done, total)` is told after each lot. Conflict outside a workspace.
    """
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Captions are read inside a workspace.")
    stocks, writers, ears = creators.caption_stocks(), creators.accounts(), _ears()
    before = dict(CaptionReading.objects.values_list("profile_id", "inputs"))
    marks = {one.profile_id: _digest(stocks.get(one.profile_id, "")) for one in writers}
    moved = sum(before.get(profile, "")[:16] != mark for profile, mark in marks.items())
    usage, stamp = _usage(writers, moved, workspace, now)
    inputs = {profile: f"{mark} {ears.rules} {stamp}" for profile, mark in marks.items()}
    stale = [one for one in writers if before.get(one.profile_id) != inputs[one.profile_id]]
    for lot in in_chunks(len(stale), LOT):
        with transaction.atomic():
            _read(stale[lot], inputs, ears, usage, workspace, now)
        progress(lot.stop, len(stale))
    return len(stale)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _ears() -> _Ears:
    rows = list(
        TermRow.objects.filter(on=True, word_list__on=True)
        .order_by("id").values_list("id", "text", "not_beside", "word_list__key")
    )  # fmt: skip
    words = [(one.ref, one.words) for one in creators.brands()]
    rules = _digest(repr((VERSION, BRANDS_VERSION, rows, sorted(words, key=lambda one: one[0]))))
    terms = matcher(Term(key, text, tuple(beside)) for key, text, beside, _ in rows)
    return _Ears(terms, {row[0]: row[3] for row in rows}, creators.listening(), rules)


def _usage(writers: Sequence[Writer], moved: int, workspace: UUID, now: datetime) -> tuple[Frequencies, str]:
    kept = PhraseUsage.objects.first()
    if kept and kept.version == topics.VERSION and moved <= _MANY * max(len(writers), 1):
        return usage_of_row(kept), _stamp(usage_of_row(kept))
    counted = topics.usage_of(said for _, said in _said(writers))
    PhraseUsage.objects.all().delete()
    PhraseUsage.objects.create(
        workspace_id=workspace, version=topics.VERSION, counted_at=now, profiles=counted.profiles,
        counts=zlib.compress(counted.counts.tobytes(), 1),
    )  # fmt: skip
    return counted, _stamp(counted)


def _stamp(usage: Frequencies) -> str:
    return _digest(f"{usage.profiles} {zlib.adler32(usage.counts.tobytes())} {zlib.crc32(usage.counts.tobytes())}")


def _said(writers: Sequence[Writer]) -> Iterator[tuple[UUID, topics.Spoken]]:
    for lot in in_chunks(len(writers), LOT):
        for profile_id, posts in newest_posts([one.profile_id for one in writers[lot]]).items():
            yield profile_id, topics.spoken(post.caption for post in posts)


def _read(
    writers: Sequence[Writer], inputs: Mapping[UUID, str], ears: _Ears, usage: Frequencies, workspace: UUID,
    now: datetime,
) -> None:  # fmt: skip
    ids = [one.profile_id for one in writers]
    read = newest_posts(ids)
    matches = [
        _Match(post.profile_id, post.id, match.key)
        for posts in read.values() for post in posts for match in ears.terms.matches(post.caption)
    ]  # fmt: skip
    hints = [
        _Hint(one.profile_id, post.id, list(signs))
        for one in writers for post in read[one.profile_id] if (signs := _signs(post, one, ears.brands))
    ]  # fmt: skip
    counted = _counted(matches, ears.lists)
    brands = {
        row[0]: row[1:]
        for row in CaptionReading.objects.filter(profile_id__in=ids).values_list("profile_id", "brands", "brand_ids")
    }
    for table in (CaptionReading, TermMatch, AdHint):
        table._default_manager.filter(profile_id__in=ids).delete()
    bulk.insert(
        CaptionReading,
        (
            _row(
                one, read[one.profile_id], counted.get(one.profile_id, _NOTHING),
                brands.get(one.profile_id, ({}, [])), inputs[one.profile_id], usage, now,
            )
            for one in writers
        ),
        workspace_id=workspace, now=now,
    )  # fmt: skip
    bulk.insert(TermMatch, matches, workspace_id=workspace, now=now)
    bulk.insert(AdHint, hints, workspace_id=workspace, now=now)


def _signs(post: PostText, writer: Writer, brands: Listener[UUID]) -> tuple[str, ...]:
    named = bool(brands.heard(post.caption, writer.network))
    return ad_hints.ad_signs(post.caption, writer.network, post.sponsored, named)


@dataclass(frozen=True, slots=True)
class _Counted:
    """By list, in how many posts a term counts; and in how many a term of any list does."""

    lists: dict[str, int]
    flagged: int


_NOTHING = _Counted({}, 0)


def _counted(matches: Iterable[_Match], lists: Mapping[UUID, str]) -> dict[UUID, _Counted]:
    """What counts of each profile: matches that were set aside do not."""
    given = [one for one in matches if one.term_id in lists]
    rows = Dismissal.objects.filter(post_id__in={one.post_id for one in given}, term__isnull=False)
    aside = set(rows.values_list("post_id", "term_id"))
    places: dict[UUID, set[tuple[str, UUID]]] = defaultdict(set)
    for one in given:
        if (one.post_id, one.term_id) not in aside:
            places[one.profile_id].add((lists[one.term_id], one.post_id))
    return {
        profile_id: _Counted(dict(Counter(key for key, _ in sorted(held))), len({post for _, post in held}))
        for profile_id, held in places.items()
    }


def _row(
    writer: Writer, posts: Sequence[PostText], counted: _Counted, brands: Any, inputs: str, usage: Frequencies,
    now: datetime,
) -> _Row:  # fmt: skip
    found = topics.topics(topics.spoken(post.caption for post in posts), usage, writer.handle)
    return _Row(
        profile_id=writer.profile_id, version=VERSION, computed_at=now, inputs=inputs, posts=len(posts),
        judged=found.judged,
        others=found.others, topics=[(one.phrase, one.posts, round(one.weight, 4)) for one in found.topics],
        topic_names=[one.phrase[:200] for one in found.topics], reason=found.reason, lists=counted.lists,
        list_keys=list(counted.lists), flagged=counted.flagged, brands=brands[0], brand_ids=brands[1],
    )  # fmt: skip


@transaction.atomic
def note_brands(spoken: Mapping[UUID, Mapping[UUID, tuple[int, int, int, datetime | None]]]) -> int:
    """Keep beside each profile's topics which brands its posts speak of: times, paid, earned, last; how many changed.

    Mentions belong to a later stage, which hands them in.
    """
    rows = CaptionReading.objects.values_list("id", "profile_id", "brands").order_by("id")
    changed = []
    for identifier, profile_id, before in rows.iterator(chunk_size=5_000):
        now_said = {
            str(brand): [times, paid, earned, last.isoformat() if last else None]
            for brand, (times, paid, earned, last) in sorted(spoken.get(profile_id, {}).items())
        }
        if now_said != before:
            ids = [UUID(brand) for brand in now_said]
            changed.append({"id": identifier, "brands": now_said, "brand_ids": ids})
    bulk.update(CaptionReading, changed)
    return len(changed)


@transaction.atomic
def dismiss(actor: Actor, post_id: UUID, term_id: UUID | None, reason: str, *, now: datetime) -> None:
    """Set a match, or without a term a hint, aside: it is kept with the reason and counts no longer.

    NotFound where there is no such match; Invalid without a reason. Twice changes the reason.
    """
    hits: Any = TermMatch.objects.filter(term_id=term_id) if term_id else AdHint.objects.all()
    row = hits.filter(post_id=post_id).first()
    if row is None:
        raise NotFound("There is no such match. The caption or the list may have changed.")
    if not reason.strip():
        message = "Say why it does not count, in a few words."
        raise Invalid(message, problems=[Problem("reason", "missing", message)])
    fields = {
        "reason": reason.strip()[:400], "person_id": actor.id if actor.kind == "person" else None, "dismissed_at": now,
        "workspace_id": actor.workspace_id,
    }  # fmt: skip
    _set_aside(post_id, term_id).delete()
    Dismissal.objects.create(post_id=post_id, term_id=term_id, **fields)
    _recount(row.profile_id)
    detail = {"reason": fields["reason"], "post": to_public("pst", post_id)}
    accounts.record(actor, "match.dismissed", to_public("prf", row.profile_id), detail, now=now)


@transaction.atomic
def take_back_dismissal(actor: Actor, post_id: UUID, term_id: UUID | None, *, now: datetime) -> None:
    """Let a match or hint count again. NotFound where it was not set aside."""
    row = _set_aside(post_id, term_id).select_related("post").first()
    if row is None:
        raise NotFound("This was not set aside.")
    row.delete()
    _recount(row.post.profile_id)
    accounts.record(
        actor,
        "match.counted_again",
        to_public("prf", row.post.profile_id),
        {"post": to_public("pst", post_id)},
        now=now,
    )


def _set_aside(post_id: UUID, term_id: UUID | None) -> QuerySet[Dismissal]:
    rows = Dismissal.objects.filter(post_id=post_id)
    return rows.filter(term_id=term_id) if term_id else rows.filter(term__isnull=True)


def _recount(profile_id: UUID) -> None:
    rows = TermMatch.objects.filter(profile_id=profile_id)
    matches = [_Match(profile_id, *row) for row in rows.values_list("post_id", "term_id")]
    terms = TermRow.objects.filter(id__in={one.term_id for one in matches})
    found = _counted(matches, dict(terms.values_list("id", "word_list__key"))).get(profile_id, _NOTHING)
    CaptionReading.objects.filter(profile_id=profile_id).update(
        lists=found.lists, list_keys=list(found.lists), flagged=found.flagged
    )
