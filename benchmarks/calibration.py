"""How well do the models of followers and comments tell on data they were not trained on? The figures shipped.

One JSON line per model and collection, as counts, so that whoever shows them can work out intervals. With `--write`
they are kept for the page that says how often the verdict is right. Run: python -m benchmarks.calibration [--write]
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks import comments, followers
from benchmarks.comment_sets import available, labelled
from benchmarks.follower_sets import FILES, SHARED, collection
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats
from sweetspot.stages.audiences.formulas import area, judge, log_odds
from sweetspot.stages.vetting.formulas.comments import CUT

SHIPPED = Path(__file__).resolve().parents[1] / "src/sweetspot/stages/vetting/queries/calibration_models.json"
NAMES = {
    "instafake": "InstaFake, Instagram", "free4ever1": "free4ever1, Instagram",
    "srf": "SRF, followers of Swiss creators, Instagram", "mib": "MIB, Twitter",
}  # fmt: skip


def counted(
    model: str, judged_on: str, trained_on: str, scores: Floats, flagged: NDArray[np.bool_], truth: NDArray[np.bool_]
) -> dict[str, Any]:
    """What was flagged rightly and wrongly, in numbers, and the area under the ROC curve."""
    return {
        "model": model, "judged_on": judged_on, "trained_on": trained_on, "positives": int(np.sum(truth)),
        "negatives": int(np.sum(~truth)), "found": int(np.sum(flagged & truth)),
        "false_alarms": int(np.sum(flagged & ~truth)), "auc": round(area(scores, truth) or 0.0, 4),
    }  # fmt: skip


def of_followers() -> list[dict[str, Any]]:
    """The shipped score on the collections that its weights never saw."""
    rows = []
    for name in FILES:
        if name == followers.TRAINED_ON:
            continue
        accounts, bought = collection(name)
        odds = log_odds(accounts)
        judged = judge(odds, accounts.known())
        rows.append(
            counted(
                "followers", NAMES[name], NAMES[followers.TRAINED_ON], odds, judged.flagged, np.asarray(bought == 1)
            )
        )
    return rows


def of_comments() -> list[dict[str, Any]]:
    """Rules or model, as they ship, each text judged by a model that saw neither it nor its likes."""
    known = labelled()
    youtube, instagram = known.where(known.youtube), known.where(~known.youtube)
    videos = np.unique(known.origin, return_inverse=True)[1].astype(np.int64)
    mixed = comments.left_out(known, np.where(known.youtube, videos, 100 + comments.clusters(known)))
    cases = (
        ("YouTube, three videos", "the other videos and Instagram", mixed[known.youtube], youtube),
        ("Instagram", "other Instagram comments and YouTube", mixed[~known.youtube], instagram),
        ("Instagram", "YouTube alone", comments.chances(comments.trained(youtube), instagram), instagram),
        ("YouTube, three videos", "Instagram alone", comments.chances(comments.trained(instagram), youtube), youtube),
    )
    rows = []
    for judged_on, trained_on, scores, part in cases:
        shipped = np.where(comments.rules(part), np.maximum(scores, CUT), scores)
        rows.append(counted("comments", judged_on, trained_on, shipped, shipped >= CUT, part.spam))
    return rows


def main() -> None:
    """Print the rows, and keep them where asked to."""
    if not available() or not all((SHARED / "data" / file).exists() for files in FILES.values() for file in files):
        print(json.dumps({"benchmark": "calibration", "skipped": "the labelled data are not here"}))
        return
    rows = [*of_followers(), *of_comments()]
    for row in rows:
        print(json.dumps(row), flush=True)
    if "--write" in sys.argv:
        machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        kept = {"made_on": datetime.now(UTC).date().isoformat(), "machine": machine, "rows": rows}
        SHIPPED.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
