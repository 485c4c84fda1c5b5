"""Taking an import back: for seven days, and only what nobody has touched since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Q

from sweetspot.core.errors import Conflict
from sweetspot.core.identifiers import to_public
from sweetspot.engines import bulk
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.creators.models import (
    Comment,
    Creator,
    Engagement,
    EngagementByDefinition,
    Import,
    ImportRow,
    ImportState,
    Likeness,
    Post,
    Profile,
    SearchEntry,
    Snapshot,
)
from sweetspot.stages.creators.queries.imports import PREFIX, UNDO_DAYS, import_job, undo_until
from sweetspot.stages.creators.services.writers import writer

BATCH = 1_000
LATER_FIRST = "Undo what was brought in after it first, posts and comments before their creators; then undo this again."
#: Tables of later stages that are only reckoned from ours and may go with them; what people said in them may not.
_DERIVED_STAGES = frozenset({"vetting"})
_DERIVED = frozenset({"tracking.mention", "orders.buyer"})
_FACTS = frozenset({"vetting.decision", "vetting.answer", "vetting.preference", "vetting.dismissal"})


@dataclass(frozen=True, slots=True)
class Undone:
    """What undoing did: rows removed, rows put back to what they were, rows left because they are in use or changed."""

    removed: int
    restored: int
    kept: int


@transaction.atomic
def undo(actor: Actor, job_id: UUID, *, now: datetime) -> Undone:
    """Remove what the import created and restore what it changed, where nothing has changed or used it since.

    What stays is said in `problem`, and the import can be undone again: when posts or another import hold a creator,
    undoing those first sets it free. Raises Conflict when the import is not done, was undone as a whole, ended more
    than seven days ago, or when nothing at all can be taken back.
    """
    job = Import.objects.select_for_update().filter(id=job_id).first() or import_job(job_id)
    if undo_until(job, now) is None:
        raise Conflict(f"This import can no longer be undone: that is possible for {UNDO_DAYS} days after it ended.")
    touched = _touched_since(job)
    restored, left = _restore(job, touched)
    removed, kept = _remove(job, touched)
    done = Undone(removed, restored, kept + left)
    if done.kept and not (removed or restored):
        raise Conflict(f"Nothing was undone: all {done.kept:,} were changed or used since. {LATER_FIRST}")
    job.state, job.undone_at, job.problem = ImportState.UNDONE, now, _left(done)
    job.save(update_fields=["state", "undone_at", "problem"])
    detail = {"import": to_public(PREFIX, job.id), "removed": removed, "restored": restored, "kept": done.kept}
    record(actor, "import.undone", job.file_name, detail, now=now)
    return done


def preview(actor: Actor, job_id: UUID, *, now: datetime) -> Undone:
    """What `undo` would do now; nothing is changed. Conflict as there."""
    with transaction.atomic():
        done = undo(actor, job_id, now=now)
        transaction.set_rollback(True)
    return done


def _left(done: Undone) -> str:
    """What is still there after undoing, in words; empty for nothing."""
    if not done.kept:
        return ""
    return (
        f"{done.removed:,} removed, {done.restored:,} put back as they were; {done.kept:,} were changed or used since "
        f"and stay. {LATER_FIRST}"
    )


def _touched_since(job: Import) -> set[UUID]:
    """The targets of this import that a later import has changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT later.target FROM creators_importrow AS later
            JOIN creators_importrow AS mine ON mine.target = later.target AND mine.job_id = %s
            JOIN creators_import AS job ON job.id = later.job_id AND job.undone_at IS NULL
            WHERE later.job_id <> %s AND later.outcome = 'updated' AND later.created_at >= mine.created_at
            """,
            [job.id, job.id],
        )
        return {row[0] for row in cursor.fetchall()}


# Restoring ------------------------------------------------------------------------------------------------------------


def _restore(job: Import, touched: set[UUID]) -> tuple[int, int]:
    """(rows restored, rows left): the values before, where the row is still as the import left it."""
    befores: dict[UUID, dict[str, dict[str, Any]]] = {}
    rows = ImportRow.objects.filter(job=job, outcome="updated").order_by("-number").values_list("target", "before")
    for target, before in rows.iterator(chunk_size=BATCH):
        # Backwards, so that the value before the first of several changes is the one that stays.
        if target is not None:
            known = befores.setdefault(target, {})
            for table, values in (before or {}).items():
                known.setdefault(table, {}).update(values)
    free = _unchanged(job, [target for target in befores if target not in touched])
    _put_back({target: befores[target] for target in free})
    for batch in _batches(free):
        Snapshot.objects.filter(source=_source(job), profile_id__in=batch).delete()
    return len(free), len(befores) - len(free)


def _source(job: Import) -> str:
    return f"import {to_public(PREFIX, job.id)}"


def _unchanged(job: Import, targets: Sequence[UUID]) -> list[UUID]:
    """The targets that nobody edited after the import ended."""
    if job.kind != "creators":
        return _there(job, targets)
    still = Q(updated_at__lte=job.finished_at, creator__updated_at__lte=job.finished_at)
    return [key for batch in _batches(targets) for key in _ids(Profile.objects.filter(still, id__in=batch))]


def _there(job: Import, targets: Sequence[UUID]) -> list[UUID]:
    """Those of the targets that are still there."""
    return [key for batch in _batches(targets) for key in _ids(_model(job)._default_manager.filter(id__in=batch))]


def _model(job: Import) -> type[models.Model]:
    """The table that the rows of this import lie in."""
    own: dict[str, type[models.Model]] = {"creators": Profile, "posts": Post, "comments": Comment}
    return own[job.kind] if job.kind in own else writer(job.kind).model


def _ids(rows: models.QuerySet[Any]) -> Iterable[UUID]:
    return rows.values_list("id", flat=True)


def _put_back(befores: Mapping[UUID, Mapping[str, dict[str, Any]]]) -> None:
    """Set what the import changed back to what it was, rows with the same columns in one statement."""
    tables: dict[str, type[models.Model]] = {"profile": Profile, "creator": Creator, "post": Post, "comment": Comment}
    of_creators = [target for target, before in befores.items() if "creator" in before]
    creators = {
        profile: creator
        for batch in _batches(of_creators)
        for profile, creator in Profile.objects.filter(id__in=batch).values_list("id", "creator_id")
    }
    merged: dict[tuple[str, UUID], dict[str, Any]] = {}
    for target, before in befores.items():
        for table, values in before.items():
            key = creators[target] if table == "creator" else target
            merged.setdefault((table, key), {"id": key}).update(values)
    alike: dict[tuple[str, frozenset[str]], list[dict[str, Any]]] = {}
    for (table, _), row in merged.items():
        alike.setdefault((table, frozenset(row)), []).append(row)
    for (table, _), rows in alike.items():
        bulk.update(tables[table], rows)


# Removing -------------------------------------------------------------------------------------------------------------


def _remove(job: Import, touched: set[UUID]) -> tuple[int, int]:
    """(rows removed, rows kept) of those the import created, and of the creators and posts it made on the way."""
    created = ImportRow.objects.filter(job=job, outcome="created").values_list("target", "before")
    targets: list[UUID] = []
    made: list[dict[str, str]] = []
    for target, before in created.iterator(chunk_size=BATCH):
        if target:
            targets.append(target)
        if before and "made" in before:
            made.append(before["made"])
    targets = _there(job, targets)
    free = [target for target in targets if target not in touched]
    own = {"creators": _remove_profiles, "posts": _remove_posts, "comments": _remove_comments}
    removed = own[job.kind](job, free) if job.kind in own else writer(job.kind).remove(_source(job), free)
    _remove_posts(job, [UUID(each["post"]) for each in made if "post" in each])
    _remove_profiles(job, [UUID(each["profile"]) for each in made if "profile" in each])
    return removed, len(targets) - removed


def _remove_comments(job: Import, targets: Sequence[UUID]) -> int:
    return sum(_delete(Comment, batch) for batch in _batches(targets))


def _remove_posts(job: Import, targets: Sequence[UUID]) -> int:
    removed = 0
    for batch in _batches(targets):
        used = _used(Post, batch, except_for=(Comment,))
        used |= set(
            Comment.objects.filter(post_id__in=batch).exclude(source=_source(job)).values_list("post_id", flat=True)
        )
        free = [post for post in batch if post not in used]
        Comment.objects.filter(post_id__in=free).delete()
        removed += bulk.remove(Post, free)
    return removed


def _remove_profiles(job: Import, targets: Sequence[UUID]) -> int:
    removed = 0
    for batch in _batches(targets):
        rows = dict(Profile.objects.filter(id__in=batch).values_list("id", "creator_id"))
        used = _used_profiles(job, rows)
        creators = {creator for profile, creator in rows.items() if profile not in used}
        removed += _delete(Profile, rows.keys() - used)
        others = set(Profile.objects.filter(creator_id__in=creators).values_list("creator_id", flat=True))
        _delete(Creator, creators - others)
    return removed


def _used_profiles(job: Import, rows: dict[UUID, UUID]) -> set[UUID]:
    """The profiles that were edited after the import, hold something from elsewhere, or whose creator is used."""
    edited = Profile.objects.filter(id__in=rows).exclude(
        updated_at__lte=job.finished_at, creator__updated_at__lte=job.finished_at
    )
    derived = (Snapshot, Engagement, EngagementByDefinition, Likeness, SearchEntry)
    # Its own posts are gone by now, but for those that had to stay: with them stays their profile.
    used = set(_ids(edited)) | _used(Profile, list(rows), except_for=derived)
    foreign = Snapshot.objects.filter(profile_id__in=list(rows)).exclude(source=_source(job))
    used |= set(foreign.values_list("profile_id", flat=True))
    busy = _used(Creator, list(rows.values()), except_for=(Profile,))
    return used | {profile for profile, creator in rows.items() if creator in busy}


def _used(model: type[models.Model], keys: Sequence[UUID], *, except_for: tuple[type[models.Model], ...]) -> set[UUID]:
    """The rows that tables of other kinds point to: a plan, a partnership, a payment; derived tables do not count."""
    used: set[UUID] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if not relation.auto_created or not (relation.one_to_many or relation.one_to_one) or relation.concrete:
            continue
        other: type[models.Model] = relation.related_model  # type: ignore[assignment]
        label = other._meta.label_lower
        derived = label in _DERIVED or (other._meta.app_label in _DERIVED_STAGES and label not in _FACTS)
        if other in except_for or derived:
            continue
        column = relation.field.attname  # type: ignore[union-attr]
        used |= set(other._default_manager.filter(**{f"{column}__in": keys}).values_list(column, flat=True))
    return used


def _delete(model: type[models.Model], keys: Iterable[UUID]) -> int:
    """Delete rows with what hangs on them; the number of rows of `model` itself."""
    return model._default_manager.filter(id__in=list(keys)).delete()[1].get(model._meta.label, 0)


def _batches(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    stream = iter(keys)
    while batch := list(islice(stream, BATCH)):
        yield batch
