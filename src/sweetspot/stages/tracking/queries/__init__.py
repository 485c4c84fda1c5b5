"""What we ask of tracking: which links and codes there are, where they may lead, and who followed them."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
import vl_convert
from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, TruncDate

from sweetspot.core.errors import NotFound
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.tracking.formulas.story import as_data
from sweetspot.stages.tracking.formulas.ways import device_of
from sweetspot.stages.tracking.models import Click, ClickClass, Domain, Link, Look, Template
from sweetspot.stages.tracking.queries.codes import (
    AROUND,
    CodeFilter,
    CodeLine,
    PoolCount,
    code,
    code_lines,
    codes,
    codes_listed,
    codes_named,
    domain,
    handed_out,
    pattern_of,
    patterns,
    pool,
    pools,
    together,
    waiting_count,
    without_code,
)
from sweetspot.stages.tracking.queries.hosts import short_base, short_hosts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DEVICES = {"ios": "iPhone and iPad", "android": "Android", "computer": "Computer", "": "Another device"}
_QR_SCALE = 8

__all__ = [
    "AROUND",
    "CodeFilter",
    "CodeLine",
    "PoolCount",
    "code",
    "code_lines",
    "codes",
    "codes_listed",
    "codes_named",
    "domain",
    "handed_out",
    "pattern_of",
    "patterns",
    "pool",
    "pools",
    "short_base",
    "short_hosts",
    "together",
    "waiting_count",
    "without_code",
]


@dataclass(frozen=True, slots=True)
class Clicks:
    """Clicks by class; only `people` is ever called clicks without saying more."""

    people: int = 0
    previews: int = 0
    bots: int = 0
    suspects: int = 0
    #: People who looked at a story page; those who went on are among `people` too.
    views: int = 0
    #: The team's own.
    own: int = 0

    def __add__(self, other: Clicks) -> Clicks:
        return Clicks(
            self.people + other.people, self.previews + other.previews, self.bots + other.bots,
            self.suspects + other.suspects, self.views + other.views, self.own + other.own,
        )  # fmt: skip

    @property
    def total(self) -> int:
        """Every recorded request, of whatever class."""
        return self.people + self.previews + self.bots + self.suspects + self.views + self.own


@dataclass(frozen=True, slots=True)
class Visits(Clicks):
    """Clicks by class with how many different people they were, which takes far longer to count.

    `visitors` are different people per day: the key that tells them apart is destroyed daily, so over several days it
    is the sum of the days.
    """

    visitors: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """One page of links; `next` marks its last row, empty on the last page; `total` counts every matching row."""

    rows: tuple[Link, ...]
    next: str
    total: int


@dataclass(frozen=True, slots=True)
class Followed:
    """One click as attribution sees it: whose it is, when, of which class; `visitor` tells people of one day apart."""

    id: UUID
    at: datetime
    link_id: UUID
    partnership_id: UUID
    kind: str
    reasons: tuple[str, ...]
    visitor: bytes
    placement: str


def domains() -> list[Domain]:
    """The shop domains of the workspace in scope, by name."""
    return list(Domain.objects.order_by("host"))


def verified_hosts() -> list[str]:
    """The hosts that links may lead to."""
    return list(Domain.objects.exclude(verified_at=None).order_by("host").values_list("host", flat=True))


def installation_hosts() -> list[str]:
    """The hosts of this installation: of the pages, and of short links where a workspace has no host of its own."""
    return [host for url in (settings.EDGE_URL, settings.PUBLIC_URL) if (host := urlsplit(url).hostname)]


def own_hosts() -> list[str]:
    """Our own hosts, to which no link may lead."""
    return [*installation_hosts(), *(row.host for row in short_hosts())]


def templates() -> dict[UUID | None, str]:
    """The templates of parameters by campaign; None stands for all others."""
    return dict(Template.objects.values_list("campaign_id", "text"))


@dataclass(frozen=True, slots=True)
class Redirection:
    """Who led a link elsewhere, when, from where and to where."""

    at: datetime
    who: str
    before: str
    after: str


def redirections(link_id: UUID) -> list[Redirection]:
    """How a link was led elsewhere, newest first, from the audit trail."""
    found = [one for one in accounts.audit_of([to_public("lnk", link_id)]) if one.action == "link.destination"]
    return [Redirection(one.at, one.actor, one.detail["before"], one.detail["after"]) for one in found]


@dataclass(frozen=True, slots=True)
class Habits:
    """When and with what people follow links: shares of their clicks; the largest first, unknown left out."""

    people: int
    in_app: float | None
    devices: tuple[tuple[str, float], ...]
    countries: tuple[tuple[str, float], ...]
    hour: int | None
    weekday: str


def habits(link_ids: Collection[UUID], time_zone: str) -> Habits:
    """The habits of the people who followed these links, by the clock of a time zone."""
    rows, zone = Click.objects.filter(link_id__in=list(link_ids), kind=ClickClass.PERSON), ZoneInfo(time_zone)
    people = rows.count()

    def parts(key: str) -> list[tuple[Any, float]]:
        found = rows.exclude(**{key: None}).order_by().values_list(key).annotate(number=Count("id"))
        return [(name, number / people) for name, number in sorted(found, key=lambda one: (-one[1], str(one[0])))]

    hours = rows.annotate(hour=ExtractHour("at", tzinfo=zone)).order_by().values_list("hour").annotate(n=Count("id"))
    days = rows.annotate(day=ExtractIsoWeekDay("at", tzinfo=zone)).order_by().values_list("day").annotate(n=Count("id"))
    counted = rows.order_by().values_list("agent").annotate(number=Count("id"))
    devices: Counter[str] = Counter()
    for agent, number in counted:
        devices[_DEVICES[device_of(agent)]] += number
    weekday = max(days, key=lambda one: one[1], default=(0, 0))[0]
    return Habits(
        people, rows.exclude(in_app=None).count() / people if people else None,
        tuple((name, number / people) for name, number in devices.most_common()), tuple(parts("country")[:5]),
        max(hours, key=lambda one: one[1], default=(None, 0))[0], WEEKDAYS[weekday - 1] if weekday else "",
    )  # fmt: skip


def people_per_rule(link_id: UUID) -> list[tuple[str, int]]:
    """How many clicks by people each rule of a link sent its way."""
    rows = Click.objects.filter(link_id=link_id, kind=ClickClass.PERSON).exclude(rule=None)
    return list(rows.order_by().values_list("rule").annotate(number=Count("id")))


def look(workspace_id: UUID) -> Look:
    """How the brand's story pages and QR codes look; the usual where nobody chose."""
    found = Look.objects.filter(workspace_id=workspace_id).first()
    return found or Look(workspace_id=workspace_id, brand=accounts.workspace().name)


