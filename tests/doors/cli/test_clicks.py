"""`sweetspot clicks`: judging again from the command line."""

from __future__ import annotations

from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

from sweetspot.engines.isolation import scope


def test_a_dry_run_counts_and_a_run_changes(run, ana) -> None:
    with scope(ana.workspace.id):
        make_click(make_equipment(ana.actor, make_partnership(ana.actor)).link)
    told = [
        run("clicks", "reclassify", "--json", *more).json for more in (["--dry-run"], ["--since", "2026-06-01"], [])
    ]
    moved = [(one["dry_run"], one["moved"], one["judged"]) for one in told]
    assert moved == [(True, 1, 1), (False, 1, 1), (False, 0, 1)]
    assert told[1]["classes"] == [
        {"name": "Person", "before": 1, "after": 0}, {"name": "Bot", "before": 0, "after": 1}
    ]  # fmt: skip
    assert "0 of 1 changed their class" in run("clicks", "reclassify").out
