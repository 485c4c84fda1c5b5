"""The tracker: finds a short address in memory, puts the click on disk, then sends the visitor on to the shop."""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from secrets import compare_digest
from urllib.parse import parse_qs, urlsplit

from sweetspot.doors.edge import folders, pages, snapshot
from sweetspot.doors.edge.clicks import Clicks, judged, unfollowed, viewed
from sweetspot.doors.edge.counters import Counters, exposition
from sweetspot.doors.edge.database import connector
from sweetspot.doors.edge.exchange import Reply, Request, Visit
from sweetspot.doors.edge.following import follow
from sweetspot.doors.edge.health import Health
from sweetspot.doors.edge.links import LinkTable, OwnHost, Target, address, address_with_code
from sweetspot.doors.edge.places import Places
from sweetspot.doors.edge.privacy import answer_own_device
from sweetspot.doors.edge.recorder import PATIENCE_SECONDS, Click, Recorder
from sweetspot.doors.edge.shipper import Shipper
from sweetspot.doors.edge.shop_script import served
from sweetspot.doors.edge.spool import Spool
from sweetspot.doors.edge.stories import story_page
from sweetspot.doors.edge.visitors import Salts, client_address
from sweetspot.doors.edge.ways import FALLBACK, read, way_of
from sweetspot.stages.tracking.formulas import app_links
from sweetspot.stages.tracking.formulas.click_classes import JUDGED_HEADERS

_TEXT = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store")]
_JSON = [("content-type", "application/json"), ("cache-control", "max-age=3600")]
_REDIRECT = [
    ("cache-control", "no-store"),
    # The shop learns which site its visitor came from, as without us, and no more.
    ("referrer-policy", "strict-origin-when-cross-origin"),
    ("x-robots-tag", "noindex"),
]
#: Stands behind a story link's name in the address of its button.
_GO_ON = "/go"
_ROBOTS = "User-agent: *\nDisallow: /\n"
_STOP_SECONDS = 5.0
_SHIP_SECONDS = 30.0
_ROUND_SECONDS = 1.0
#: The copy of the links is written this long after a change, and rarer where writing it takes long.
_SNAPSHOT_SECONDS, _SNAPSHOT_SHARE = 2.0, 0.02
#: Only a proxy sends these, and then the visitor is not who the connection says.
_FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip", "via")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Options:
    """How a tracker runs: the data folder, its own folder, how many proxies are ours, and what opens `/metrics`."""

    home: Path
    edge_home: Path
    trusted_proxies: int = 0
    metrics_token: str = ""
    #: The header in which a proxy of ours names the visitor's country; empty for none.
    country_header: str = ""
    #: Files of countries (`.mmdb`, `.csv`) and of data centres' networks; None for none.
    country_file: Path | None = None
    data_centre_file: Path | None = None

    @classmethod
    def from_environment(cls, home: Path | None = None) -> Options:
        """The options that the environment names; ValueError for nonsense."""
        proxies = os.environ.get("SWEETSPOT_TRUSTED_PROXIES", "0")
        if not proxies.isdecimal():
            raise ValueError(f"SWEETSPOT_TRUSTED_PROXIES must be a whole number, not {proxies!r}")
        folder = (home or Path(os.environ.get("SWEETSPOT_HOME", "var"))).absolute()
        edge = Path(os.environ.get("SWEETSPOT_EDGE_HOME") or folder / "edge").absolute()
        named = [os.environ.get(name) for name in ("SWEETSPOT_COUNTRY_FILE", "SWEETSPOT_DATACENTRE_RANGES")]
        return cls(
            folder, edge, int(proxies), os.environ.get("SWEETSPOT_METRICS_TOKEN", ""),
            os.environ.get("SWEETSPOT_COUNTRY_HEADER", "").lower(), *(Path(one) if one else None for one in named),
        )  # fmt: skip


