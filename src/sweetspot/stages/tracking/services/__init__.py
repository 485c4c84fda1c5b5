"""What we do with tracking: verify shop domains, hand out links and codes, pause them, lead them elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from sweetspot.core.errors import Conflict, Invalid, NotFound, Problem
from sweetspot.core.hosts import canonical_host
from sweetspot.core.identifiers import new_id, to_public
from sweetspot.engines import bulk
from sweetspot.engines.turns import take_turn
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.campaigns.models import Partnership
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.codes import proposed_slug, wished_slug
from sweetspot.stages.tracking.formulas.destinations import checked_destination, destination_problems
from sweetspot.stages.tracking.formulas.offers import Kind, Offer
from sweetspot.stages.tracking.formulas.utm import filled
from sweetspot.stages.tracking.models import Click, Code, Domain, Link, Placement
from sweetspot.stages.tracking.services.applied import apply_codes
from sweetspot.stages.tracking.services.codes import make_codes

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: How often another name is proposed before a random ending settles it.
_PROPOSALS = 8
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a creator gets to work with."""

    partnership_id: UUID
    link: Link
    code: Code


@transaction.atomic
def verify_domain(actor: Actor, host: str, *, now: datetime) -> Domain:
    """A host that links may lead to from now on, vouched for by the actor; `*.brand.example` covers its subdomains.

    Doing it twice changes nothing. Invalid for what is no public host name.
    """
    name = _host(host)
    domain, _ = Domain.objects.get_or_create(workspace_id=actor.workspace_id, host=name)
    if domain.verified_at is None:
        domain.verified_at = now
        domain.save(update_fields=["verified_at"])
        record(actor, "domain.verified", name, {}, now=now)
    return domain


@transaction.atomic
def remove_domain(actor: Actor, domain_id: UUID, *, now: datetime) -> None:
    """Let no new link lead to this host; Conflict while a link that is on still does."""
    domain = Domain.objects.filter(id=domain_id).first()
    if domain is None:
        raise NotFound("There is no such domain.")
    others = [host for host in queries.verified_hosts() if host != domain.host]
    active = Link.objects.filter(active=True).only("slug", "destination", "fallback", "rules")
    stranded = [one.slug for one in active if any(destination_problems(url, others) for url in addresses_of(one))]
    if stranded:
        raise Conflict(f"{len(stranded)} links lead to {domain.host}, such as {stranded[0]}. Pause or redirect them.")
    domain.delete()
    record(actor, "domain.removed", domain.host, {}, now=now)


