"""How a workspace changes the published figures it goes by; the shipped ones can always be had back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Invalid, NotFound, Problem
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators.formulas.benchmarks import SHIPPED, Benchmark
from sweetspot.stages.creators.models import Benchmark as BenchmarkRow
from sweetspot.stages.creators.models import Network

_BY_KEY = {one.key: one for one in SHIPPED}


@transaction.atomic
def save_benchmark(actor: Actor, one: Benchmark, *, now: datetime) -> None:
    """Add a benchmark (empty `key`), or change the one of that key, shipped or own.

    Invalid, naming the field, for a band or sizes that are the wrong way round, an unknown network, or one without a
    label, source or year: a figure without its source is none. NotFound for a key that is not here.
    """
    problems = [Problem(name, "invalid", message) for name, wrong, message in _checks(one) if wrong]
    if problems:
        raise Invalid("The benchmark was not saved.", problems=problems)
    values = {
        "network": one.network, "label": one.label.strip(), "followers_from": one.followers_from,
        "followers_below": one.followers_below, "low": one.low, "high": one.high, "source": one.source.strip(),
        "year": one.year.strip(), "basis": "per follower", "removed": False,
    }  # fmt: skip
    if one.key in _BY_KEY:
        BenchmarkRow.objects.update_or_create(workspace_id=actor.workspace_id, hides=one.key, defaults=values)
    elif one.key:
        BenchmarkRow.objects.filter(id=_own(one.key).id).update(**values)
    else:
        BenchmarkRow.objects.create(workspace_id=actor.workspace_id, **values)
    detail: dict[str, Any] = {name: value for name, value in values.items() if name != "removed"}
    accounts.record(actor, "benchmark.saved", one.key or one.label.strip(), detail, now=now)


@transaction.atomic
def remove_benchmark(actor: Actor, key: str, *, now: datetime) -> None:
    """Take a benchmark out; a shipped one can be put back. NotFound for a key that is not here."""
    if shipped := _BY_KEY.get(key):
        values = {
            "network": shipped.network, "label": shipped.label, "followers_from": shipped.followers_from,
            "followers_below": shipped.followers_below, "low": shipped.low, "high": shipped.high,
            "source": shipped.source, "year": shipped.year, "basis": "per follower", "removed": True,
        }  # fmt: skip
        BenchmarkRow.objects.update_or_create(workspace_id=actor.workspace_id, hides=key, defaults=values)
    else:
        _own(key).delete()
    accounts.record(actor, "benchmark.removed", key, {}, now=now)


@transaction.atomic
def reset_benchmarks(actor: Actor, *, now: datetime) -> None:
    """Back to the shipped benchmarks; the workspace's own stay."""
    BenchmarkRow.objects.exclude(hides="").delete()
    accounts.record(actor, "benchmark.reset", "shipped benchmarks", {}, now=now)


def _own(key: str) -> BenchmarkRow:
    try:
        row = BenchmarkRow.objects.filter(id=UUID(key), hides="").first()
    except ValueError:
        row = None
    if row is None:
        raise NotFound("There is no such benchmark.")
    return row


def _checks(one: Benchmark) -> tuple[tuple[str, bool, str], ...]:
    return (
        ("network", one.network not in Network.values, "Choose a network."),
        ("label", not 0 < len(one.label.strip()) <= 80, "Say whom it is about, in at most 80 characters."),
        ("source", not 0 < len(one.source.strip()) <= 200, "Name the source, in at most 200 characters."),
        ("year", not 0 < len(one.year.strip()) <= 20, "Give the year, in at most 20 characters."),
        ("low", not 0 <= one.low <= 100, "Give a rate from 0 % up."),
        ("high", not one.low <= one.high <= 100, "The upper end must not lie below the lower one."),
        ("followers_from", not 0 <= one.followers_from < 10**12, "Give a number of followers from 0 up."),
        (
            "followers_below",
            one.followers_below is not None and not one.followers_from < one.followers_below < 10**12,
            "Leave it empty, or give more followers than the lower end.",
        ),
    )
