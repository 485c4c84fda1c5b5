"""What we do with campaigns: open them, bring creators in, move them along, agree terms, send gifts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.text import slugify

from sweetspot.core.errors import Conflict, Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import CURRENCIES, Money
from sweetspot.engines import bulk
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.services import record
from sweetspot.stages.campaigns import queries
from sweetspot.stages.campaigns.models import Campaign, CampaignState, Gift, Partnership, PartnershipStage, Terms
from sweetspot.stages.creators.models import Profile

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_STEPS = {CampaignState.DRAFT: (CampaignState.ACTIVE,), CampaignState.ACTIVE: (CampaignState.ENDED,)}
#: A campaign that ended may be taken up again; a draft cannot end.
_STEPS[CampaignState.ENDED] = (CampaignState.ACTIVE,)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What is agreed with a creator: a fee, a share of kept order value in hundredths of a per cent, two periods."""

    fee_minor: int = 0
    commission_basis_points: int = 1000
    click_window_days: int = 30
    hold_days: int = 14


@transaction.atomic
def create_campaign(
    actor: Actor, name: str, *, landing_url: str, currency: str, starts_on: date, ends_on: date | None = None,
    objective: str = "orders", budget_minor: int | None = None, brief: str = "", hashtags: Sequence[str] = (),
    disclosure: str = "", plan_id: UUID | None = None, now: datetime,
) -> Campaign:  # fmt: skip
    """A new campaign, still a draft; Invalid names each field that cannot be accepted."""
    _refuse(_campaign_problems(name, landing_url, currency, starts_on, ends_on, budget_minor))
    campaign = Campaign.objects.create(
        workspace_id=actor.workspace_id, name=name.strip(), slug=_free_slug(name), objective=objective, brief=brief,
        hashtags=_hashtags(hashtags), disclosure=disclosure, landing_url=landing_url, currency=currency,
        budget_minor=budget_minor, starts_on=starts_on, ends_on=ends_on, plan_id=plan_id,
    )  # fmt: skip
    record(actor, "campaign.created", campaign.slug, {"name": campaign.name}, now=now)
    return campaign


@transaction.atomic
def change_campaign(actor: Actor, campaign_id: UUID, *, now: datetime, **fields: Any) -> Campaign:
    """The campaign with other values in fields such as brief, hashtags, landing_url, ends_on; the trail keeps both.

    Invalid for a field that is not changed this way, or a value that cannot be accepted. Its slug stays.
    """
    campaign = _locked_campaign(campaign_id)
    allowed = {"name", "objective", "brief", "hashtags", "disclosure", "landing_url", "budget_minor", "starts_on"}
    _refuse([Problem(name, "fixed", f"{name} cannot be changed.") for name in fields.keys() - allowed - {"ends_on"}])
    if "hashtags" in fields:
        fields["hashtags"] = _hashtags(fields["hashtags"])
    before = {name: str(getattr(campaign, name)) for name in fields}
    for name, value in fields.items():
        setattr(campaign, name, value)
    _refuse(
        _campaign_problems(
            campaign.name, campaign.landing_url, campaign.currency, campaign.starts_on, campaign.ends_on,
            campaign.budget_minor,
        )
    )  # fmt: skip
    campaign.save(update_fields=list(fields))
    after = {name: str(value) for name, value in fields.items()}
    record(actor, "campaign.changed", campaign.slug, {"before": before, "after": after}, now=now)
    return campaign


@transaction.atomic
def set_campaign_state(actor: Actor, campaign_id: UUID, state: str, *, now: datetime) -> Campaign:
    """The campaign started, ended or taken up again; Conflict for a step that its state does not allow."""
    campaign = _locked_campaign(campaign_id)
    if state == campaign.state:
        return campaign
    if state not in _STEPS[CampaignState(campaign.state)]:
        raise Conflict(f"A campaign that is {campaign.get_state_display().lower()} cannot become {state}.")
    before, campaign.state = campaign.state, state
    campaign.save(update_fields=["state"])
    record(actor, "campaign.state", campaign.slug, {"before": before, "after": state}, now=now)
    return campaign