def make_months(*, now: datetime, ahead: int = 3) -> None:
    """The parts of the table of clicks for this month and so many after it; those that exist stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sweetspot_make_click_partitions(%s, %s)", [now.date(), ahead + 1])


def equip(
    actor: Actor, partnerships: Sequence[Partnership], *, destination: str | None = None,
    discount_basis_points: int = 1500, now: datetime,
) -> list[Equipment]:  # fmt: skip
    """One link and one code for each partnership, in the order given; what a partnership has already is kept.

    Links lead to `destination`, else to the campaign's landing page; codes are called by the campaign's pattern and
    wait to be created in the shop. Invalid where that is no verified domain of the workspace, or the discount is out of
    range; then nothing is made.
    """
    _refuse_discount(discount_basis_points)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _equip(actor, partnerships, destination, discount_basis_points, now)
        except IntegrityError:  # another workspace took a proposed short address at this very moment
            if attempt == _ATTEMPTS:
                raise Conflict("The short addresses were taken meanwhile. Try again.") from None
    raise AssertionError("unreachable")


@transaction.atomic
def add_link(
    actor: Actor, partnership: Partnership, *, destination: str, slug: str = "", placement: str = Placement.POST,
    label: str = "", now: datetime,
) -> Link:  # fmt: skip
    """One more link for a partnership, under the name wished for or one proposed; `label` says for which post.

    Invalid for a name or destination that cannot be, Conflict for a name that is taken, in whichever workspace.
    """
    checked_destination(destination, queries.verified_hosts(), queries.own_hosts())
    if placement not in Placement:
        raise _invalid("placement", "choice", f"A link stands in a {', '.join(Placement.values)}.")
    name = wished_slug(slug) if slug else _free_slugs([partnership])[0]
    link = Link(
        workspace_id=actor.workspace_id, partnership=partnership, slug=name, destination=destination,
        placement=placement, label=label.strip()[:80],
    )  # fmt: skip
    link.parameters = parameters_for(link, queries.templates())
    _save_slug(link, new=True)
    record(actor, "link.made", to_public("lnk", link.id), {"slug": name, "destination": destination}, now=now)
    return link


def pause(actor: Actor, link_id: UUID, *, now: datetime) -> Link:
    """The link off: visitors get a friendly page instead of the shop. Off already: nothing changes."""
    return _switch(actor, link_id, active=False, now=now)


def resume(actor: Actor, link_id: UUID, *, now: datetime) -> Link:
    """The link on again; Invalid where its destination is no verified domain any more."""
    return _switch(actor, link_id, active=True, now=now)


@transaction.atomic
def lead_to(actor: Actor, link_id: UUID, destination: str, *, now: datetime) -> Link:
    """The link with another destination; Invalid for one outside the verified domains. The trail keeps both."""
    link = locked_link(link_id)
    checked_destination(destination, queries.verified_hosts(), queries.own_hosts())
    before, link.destination = link.destination, destination
    link.save(update_fields=["destination", "updated_at"])
    detail = {"slug": link.slug, "before": before, "after": destination}
    record(actor, "link.destination", to_public("lnk", link.id), detail, now=now)
    if apply_codes([link.partnership_id], now=now):
        link.refresh_from_db(fields=["applied", "updated_at"])
    return link


@transaction.atomic
def rename(actor: Actor, link_id: UUID, slug: str, *, now: datetime) -> Link:
    """The link under another short name; the old one leads nowhere from now on. Refusals as for `add_link`."""
    link = locked_link(link_id)
    before, link.slug = link.slug, wished_slug(slug)
    if before != link.slug:
        link.parameters = parameters_for(link, queries.templates())
        _save_slug(link, new=False)
        record(actor, "link.renamed", to_public("lnk", link.id), {"before": before, "after": link.slug}, now=now)
    return link


def _equip(
    actor: Actor, partnerships: Sequence[Partnership], destination: str | None, discount: int, now: datetime
) -> list[Equipment]:
    take_turn("names", actor.workspace_id)
    ids = [row.id for row in partnerships]
    links = {row.partnership_id: row for row in Link.objects.filter(partnership_id__in=ids).order_by("-created_at")}
    codes = {
        row.partnership_id: row
        for row in Code.objects.filter(partnership_id__in=ids, pool=None).order_by("-created_at")
    }
    new_links = _new_links(actor, [row for row in partnerships if row.id not in links], destination)
    links |= {row.partnership_id: row for row in Link.objects.bulk_create(new_links)}
    new_codes = _new_codes(actor, [row for row in partnerships if row.id not in codes], discount, now)
    codes |= {row.partnership_id: row for row in new_codes}
    if new_links or new_codes:
        apply_codes(ids, now=now)
        made = {"links": [row.slug for row in new_links], "codes": [row.code for row in new_codes]}
        record(actor, "partnerships.equipped", f"{len(partnerships)} partnerships", made, now=now)
    return [Equipment(identifier, links[identifier], codes[identifier]) for identifier in ids]


def _new_links(actor: Actor, partnerships: Sequence[Partnership], destination: str | None) -> list[Link]:
    hosts, own = queries.verified_hosts(), queries.own_hosts()
    targets = [destination or row.campaign.landing_url for row in partnerships]
    for target in set(targets):
        checked_destination(target, hosts, own)
    made = [
        Link(workspace_id=actor.workspace_id, partnership=row, slug=slug, destination=target)
        for row, slug, target in zip(partnerships, _free_slugs(partnerships), targets, strict=True)
    ]
    templates = queries.templates()
    for link in made:
        link.parameters = parameters_for(link, templates)
    return made


def _new_codes(actor: Actor, partnerships: Sequence[Partnership], discount: int, now: datetime) -> list[Code]:
    """A code for each, called as its campaign's codes are."""
    offer = Offer(Kind.PERCENT, discount) if discount else Offer(Kind.NONE)
    by_campaign: dict[UUID, list[Partnership]] = {}
    for row in partnerships:
        by_campaign.setdefault(row.campaign_id, []).append(row)
    return [
        code
        for campaign_id, rows in by_campaign.items()
        for code in make_codes(actor, rows, offer=offer, pattern=queries.pattern_of(campaign_id), now=now)
    ]