def link(link_id: UUID) -> Link:
    """The link of that id; NotFound for none, or another workspace's."""
    found = _links().filter(id=link_id).first()
    if found is None:
        raise NotFound("There is no such link.")
    return found


def links(*, partnership_ids: Collection[UUID] | None = None, campaign_id: UUID | None = None) -> list[Link]:
    """Links with their partnership and creator, by short address; narrowed by what is given."""
    rows = _links()
    rows = rows.filter(partnership_id__in=partnership_ids) if partnership_ids is not None else rows
    rows = rows.filter(partnership__campaign_id=campaign_id) if campaign_id else rows
    return list(rows.order_by("slug"))


def link_page(
    *, search: str = "", campaign_ids: Collection[UUID] = (), active: bool | None = None, after: str = "",
    limit: int = 50,
) -> Page:  # fmt: skip
    """One page of links by short address, those after one; `search` looks into addresses, creators and handles."""
    text = search.strip()
    wanted = Q(slug__icontains=text) | Q(destination__icontains=text) | Q(partnership__creator__name__icontains=text)
    rows = _links().filter(wanted | Q(partnership__profile__handle__icontains=text))
    rows = rows.filter(partnership__campaign_id__in=campaign_ids) if campaign_ids else rows
    rows = rows if active is None else rows.filter(active=active)
    total = rows.count()
    found = list((rows.filter(slug__gt=after) if after else rows).order_by("slug")[: limit + 1])
    return Page(tuple(found[:limit]), found[limit - 1].slug if len(found) > limit else "", total)


