"""Links and codes: made at once, never taken twice, leading only to verified shops; clicks counted by class."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.factories.campaigns import NOW, make_campaign, make_partnership, make_profile
from tests.factories.tracking import make_click, make_equipment

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.core.identifiers import to_public

if TYPE_CHECKING:
    from tests.conftest import Brand


def test_a_creator_who_joins_has_a_link_and_a_code_at_once(in_brand: Brand) -> None:
    from sweetspot import pipeline
    from sweetspot.stages.campaigns.services import Agreed
    from sweetspot.stages.tracking import services

    services.verify_domain(in_brand.actor, "shop.example", now=NOW)
    campaign = make_campaign(in_brand.actor)
    profiles = [make_profile(in_brand.actor, name) for name in ("Anna Krüger", "Anna Bell", "Ōno 花")]
    made = pipeline.join_campaign(in_brand.actor, campaign, profiles, agreed=Agreed(), now=NOW)
    assert [item.link.slug for item in made] == ["anna", "anna-spring", "ono"]
    assert [item.code.code for item in made] == ["ANNA15", "ANNAB15", "ONO15"]
    assert {item.link.destination for item in made} == {"https://shop.example/spring"}
    again = pipeline.join_campaign(in_brand.actor, campaign, profiles, agreed=Agreed(), now=NOW)
    assert [(item.link.id, item.code.id) for item in again] == [(item.link.id, item.code.id) for item in made]


def test_nothing_is_made_where_the_shop_is_not_verified(in_brand: Brand) -> None:
    from sweetspot import pipeline
    from sweetspot.stages.campaigns import queries as campaigns
    from sweetspot.stages.campaigns.services import Agreed
    from sweetspot.stages.tracking import queries

    campaign, profile = make_campaign(in_brand.actor), make_profile(in_brand.actor)
    with pytest.raises(Invalid):
        pipeline.join_campaign(in_brand.actor, campaign, [profile], agreed=Agreed(), now=NOW)
    assert (queries.links(), queries.codes(), campaigns.partnerships()) == ([], [], [])


def test_a_short_name_is_unique_over_all_workspaces_and_a_code_within_one(ana: Brand, cleo: Brand) -> None:
    from sweetspot.engines.isolation import scope
    from sweetspot.stages.tracking import services

    made = []
    for brand in (ana, cleo):
        with scope(brand.workspace.id):
            made.append(make_equipment(brand.actor, make_partnership(brand.actor)))
    assert [item.link.slug for item in made] == ["anna", "anna-spring"]
    assert [item.code.code for item in made] == ["ANNA15", "ANNA15"]
    with scope(cleo.workspace.id):
        with pytest.raises(Conflict):
            services.rename(cleo.actor, made[1].link.id, "Anna", now=NOW)
        with pytest.raises(NotFound):
            services.pause(cleo.actor, made[0].link.id, now=NOW)


@pytest.mark.parametrize("slug", ["a", "-anna", "an na", "ünna", "api", "health", "metrics", "a" * 81, "an/na", "a\0b"])
def test_a_short_name_that_cannot_be_is_refused(in_brand: Brand, slug: str) -> None:
    from sweetspot.stages.tracking import queries, services

    made = make_equipment(in_brand.actor, make_partnership(in_brand.actor))
    with pytest.raises(Invalid):
        services.rename(in_brand.actor, made.link.id, slug, now=NOW)
    assert queries.link(made.link.id).slug == "anna"


def test_a_code_is_taken_however_it_is_spelt(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.formulas.offers import Offer
    from sweetspot.stages.tracking.services import codes

    partnership = make_partnership(in_brand.actor)
    made = make_equipment(in_brand.actor, partnership)
    with pytest.raises(Conflict):
        codes.add_code(in_brand.actor, partnership, code=" anna 15 ", offer=Offer(basis_points=1000), now=NOW)
    assert queries.codes_named(["anna15", "", "other"]) == {"ANNA15": made.code}


def test_a_link_leads_elsewhere_only_within_verified_shops(in_brand: Brand) -> None:
    from sweetspot.stages.accounts.queries import audit_trail
    from sweetspot.stages.tracking import queries, services

    link = make_equipment(in_brand.actor, make_partnership(in_brand.actor)).link
    for url in (
        "https://evil.example/",
        "javascript:alert(1)",
        "https://shop.example@evil.example/",
        "http://127.0.0.1/",
    ):
        with pytest.raises(Invalid):
            services.lead_to(in_brand.actor, link.id, url, now=NOW)
    services.lead_to(in_brand.actor, link.id, "https://shop.example/rings", now=NOW)
    assert queries.link(link.id).destination == "https://shop.example/rings"
    assert audit_trail()[0].detail["before"] == "https://shop.example/spring"


def test_a_domain_with_active_links_is_not_removed(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries, services

    link = make_equipment(in_brand.actor, make_partnership(in_brand.actor)).link
    domain = queries.domains()[0]
    with pytest.raises(Conflict):
        services.remove_domain(in_brand.actor, domain.id, now=NOW)
    services.pause(in_brand.actor, link.id, now=NOW)
    services.remove_domain(in_brand.actor, domain.id, now=NOW)
    with pytest.raises(Invalid):
        services.resume(in_brand.actor, link.id, now=NOW)
    assert queries.verified_hosts() == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://Shop.Example/", "shop.example"), ("*.shop.example", "*.shop.example"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)  # fmt: skip
def test_a_domain_is_kept_as_a_plain_host(in_brand: Brand, given: str, kept: str) -> None:
    from sweetspot.stages.tracking import services

    assert services.verify_domain(in_brand.actor, given, now=NOW).host == kept


@pytest.mark.parametrize(
    "given", ["", "localhost", "127.0.0.1", "*.example", "shop example", "a.b/c", "u@shop.example", "0x7f.1"]
)
def test_what_is_no_public_host_is_refused(in_brand: Brand, given: str) -> None:
    from sweetspot.stages.tracking import queries, services

    with pytest.raises(Invalid):
        services.verify_domain(in_brand.actor, given, now=NOW)
    assert queries.domains() == []


def test_clicks_are_counted_by_class_and_people_told_apart(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries
    from sweetspot.stages.tracking.queries import Clicks, Visits

    partnership = make_partnership(in_brand.actor)
    link = make_equipment(in_brand.actor, partnership).link
    for kind, visitor in (("person", b"a" * 16), ("person", b"a" * 16), ("person", b"b" * 16), ("bot", b"c" * 16)):
        make_click(link, kind=kind, visitor=visitor)
    make_click(link, kind="preview", at=NOW + timedelta(days=1))
    expected = Clicks(people=3, previews=1, bots=1)
    visits = Visits(people=3, previews=1, bots=1, visitors=2)
    assert queries.visits_per_link([link.id]) == {link.id: visits}
    assert queries.visits_per_partnership([partnership.id]) == {partnership.id: visits}
    assert queries.clicks_per_link([link.id]) == {link.id: expected}
    assert queries.clicks_per_partnership([partnership.id]) == {partnership.id: expected}
    assert queries.clicks_per_link([link.id], until=NOW) == {link.id: Clicks()}


def test_a_day_is_a_day_of_the_workspace(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries

    link = make_equipment(in_brand.actor, make_partnership(in_brand.actor)).link
    late = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)
    make_click(link, at=late)
    found = queries.clicks_per_day(None, since=NOW, until=NOW + timedelta(days=2), time_zone="Europe/Berlin")
    assert {day: clicks.people for day, clicks in found.items()} == {date(2026, 6, 16): 1}


def test_a_click_is_found_by_what_the_shop_sends_back(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries

    partnership = make_partnership(in_brand.actor)
    click = make_click(make_equipment(in_brand.actor, partnership).link)
    assert queries.click_named(to_public("clk", click)) == queries.click_named(str(click)) == click
    assert queries.click_named("clk_nonsense") is queries.click_named("") is None
    assert queries.clicks_named([click])[click].partnership_id == partnership.id
    assert [row.id for row in queries.clicks_of([partnership.id], since=NOW, until=NOW + timedelta(days=1))] == [click]


def test_a_link_has_a_qr_code_as_drawing_and_as_picture(in_brand: Brand) -> None:
    from sweetspot.stages.tracking import queries

    link = make_equipment(in_brand.actor, make_partnership(in_brand.actor)).link
    assert queries.short_address(link) == "http://127.0.0.1:8001/anna"
    assert queries.qr_image(link).startswith(b"<svg")
    assert queries.qr_image(link, "png").startswith(b"\x89PNG")
