"""What we do with a link's ways: expiry, rules, a story page, parameters, and the look they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.applied import SHOPIFY, checked_way
from sweetspot.stages.tracking.formulas.destinations import checked_destination
from sweetspot.stages.tracking.formulas.offers import State, state_of
from sweetspot.stages.tracking.formulas.story import Story, checked_accent, checked_story, clean_logo
from sweetspot.stages.tracking.formulas.utm import checked_template
from sweetspot.stages.tracking.formulas.ways import as_kept, checked_rules
from sweetspot.stages.tracking.models import Link, Look, Placement, Template
from sweetspot.stages.tracking.services import lead_to, locked_link, parameters_for
from sweetspot.stages.tracking.services.applied import apply_codes

#: A code that waits may be in the shop already, as far as whoever chooses it knows.
APPLICABLE = (State.ACTIVE, State.WAITING)


@transaction.atomic
def expire(actor: Actor, link_id: UUID, at: datetime | None, *, fallback: str = "", now: datetime) -> Link:
    """From `at` on the link leads to the fallback, or to a page that says it is over; None: never.

    Invalid for a fallback outside the verified domains.
    """
    link = locked_link(link_id)
    if fallback:
        checked_destination(fallback, queries.verified_hosts(), queries.own_hosts())
    link.expires_at, link.fallback = at, fallback if at else ""
    detail = {"slug": link.slug, "until": at.isoformat() if at else None, "fallback": link.fallback}
    return _saved(actor, link, "link.expiry", detail, ["expires_at", "fallback"], now)


@transaction.atomic
def lead_by_rules(actor: Actor, link_id: UUID, rules: Sequence[Mapping[str, Any]], *, now: datetime) -> Link:
    """The link with these rules instead of those it has, the first that fits counts; Invalid where one cannot be."""
    link = locked_link(link_id)
    kept = as_kept(checked_rules(rules, queries.verified_hosts(), queries.own_hosts()))
    before, link.rules = link.rules, kept
    detail = {"slug": link.slug, "before": before, "after": kept}
    return _saved(actor, link, "link.rules", detail, ["rules"], now)


@transaction.atomic
def tell_story(actor: Actor, link_id: UUID, story: Story | None, *, now: datetime) -> Link:
    """A small page before the link leads on, or none; Invalid for words that cannot be shown."""
    link = locked_link(link_id)
    link.story = asdict(checked_story(story)) if story else None
    detail = {"slug": link.slug, "story": link.story}
    return _saved(actor, link, "link.story", detail, ["story"], now)


@transaction.atomic
def apply_code(actor: Actor, link_id: UUID, code_id: UUID | None, way: str = SHOPIFY, *, now: datetime) -> Link:
    """The link puts this code of its partnership into the cart on the way, or none, whatever its shop's links do.

    Invalid for a code of another partnership, one that does not work, or a way that cannot be.
    """
    link = locked_link(link_id)
    code = queries.code(code_id) if code_id else None
    works = code and state_of(code.state, expires_at=code.expires_at, limit=None, uses=0, now=now) in APPLICABLE
    if code and (code.partnership_id != link.partnership_id or not works):
        message = "A link applies a code of its own creator that works."
        raise Invalid(message, problems=[Problem("code", "partnership", message)])
    link.applied, link.own_choice = f"{checked_way(way)}:{code.code}" if code else "", True
    detail = {"slug": link.slug, "applied": link.applied}
    return _saved(actor, link, "link.code", detail, ["applied", "own_choice"], now)


@transaction.atomic
def apply_as_usual(actor: Actor, link_id: UUID, *, now: datetime) -> Link:
    """The link applies codes as all links to its shop do."""
    link = locked_link(link_id)
    link.own_choice = False
    _saved(actor, link, "link.code", {"slug": link.slug, "applied": "as its shop"}, ["own_choice"], now)
    apply_codes([link.partnership_id], now=now)
    return queries.link(link_id)


@transaction.atomic
def place(actor: Actor, link_id: UUID, placement: str, label: str, *, now: datetime) -> Link:
    """Where the link stands, and for which post; Invalid for no such place."""
    link = locked_link(link_id)
    if placement not in Placement:
        raise Invalid("There is no such place.", problems=[Problem("placement", "choice", "There is no such place.")])
    link.placement, link.label = placement, label.strip()[:80]
    link.parameters = parameters_for(link, queries.templates())
    detail = {"slug": link.slug, "placement": placement, "label": link.label}
    return _saved(actor, link, "link.placed", detail, ["placement", "label", "parameters"], now)


def undo_destination(actor: Actor, link_id: UUID, *, now: datetime) -> Link:
    """The link leads where it led before it was last redirected; Conflict where it never was."""
    changes = queries.redirections(queries.link(link_id).id)
    if not changes:
        raise Conflict("This link has led to one place ever since.")
    return lead_to(actor, link_id, changes[0].before, now=now)


@transaction.atomic
def add_parameters(actor: Actor, template: str, campaign_id: UUID | None = None, *, now: datetime) -> int:
    """The template for a campaign's links, or for all others; how many links have other parameters now.

    An empty one for a campaign means "none", whatever the workspace's says. Invalid for what is no template.
    """
    text = checked_template(template)
    found = Template.objects.filter(campaign=campaign_id) if campaign_id else Template.objects.filter(campaign=None)
    template_row = found.first() or Template(workspace_id=actor.workspace_id, campaign_id=campaign_id)
    template_row.text = text
    template_row.save()
    templates, changed = queries.templates(), []
    for link in queries.links(campaign_id=campaign_id):
        wanted = parameters_for(link, templates)
        if wanted != link.parameters:
            link.parameters = wanted
            changed.append(link)
    Link.objects.bulk_update(changed, ["parameters"], batch_size=500)
    subject = to_public("cmp", campaign_id) if campaign_id else "all campaigns"
    record(actor, "links.parameters", subject, {"template": text, "links": len(changed)}, now=now)
    return len(changed)


@transaction.atomic
def change_look(
    actor: Actor, *, brand: str, accent: str, logo: bytes | None = None, keep_logo: bool = True, now: datetime
) -> Look:  # fmt: skip
    """How story pages and QR codes look from now on; without `keep_logo` and a new one there is none."""
    name, colour = brand.strip(), checked_accent(accent)
    if not 1 <= len(name) <= 80:
        raise Invalid("Give the brand's name.", problems=[Problem("brand", "length", "Between 1 and 80 characters.")])
    look = queries.look(actor.workspace_id)
    look.brand, look.accent = name, colour
    look.logo = clean_logo(logo) if logo else look.logo if keep_logo else None
    look.save()
    # The tracker is told of links; those that show the look are announced.
    Link.objects.exclude(story=None).update(updated_at=now)
    record(actor, "look.changed", name, {"accent": colour, "logo": look.logo is not None}, now=now)
    return look


def _saved(actor: Actor, link: Link, action: str, detail: dict[str, Any], fields: list[str], now: datetime) -> Link:
    link.save(update_fields=[*fields, "updated_at"])
    record(actor, action, to_public("lnk", link.id), detail, now=now)
    return link
