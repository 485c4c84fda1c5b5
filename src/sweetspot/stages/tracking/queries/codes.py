"""What we ask of codes: which there are and in which state, whose a typed one is, pools, and how they are called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sweetspot.core.errors import NotFound
from sweetspot.stages.tracking.formulas.code_patterns import DEFAULT
from sweetspot.stages.tracking.formulas.codes import normal_code
from sweetspot.stages.tracking.formulas.offers import State, state_of
from sweetspot.stages.tracking.models import Code, Domain, Pattern, Pool

if TYPE_CHECKING:
    from sweetspot.stages.campaigns.models import Partnership

#: What a link or code is shown with.
AROUND = ("partnership__creator", "partnership__campaign", "partnership__profile")


@dataclass(frozen=True, slots=True)
class CodeFilter:
    """Which codes are asked for; what is empty asks for nothing. Codes of pools only with `pool_id` or `with_pools`."""

    search: str = ""
    campaign_ids: Collection[UUID] = ()
    creator_ids: Collection[UUID] = ()
    states: Collection[str] = ()
    pool_id: UUID | None = None
    with_pools: bool = False


@dataclass(frozen=True, slots=True)
class CodeLine:
    """As much of a code as a list is sorted and narrowed by."""

    id: UUID
    code: str
    normal: str
    creator: str
    state: State
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class PoolCount:
    """A pool with how many codes it has, how many were handed out, and how many orders used."""

    pool: Pool
    size: int
    handed: int
    used: int


def code(code_id: UUID) -> Code:
    """The code of that id; NotFound for none, or another workspace's."""
    found = _codes().filter(id=code_id).first()
    if found is None:
        raise NotFound("There is no such code.")
    return found


def codes(*, partnership_ids: Collection[UUID] | None = None, campaign_id: UUID | None = None) -> list[Code]:
    """Codes with their partnership and creator, by name, without those of pools; narrowed by what is given."""
    rows = _codes().filter(pool=None)
    rows = rows.filter(partnership_id__in=partnership_ids) if partnership_ids is not None else rows
    rows = rows.filter(partnership__campaign_id=campaign_id) if campaign_id else rows
    return list(rows.order_by("normal"))


def codes_named(typed: Iterable[str]) -> dict[str, Code]:
    """The codes behind what customers typed, by their normal form; codes of no partnership are missing."""
    wanted = {normal for text in typed if (normal := normal_code(text))}
    return {row.normal: row for row in _codes().filter(normal__in=wanted)}


def code_lines(wanted: CodeFilter, uses: Mapping[str, int], *, now: datetime) -> list[CodeLine]:
    """Every code asked for, by name, in the state it has at `now` after so many `uses` by its normal form."""
    search = wanted.search.strip()
    by_name = Q(normal__icontains=normal_code(search)) | Q(partnership__creator__name__icontains=search)
    rows = (
        Code.objects.filter(by_name | Q(partnership__profile__handle__icontains=search))
        if search
        else Code.objects.all()
    )
    rows = rows.filter(partnership__campaign_id__in=wanted.campaign_ids) if wanted.campaign_ids else rows
    rows = rows.filter(partnership__creator_id__in=wanted.creator_ids) if wanted.creator_ids else rows
    if wanted.pool_id:
        rows = rows.filter(pool_id=wanted.pool_id)
    elif not wanted.with_pools:
        rows = rows.filter(pool=None)
    values = rows.order_by("normal").values_list(
        "id", "code", "normal", "partnership__creator__name", "state", "expires_at", "uses"
    )
    lines = []
    for one, text, normal, creator, kept, ends, limit in values.iterator():
        state = state_of(kept, expires_at=ends, limit=limit, uses=uses.get(normal, 0), now=now)
        lines.append(CodeLine(one, text, normal, creator, state, ends))
    return [line for line in lines if not wanted.states or line.state in wanted.states]


def codes_listed(ids: Sequence[UUID]) -> list[Code]:
    """The codes of these ids, in this order; those that are gone are missing."""
    found = {row.id: row for row in _codes().select_related("domain", "pool").filter(id__in=ids)}
    return [found[one] for one in ids if one in found]


def without_code(partnerships: Sequence[Partnership]) -> list[Partnership]:
    """Those of the partnerships that have no code yet, those of pools left out."""
    held = Code.objects.filter(pool=None, partnership_id__in=[row.id for row in partnerships])
    owners = set(held.values_list("partnership_id", flat=True))
    return [row for row in partnerships if row.id not in owners]


def waiting_count() -> int:
    """How many codes wait to be created in the shop."""
    return Code.objects.filter(state=State.WAITING).count()


def together(moment: datetime) -> list[Code]:
    """The codes whose state was changed at this very moment, by name."""
    return list(_codes().filter(state_since=moment).order_by("normal"))


def handed_out(pool_id: UUID, moment: datetime) -> list[Code]:
    """The codes of a pool that were given out at this very moment, by name."""
    return list(_codes().filter(pool_id=pool_id, handed_at=moment).order_by("normal"))


def patterns() -> dict[UUID | None, str]:
    """The patterns of codes by campaign; None stands for all others."""
    return dict(Pattern.objects.values_list("campaign_id", "text"))


def pattern_of(campaign_id: UUID) -> str:
    """How a campaign's codes are called: by its own pattern, else the workspace's, else `{FIRST}{PERCENT}`."""
    known = patterns()
    return known.get(campaign_id) or known.get(None) or DEFAULT


def pools(uses: Mapping[str, int]) -> list[PoolCount]:
    """The pools, newest first, with what came of their codes; `uses` are orders by a code's normal form."""
    used: dict[UUID, int] = {}
    for pool_id in Code.objects.filter(normal__in=list(uses)).exclude(pool=None).values_list("pool_id", flat=True):
        used[pool_id] = used.get(pool_id, 0) + 1
    rows = Pool.objects.select_related(*AROUND).annotate(
        size=Count("codes"), handed=Count("codes", filter=Q(codes__handed_at__isnull=False))
    )
    return [PoolCount(row, row.size, row.handed, used.get(row.id, 0)) for row in rows.order_by("-id")]


def pool(pool_id: UUID) -> Pool:
    """The pool of that id; NotFound for none."""
    found = Pool.objects.select_related(*AROUND).filter(id=pool_id).first()
    if found is None:
        raise NotFound("There is no such pool of codes.")
    return found


def domain(domain_id: UUID) -> Domain:
    """The shop domain of that id; NotFound for none."""
    found = Domain.objects.filter(id=domain_id).first()
    if found is None:
        raise NotFound("There is no such domain.")
    return found


def _codes() -> QuerySet[Code]:
    return Code.objects.select_related(*AROUND)