def addresses_of(link: Link) -> list[str]:
    """Everywhere the link may lead to."""
    return [link.destination, *([link.fallback] if link.fallback else []), *(one["destination"] for one in link.rules)]


def parameters_for(link: Link, templates: Mapping[UUID | None, str]) -> str:
    """What the campaign's template, else the workspace's, adds to this link."""
    partnership = link.partnership
    values = {
        "creator": partnership.creator.name, "handle": partnership.profile.handle, "slug": link.slug,
        "campaign": partnership.campaign.slug, "placement": link.placement,
    }  # fmt: skip
    return filled(templates.get(partnership.campaign_id, templates.get(None, "")), values)[:1000]


def _free_slugs(partnerships: Sequence[Partnership]) -> list[str]:
    """A free short name for each: `anna`, then `anna-spring`, `anna-2`, and after a few tries a random ending."""
    known: set[str] = set()
    for _ in range(_PROPOSALS):
        proposed = _proposals(partnerships, known)
        refused = taken(proposed)
        if not refused:
            return proposed
        known |= refused
    return [f"{slug[:60]}-{new_id().hex[-8:]}" for slug in proposed]


def _proposals(partnerships: Sequence[Partnership], taken: Collection[str]) -> list[str]:
    used, proposed = set(taken), []
    for row in partnerships:
        name = row.creator.name.split(maxsplit=1)[0] if row.creator.name.strip() else row.profile.handle
        slug = proposed_slug(name, used, row.campaign.slug)
        used.add(slug)
        proposed.append(slug)
    return proposed


def taken(slugs: Iterable[str]) -> set[str]:
    """Those of the short names that some link has, in whichever workspace."""
    # Short names are unique over all workspaces, most of which cannot be seen from here.
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sweetspot_short_addresses_taken(%s)", [list(slugs)])
        return {row[0] for row in cursor.fetchall()}


def _save_slug(link: Link, *, new: bool) -> None:
    if taken([link.slug]):
        raise Conflict(f"{link.slug} is taken. Choose another short name.")
    try:
        with transaction.atomic():
            link.save(force_insert=new, update_fields=None if new else ["slug", "parameters", "updated_at"])
    except IntegrityError as error:
        raise Conflict(f"{link.slug} is taken. Choose another short name.") from error


def _switch(actor: Actor, link_id: UUID, *, active: bool, now: datetime) -> Link:
    with transaction.atomic():
        link = locked_link(link_id)
        if link.active == active:
            return link
        if active:
            for url in addresses_of(link):
                checked_destination(url, queries.verified_hosts(), queries.own_hosts())
        link.active = active
        link.save(update_fields=["active", "updated_at"])
        action = "link.resumed" if active else "link.paused"
        record(actor, action, to_public("lnk", link.id), {"slug": link.slug}, now=now)
    return link


def locked_link(link_id: UUID) -> Link:
    """The link, which nobody else changes meanwhile; NotFound for none."""
    queries.link(link_id)
    return Link.objects.select_for_update(of=("self",)).select_related(*queries.AROUND).get(id=link_id)


def _host(text: str) -> str:
    bare = text.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
    star, name = ("*.", bare[2:]) if bare.startswith("*.") else ("", bare)
    try:
        host = canonical_host(name)
    except ValueError:
        host = ""
    if not host or "." not in host or len(host) > 250 or destination_problems(f"https://{host}/", [host]):
        raise _invalid("host", "form", "Give the name of your shop's host, such as shop.example.com.")
    return star + host


def _refuse_discount(basis_points: int) -> None:
    if not 0 <= basis_points <= 10_000:
        raise _invalid("discount_basis_points", "range", "A discount is between 0 and 100 %.")


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem(field, code, message)])


def add_facts(
    noun: Literal["domain", "link", "code", "click"],
    rows: Iterable[DataclassInstance],
    *,
    workspace_id: UUID,
    now: datetime,
) -> int:
    """Write ready rows of one noun in bulk, their fields named as its columns, ids included; returns how many.

    For programs that make whole workspaces: nothing is checked but what the database checks, and nothing is audited.
    """
    found: dict[str, type[Model]] = {"domain": Domain, "link": Link, "code": Code, "click": Click}
    return bulk.insert(found[noun], rows, workspace_id=workspace_id, now=now)
