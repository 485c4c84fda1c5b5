"""Home: set-up found out by itself, what waits, figures and events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.campaigns import make_campaign, make_partnership
from tests.factories.orders import make_selling, make_shop, told_order, told_refund
from tests.factories.tracking import make_click, make_equipment

from sweetspot import pipeline
from sweetspot.engines.isolation import scope

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_a_stranger_is_sent_to_sign_in(client, db) -> None:
    assert client.get("/").url.startswith("/accounts/login/")


def test_an_empty_workspace_begins_with_its_shop(as_ana) -> None:
    page = as_ana.get("/").content.decode()
    assert "0 of 7 done" in page
    assert "Connect your shop" in page
    assert "Nothing waits for you." in page


def test_steps_are_found_out_and_not_ticked(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        make_shop(ana.actor)
        make_click(make_equipment(ana.actor, make_partnership(ana.actor)).link)
    assert "5 of 7 done" in as_ana.get("/").content.decode()


def test_the_last_events_name_who_did_what(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        make_campaign(ana.actor, "Spring")
    page = as_ana.get("/").content.decode()
    assert "opened the campaign Spring" in page


def test_collaborations_that_stand_still_are_asked_about(as_ana, ana) -> None:
    from tests.conftest import NOW

    from sweetspot.stages.campaigns import services

    with scope(ana.workspace.id):
        made = make_partnership(ana.actor)
        services.move(ana.actor, made.id, "agreed", version=1, now=NOW)
        services.set_campaign_state(ana.actor, made.campaign_id, "active", now=NOW)
    assert "1 creator has not moved for 14 days" in as_ana.get("/").content.decode()


def test_the_six_figures_stand_in_the_workspaces_currency(as_ana) -> None:
    page = as_ana.get("/figures").content.decode()
    assert page.count('class="figure"') == 6
    assert "€0" in page
    assert "nothing was spent" in page


@pytest.mark.parametrize("address", ["/", "/figures"])
def test_the_page_asks_at_most_thirty_questions(as_ana, ana, address, django_assert_max_num_queries) -> None:
    with scope(ana.workspace.id):
        selling = make_selling(ana.actor)
        now = datetime.now(UTC)
        told = told_order(
            click_id=selling.click_id, codes=(selling.code,), placed_at=now - timedelta(days=1), as_of=now
        )
        pipeline.take_orders(make_shop(ana.actor), [told], [told_refund(refunded_at=now)], now=now)
    with django_assert_max_num_queries(30):
        assert as_ana.get(address).status_code == 200
