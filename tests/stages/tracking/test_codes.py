"""Codes from draft to used up: made by a pattern, created in the shop, applied by links, undone together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.factories.campaigns import NOW, make_campaign, make_partnership, make_profile
from tests.factories.orders import make_selling, told_order
from tests.factories.tracking import make_equipment

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.core.identifiers import to_public
from sweetspot.core.money import Money
from sweetspot.integrations.discount_codes import Told, Wanted
from sweetspot.stages.tracking.formulas.offers import Kind, Offer, State

if TYPE_CHECKING:
    from tests.conftest import Brand

FIFTEEN = Offer(Kind.PERCENT, 1500)


class Shop:
    """A shop that takes every code but those of Ben."""

    def create(self, wanted: Sequence[Wanted]) -> Mapping[str, Told]:
        return {one.code: Told(problem="Taken.") if "BEN" in one.code else Told(done=True) for one in wanted}

    def pause(self, codes: Collection[str]) -> Mapping[str, Told]:
        return {code: Told(done=True) for code in codes}

    remove = pause

    def exist(self, codes: Collection[str]) -> Mapping[str, bool | None]:
        return dict.fromkeys(codes, True)


def test_who_joins_gets_a_code_by_the_campaigns_pattern_and_the_shop_says_what_it_took(in_brand: Brand) -> None:
    from sweetspot import pipeline
    from sweetspot.stages.campaigns.services import Agreed
    from sweetspot.stages.tracking import queries, services
    from sweetspot.stages.tracking.services import codes

    services.verify_domain(in_brand.actor, "shop.example", now=NOW)
    campaign = make_campaign(in_brand.actor)
    codes.call_codes(in_brand.actor, "hi-{first}", campaign.id, now=NOW)
    profiles = [make_profile(in_brand.actor, name) for name in ("Anna Krüger", "Ben Bo")]
    pipeline.join_campaign(in_brand.actor, campaign, profiles, agreed=Agreed(), shop=Shop(), now=NOW)
    assert {row.code: (row.state, row.problem) for row in queries.codes()} == {
        "HI-ANNA": ("active", ""), "HI-BEN": ("failed", "Taken."),
    }  # fmt: skip
    codes.call_codes(in_brand.actor, "", campaign.id, now=NOW)
    assert queries.pattern_of(campaign.id) == "{FIRST}{PERCENT}"


def test_links_apply_the_code_that_works_in_their_shop_unless_a_person_chose_otherwise(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.services import codes, ways
    from sweetspot.stages.tracking.services.applied import describe_shop

    made = make_equipment(in_brand.actor, make_partnership(in_brand.actor))
    actor, link, code = in_brand.actor, made.link.id, made.code.id
    [domain] = queries.domains()

    def applied() -> str:
        return queries.link(link).applied

    describe_shop(actor, domain.id, kind="shopify", applies=True, now=NOW)
    assert (made.code.state, applied()) == ("waiting", "")
    codes.change_state(actor, [code], State.ACTIVE, now=NOW)
    assert applied() == "shopify:ANNA15"
    describe_shop(actor, domain.id, kind="woocommerce", applies=True, now=NOW)
    assert applied() == "coupon:ANNA15"
    ways.apply_code(actor, link, code, "promo", now=NOW)
    describe_shop(actor, domain.id, kind="other", applies=True, way="Rabatt", now=NOW)
    assert applied() == "promo:ANNA15"
    assert ways.apply_as_usual(actor, link, now=NOW).applied == "rabatt:ANNA15"
    codes.change_state(actor, [code], State.PAUSED, now=NOW)
    assert applied() == ""
    for wrong in ({"kind": "magento"}, {"kind": "other", "way": "a b"}, {"kind": "other", "longest_code": 4}):
        with pytest.raises(Invalid):
            describe_shop(actor, domain.id, applies=True, now=NOW, **wrong)


def test_what_was_changed_together_is_undone_together_and_only_once_it_is_the_last(in_brand: Brand) -> None:
    from sweetspot.stages.accounts.queries import audit_of
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.services import codes

    campaign = make_campaign(in_brand.actor)
    people = [make_partnership(in_brand.actor, name, campaign=campaign) for name in ("Anna", "Ben", "Cem")]
    made = codes.make_codes(in_brand.actor, people, offer=FIFTEEN, pattern="{FIRST}", now=NOW)
    ids, later = [row.id for row in made], NOW + timedelta(hours=1)
    assert codes.change_state(in_brand.actor, ids, State.PAUSED, now=NOW) == 0  # what waits cannot be paused
    assert codes.change_state(in_brand.actor, ids, State.ACTIVE, now=NOW) == 3
    assert codes.undo_change(in_brand.actor, NOW, now=later) == 3
    assert {row.state for row in queries.codes()} == {"waiting"}
    with pytest.raises(Conflict):
        codes.undo_change(in_brand.actor, NOW, now=later)
    assert [one.action for one in audit_of([to_public("cod", ids[0])])] == ["code.undone", "code.active"]
    with pytest.raises(Invalid):
        codes.change_state(in_brand.actor, ids, State.USED_UP, now=NOW)


def test_a_pool_of_ten_thousand_is_handed_out_code_by_code(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.models import Code
    from sweetspot.stages.tracking.services import codes

    partnership = make_partnership(in_brand.actor)
    pool = codes.make_pool(
        in_brand.actor, partnership, name="Parcels", size=10_000, pattern="{FIRST}-{RANDOM:8}", offer=FIFTEEN, now=NOW
    )
    first = codes.hand_out(in_brand.actor, pool.id, 2, "Newsletter", now=NOW)
    second = codes.hand_out(in_brand.actor, pool.id, 2, "Fair", now=NOW)
    assert len({row.id for row in [*first, *second]}) == 4
    assert {row.uses for row in first} == {1}
    [count] = queries.pools({first[0].normal: 1})
    assert (count.size, count.handed, count.used) == (10_000, 4, 1)
    assert queries.codes() == []
    assert queries.codes_named([first[0].code.lower()])[first[0].normal].partnership_id == partnership.id
    with pytest.raises(Invalid, match="9,996 codes"):
        codes.hand_out(in_brand.actor, pool.id, 10_000, "Everybody", now=NOW)
    Code.objects.filter(pool=pool).update(expires_at=NOW)
    with pytest.raises(Invalid, match="0 codes"):
        codes.hand_out(in_brand.actor, pool.id, 1, "Latecomers", now=NOW)


def test_a_code_is_never_longer_than_the_shop_takes(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries, services
    from sweetspot.stages.tracking.services import codes
    from sweetspot.stages.tracking.services.applied import describe_shop

    domain = services.verify_domain(in_brand.actor, "shop.example", now=NOW)
    describe_shop(in_brand.actor, domain.id, kind="other", applies=False, longest_code=8, now=NOW)
    person = make_partnership(in_brand.actor, "Maximiliane")
    [made] = codes.make_codes(in_brand.actor, [person], offer=FIFTEEN, pattern="{FIRST}{PERCENT}", now=NOW)
    assert made.code == "MAXIMI15"
    for wrong in ("MAXIMILIANE", " ", "\u200b"):
        with pytest.raises(Invalid):
            codes.add_code(in_brand.actor, person, code=wrong, offer=FIFTEEN, now=NOW)
    with pytest.raises(Invalid):
        codes.make_codes(in_brand.actor, [person], offer=FIFTEEN, pattern="{FIRST}-{RANDOM:8}", now=NOW)
    assert len(queries.codes()) == 1


def test_an_order_with_a_paused_code_counts_and_says_so_and_a_limit_is_counted_from_orders(in_brand: Brand) -> None:
    from sweetspot import pipeline
    from sweetspot.stages.attribution import queries as attribution
    from sweetspot.stages.orders import services as orders
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.services import codes

    selling = make_selling(in_brand.actor)
    [code] = queries.codes()
    codes.change_offer(in_brand.actor, code.id, Offer(Kind.PERCENT, 1000, uses=1), now=NOW)
    codes.change_state(in_brand.actor, [code.id], State.ACTIVE, now=NOW - timedelta(days=90))
    codes.change_state(in_brand.actor, [code.id], State.PAUSED, now=NOW - timedelta(days=80))
    told = told_order(1, codes=(selling.code,))
    [one] = pipeline.take_orders(orders.api_shop(in_brand.actor.workspace_id), [told], now=told.placed_at)
    decision = attribution.decision(one.id)
    assert decision is not None
    assert decision.credits[0].partnership_id == selling.partnership.id
    assert "was paused by then" in decision.touches[0].reason
    uses = {name: use.orders for name, use in attribution.code_uses().items()}
    assert [line.state for line in queries.code_lines(queries.CodeFilter(), uses, now=NOW)] == [State.USED_UP]
    assert attribution.code_revenue([code.normal]) == {code.normal: [Money(5000, "EUR")]}
