"""Judging follower samples: how much of each looks bought or automated."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID

import numpy as np
from django.db import transaction

from sweetspot.core.errors import Conflict
from sweetspot.engines import bulk
from sweetspot.engines.isolation import current_workspace
from sweetspot.stages.audiences.formulas import judge, log_odds
from sweetspot.stages.audiences.models import FollowerSample, FollowerShare
from sweetspot.stages.audiences.queries import accounts_of

VERSION = "followers 2"
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody looks at."""


@transaction.atomic
def judge_samples(
    sample_ids: Collection[UUID] | None = None, *, now: datetime, progress: Progress = silent
) -> int:  # fmt: skip
    """Judge these samples anew (None: all of the workspace in scope); how many. Conflict outside a workspace."""
    workspace = current_workspace()
    if workspace is None:
        raise Conflict("Samples are judged inside a workspace.")
    found = FollowerSample.objects.all() if sample_ids is None else FollowerSample.objects.filter(id__in=sample_ids)
    ids = list(found.order_by("id").values_list("id", flat=True))
    rows = []
    for done, sample_id in enumerate(ids, start=1):
        rows.append({"sample_id": sample_id, "version": VERSION, "computed_at": now, **_judged(sample_id)})
        progress(done, len(ids))
    FollowerShare.objects.filter(sample_id__in=ids).delete()
    bulk.insert(FollowerShare, rows, workspace_id=workspace, now=now)
    return len(ids)


def _judged(sample_id: UUID) -> dict[str, object]:
    accounts = accounts_of(sample_id)
    odds = log_odds(accounts)
    judged = judge(odds, accounts.known())
    share = judged.share
    return {
        "accounts": len(accounts), "flagged": int(np.sum(judged.flagged)), "share": share.value if share else None,
        "share_low": share.low if share else None, "share_high": share.high if share else None,
        "reason": judged.reason,
    }  # fmt: skip
