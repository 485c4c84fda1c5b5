"""The report, the orders behind it and the money they earned, as pages."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import Brand
from tests.factories.campaigns import start_with

from sweetspot import pipeline
from sweetspot.core.identifiers import to_public
from sweetspot.doors.api.reports import programme_out
from sweetspot.doors.cli.reports import as_text
from sweetspot.doors.web import reports, reports_csv
from sweetspot.engines.isolation import scope
from sweetspot.stages.campaigns import queries as campaign_queries
from sweetspot.stages.campaigns import services as campaigns
from sweetspot.stages.creators.models import Creator, Profile
from sweetspot.stages.orders import services as orders
from sweetspot.stages.orders.formulas import IncomingOrder, IncomingRefund
from sweetspot.stages.payouts import services as payouts
from sweetspot.stages.reports import queries
from sweetspot.stages.tracking import services as tracking
from sweetspot.stages.tracking.models import Code

NOW = datetime(2026, 6, 20, 12, 0, tzinfo=UTC)
PERIOD = {"starts_on": "2026-06-01", "ends_on": "2026-06-30"}


@pytest.fixture
def sold(ana: Brand) -> dict[str, str]:
    """Mina sells one order of 85 euros by her code, of which 15 euros come back; her terms are 10 % and 50 euros."""
    with scope(ana.workspace.id):
        tracking.verify_domain(ana.actor, "shop.example.com", now=NOW)
        creator = Creator.objects.create(workspace=ana.workspace, name="=Mina <b>Moreau</b>")
        profile = Profile.objects.create(
            workspace=ana.workspace, creator=creator, network="instagram", handle="mina", followers=20_000
        )
        campaign = campaigns.create_campaign(
            ana.actor, "Spring", landing_url="https://shop.example.com/", currency="EUR",
            starts_on=NOW.date(), now=NOW - timedelta(days=10),
        )  # fmt: skip
        agreed = campaigns.Agreed(fee_minor=5000, commission_basis_points=1000)
        made = pipeline.join_campaign(ana.actor, campaign, [profile], agreed=agreed, now=NOW - timedelta(days=10))
        start_with(ana.actor, campaign_queries.partnership(made[0].partnership_id))
        shop = orders.api_shop(ana.workspace.id)
        order = IncomingOrder(
            external_id="1001", name="#1001", placed_at=NOW - timedelta(days=5), as_of=NOW, currency="EUR",
            goods_minor=10_000, discounts_minor=1_500, net_minor=8_500, codes=(made[0].code.code,),
        )  # fmt: skip
        refund = IncomingRefund("r1", "1001", NOW - timedelta(days=1), "EUR", 1_500)
        recorded = pipeline.take_orders(shop, [order], [refund], now=NOW)
    return {"order": to_public("ord", recorded[0].order_id), "creator": to_public("crt", creator.id)}


def test_the_report_adds_fee_and_commission_and_takes_the_refund_off(as_ana: Client, sold: dict[str, str]) -> None:
    page = as_ana.get("/report", PERIOD).content.decode()
    for figure in ("€57.00", "€70.00", "€7.00"):  # spend 50 + 7; kept 85 - 15; commission 10 % of 70
        assert figure in page
    assert "&lt;b&gt;Moreau" in page
    assert "<b>Moreau" not in page


def test_the_file_has_the_totals_of_the_page_and_no_formula(as_ana: Client, sold: dict[str, str]) -> None:
    answer = as_ana.get("/report", PERIOD | {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["name"] for row in rows] == ["'=Mina <b>Moreau</b>", "Total"]
    assert (rows[-1]["spend"], rows[-1]["kept_revenue"], rows[-1]["commission"]) == ("57.00", "70.00", "7.00")


def test_people_counted_in_another_currency_are_a_dash_with_its_reason_everywhere(
    as_ana: Client, ana: Brand, sold: dict[str, str]
) -> None:
    with scope(ana.workspace.id):
        abroad = IncomingOrder(
            external_id="1002", name="#1002", placed_at=NOW - timedelta(days=4), as_of=NOW, currency="USD",
            goods_minor=4_000, net_minor=4_000, codes=(Code.objects.get().code,),
        )  # fmt: skip
        pipeline.take_orders(orders.api_shop(ana.workspace.id), [abroad], [], now=NOW)
        found = queries.programme(NOW.date().replace(day=1), NOW.date().replace(day=30))
    page = as_ana.get("/report", PERIOD).content.decode()
    assert page.count("people are counted once, in the currency of their campaign") == 5  # twice a row, and the figure
    assert [row[7] for row in reports_csv.lines(found)] == ["people", "0", "0", "", ""]
    assert [line.split("USD")[1].split()[0] for line in as_text(found).splitlines() if "USD" in line] == ["—", "—"]
    assert [block.total.people for block in programme_out(found).blocks] == [0, None]
    asked = PERIOD | {"currency": "USD", "key": sold["creator"], "what": "clicks"}
    assert "People are counted once" in as_ana.get("/report/inputs", asked).content.decode()


@pytest.mark.parametrize("what", ["orders", "costs", "clicks"])
def test_every_figure_opens_the_rows_behind_it(as_ana: Client, sold: dict[str, str], what: str) -> None:
    asked = PERIOD | {"currency": "EUR", "key": sold["creator"], "what": what}
    answer = as_ana.get("/report/inputs", asked)
    assert answer.status_code == 200
    assert {"orders": "€70.00", "costs": "€57.00", "clicks": "0 clicks"}[what] in answer.content.decode()


def test_rows_behind_a_figure_are_turned_page_by_page_below_the_whole_sum(
    as_ana: Client, sold: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "leaf", partial(reports.leaf, size=1))
    asked = PERIOD | {"currency": "EUR", "key": sold["creator"], "what": "costs"}
    first, second = (as_ana.get("/report/inputs", asked | {"page": page}).content.decode() for page in ("1", "2"))
    for page in (first, second):
        assert "2 costs add up to <strong>€57.00" in page
        assert "1 of 2 costs" in page
    assert ("Agreed fee" in first, "Agreed fee" in second) == (True, False)
    assert ("10% of" in first, "10% of" in second) == (False, True)
    assert "page=2" in first
    assert "page=1" in second


def test_a_row_that_is_not_in_the_report_is_not_found(as_ana: Client, sold: dict[str, str]) -> None:
    assert as_ana.get("/report/inputs", PERIOD | {"currency": "EUR", "key": "crt_none"}).status_code == 404
    assert as_ana.get("/report/inputs", PERIOD | {"currency": "JPY"}).status_code == 404


def test_a_period_that_ends_first_is_told_beside_its_field(as_ana: Client, ana: Brand) -> None:
    page = as_ana.get("/report", {"starts_on": "2026-06-30", "ends_on": "2026-06-01"}).content.decode()
    assert "The period ends before it starts." in page


def test_an_order_says_whose_it_is_why_and_what_it_earned(as_ana: Client, sold: dict[str, str]) -> None:
    page = as_ana.get(f"/orders/{sold['order']}").content.decode()
    assert "rule 4" in page
    assert "cold" in page
    assert "€8.50" in page
    assert "−€1.50" in page


def test_orders_can_be_searched_by_code(as_ana: Client, sold: dict[str, str]) -> None:
    assert "#1001" in as_ana.get("/orders", {"q": "1001"}).content.decode()
    assert "#1001" not in as_ana.get("/orders", {"q": "nothing"}).content.decode()


def test_another_workspaces_order_is_not_found(client: Client, cleo: Brand, sold: dict[str, str]) -> None:
    client.force_login(cleo.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(f"/orders/{sold['order']}").status_code == 404
    assert "€70.00" not in client.get("/report", PERIOD).content.decode()


@pytest.mark.parametrize("name", ["commissions", "ledger", "statements", "report", "orders"])
def test_a_page_asks_at_most_thirty_questions(
    as_ana: Client, sold: dict[str, str], name: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30):
        assert as_ana.get(reverse(name), PERIOD if name == "report" else {}).status_code == 200


def test_the_book_is_checked_when_asked_and_not_with_each_visit(
    as_ana: Client, ana: Brand, sold: dict[str, str]
) -> None:
    assert "The book was not checked yet." in as_ana.get("/ledger").content.decode()
    for _ in range(2):  # pressed twice, checked once
        assert as_ana.post("/ledger/check").url == "/ledger"
    [job] = ProcrastinateJob.objects.filter(task_name="payouts.check")
    assert job.args == {"workspace_id": str(ana.workspace.id)}
    with scope(ana.workspace.id):
        payouts.check_book(now=NOW)
    page = as_ana.get("/ledger").content.decode()
    assert "2 transactions sum to zero" in page
    assert "20 Jun 2026 12:00 (UTC)" in page


def test_a_long_report_is_turned_page_by_page(
    as_ana: Client, sold: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "_ROWS", 1)
    first = as_ana.get("/report", PERIOD | {"by": "tier"}).content.decode()
    assert "page_EUR=2" not in first  # one tier fills one page
    assert reports.leaf(QueryDict("by=tier&page_EUR=1"), "page_EUR", ["a", "b"], 1).next == "?by=tier&page_EUR=2"


def test_a_viewer_sees_the_report_but_no_money_pages(client: Client, ana: Brand) -> None:
    from sweetspot.stages.accounts.models import Member, Person

    with scope(ana.workspace.id):
        viewer = Person.objects.create_user("vera@example.com")
        Member.objects.create(workspace=ana.workspace, person=viewer, role="viewer")
    client.force_login(viewer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/report").status_code == 200
    assert {client.get(reverse(name)).status_code for name in ("commissions", "ledger", "statements")} == {403}


def test_what_is_due_is_cleared_once(as_ana: Client, ana: Brand, sold: dict[str, str]) -> None:
    assert "</svg>Waiting" in as_ana.get("/commissions").content.decode()
    first = as_ana.post("/commissions/settle", follow=True).content.decode()
    assert "Cleared 1 commissions: 7.00 EUR" in first
    assert "Cleared 0 commissions" in as_ana.post("/commissions/settle", follow=True).content.decode()


def test_a_statement_tells_a_month_order_by_order(as_ana: Client, ana: Brand, sold: dict[str, str]) -> None:
    with scope(ana.workspace.id):
        issued = payouts.issue_statements(
            ana.actor, NOW.date().replace(day=1), NOW.date().replace(day=30), now=NOW + timedelta(days=20)
        )
    address = f"/statements/{to_public('stm', issued[0].id)}"
    page = as_ana.get(address).content.decode()
    assert "€8.50" in page
    assert "€7.00" in page
    rows = list(csv.DictReader(io.StringIO(as_ana.get(address, {"format": "csv"}).content.decode())))
    assert [row["amount"] for row in rows] == ["8.50", "-1.50"]


def test_a_month_in_which_nothing_moved_has_no_statement(as_ana: Client, sold: dict[str, str]) -> None:
    answer = as_ana.post("/statements", {"month": "2019-01"})
    assert answer.status_code == 422
    assert "no statement to issue" in answer.content.decode()
    early = as_ana.post("/statements", {"month": "2099-01"})
    assert (early.status_code, 'name="month"' in early.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["report", "orders", "commissions", "ledger", "statements"])
def test_an_empty_page_says_what_it_is_for(as_ana: Client, ana: Brand, name: str) -> None:
    assert b'class="empty"' in as_ana.get(reverse(name)).content
