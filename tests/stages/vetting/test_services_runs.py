"""Vetting in the background: lot by lot, cancelled, taken up again, and by another process."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_crowd, make_posts, make_profile

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.stages.vetting import queries, services
from sweetspot.stages.vetting.models import Verdict, VettingRun
from sweetspot.stages.vetting.services import runs, verdicts


@pytest.fixture
def crowd(in_brand: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Thirty profiles, judged in lots of ten."""
    monkeypatch.setattr(verdicts, "_CHUNK", 10)
    make_crowd(in_brand.workspace.id, 30)
    return in_brand


def clock() -> Any:
    return NOW


def test_a_run_over_everybody_writes_the_verdicts_that_vetting_at_once_writes(crowd: Any) -> None:
    run_id = services.start_run(crowd.actor, None, now=NOW)
    services.run(crowd.workspace.id, run_id, clock=clock)
    done = queries.vetting_run(run_id, NOW)
    assert (done.state, done.everybody, done.done, done.total, done.changed) == ("done", True, 30, 30, 30)
    assert services.vet(now=NOW + timedelta(hours=1)).changed == 0


def test_a_run_over_chosen_ones_leaves_the_others_alone_and_forgets_who_is_not_here(crowd: Any) -> None:
    chosen = make_profile(crowd.workspace.id, "chosen")
    make_posts(chosen, 12)
    run_id = services.start_run(crowd.actor, [chosen.id, new_id()], now=NOW)
    services.run(crowd.workspace.id, run_id, clock=clock)
    done = queries.vetting_run(run_id, NOW)
    assert (done.everybody, done.done, done.total) == (False, 1, 1)
    assert list(Verdict.objects.values_list("profile_id", flat=True)) == [chosen.id]
    with pytest.raises(Invalid, match="None of these profiles is here"):
        services.start_run(crowd.actor, [new_id()], now=NOW)


def test_a_run_that_was_killed_goes_on_and_writes_nothing_twice(crowd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = services.start_run(crowd.actor, None, now=NOW)
    real, calls = runs.judge, []

    def killed(lot: Any, *rest: Any) -> int:
        calls.append(lot)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(lot, *rest)

    monkeypatch.setattr(runs, "judge", killed)
    with pytest.raises(KeyboardInterrupt):
        services.run(crowd.workspace.id, run_id, clock=clock)
    later = NOW + timedelta(minutes=6)
    stood = queries.vetting_run(run_id, later)
    assert (stood.state, stood.done, stood.silent) == ("running", 10, True)
    assert queries.silent_runs(later) == [run_id]
    monkeypatch.setattr(runs, "judge", real)
    services.run(crowd.workspace.id, run_id, clock=lambda: later)
    assert (queries.vetting_run(run_id, later).state, Verdict.objects.count()) == ("done", 30)


def test_a_cancelled_run_keeps_what_it_judged_and_stops(crowd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = services.start_run(crowd.actor, None, now=NOW)
    real = runs.judge

    def cancelled(lot: Any, *rest: Any) -> int:
        found = real(lot, *rest)
        services.cancel_run(crowd.actor, run_id, now=NOW)
        return found

    monkeypatch.setattr(runs, "judge", cancelled)
    services.run(crowd.workspace.id, run_id, clock=clock)
    assert (queries.vetting_run(run_id, NOW).state, Verdict.objects.count()) == ("cancelled", 10)
    with pytest.raises(Conflict):
        services.cancel_run(crowd.actor, run_id, now=NOW)
    with pytest.raises(NotFound):
        services.cancel_run(crowd.actor, new_id(), now=NOW)


def test_a_run_that_another_process_took_up_stops(crowd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = services.start_run(crowd.actor, None, now=NOW)
    real = runs.judge

    def overtaken(lot: Any, *rest: Any) -> int:
        VettingRun.objects.update(attempt=9)
        return real(lot, *rest)

    monkeypatch.setattr(runs, "judge", overtaken)
    services.run(crowd.workspace.id, run_id, clock=clock)
    assert (queries.vetting_run(run_id, NOW).state, Verdict.objects.count()) == ("running", 10)
