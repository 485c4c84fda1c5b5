"""A copy of the link table on disk, so that a tracker that starts while the database is away knows its links."""

from __future__ import annotations

import json
import logging
import os
import tempfile
from dataclasses import asdict, fields
from pathlib import Path

from sweetspot.doors.edge.links import LinkTable, OwnHost, Target

_NAMES = tuple(field.name for field in fields(Target))

logger = logging.getLogger(__name__)


def save(table: LinkTable, path: Path) -> None:
    """Write the whole table beside the copy there is, and put it in its place; OSError leaves the old copy whole."""
    targets, hosts = table.targets(), [asdict(one) for one in table.hosts.values()]
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(json.dumps({"fields": _NAMES, "links": len(targets), "hosts": hosts}) + "\n")
            for target in targets:
                file.write(json.dumps([getattr(target, name) for name in _NAMES]) + "\n")
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def load(path: Path) -> tuple[list[Target], list[OwnHost]] | None:
    """The links and own hosts of the copy; None where there is none that is whole. A field it lacks has its default."""
    try:
        with path.open(encoding="ascii") as file:
            head = json.loads(file.readline())
            known = [(place, name) for place, name in enumerate(head["fields"]) if name in _NAMES]
            rows = (json.loads(line) for line in file)
            found = [Target(**{name: row[place] for place, name in known}) for row in rows]
            hosts = [OwnHost(**one) for one in head.get("hosts", ())]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        logger.error("the copy of the links cannot be read: %s", error)
        return None
    if len(found) != head["links"]:
        logger.error("the copy of the links holds %d of %d", len(found), head["links"])
        return None
    return found, hosts
