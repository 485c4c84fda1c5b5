"""What is done about tracking in the background."""

from __future__ import annotations

import time
from contextlib import suppress
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sweetspot.engines.isolation import scope
from sweetspot.engines.names import texts_at
from sweetspot.engines.outbound import Outbound
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts.tasks import in_every_workspace
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.queries.destinations import due
from sweetspot.stages.tracking.queries.hosts import short_hosts
from sweetspot.stages.tracking.queries.mentions import brands_spoken, content_around
from sweetspot.stages.tracking.queries.reclassing import silent
from sweetspot.stages.tracking.services import destinations, hosts, proofs, reclassing
from sweetspot.stages.tracking.services.mentions import find_mentions as find
from sweetspot.stages.vetting import services as vetting

#: So many addresses are asked in one go; the others have their turn within the next hours.
MOST_AT_ONCE = 60


@app.periodic(cron="23 4 * * *")
@app.task(name="tracking.make_months_every_night", queue="slow")
def make_months_every_night(timestamp: int) -> None:
    """Have the months made that clicks will need."""
    services.make_months(now=timezone.now())


@app.task(name="tracking.find_mentions", lock="tracking.find_mentions", queue="slow")
def find_mentions(workspace_id: str) -> None:
    """Find a workspace's mentions anew, and what they say of each creator's connection and fit."""
    with scope(UUID(workspace_id)):
        now = timezone.now()
        find(now=now)
        vetting.recompute_connections(now=now, around=content_around(now))
        vetting.note_brands(brands_spoken())


@app.task(name="tracking.judge_again", queue="slow")
def judge_again(workspace_id: str, reclassing_id: str) -> None:
    """Judge a workspace's clicks again, from where it stands."""
    reclassing.run(UUID(workspace_id), UUID(reclassing_id), clock=timezone.now)


@app.periodic(cron="*/15 * * * *")
@app.task(name="tracking.judge_lately", queue="slow")
def judge_lately(timestamp: int) -> None:
    """Look at the rates of the last hours, and take up what lost its process."""

    def look(workspace_id: UUID) -> None:
        reclassing.judge_lately(workspace_id, now=timezone.now())
        for one in silent(timezone.now()):
            defer_in_turn("tracking.judge_again", workspace_id, reclassing_id=str(one))

    in_every_workspace(look)


@app.periodic(cron="43 3 * * *")
@app.task(name="tracking.judge_late", queue="slow")
def judge_late(timestamp: int) -> None:
    """Look at the rates of the last days, whose clicks a spool may have brought late."""
    in_every_workspace(lambda workspace_id: reclassing.judge_late(workspace_id, now=timezone.now()))


@app.periodic(cron="53 4 * * *")
@app.task(name="tracking.find_mentions_every_night", queue="slow")
def find_mentions_every_night(timestamp: int) -> None:
    """The same in every workspace: a partnership that was agreed or ended since tells paid from earned anew."""
    in_every_workspace(lambda workspace_id: find_mentions(str(workspace_id)))


@app.periodic(cron="29 * * * *")
@app.task(name="tracking.check_destinations_every_hour", queue="slow")
def check_destinations_every_hour(timestamp: int) -> None:
    """Have every workspace's destinations asked whose turn it is."""

    def ask(workspace_id: UUID) -> None:
        job = check_destinations.configure(queueing_lock=f"destinations of {workspace_id}")
        with suppress(AlreadyEnqueued), transaction.atomic():
            job.defer(workspace_id=str(workspace_id))

    in_every_workspace(ask)


@app.task(name="tracking.check_destinations", lock="tracking.check_destinations", queue="slow")
def check_destinations(workspace_id: str, urls: list[str] | None = None) -> None:
    """Ask destinations of a workspace, these or those whose turn it is, and keep what they answer."""
    with scope(UUID(workspace_id)):
        if accounts.workspace().is_sample:  # its shop is made up
            return
        wanted = due(timezone.now(), MOST_AT_ONCE) if urls is None else urls
    # No transaction is open while others are waited for.
    found = destinations.look(wanted, Outbound(plain_http=True), time.sleep)
    with scope(UUID(workspace_id)):
        destinations.keep(UUID(workspace_id), found, now=timezone.now())


@app.periodic(cron="53 5 * * *")
@app.task(name="tracking.check_domains_every_day", queue="slow")
def check_domains_every_day(timestamp: int) -> None:
    """Have every workspace's domains looked at again that were asked for a proof."""
    in_every_workspace(lambda workspace_id: check_domains.defer(workspace_id=str(workspace_id)))


@app.task(name="tracking.check_domains", queue="slow")
def check_domains(workspace_id: str) -> None:
    """Look for the proofs of a workspace's domains and short hosts, and keep what was found."""
    with scope(UUID(workspace_id)):
        tokens = {row.host: row.token for row in queries.domains() if row.token}
        short = {row.host: row.token for row in short_hosts()}
    found, found_short = proofs.look(tokens, Outbound(), texts_at), hosts.look(short, texts_at)
    with scope(UUID(workspace_id)):
        proofs.keep(found, now=timezone.now())
        hosts.keep(found_short, now=timezone.now())