@transaction.atomic
def join(
    actor: Actor, campaign: Campaign, profiles: Iterable[Profile], *, agreed: Agreed | None = None,
    fees: Mapping[UUID, int] | None = None, stage: str = PartnershipStage.PROSPECT, now: datetime,
) -> list[Partnership]:  # fmt: skip
    """A partnership for the creator of each profile, in the order given, with terms where `agreed` is given.

    A creator who is in the campaign already keeps the partnership and terms there are, so doing it twice changes
    nothing. Two profiles of one creator make one partnership, on the first. `fees` gives single profiles, by id, a
    fee of their own in minor units. Invalid for terms out of range.
    """
    _refuse(_terms_problems(agreed) if agreed else [])
    _refuse(_stage_problems(stage))
    chosen: dict[UUID, Profile] = {}
    for profile in profiles:
        chosen.setdefault(profile.creator_id, profile)
    present = _joined(campaign, chosen)
    added = [
        Partnership(
            workspace_id=actor.workspace_id, campaign=campaign, creator_id=creator_id, profile=profile, stage=stage,
            stage_since=now, owner_id=actor.id if actor.kind == "person" else None,
        )
        for creator_id, profile in chosen.items() if creator_id not in present
    ]  # fmt: skip
    # Somebody else may bring the same creator in at this very moment; the first one stays.
    Partnership.objects.bulk_create(added, ignore_conflicts=True)
    joined = _joined(campaign, chosen)
    fresh = [row for row in added if joined[row.creator_id].id == row.id]
    own: dict[UUID, Agreed] = {}
    if agreed:
        own = {row.id: replace(agreed, fee_minor=(fees or {}).get(row.profile_id, agreed.fee_minor)) for row in fresh}
        for one in own.values():
            _refuse(_terms_problems(one))
        Terms.objects.bulk_create([_terms(actor, row, campaign.currency, one, now) for row, one in own.items()])
    if fresh:
        detail: dict[str, Any] = {"partnerships": [to_public("prt", row.id) for row in fresh], "terms": _shown(agreed)}
        if fees:
            detail["fees_minor"] = {to_public("prt", row.id): own[row.id].fee_minor for row in fresh if agreed}
        record(actor, "campaign.joined", campaign.slug, detail, now=now)
    return [joined[creator_id] for creator_id in chosen]


@transaction.atomic
def move(actor: Actor, partnership_id: UUID, stage: str, *, version: int, now: datetime) -> Partnership:
    """The partnership in another stage; Conflict where somebody changed it since `version` was read.

    Any stage may follow any other, because collaborations skip steps and fall back; a move to the stage it is in
    changes nothing.
    """
    _refuse(_stage_problems(stage))
    row = _locked_partnership(partnership_id, version)
    if row.stage == stage:
        return row
    before, row.stage, row.stage_since, row.version = row.stage, stage, now, row.version + 1
    row.save(update_fields=["stage", "stage_since", "version"])
    record(actor, "partnership.moved", to_public("prt", row.id), {"before": before, "after": stage}, now=now)
    return row


@transaction.atomic
def assign(actor: Actor, partnership_id: UUID, owner_id: UUID | None, *, version: int, now: datetime) -> Partnership:
    """The partnership in the care of another member, or of nobody; Conflict as for `move`."""
    row = _locked_partnership(partnership_id, version)
    before, row.owner_id, row.version = row.owner_id, owner_id, row.version + 1
    row.save(update_fields=["owner", "version"])
    detail = {"before": str(before), "after": str(owner_id)}
    record(actor, "partnership.assigned", to_public("prt", row.id), detail, now=now)
    return row


@transaction.atomic
def agree(
    actor: Actor, partnership_id: UUID, agreed: Agreed, *, valid_from: datetime | None = None, version: int,
    now: datetime,
) -> Terms:  # fmt: skip
    """New terms from a time on (now unless given); the terms before stay as they were for what they covered.

    Conflict where the partnership changed since `version`, or other terms begin at that very moment; Invalid for values
    out of range.
    """
    _refuse(_terms_problems(agreed))
    row, since = _locked_partnership(partnership_id, version), valid_from or now
    if Terms.objects.filter(partnership=row, valid_from=since).exists():
        raise Conflict("Other terms begin at that very moment. Choose another.")
    terms = _terms(actor, row.id, row.campaign.currency, agreed, since)
    terms.save(force_insert=True)
    row.version += 1
    row.save(update_fields=["version"])
    record(actor, "terms.agreed", to_public("prt", row.id), {"from": str(since), "terms": _shown(agreed)}, now=now)
    return terms