def links_followed(click_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Which link each of these clicks followed; unknown clicks are missing."""
    return dict(Click.objects.filter(id__in=list(click_ids)).values_list("id", "link_id"))


def click_named(text: str) -> UUID | None:
    """The click's id in what came back from a shop: `clk_…`, or a plain UUID; None for anything else."""
    try:
        return from_public("clk", text) if text.strip().startswith("clk_") else UUID(text.strip())
    except ValueError:
        return None


def was_clicked() -> bool:
    """Whether any link of the workspace in scope was ever followed, by whomever."""
    return Click.objects.exists()


def clicks_named(ids: Collection[UUID]) -> dict[UUID, Followed]:
    """The clicks of those ids; unknown ones, other workspaces' and those of removed links are missing."""
    rows = Click.objects.filter(id__in=list(ids))
    return {row.id: row for row in _followed(rows)}


def clicks_of(partnership_ids: Collection[UUID], *, since: datetime, until: datetime) -> list[Followed]:
    """Every click on the links of these partnerships in [since, until), oldest first."""
    rows = Click.objects.filter(link__partnership_id__in=list(partnership_ids), at__gte=since, at__lt=until)
    return _followed(rows.order_by("at", "id"))


def clicks_per_link(
    link_ids: Collection[UUID], *, since: datetime | None = None, until: datetime | None = None
) -> dict[UUID, Clicks]:
    """Clicks by class for each link in [since, until); a link that nobody followed has zeros."""
    rows = _between(since, until).filter(link_id__in=list(link_ids))
    return {identifier: Clicks() for identifier in link_ids} | _clicks(rows, "link_id")


def visits_per_link(link_ids: Collection[UUID]) -> dict[UUID, Visits]:
    """Clicks by class and different people for each link; a link that nobody followed has zeros."""
    rows = Click.objects.filter(link_id__in=list(link_ids))
    return {identifier: Visits() for identifier in link_ids} | _visits(rows, "link_id")


def clicks_per_partnership(partnership_ids: Collection[UUID]) -> dict[UUID, Clicks]:
    """Clicks by class for each partnership, all its links together; one that nobody followed has zeros."""
    # Counted per link and added up here: so the database reads one index in its order, and sorts and joins nothing.
    owners = dict(Link.objects.filter(partnership_id__in=list(partnership_ids)).values_list("id", "partnership_id"))
    found = {identifier: Clicks() for identifier in partnership_ids}
    for link_id, clicks in clicks_per_link(owners).items():
        found[owners[link_id]] += clicks
    return found


def visits_per_partnership(
    partnership_ids: Collection[UUID], *, since: datetime | None = None, until: datetime | None = None
) -> dict[UUID, Visits]:
    """Clicks by class and different people for each partnership; one that nobody followed has zeros."""
    rows = _between(since, until).filter(link__partnership_id__in=list(partnership_ids))
    zeros = {identifier: Visits() for identifier in partnership_ids}
    return zeros | _visits(rows.annotate(partnership=F("link__partnership_id")), "partnership")


def clicks_per_day(
    link_ids: Collection[UUID] | None, *, since: datetime, until: datetime, time_zone: str = "UTC"
) -> dict[date, Clicks]:
    """Clicks by class for each day of a time zone on which there were any, in order; None stands for every link."""
    rows = _between(since, until)
    rows = rows.filter(link_id__in=list(link_ids)) if link_ids is not None else rows
    days = rows.annotate(day=TruncDate("at", tzinfo=ZoneInfo(time_zone)))
    return dict(sorted(_clicks(days, "day").items()))


def short_address(link: Link, base: str | None = None) -> str:
    """What a creator publishes: the short host and the link's name; lists ask for `short_base()` once."""
    return f"{short_base() if base is None else base}/{link.slug}"


def qr_image(link: Link, form: str = "svg") -> bytes:
    """The link as a QR code, an SVG or PNG file, with the brand's logo in the middle where there is one.

    Error correction H: the logo covers less than a twentieth of it, and stickers get scratched. KeyError for another
    form.
    """
    image = io.BytesIO()
    code = segno.make(short_address(link), error="h", micro=False)
    code.save(image, kind="svg", border=4, scale=_QR_SCALE, xmldecl=False, nl=False, light="#fff")
    logo = look(link.workspace_id).logo
    drawn = image.getvalue().decode()
    if logo:
        drawn = (
            drawn.removesuffix("</svg>")
            + _in_the_middle(bytes(logo), int(code.symbol_size(_QR_SCALE, 4)[0]))
            + "</svg>"
        )
    return {"svg": drawn.encode, "png": lambda: bytes(vl_convert.svg_to_png(drawn, scale=1.5))}[form]()


def _in_the_middle(logo: bytes, side: int) -> str:
    """A logo on white over the middle of a square drawing: a fifth of its side."""
    size = side // 5
    place, pad = (side - size) / 2, size / 10
    return (
        f'<rect x="{place}" y="{place}" width="{size}" height="{size}" rx="{pad}" fill="#fff"/>'
        f'<image x="{place + pad}" y="{place + pad}" width="{size - 2 * pad}" height="{size - 2 * pad}" '
        f'href="{as_data(logo)}"/>'
    )


def _links() -> QuerySet[Link]:
    return Link.objects.select_related(*AROUND)


def _between(since: datetime | None, until: datetime | None) -> QuerySet[Click]:
    rows = Click.objects.all()
    rows = rows.filter(at__gte=since) if since else rows
    return rows.filter(at__lt=until) if until else rows


_PER_CLASS = {
    name: Sum("times", filter=Q(kind=kind), default=0)
    for name, kind in (
        ("people", ClickClass.PERSON), ("previews", ClickClass.PREVIEW), ("bots", ClickClass.BOT),
        ("suspects", ClickClass.SUSPECT), ("views", ClickClass.VIEW), ("own", ClickClass.OWN),
    )
}  # fmt: skip
#: The visitor's key changes every UTC day, so counting different keys adds the days up by itself. People who asked not
#: to be followed have none: their clicks are counted, they are not.
_VISITORS = Count("visitor", distinct=True, filter=Q(kind=ClickClass.PERSON) & ~Q(visitor=b""))


def _clicks(rows: QuerySet[Click], key: str) -> dict[Any, Clicks]:
    groups = rows.order_by().values(key).annotate(**_PER_CLASS)
    return {group.pop(key): Clicks(**group) for group in groups}


def _visits(rows: QuerySet[Click], key: str) -> dict[Any, Visits]:
    groups = rows.order_by().values(key).annotate(**_PER_CLASS, visitors=_VISITORS)
    return {group.pop(key): Visits(**group) for group in groups}


def _followed(rows: QuerySet[Click]) -> list[Followed]:
    values = rows.values_list(
        "id", "at", "link_id", "link__partnership_id", "kind", "reasons", "visitor", "link__placement"
    )
    return [Followed(*row[:5], tuple(row[5]), bytes(row[6]), row[7]) for row in values if row[3]]
