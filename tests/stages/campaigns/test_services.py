"""Campaigns: opened, changed, joined once, moved without overwriting each other, terms kept as versions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.factories.campaigns import NOW, make_campaign, make_partnership, make_profile

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.money import Money

if TYPE_CHECKING:
    from tests.conftest import Brand


def test_a_campaign_starts_as_a_draft_and_is_on_the_trail(in_brand: Brand) -> None:
    from sweetspot.stages.accounts.queries import audit_trail
    from sweetspot.stages.campaigns import services

    campaign = make_campaign(in_brand.actor, "Spring rings", hashtags=["#rings", "rings", " gold "])
    assert (campaign.state, campaign.slug, campaign.hashtags) == ("draft", "spring-rings", ["rings", "gold"])
    assert audit_trail()[0].action == "campaign.created"
    assert services.set_campaign_state(in_brand.actor, campaign.id, "active", now=NOW).state == "active"


def test_two_campaigns_of_one_name_get_two_slugs(in_brand: Brand) -> None:
    slugs = [make_campaign(in_brand.actor, "Spring").slug for _ in range(3)]
    assert slugs == ["spring", "spring-2", "spring-3"]


def test_a_draft_cannot_end(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries, services

    campaign = make_campaign(in_brand.actor)
    with pytest.raises(Conflict):
        services.set_campaign_state(in_brand.actor, campaign.id, "ended", now=NOW)
    assert queries.campaign(campaign.id).state == "draft"


def test_every_wrong_field_of_a_campaign_is_named(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries

    with pytest.raises(Invalid) as refused:
        make_campaign(in_brand.actor, " ", landing_url="shop", currency="EU", ends_on=date(2026, 5, 1), budget_minor=-1)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["name", "landing_url", "currency", "ends_on", "budget_minor"]
    assert queries.campaigns() == []


def test_the_brief_changes_and_the_trail_keeps_both(in_brand: Brand) -> None:
    from sweetspot.stages.accounts.queries import audit_trail
    from sweetspot.stages.campaigns import services

    campaign = make_campaign(in_brand.actor)
    services.change_campaign(in_brand.actor, campaign.id, brief="Show the ring by daylight.", now=NOW)
    assert audit_trail()[0].detail == {"before": {"brief": ""}, "after": {"brief": "Show the ring by daylight."}}
    with pytest.raises(Invalid):
        services.change_campaign(in_brand.actor, campaign.id, slug="other", now=NOW)


def test_a_creator_joins_a_campaign_once_and_keeps_the_first_terms(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries, services

    campaign, profile = make_campaign(in_brand.actor), make_profile(in_brand.actor)
    first = services.join(in_brand.actor, campaign, [profile, profile], agreed=services.Agreed(), now=NOW)
    dearer = services.Agreed(commission_basis_points=2000)
    again = services.join(in_brand.actor, campaign, [profile], agreed=dearer, now=NOW + timedelta(days=1))
    assert [row.id for row in first] == [row.id for row in again]
    history = queries.terms_history([first[0].id])[first[0].id]
    assert [row.commission_basis_points for row in history] == [1000]
    assert queries.campaigns()[0].partnerships == 1


def test_a_move_raises_the_version_and_a_stale_one_is_refused(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries, services

    row = make_partnership(in_brand.actor)
    later = NOW + timedelta(hours=1)
    moved = services.move(in_brand.actor, row.id, "agreed", version=1, now=later)
    assert (moved.stage, moved.version, moved.stage_since) == ("agreed", 2, later)
    with pytest.raises(Conflict):
        services.move(in_brand.actor, row.id, "posted", version=1, now=later)
    with pytest.raises(Invalid):
        services.move(in_brand.actor, row.id, "nowhere", version=2, now=later)
    assert queries.partnership(row.id).stage == "agreed"


def test_the_board_keeps_the_order_of_the_stages_and_empty_ones(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries, services

    row = make_partnership(in_brand.actor)
    services.move(in_brand.actor, row.id, "posted", version=1, now=NOW)
    columns = {column.stage.value: len(column.partnerships) for column in queries.board(row.campaign_id)}
    assert list(columns)[:2] == ["prospect", "contacted"]
    assert columns == dict.fromkeys(columns, 0) | {"posted": 1}


def test_new_terms_hold_from_their_day_and_the_old_ones_stay(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries, services

    row = make_partnership(in_brand.actor)
    change = NOW + timedelta(days=30)
    agreed = services.Agreed(commission_basis_points=1500)
    services.agree(in_brand.actor, row.id, agreed, valid_from=change, version=1, now=NOW)
    days = [NOW - timedelta(seconds=1), NOW, change - timedelta(seconds=1), change]
    held = [queries.terms_at(row.id, day) for day in days]
    assert [terms and terms.commission_basis_points for terms in held] == [None, 1000, 1000, 1500]
    with pytest.raises(Conflict):
        services.agree(in_brand.actor, row.id, agreed, valid_from=change, version=2, now=NOW)
    with pytest.raises(Invalid):
        services.agree(in_brand.actor, row.id, services.Agreed(commission_basis_points=10_001), version=2, now=NOW)


def test_a_gift_costs_what_it_costs(in_brand: Brand) -> None:
    from sweetspot.stages.campaigns import queries, services

    row, cost = make_partnership(in_brand.actor), Money(3250, "EUR")
    services.send_gift(in_brand.actor, row.id, "A ring", cost=cost, sent_on=date(2026, 6, 16), now=NOW)
    assert queries.gift_costs([row.id]) == {row.id: [cost]}
    with pytest.raises(Invalid):
        services.send_gift(in_brand.actor, row.id, " ", cost=Money(-1, "EUR"), sent_on=date(2026, 6, 16), now=NOW)


def test_another_workspace_sees_no_campaign_and_no_partnership(ana: Brand, cleo: Brand) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.campaigns import queries, services

    with scope(ana.workspace.id):
        row = make_partnership(ana.actor)
    with scope(cleo.workspace.id):
        with pytest.raises(NotFound):
            queries.campaign(row.campaign_id)
        with pytest.raises(NotFound):
            services.move(cleo.actor, row.id, "agreed", version=1, now=NOW)
        assert queries.campaigns() == []