@transaction.atomic
def send_gift(
    actor: Actor, partnership_id: UUID, description: str, *, cost: Money, sent_on: date, now: datetime
) -> Gift:
    """A gift on record at its cost to the brand; Invalid for an empty description or a negative cost."""
    _refuse([Problem("description", "missing", "Say what was sent.")] if not description.strip() else [])
    _refuse([Problem("cost", "negative", "A gift costs nothing or more.")] if cost.minor < 0 else [])
    row = queries.partnership(partnership_id)
    gift = Gift.objects.create(
        workspace_id=actor.workspace_id, partnership=row, description=description.strip()[:300], cost_minor=cost.minor,
        currency=cost.currency, sent_on=sent_on,
    )  # fmt: skip
    detail = {"gift": gift.description, "cost": cost.minor, "currency": cost.currency}
    record(actor, "gift.sent", to_public("prt", row.id), detail, now=now)
    return gift


def _joined(campaign: Campaign, creators: Iterable[UUID]) -> dict[UUID, Partnership]:
    rows = Partnership.objects.filter(campaign=campaign, creator_id__in=list(creators))
    return {row.creator_id: row for row in rows.select_related("campaign", "creator", "profile")}


def _terms(actor: Actor, partnership_id: UUID, currency: str, agreed: Agreed, since: datetime) -> Terms:
    return Terms(
        workspace_id=actor.workspace_id, partnership_id=partnership_id, valid_from=since, currency=currency,
        **asdict(agreed),
    )  # fmt: skip


def _shown(agreed: Agreed | None) -> dict[str, int]:
    return asdict(agreed) if agreed else {}


def _locked_campaign(campaign_id: UUID) -> Campaign:
    queries.campaign(campaign_id)
    return Campaign.objects.select_for_update().get(id=campaign_id)


def _locked_partnership(partnership_id: UUID, version: int) -> Partnership:
    queries.partnership(partnership_id)
    row = Partnership.objects.select_for_update(of=("self",)).select_related("campaign").get(id=partnership_id)
    if row.version != version:
        raise Conflict("Somebody changed this partnership meanwhile. Look at it again, then repeat your change.")
    return row


def _free_slug(name: str) -> str:
    stem = slugify(name)[:70] or "campaign"
    taken = set(Campaign.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


def _hashtags(given: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tag.strip().lstrip("#")[:100] for tag in given if tag.strip().lstrip("#")))


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(" ".join(problem.message for problem in problems), problems=problems)


def _campaign_problems(
    name: str, landing_url: str, currency: str, starts_on: date, ends_on: date | None, budget_minor: int | None
) -> list[Problem]:
    checks = (
        (not name.strip() or len(name.strip()) > 200, "name", "A campaign needs a name of at most 200 characters."),
        (not landing_url.startswith(("http://", "https://")), "landing_url", "Give the shop page's full web address."),
        (len(landing_url) > 1000, "landing_url", "The shop page's address has at most 1000 characters."),
        (currency not in CURRENCIES, "currency", f"{currency} is not a currency code. Use one such as EUR or USD."),
        (ends_on is not None and ends_on < starts_on, "ends_on", "The campaign ends before it starts."),
        (budget_minor is not None and budget_minor < 0, "budget_minor", "A budget is nothing or more."),
    )
    return [Problem(field, "invalid", message) for wrong, field, message in checks if wrong]


def _terms_problems(agreed: Agreed) -> list[Problem]:
    checks = (
        (agreed.fee_minor < 0, "fee_minor", "A fee is nothing or more."),
        (
            not 0 <= agreed.commission_basis_points <= 10_000,
            "commission_basis_points",
            "A commission is between 0 and 100 %.",
        ),
        (not 1 <= agreed.click_window_days <= 365, "click_window_days", "A click counts for 1 to 365 days."),
        (not 0 <= agreed.hold_days <= 365, "hold_days", "A commission waits for 0 to 365 days."),
    )
    return [Problem(field, "range", message) for wrong, field, message in checks if wrong]


def _stage_problems(stage: str) -> list[Problem]:
    return [] if stage in PartnershipStage.values else [Problem("stage", "unknown", f"{stage} is not a stage.")]


def add_facts(
    noun: Literal["campaign", "partnership", "terms", "gift"],
    rows: Iterable[DataclassInstance],
    *,
    workspace_id: UUID,
    now: datetime,
) -> int:
    """Write ready rows of one noun in bulk, their fields named as its columns, ids included; returns how many.

    For programs that make whole workspaces: nothing is checked but what the database checks, and nothing is audited.
    """
    found: dict[str, type[Model]] = {"campaign": Campaign, "partnership": Partnership, "terms": Terms, "gift": Gift}
    return bulk.insert(found[noun], rows, workspace_id=workspace_id, now=now)
