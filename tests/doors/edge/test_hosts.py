"""A host of a workspace's own at a real tracker: heard of at once, asked for certificates and by phones."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from tests.factories.tracking import NOW

if TYPE_CHECKING:
    from tests.factories.tracker import House

HOST, PRINT = "go.brand.example", ":".join(["AB"] * 32)


def test_the_tracker_serves_a_host_that_was_proved(own_house: House) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking.services import hosts

    tracker, actor = own_house.tracker, own_house.actor
    assert tracker.ask(f"/healthz/host?domain={HOST}").status == 404
    with scope(actor.workspace_id):
        row = hosts.add_short_host(actor, HOST, now=NOW)
        hosts.change_apps(
            actor, row.id, apple_ids="ABCDE12345.com.brand.shop", android_package="com.brand.shop",
            android_fingerprints=PRINT, now=NOW,
        )  # fmt: skip
        hosts.keep(hosts.look({HOST: row.token}, lambda name: [f"sweetspot-verification={row.token}"]), now=NOW)
    until = time.monotonic() + 10
    while tracker.ask(f"/healthz/host?domain={HOST}").status != 200:
        assert time.monotonic() < until, "the tracker did not hear of the host"
        time.sleep(0.05)
    assert tracker.ask("/anna", host=HOST).status == 302
    apple = tracker.ask("/.well-known/apple-app-site-association", host=HOST)
    assert (apple.status, apple.headers["content-type"]) == (200, "application/json")
    assert json.loads(tracker.ask("/.well-known/assetlinks.json", host=HOST).body)[0]["relation"]
    assert tracker.ask("/.well-known/assetlinks.json").status == 404