class Tracker:
    """Answers every request of the short host."""

    def __init__(self, options: Options) -> None:
        self._options, self._home = options, options.edge_home
        self._folder = self._own_folder()
        self._counters = Counters(self._folder.path if self._folder else None)
        self._places = Places(options.country_header, options.country_file, options.data_centre_file)
        self._links, self._salts = LinkTable(), Salts(self._home)
        self._clicks = Clicks(self._salts, options.trusted_proxies, self._places)
        self._spool = Spool(self._place)
        connect = connector(options.home, PATIENCE_SECONDS)
        self._recorder = Recorder(connect, self._spool, self._counters, self._send_on)
        patient = connector(options.home, _SHIP_SECONDS)
        self._shipper = Shipper(patient, self._home, self._spool, self._counters)
        self._follow_links = threading.Thread(target=follow, args=(self._links, patient), daemon=True)
        self._health = Health(self._home, self._links, self._recorder, self._spool, self._counters, self._places)
        self._waiting: set[int] = set()

    def start(self, patience: float = 3.0) -> None:
        """Begin to read links and write clicks; returns when both work, or after `patience` seconds all the same."""
        judged(
            "GET", "Mozilla/5.0", (), *[None] * len(JUDGED_HEADERS)
        )  # reads the list of crawlers now, not while the first visitor waits
        self._recorder.start()
        self._follow_links.start()
        until = time.monotonic() + patience
        while time.monotonic() < until and not (self._links.loaded and self._recorder.connected):
            time.sleep(0.01)
        if not self._links.loaded and (known := snapshot.load(self._home / "links")) is not None:
            self._links.begin_with(*known)
        for job in (self._shipper.run, self._look_after):
            threading.Thread(target=job, daemon=True).start()

    def stop(self) -> None:
        """Let every visitor who is here go on."""
        until = time.monotonic() + _STOP_SECONDS
        while self._waiting and time.monotonic() < until:
            time.sleep(0.005)

    def answer(self, visit: Visit) -> None:
        """One request; the answer to a click is given later, by another thread."""
        try:
            self._answer(visit)
        except Exception as error:
            logger.exception("a request broke")
            visit.err(error)

    def _answer(self, visit: Visit) -> None:
        request, reply = visit.scope, visit.proto
        name = request.path.strip("/").lower()
        own = self._links.own_host(request.headers.get_all("host")) if self._links.hosts else None
        target = self._links.find(name, own)
        if target is None and name.endswith(_GO_ON):
            target = self._links.find(name.removesuffix(_GO_ON), own)
            target = target if target and target.special else None
        if target is not None and target.active and request.method in ("GET", "HEAD"):
            click = self._click(visit, target, goes_on=name.endswith(_GO_ON))
            if click is not None:
                self._waiting.add(id(visit))
                self._recorder.record(click)
                return
            self._counters.add("links_paused_total")
            _show(request, reply, 410, pages.OVER)
            visit.done()
            return
        if request.method not in ("GET", "HEAD"):
            reply.response_str(405, [*_TEXT, ("allow", "GET, HEAD")], "Links are followed with GET.\n")
        elif target is None and name.endswith("+") and (previewed := self._links.find(name[:-1], own)):
            _show(request, reply, 200, _preview(previewed))
        elif target is None:
            self._answer_without_link(request, reply, own)
        else:
            self._counters.add("links_paused_total")
            _show(request, reply, 404, pages.PAUSED)
        visit.done()

    def _click(self, visit: Visit, target: Target, *, goes_on: bool) -> Click | None:
        """The click of one visitor and where it leads; None for a link that is over."""
        request = visit.scope
        row, name = self._clicks.row(request, target)
        kept = row if name else unfollowed(row)
        if not target.special:
            return Click(kept, visit, target.destination, name, request.query_string)
        way = way_of(target, row, dict(request.headers.items()), goes_on=goes_on)
        if way.shown:
            host = urlsplit(target.destination).hostname or ""
            page = story_page(target.slug, way.shown, host, request.query_string)
            return Click(viewed(kept), visit, "", name, "", page)
        # A rule says where somebody is and what they hold; that a link was over says nothing of anybody.
        kept = kept._replace(rule=way.rule if name or way.rule == FALLBACK else "")
        if not way.destination:
            return None
        return Click(kept, visit, way.destination, name, request.query_string, applied=way.applied)

    def _send_on(self, click: Click, recorded: bool) -> None:
        # The visitor goes on whatever happens to us; without an id nobody believes the click was counted.
        try:
            if click.page is not None:
                body = "" if click.visit.scope.method == "HEAD" else click.page.body
                click.visit.proto.response_str(200, click.page.headers, body)
            else:
                told = click.name if recorded else ""
                location = address(click.destination, told, click.query)
                if click.applied:
                    location = address_with_code(click.destination, told, click.query, click.applied)
                click.visit.proto.response_empty(302, [("location", location), *_REDIRECT])
            click.visit.done()
        except Exception:  # one who left meanwhile must not keep the others waiting
            logger.debug("a visitor left before the answer", exc_info=True)
        self._waiting.discard(id(click.visit))

    def _answer_without_link(self, request: Request, reply: Reply, own: OwnHost | None) -> None:
        match request.path:
            case app_links.APPLE_PATH if own and own.apple:
                reply.response_str(200, _JSON, own.apple)
            case app_links.ANDROID_PATH if own and own.android:
                reply.response_str(200, _JSON, own.android)
            case "/healthz/host":
                # A proxy asks before it orders a certificate for a name that somebody called.
                known = self._links.own_host(parse_qs(request.query_string).get("domain", []))
                reply.response_str(200 if known else 404, _TEXT, "ours\n" if known else "not ours\n")
            case "/healthz":
                reply.response_str(200, _TEXT, "ok\n")
            case "/readyz":
                ready, findings = self._health.report()
                reply.response_str(200 if ready else 503, _TEXT, "".join(f"{line}\n" for line in findings))
            case "/metrics" if self._may_see_metrics(request):
                self._health.measure()
                others = [path for path in folders.all_folders(self._home) if path != self._path]
                numbers = exposition(self._counters, others)
                reply.response_str(200, [("content-type", "text/plain; version=0.0.4")], numbers)
            case "/robots.txt":
                reply.response_str(200, _TEXT, _ROBOTS)
            case path if script := served(path):
                reply.response_str(script.status, script.headers, "" if request.method == "HEAD" else script.body)
            case path if answer_own_device(path, self._is_secure(request), reply):
                pass
            case _ if not self._links.loaded:
                _show(request, reply, 503, pages.STARTING)
            case _:
                self._counters.add("links_unknown_total")
                _show(request, reply, 404, pages.UNKNOWN)

    def _may_see_metrics(self, request: Request) -> bool:
        headers = dict(request.headers.items())
        if token := self._options.metrics_token:
            given = headers.get("authorization", "").removeprefix("Bearer ")
            return compare_digest(given.encode(), token.encode())
        peer = client_address(request.client, (), 0).strip("[]")
        return ip_address(peer).is_loopback and not any(name in headers for name in _FORWARDED)

    def _is_secure(self, request: Request) -> bool:
        """Whether the visitor's own connection is encrypted, as a proxy of ours says."""
        named = request.headers.get_all("x-forwarded-proto") if self._options.trusted_proxies else []
        return named[-1:] == ["https"]

    @property
    def _path(self) -> Path | None:
        return self._folder.path if self._folder else None

    def _own_folder(self) -> folders.Folder | None:
        try:
            return folders.Folder.own(self._home)
        except OSError as error:
            logger.critical("no place for clicks on disk while the database is away: %s", error)
            return None

    def _place(self) -> Path:
        self._folder = self._folder or self._own_folder()
        if self._folder is None:
            raise OSError("there is no folder for the spool")
        return self._folder.path

    def _look_after(self) -> None:
        saved, next_save = -1, 0.0
        while True:
            time.sleep(_ROUND_SECONDS)
            self._health.measure()
            self._places.look()
            self._salts.destroy_old(time.time_ns() // 1000)
            if self._links.fresh and self._links.version != saved and time.monotonic() > next_save:
                version, began = self._links.version, time.monotonic()
                try:
                    snapshot.save(self._links, self._home / "links")
                    saved = version
                except OSError as error:
                    logger.error("the copy of the links cannot be written: %s", error)
                took = time.monotonic() - began
                next_save = time.monotonic() + max(_SNAPSHOT_SECONDS, took / _SNAPSHOT_SHARE)


def _preview(target: Target) -> str:
    ways = read(target.special)
    over = ways.expires is not None and time.time() >= ways.expires
    state = "" if target.active else "It is resting: it leads nowhere at the moment."
    if over and not ways.fallback:
        state = "It is over: it leads nowhere any more."
    others = [] if over else [rule.destination for rule in ways.rules]
    found = [ways.fallback] if over else [*others, target.destination]
    return pages.preview(target.slug, list(dict.fromkeys(found)), state)


def _show(request: Request, reply: Reply, status: int, body: str) -> None:
    reply.response_str(status, pages.HEADERS, "" if request.method == "HEAD" else body)
