"""How links come to apply codes by themselves: as the shop takes them, once the shop knows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.hosts import canonical_host
from sweetspot.core.identifiers import to_public
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.applied import USUAL_WAYS, checked_way
from sweetspot.stages.tracking.formulas.destinations import is_listed
from sweetspot.stages.tracking.formulas.offers import State
from sweetspot.stages.tracking.models import Code, Domain, Link


@transaction.atomic
def describe_shop(
    actor: Actor, domain_id: UUID, *, kind: str, applies: bool, way: str = "", longest_code: int = 40, now: datetime
) -> Domain:  # fmt: skip
    """What kind of shop is at a domain, and whether and how links put codes into its cart by themselves.

    An empty `way` is the usual one of its kind. Links whose code a person chose stay as they are. Invalid for an
    unknown kind or way, or a length that no code can have.
    """
    domain = queries.domain(domain_id)
    if kind not in USUAL_WAYS:
        raise _invalid("kind", "choice", f"A shop is one of {', '.join(USUAL_WAYS)}.")
    if not 5 <= longest_code <= 40:
        raise _invalid("longest_code", "range", "The longest code has between 5 and 40 letters.")
    domain.kind, domain.longest_code = kind, longest_code
    domain.way = checked_way(way or USUAL_WAYS[kind]) if applies else ""
    domain.save(update_fields=["kind", "way", "longest_code"])
    detail = {"host": domain.host, "kind": kind, "way": domain.way, "longest": longest_code}
    record(actor, "domain.described", to_public("dom", domain.id), detail, now=now)
    apply_codes(None, now=now)
    return domain


def apply_codes(partnership_ids: Collection[UUID] | None, *, now: datetime) -> int:
    """Have the links of these partnerships (None: all) apply the code that works there now; how many changed.

    That is the newest active code for the shop the link leads to, where that shop takes codes from links. A code that
    a person chose for a link stays as long as it is not paused, expired or gone.
    """
    links, codes = Link.objects.all(), Code.objects.filter(pool=None)
    if partnership_ids is not None:
        links, codes = (
            links.filter(partnership_id__in=partnership_ids),
            codes.filter(partnership_id__in=partnership_ids),
        )
    in_time = Q(expires_at=None) | Q(expires_at__gt=now)
    usable = list(codes.filter(in_time, state__in=[State.ACTIVE, State.WAITING]).order_by("-created_at", "-id"))
    by_owner: dict[UUID, list[Code]] = {}
    for code in usable:
        by_owner.setdefault(code.partnership_id, []).append(code)
    domains, changed = list(Domain.objects.exclude(verified_at=None)), list[Link]()
    for link in links:
        wanted = _wanted(link, by_owner.get(link.partnership_id, []), domains, now)
        if wanted != link.applied:
            link.applied, link.updated_at = wanted, now
            changed.append(link)
    Link.objects.bulk_update(changed, ["applied", "updated_at"], batch_size=500)
    return len(changed)


def _wanted(link: Link, codes: Sequence[Code], domains: Sequence[Domain], now: datetime) -> str:
    if link.own_choice:
        return link.applied if any(link.applied.endswith(f":{code.code}") for code in codes) else ""
    host = canonical_host(urlsplit(link.destination).hostname or "")
    shop = next((one for one in domains if is_listed(host, [one.host])), None)
    if shop is None or not shop.way:
        return ""
    known = (code for code in codes if code.state == State.ACTIVE and code.domain_id in (None, shop.id))
    begun = next((code for code in known if code.starts_at is None or code.starts_at <= now), None)
    return f"{shop.way}:{begun.code}" if begun else ""


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem(field, code, message)])
