"""What we do when rules are newer than clicks: judge the kept clicks again, a few days at a time, and count what moved.

The class that a click had when it came stays beside it (`kind_then`), so both counts are there at any time. Rates are
judged here and only here: a visitor's clicks on one link within one UTC hour are looked at together, whichever tracker
took them and in whichever order they came in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Min

from sweetspot.core.errors import Conflict, NotFound
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking.formulas.click_classes import (
    MOST_AN_HOUR,
    RATE,
    RULE_VERSION,
    STORY,
    ClickClass,
    classify_again,
)
from sweetspot.stages.tracking.models import Click, Reclassing

#: So much is judged in one transaction; whole days, so that no hour is ever split.
_STEP = timedelta(days=2)
#: Far enough back for clicks that waited in a spool through an outage.
_LATE = timedelta(days=3)

_GROUPS = """
SELECT DISTINCT kind, method, agent, reasons, coalesce(in_app, '') FROM tracking_click
WHERE workspace_id = %(workspace)s AND at >= %(since)s AND at < %(until)s
"""
# What stands between the groups' values is no part of any: a reason is a short code, an agent is printable.
_JUDGE = """
WITH judged AS MATERIALIZED (
    SELECT kind, method, agent, string_to_array(reasons, ',') AS reasons, in_app, new_kind,
        string_to_array(new_reasons, ',') AS new_reasons, new_in_app
    FROM unnest(%(kind)s::text[], %(method)s::text[], %(agent)s::text[], %(reasons)s::text[], %(in_app)s::text[],
        %(new_kind)s::text[], %(new_reasons)s::text[], %(new_in_app)s::text[])
        AS one (kind, method, agent, reasons, in_app, new_kind, new_reasons, new_in_app)
), counted AS (
    SELECT click.id, click.at, click.times, click.visitor, click.kind, click.reasons, click.in_app,
        new_kind, new_reasons, new_in_app,
        count(*) FILTER (WHERE new_kind = 'person')
            OVER (PARTITION BY link_id, visitor, date_trunc('hour', at, 'UTC')) AS an_hour
    FROM tracking_click click
    JOIN judged ON judged.kind = click.kind AND judged.method = click.method AND judged.agent = click.agent
        AND judged.reasons = click.reasons::text[] AND judged.in_app = coalesce(click.in_app, '')
    WHERE workspace_id = %(workspace)s AND at >= %(since)s AND at < %(until)s
), final AS MATERIALIZED (
    SELECT id, at, times, kind, reasons, in_app, new_in_app,
        CASE WHEN fast THEN 'suspect' ELSE new_kind END AS new_kind,
        CASE WHEN fast THEN ARRAY[%(rate)s] || new_reasons ELSE new_reasons END AS new_reasons
    FROM (SELECT *, new_kind = 'person' AND visitor <> '' AND an_hour > %(most)s AS fast FROM counted) one
)
"""
_CHANGE = """
, changed AS (
    UPDATE tracking_click click SET kind = new_kind, reasons = new_reasons, in_app = nullif(new_in_app, ''),
        rule_version = %(rules)s,
        kind_then = CASE WHEN new_kind = final.kind THEN kind_then ELSE coalesce(kind_then, final.kind) END
    FROM final
    WHERE click.id = final.id AND click.at = final.at
        AND (new_kind <> final.kind OR new_reasons <> final.reasons::text[] OR new_in_app <> coalesce(final.in_app, ''))
)
"""
_MOVES = "SELECT kind, new_kind, sum(times)::bigint FROM final GROUP BY kind, new_kind"


def start(
    actor: Actor, *, since: datetime | None = None, until: datetime | None = None, dry_run: bool = False, now: datetime
) -> Reclassing:  # fmt: skip
    """A go over the clicks of [since, until), all by default, in whole UTC days; one that was broken off goes on.

    NotFound where there is no click, Conflict while another goes on.
    """
    first = since or Click.objects.aggregate(first=Min("at"))["first"]
    if first is None:
        raise NotFound("There are no clicks to judge.")
    tomorrow = _midnight(now) + timedelta(days=1)
    begin, end = _midnight(first), min(_midnight(until), tomorrow) if until else tomorrow
    if end <= begin:
        raise Conflict("There is no whole day between the two. The end is the first day that is not judged.")
    asked = {"rules": RULE_VERSION, "since": begin, "until": end, "dry_run": dry_run}
    if broken_off := Reclassing.objects.filter(finished_at=None, **asked).first():
        return broken_off
    if Reclassing.objects.filter(finished_at=None, beat_at__gt=now - timedelta(minutes=5)).exists():
        raise Conflict("Clicks are being judged already. Wait until that has ended.")
    Reclassing.objects.filter(finished_at=None).delete()
    row = Reclassing.objects.create(workspace_id=actor.workspace_id, done_until=begin, beat_at=now, **asked)
    if not dry_run:
        detail = {"rules": RULE_VERSION, "since": begin.isoformat(), "until": end.isoformat()}
        record(actor, "clicks.judged_again", "clicks", detail, now=now)
    return row


def run(
    workspace_id: UUID, reclassing_id: UUID, *, clock: Callable[[], datetime],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Reclassing:  # fmt: skip
    """Go on to the end, each step committed by itself, so that whatever breaks it off loses no more than one step."""
    while True:
        with scope(workspace_id):
            # Two workers at once would count a step twice; the second waits, and finds it done.
            row = Reclassing.objects.select_for_update().get(id=reclassing_id)
            if row.finished_at is None and row.done_until < row.until:
                end = min(row.done_until + _STEP, row.until)
                moves = Counter(row.moves) + judge(workspace_id, row.done_until, end, dry_run=row.dry_run)
                row.moves, row.done_until, row.beat_at = dict(moves), end, clock()
            if row.finished_at is None and row.done_until >= row.until:
                row.finished_at = clock()
            row.save(update_fields=["moves", "done_until", "beat_at", "finished_at"])
        progress((row.done_until - row.since).days, (row.until - row.since).days)
        if row.finished_at:
            return row


def judge(workspace_id: UUID, since: datetime, until: datetime, *, dry_run: bool = False) -> Counter[str]:
    """Judge the clicks of [since, until) by today's rules; both are whole hours. How many went from class to class.

    To be run in the workspace's scope. Doing it again changes nothing.
    """
    asked: dict[str, Any] = {"workspace": workspace_id, "since": since, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, asked)
        columns = [_judged(*group) for group in cursor.fetchall()]
        names = ("kind", "method", "agent", "reasons", "in_app", "new_kind", "new_reasons", "new_in_app")
        groups = dict(zip(names, map(list, zip(*columns, strict=True)), strict=True)) if columns else {}
        if not groups:
            return Counter()
        statement = _JUDGE + ("" if dry_run else _CHANGE) + _MOVES
        cursor.execute(statement, asked | groups | {"rules": RULE_VERSION, "rate": RATE, "most": MOST_AN_HOUR})
        return Counter({f"{before}>{after}": times for before, after, times in cursor.fetchall()})


def judge_lately(workspace_id: UUID, *, now: datetime, since: datetime | None = None) -> None:
    """Judge the clicks that came since then, by default in this hour and the two before: rates show only together."""
    begin = since or now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    judge(workspace_id, begin, now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))


def judge_late(workspace_id: UUID, *, now: datetime) -> None:
    """The same for the last three days: a spool may have brought clicks of then only now."""
    judge_lately(workspace_id, now=now, since=_midnight(now) - _LATE)


def _judged(kind: str, method: str, agent: str, reasons: list[str], in_app: str) -> tuple[str, ...]:
    """A group of alike clicks as it is, and as it would be judged today."""
    seen = [*reasons, STORY] if kind == ClickClass.VIEW and STORY not in reasons else reasons
    judged = classify_again(method, agent, seen)
    before = (kind, method, agent, ",".join(reasons), in_app)
    if judged is None:
        return (*before, kind, ",".join(reasons), in_app)
    return (*before, judged.kind.value, ",".join(judged.reasons), judged.in_app or "")


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)
