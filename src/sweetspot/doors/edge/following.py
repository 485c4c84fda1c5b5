"""Keeps the link table fresh: read whole from the database, then followed by what the database announces."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable

import psycopg

from sweetspot.doors.edge.database import Connect, Connection
from sweetspot.doors.edge.links import LinkTable, OwnHost, Target, in_ascii
from sweetspot.stages.tracking.formulas.app_links import android_document, apple_document
from sweetspot.stages.tracking.formulas.utm import with_parameters

#: The channel on which the database names each link that was made, changed or removed.
CHANNEL = "sweetspot_links"
#: What it names when something changed that all links of a workspace share.
EVERYTHING = ""
#: Everything is read again this often, in case an announcement was lost; rarer where reading takes long.
RELOAD_SECONDS = 60.0
_RELOAD_SHARE = 0.01
_RETRY_SECONDS = 0.5
#: Rows taken at once; between them the visitors have their turn.
_CHUNK = 1000
_SELECT = """
SELECT link.id::text, slug, link.workspace_id::text, destination, parameters, active,
    CASE WHEN expires_at IS NOT NULL OR rules <> '[]' OR story IS NOT NULL OR applied <> ''
    THEN jsonb_build_object(
        'expires', extract(epoch FROM expires_at), 'fallback', fallback, 'parameters', parameters, 'rules', rules,
        'applied', applied, 'story', story, 'brand', brand, 'accent', accent, 'logo', encode(logo, 'base64')
    )::text ELSE '' END,
    CASE WHEN privacy.id IS NOT NULL
    THEN jsonb_build_object('signals', signals, 'networks', networks, 'marker', marker)::text ELSE '' END
FROM tracking_link link LEFT JOIN tracking_look look ON look.workspace_id = link.workspace_id AND story IS NOT NULL
    LEFT JOIN tracking_privacy privacy ON privacy.workspace_id = link.workspace_id
"""

_OWN_HOSTS = """
SELECT host, workspace_id::text, apple_ids, android_package, android_fingerprints
FROM tracking_shorthost WHERE verified_at IS NOT NULL
"""

logger = logging.getLogger(__name__)


def follow(table: LinkTable, connect: Connect) -> None:
    """Keep the table fresh for ever; while the database is away, the links known so far go on working."""
    while True:
        try:
            with connect() as connection:
                _listen(table, connection)
        except (psycopg.Error, OSError, ValueError) as error:
            logger.warning("cannot read the links, trying again: %s", error)
        time.sleep(_RETRY_SECONDS)


def _listen(table: LinkTable, connection: Connection) -> None:
    # Listening begins before reading, so that no change falls between the two.
    connection.execute(f"LISTEN {CHANNEL}")
    while True:
        began = time.monotonic()
        table.replace(_read_all(connection), _own_hosts(connection))
        read_at = time.monotonic()
        reload_at = read_at + max(RELOAD_SECONDS, (read_at - began) / _RELOAD_SHARE)
        while (left := reload_at - time.monotonic()) > 0:
            changed = {notice.payload for notice in connection.notifies(timeout=left, stop_after=1)}
            if EVERYTHING in changed:
                break
            if changed:
                table.update(changed, _read(connection, changed))


def _read_all(connection: Connection) -> list[Target]:
    found: list[Target] = []
    shared: dict[str, str] = {}  # many links lead to few addresses: each is held once
    with connection.transaction(), connection.cursor("links") as cursor:
        cursor.execute(_SELECT)
        while rows := cursor.fetchmany(_CHUNK):
            found.extend(_target(shared, *row) for row in rows)
    return found


def _own_hosts(connection: Connection) -> list[OwnHost]:
    return [
        OwnHost(host, sys.intern(workspace), apple_document(ids), android_document(package, prints))
        for host, workspace, ids, package, prints in connection.execute(_OWN_HOSTS).fetchall()
    ]


def _read(connection: Connection, links: Iterable[str]) -> list[Target]:
    cursor = connection.execute(f"{_SELECT} WHERE link.id = ANY (%s::uuid[])", [list(links)])
    return [_target({}, *row) for row in cursor.fetchall()]


def _target(
    shared: dict[str, str], link: str, slug: str, workspace: str, destination: str, parameters: str, active: bool,
    special: str, privacy: str,
) -> Target:  # fmt: skip
    whose = sys.intern(workspace)
    try:
        url = in_ascii(with_parameters(destination, parameters))
    except ValueError:  # one address that cannot be followed must not keep all the others from being read
        logger.error("the link %s leads to no address", slug)
        return Target(link, slug, whose, "", False)
    special, privacy = shared.setdefault(special, special), sys.intern(privacy)
    return Target(link, slug, whose, shared.setdefault(url, url), active, special, privacy)
