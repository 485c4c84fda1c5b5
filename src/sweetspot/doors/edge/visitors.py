"""How visitors of one day are told apart without keeping who they are: a keyed hash whose key is destroyed."""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2s
from pathlib import Path

_MICROS_PER_DAY = 86_400_000_000
_SALT_BYTES = 32

logger = logging.getLogger(__name__)


class Salts:
    """The random key of each UTC day, shared by all trackers of a data folder; none is kept for 48 hours."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day, self._salt = -1, b""
        self._cleared = -1

    def at(self, micros: int) -> bytes:
        """The key of the day that holds a moment, in microseconds since 1970; made when the day begins."""
        day = micros // _MICROS_PER_DAY
        if day != self._day:
            self._salt, self._day = self._open(datetime.fromtimestamp(micros // 1_000_000, UTC).date()), day
        return self._salt

    def _open(self, day: date) -> bytes:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.destroy_around(day)
            return _kept(self._folder, f"salt-{day}")
        except OSError as error:
            # A full disk must not stop anybody; this process then tells visitors apart by a key only it knows.
            logger.error("the day's salt cannot be kept: %s", error)
            return secrets.token_bytes(_SALT_BYTES)

    def destroy_old(self, micros: int) -> None:
        """Remove the keys whose time has passed, when a day has begun since; to be called every second or so.

        Nobody need come by for that: a key must go on a day without visitors too.
        """
        day = micros // _MICROS_PER_DAY
        if day != self._cleared:
            try:
                self.destroy_around(datetime.fromtimestamp(micros // 1_000_000, UTC).date())
            except OSError as error:
                logger.error("old salts cannot be destroyed: %s", error)
            else:
                self._cleared = day

    def destroy_around(self, day: date) -> None:
        """Remove every key but those of this day and its neighbours.

        The day before is for a clock that is set back over midnight, the day after for trackers whose clocks differ;
        a later one was made by a clock that was far ahead.
        """
        one = timedelta(days=1)
        for path in self._folder.glob("salt-????-??-??"):
            if not f"salt-{day - one}" <= path.name <= f"salt-{day + one}":
                path.unlink(missing_ok=True)


def _kept(folder: Path, name: str) -> bytes:
    path = folder / name
    if not path.exists():
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SALT_BYTES))
        # Linking is what decides between two processes: the first one's key stands, whole.
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
        Path(temporary).unlink()
    return path.read_bytes()


def visitor_key(salt: bytes, workspace: str, address: str, agent: str) -> str:
    """16 bytes, as hex, by which one browser is known in one workspace on one day; the address cannot be found back."""
    said = f"{workspace}\0{address}\0{agent}".encode("utf-8", "replace")
    return blake2s(said, digest_size=16, key=salt).hexdigest()


def client_address(peer: str, forwarded: Sequence[str], trusted_proxies: int) -> str:
    """The visitor's address: the peer's, or what the outermost of so many trusted proxies saw.

    `peer` is `host:port`; `forwarded` are the `X-Forwarded-For` headers, which anybody may invent: with no trusted
    proxy they are not looked at.
    """
    hops = [hop.strip() for line in forwarded for hop in line.split(",") if hop.strip()] if trusted_proxies else []
    if not hops:
        return peer.rpartition(":")[0] or peer
    return hops[-min(trusted_proxies, len(hops))]
