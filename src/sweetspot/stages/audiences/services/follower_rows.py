"""What a file's rows about a creator's followers change: a sample, and an account for each row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sweetspot.stages.audiences.models import FollowerAccount, FollowerSample
from sweetspot.stages.creators.formulas.rows import FollowerRow
from sweetspot.stages.creators.services.chunks import Chunk, Outcome, known_people, person_for
from sweetspot.stages.creators.services.comment_rows import author_hash

Samples = dict[tuple[UUID, datetime], UUID]


class FollowerWriter:
    """Writes follower samples; an account met again in the same sample changes nothing."""

    model = FollowerAccount

    def apply(self, chunk: Chunk, rows: Sequence[tuple[int, FollowerRow]]) -> None:
        """Note a new account for each row that its sample does not hold yet."""
        people = known_people({(row.network, row.handle) for _, row in rows})
        samples = _known_samples([person.profile.id for person in people.values()])
        hashes = {number: _hash(chunk, number, row) for number, row in rows}
        known = _known_accounts(list(samples.values()), set(hashes.values()))
        for number, row in rows:
            found = person_for(chunk, number, (row.network, row.handle), people)
            if found is None:
                continue
            person, made = found
            key = (person.profile.id, row.read_at or chunk.job.as_of)
            if key not in samples:
                told = {"profile_id": key[0], "sampled_at": key[1], "source": chunk.job.source}
                samples[key] = chunk.add(FollowerSample, told)
            account = (samples[key], hashes[number])
            if account in known:
                chunk.outcomes.append(Outcome(number, "skipped", "known already", known[account]))
            else:
                known[account] = chunk.add(FollowerAccount, _values(row, *account))
                chunk.outcomes.append(Outcome(number, "created", target=known[account], before=made or None))

    def name(self, chunk: Chunk, identifier: UUID) -> tuple[str, ...]:
        """The creator, the day and the account."""
        row = chunk.inserts[FollowerAccount][identifier]
        sample = chunk.inserts[FollowerSample].get(row["sample_id"])
        whose = (str(sample["sampled_at"]), str(sample["source"])) if sample else (str(row["sample_id"]),)
        return (*whose, row["account_hash"])

    def remove(self, source: str, targets: Sequence[UUID]) -> int:
        """Delete the accounts, and the samples of the import that are empty then."""
        removed: int = FollowerAccount.objects.filter(id__in=targets).delete()[0]
        FollowerSample.objects.filter(source=source, accounts=None).delete()
        return removed


def _known_samples(profiles: Sequence[UUID]) -> Samples:
    rows = FollowerSample.objects.filter(profile_id__in=profiles).values_list("profile_id", "sampled_at", "id")
    return {(profile, at): identifier for profile, at, identifier in rows}


def _known_accounts(samples: Sequence[UUID], hashes: set[str]) -> dict[tuple[UUID, str], UUID]:
    rows = FollowerAccount.objects.filter(sample_id__in=samples, account_hash__in=hashes)
    return {(sample, key): found for sample, key, found in rows.values_list("sample_id", "account_hash", "id")}


def _hash(chunk: Chunk, number: int, row: FollowerRow) -> str:
    # Two accounts that a file does not name may look the same and still be two: the row tells them apart.
    return author_hash(chunk.job.workspace_id, row.account or f"row {number}")


def _values(row: FollowerRow, sample_id: UUID, account_hash: str) -> dict[str, Any]:
    return {
        "sample_id": sample_id, "account_hash": account_hash, "followers": row.followers, "following": row.following,
        "posts": row.posts, "has_picture": row.has_picture, "is_private": row.private, "digit_share": row.digit_share,
        "biography_length": row.bio_length, "is_verified": row.verified, "has_link": row.link,
    }  # fmt: skip


writer = FollowerWriter()
