"""Approving a creator on whom much is spent takes two people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.engines.test_turns import free
from tests.factories.campaigns import make_campaign
from tests.factories.creators import NOW, make_profile

from sweetspot import pipeline
from sweetspot.core.errors import Invalid
from sweetspot.core.money import Money
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.accounts.models import Person
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.campaigns.models import PartnershipStage, Terms
from sweetspot.stages.campaigns.services import Agreed
from sweetspot.stages.vetting import queries, services

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def profile(in_brand: Any) -> Any:
    """A profile in a workspace where more than 2,000.00 takes two."""
    accounts.workspace()
    in_brand.workspace.second_person_above_minor = 200_000
    in_brand.workspace.save()
    return make_profile(in_brand.workspace.id)


def second(brand: Any) -> Actor:
    person = Person.objects.create_user("ben@example.com", name="Ben")
    return replace(brand.actor, id=person.id, name="Ben")


def approve(actor: Actor, profile: Any, minor: int, currency: str = "EUR", now: Any = NOW) -> Any:
    return services.decide(actor, profile.id, "approve", "Good.", spend=[Money(minor, currency)], now=now)


def test_at_the_amount_one_person_is_enough_and_above_it_waits(in_brand: Any, profile: Any) -> None:
    assert not approve(in_brand.actor, profile, 200_000).needs_second
    assert approve(in_brand.actor, profile, 200_001, now=LATER).needs_second
    row = queries.decisions(profile.id)[0]
    assert (row.waits, row.spend) == (True, "2,000.01 EUR")


def test_another_currency_cannot_be_compared_and_takes_two(in_brand: Any, profile: Any) -> None:
    assert approve(in_brand.actor, profile, 1, "USD").needs_second


def test_the_same_person_does_not_second_and_another_one_does(in_brand: Any, profile: Any) -> None:
    first = approve(in_brand.actor, profile, 500_000)
    with pytest.raises(Invalid) as refused:
        approve(in_brand.actor, profile, 500_000, now=LATER)
    assert [one.code for one in refused.value.problems] == ["second_person"]
    assert approve(second(in_brand), profile, 500_000, now=LATER).seconds == first
    newest, oldest = queries.decisions(profile.id)
    assert (newest.seconds, newest.waits, oldest.waits) == (True, False, False)


def test_two_do_not_approve_at_once(in_brand: Any, profile: Any) -> None:
    approve(in_brand.actor, profile, 500_000)
    assert not free("decisions", in_brand.workspace.id)


def test_a_program_is_no_person_so_the_one_after_it_is_the_first(in_brand: Any, profile: Any) -> None:
    approve(replace(in_brand.actor, kind="key"), profile, 500_000)
    assert approve(in_brand.actor, profile, 500_000, now=LATER).needs_second
    assert approve(second(in_brand), profile, 500_000, now=LATER + timedelta(hours=1)).seconds_id


def test_a_decline_in_between_starts_again_and_without_an_amount_nobody_waits(in_brand: Any, profile: Any) -> None:
    approve(in_brand.actor, profile, 500_000)
    services.decide(in_brand.actor, profile.id, "decline", "No.", now=LATER)
    assert approve(second(in_brand), profile, 500_000, now=LATER + timedelta(hours=1)).needs_second
    in_brand.workspace.second_person_above_minor = None
    in_brand.workspace.save()
    assert not approve(in_brand.actor, profile, 900_000, now=LATER + timedelta(hours=2)).needs_second


def test_what_is_planned_and_agreed_is_added_up_but_for_what_was_declined(in_brand: Any, profile: Any) -> None:
    one, other = (
        campaigns.join(in_brand.actor, make_campaign(in_brand.actor, name), [profile], agreed=Agreed(), now=NOW)[0]
        for name in ("Spring", "Autumn")
    )
    for partnership in (one, other):
        Terms.objects.create(
            workspace_id=in_brand.workspace.id, partnership=partnership, valid_from=NOW + timedelta(minutes=1),
            currency="EUR", fee_minor=150_000,
        )  # fmt: skip
    assert pipeline.decide(in_brand.actor, profile.id, "approve", "Good.", now=LATER).needs_second
    other.stage = PartnershipStage.DECLINED
    other.save()
    assert not pipeline.decide(
        in_brand.actor, profile.id, "approve", "Good.", now=LATER + timedelta(hours=1)
    ).needs_second
