"""What we ask of campaigns: which there are, who is in them and how far, on what terms, with what gifts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from sweetspot.core.errors import NotFound
from sweetspot.core.money import Money
from sweetspot.stages.campaigns.models import Campaign, CampaignState, Gift, Partnership, PartnershipStage, Terms

#: The stages of a partnership in order, as a form offers them.
STAGES: list[tuple[str, str]] = [(stage.value, str(stage.label)) for stage in PartnershipStage]


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """A campaign and how many creators are in it; `agreed` counts those who agreed or are further."""

    campaign: Campaign
    partnerships: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Column:
    """One stage of the board with the partnerships that are in it, longest waiting first."""

    stage: PartnershipStage
    partnerships: Sequence[Partnership]


#: The stages in which nothing is agreed.
_OPEN = (PartnershipStage.PROSPECT, PartnershipStage.CONTACTED, PartnershipStage.TALKS, PartnershipStage.DECLINED)


def campaigns(state: str = "") -> list[CampaignSummary]:
    """The campaigns of the workspace in scope, newest start first; all states unless one is named."""
    rows = Campaign.objects.annotate(
        joined=Count("partnerships"), agreed=Count("partnerships", filter=~Q(partnerships__stage__in=_OPEN))
    ).order_by("-starts_on", "name")
    chosen = rows.filter(state=state) if state in CampaignState.values else rows
    return [CampaignSummary(row, row.joined, row.agreed) for row in chosen]


def campaign(campaign_id: UUID) -> Campaign:
    """The campaign of that id; NotFound for none, or another workspace's."""
    found = Campaign.objects.filter(id=campaign_id).first()
    if found is None:
        raise NotFound("There is no such campaign.")
    return found


def partnership(partnership_id: UUID) -> Partnership:
    """The partnership of that id with its campaign, creator and profile; NotFound for none, or another workspace's."""
    found = _partnerships().filter(id=partnership_id).first()
    if found is None:
        raise NotFound("There is no such partnership.")
    return found


def partnerships(
    *, campaign_id: UUID | None = None, creator_id: UUID | None = None, ids: Collection[UUID] | None = None
) -> list[Partnership]:
    """Partnerships with their campaign, creator and profile, by the creator's name; narrowed by what is given."""
    rows = _partnerships()
    rows = rows.filter(campaign_id=campaign_id) if campaign_id else rows
    rows = rows.filter(creator_id=creator_id) if creator_id else rows
    rows = rows.filter(id__in=ids) if ids is not None else rows
    return list(rows.order_by("creator__name", "id"))


def board(campaign_id: UUID) -> list[Column]:
    """The partnerships of a campaign by stage, in the order of the stages; empty stages are kept."""
    rows = list(_partnerships().filter(campaign_id=campaign_id).order_by("stage_since", "id"))
    return [Column(stage, [row for row in rows if row.stage == stage]) for stage in PartnershipStage]


def standing_still(before: datetime) -> list[tuple[Campaign, int]]:
    """Active campaigns with partnerships under way that have not moved since a moment; most of them first."""
    under_way = (PartnershipStage.TALKS, PartnershipStage.AGREED, PartnershipStage.SENT, PartnershipStage.DRAFT)
    waiting = Q(partnerships__stage__in=under_way, partnerships__stage_since__lt=before)
    rows = Campaign.objects.filter(state=CampaignState.ACTIVE).annotate(still=Count("partnerships", filter=waiting))
    return [(row, row.still) for row in rows.filter(still__gt=0).order_by("-still", "name")]


def terms_at(partnership_id: UUID, moment: datetime) -> Terms | None:
    """The terms that held at a moment; None before the first ones."""
    return Terms.objects.filter(partnership_id=partnership_id, valid_from__lte=moment).order_by("-valid_from").first()


def terms_history(partnership_ids: Collection[UUID]) -> dict[UUID, list[Terms]]:
    """All versions of the terms per partnership, oldest first; a partnership without terms is missing."""
    history: dict[UUID, list[Terms]] = {}
    for row in Terms.objects.filter(partnership_id__in=partnership_ids).order_by("valid_from"):
        history.setdefault(row.partnership_id, []).append(row)
    return history


def fees(partnership_ids: Collection[UUID], moment: datetime) -> dict[UUID, int]:
    """The fee of each partnership at a moment, in minor units of its campaign; one without terms is missing."""
    rows = Terms.objects.filter(partnership_id__in=partnership_ids, valid_from__lte=moment).order_by("valid_from")
    return dict(rows.values_list("partnership_id", "fee_minor"))


def spend_on(creator_id: UUID, moment: datetime) -> list[Money]:
    """The fees planned and agreed with a creator, one sum for each currency; what was declined does not count."""
    rows = Partnership.objects.filter(creator_id=creator_id).exclude(stage=PartnershipStage.DECLINED)
    sums: Counter[str] = Counter()
    for partnership_id in rows.values_list("id", flat=True):
        if terms := terms_at(partnership_id, moment):
            sums[terms.currency] += terms.fee_minor
    return [Money(minor, currency) for currency, minor in sorted(sums.items()) if minor]


def agreed(partnership_ids: Collection[UUID]) -> set[UUID]:
    """Which of these partnerships are binding: at Agreed or further, in a campaign that is no longer a draft."""
    rows = Partnership.objects.filter(id__in=partnership_ids).exclude(stage__in=_OPEN)
    return set(rows.exclude(campaign__state=CampaignState.DRAFT).values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class Contract:
    """A binding partnership: from its first terms on, to the last day of its campaign where that is known."""

    creator_id: UUID
    campaign_id: UUID
    campaign: str
    since: datetime
    until: date | None


def contracts() -> list[Contract]:
    """Every binding partnership with terms: at Agreed or further, in a campaign that is no longer a draft."""
    rows = Partnership.objects.exclude(stage__in=_OPEN).exclude(campaign__state=CampaignState.DRAFT)
    dated = rows.annotate(since=Min("terms__valid_from")).filter(since__isnull=False).order_by("id")
    columns = ("creator_id", "campaign_id", "campaign__name", "since", "campaign__ends_on")
    return [Contract(*row) for row in dated.values_list(*columns)]


def partnerships_by_campaign(campaign_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The ids of each campaign's partnerships; a campaign without any is missing."""
    found: dict[UUID, list[UUID]] = {}
    rows = Partnership.objects.filter(campaign_id__in=campaign_ids).order_by("id")
    for campaign_id, identifier in rows.values_list("campaign_id", "id"):
        found.setdefault(campaign_id, []).append(identifier)
    return found


def gifts(partnership_id: UUID) -> list[Gift]:
    """What was sent to the creator of a partnership, newest first."""
    return list(Gift.objects.filter(partnership_id=partnership_id).order_by("-sent_on", "-id"))


def gift_costs(partnership_ids: Collection[UUID]) -> dict[UUID, list[Money]]:
    """What gifts cost per partnership, one amount per gift in its own currency; without gifts it is missing."""
    costs: dict[UUID, list[Money]] = {}
    for row in Gift.objects.filter(partnership_id__in=partnership_ids).order_by("sent_on", "id"):
        costs.setdefault(row.partnership_id, []).append(Money(row.cost_minor, row.currency))
    return costs


def gifts_sent(first: date, last: date) -> list[Gift]:
    """What was sent to any creator from the first to the last of these days, oldest first."""
    return list(Gift.objects.filter(sent_on__gte=first, sent_on__lte=last).order_by("sent_on", "id"))


def _partnerships() -> QuerySet[Partnership]:
    return Partnership.objects.select_related("campaign", "creator", "profile", "owner")
