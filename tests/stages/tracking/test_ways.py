"""What the team does with a link's ways: expiry, rules, story pages, parameters, undoing, and the brand's look."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.factories.campaigns import NOW, make_partnership
from tests.factories.pictures import png
from tests.factories.tracking import make_equipment

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.formulas.story import Story
from sweetspot.stages.tracking.services import ways

if TYPE_CHECKING:
    from tests.conftest import Brand

SHOP = "https://shop.example"


def test_a_link_led_elsewhere_can_be_led_back_and_its_history_says_who_did_it(in_brand: Brand) -> None:
    ana = in_brand.actor
    link = make_equipment(ana, make_partnership(ana)).link
    first = link.destination
    services.lead_to(ana, link.id, f"{SHOP}/ring", now=NOW)
    assert ways.undo_destination(ana, link.id, now=NOW).destination == first
    history = queries.redirections(link.id)
    assert [(one.before, one.after) for one in history] == [(f"{SHOP}/ring", first), (first, f"{SHOP}/ring")]
    assert all(ana.name in one.who for one in history)


def test_a_link_that_was_never_led_elsewhere_cannot_be_led_back(in_brand: Brand) -> None:
    ana = in_brand.actor
    link = make_equipment(ana, make_partnership(ana)).link
    with pytest.raises(Conflict, match="ever since"):
        ways.undo_destination(ana, link.id, now=NOW)


def test_fallbacks_and_rules_lead_to_verified_domains_only(in_brand: Brand) -> None:
    ana = in_brand.actor
    link = make_equipment(ana, make_partnership(ana)).link
    with pytest.raises(Invalid):
        ways.expire(ana, link.id, NOW, fallback="https://evil.example/", now=NOW)
    with pytest.raises(Invalid):
        ways.lead_by_rules(ana, link.id, [{"destination": "https://evil.example/"}], now=NOW)
    found = queries.link(link.id)
    assert (found.expires_at, found.fallback, found.rules) == (None, "", [])


def test_a_domain_that_only_a_rule_or_fallback_leads_to_cannot_be_removed(in_brand: Brand) -> None:
    ana = in_brand.actor
    link = make_equipment(ana, make_partnership(ana)).link
    domain = services.verify_domain(ana, "second.example", now=NOW)
    ways.lead_by_rules(ana, link.id, [{"destination": "https://second.example/", "share": 50}], now=NOW)
    with pytest.raises(Conflict, match=r"second\.example"):
        services.remove_domain(ana, domain.id, now=NOW)
    ways.lead_by_rules(ana, link.id, [], now=NOW)
    ways.expire(ana, link.id, NOW + timedelta(days=1), fallback="https://second.example/", now=NOW)
    with pytest.raises(Conflict, match=r"second\.example"):
        services.remove_domain(ana, domain.id, now=NOW)


def test_a_campaigns_template_goes_before_the_workspaces_and_reaches_new_and_present_links(in_brand: Brand) -> None:
    ana = in_brand.actor
    partnership = make_partnership(ana)
    link = make_equipment(ana, partnership).link
    assert ways.add_parameters(ana, "utm_source=instagram&utm_content={slug}", now=NOW) == 1
    assert queries.link(link.id).parameters == f"utm_source=instagram&utm_content={link.slug}"
    ways.add_parameters(ana, "ref={slug}-{placement}", partnership.campaign_id, now=NOW)
    assert queries.link(link.id).parameters == f"ref={link.slug}-post"
    added = services.add_link(
        ana, partnership, destination=f"{SHOP}/", slug="anna-reel", placement="story", label="Reel of May", now=NOW
    )
    assert (added.parameters, added.label) == ("ref=anna-reel-story", "Reel of May")
    assert services.rename(ana, added.id, "anna-story", now=NOW).parameters == "ref=anna-story-story"
    assert ways.place(ana, added.id, "profile", "", now=NOW).parameters == "ref=anna-story-profile"


def test_there_are_places_where_no_link_stands(in_brand: Brand) -> None:
    ana = in_brand.actor
    partnership = make_partnership(ana)
    link = make_equipment(ana, partnership).link
    with pytest.raises(Invalid):
        ways.place(ana, link.id, "fridge", "", now=NOW)
    with pytest.raises(Invalid):
        services.add_link(ana, partnership, destination=f"{SHOP}/", placement="fridge", now=NOW)


def test_a_story_and_its_look_are_kept_and_written_down(in_brand: Brand) -> None:
    ana = in_brand.actor
    link = make_equipment(ana, make_partnership(ana)).link
    ways.tell_story(ana, link.id, Story("Rings", code="ANNA15"), now=NOW)
    assert queries.link(link.id).story == {"title": "Rings", "text": "", "ask": "buy", "button": "", "code": "ANNA15"}
    assert queries.look(ana.workspace_id).brand == accounts.workspace().name
    look = ways.change_look(ana, brand=" Maison ", accent="#00AA55", logo=png(4, 4), now=NOW)
    assert (look.brand, look.accent, bytes(look.logo or b"")) == ("Maison", "#00aa55", png(4, 4))
    ways.change_look(ana, brand="Maison", accent="#00aa55", now=NOW)
    assert queries.look(ana.workspace_id).logo is not None
    ways.change_look(ana, brand="Maison", accent="#00aa55", keep_logo=False, now=NOW)
    assert queries.look(ana.workspace_id).logo is None
    ways.tell_story(ana, link.id, None, now=NOW)
    assert queries.link(link.id).story is None
    assert {"link.story", "look.changed"} <= {entry.action for entry in accounts.audit_trail()}
