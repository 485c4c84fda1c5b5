"""A programme from the first list to the statement, by commands alone."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from tests.factories.creators import make_crowd
from tests.factories.orders import make_selling, told_order

from sweetspot import pipeline
from sweetspot.core.identifiers import from_public, to_public
from sweetspot.doors.api.campaigns import CampaignOut, EquipmentOut
from sweetspot.doors.api.codes import CodeOut
from sweetspot.doors.api.creators import CreatorOut, ProfileList
from sweetspot.doors.api.money import CheckOut, EarningOut, StatementOut
from sweetspot.doors.api.orders import OrderOut
from sweetspot.doors.api.plans import PlanDetailOut
from sweetspot.doors.api.tracking import LinkOut
from sweetspot.doors.cli import money
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.accounts.models import AuditEntry
from sweetspot.stages.campaigns.models import Terms
from sweetspot.stages.orders import services as orders


class InAugust(datetime):
    """A clock that stands at the first of August."""

    @classmethod
    def now(cls, tz=None):
        return datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
def crowd(ana):
    with scope(ana.workspace.id):
        return make_crowd(ana.workspace.id, 12)


@pytest.fixture
def sold(ana):
    """An order over 50.00 with Anna's code, on 10 %, its return window long past; the order's name."""
    with scope(ana.workspace.id):
        selling = make_selling(ana.actor)
        now = datetime(2026, 6, 16, 13, tzinfo=UTC)
        shop = orders.api_shop(ana.workspace.id)
        done = pipeline.take_orders(shop, [told_order(codes=(selling.code,))], now=now)
        return to_public("ord", done[0].id)


def test_creators_are_listed_by_the_filter_of_the_pages(run, crowd) -> None:
    said = run("creators", "list", "--filter", "country=DE,AT&sort=-followers", "--json")
    found = ProfileList.model_validate(said.json)
    assert {one.country for one in found.data} == {"DE", "AT"}
    assert [one.followers for one in found.data] == sorted((one.followers for one in found.data), reverse=True)
    assert run("creators", "list", "--filter", "country=DE,AT").out.count("prf_") == found.count
    assert "Ignored: colour=red is not a filter of this list." in run("creators", "list", "--filter", "colour=red").err


def test_creators_are_vetted_shown_and_exported(run, crowd, tmp_path) -> None:
    assert run("creators", "vet").out == "12 profiles judged, 12 anew.\n"
    assert run("creators", "vet", "--json").json == {"profiles": 12, "changed": 0}
    profile = to_public("prf", crowd[0].id)
    verdict = run("creators", "vet", profile, "--json").json
    assert (verdict["profile"], len(verdict["checks"]) > 2) == (profile, True)
    assert verdict["words"] in run("creators", "vet", profile).out
    shown = CreatorOut.model_validate(run("creators", "show", profile, "--json").json)
    assert shown.profiles[0].id == profile
    assert run("creators", "show", shown.id).out.startswith(shown.name)
    assert run("creators", "export").out.count("\n") == 13
    assert run("creators", "export", str(tmp_path / "all.csv")).out == ""
    assert (tmp_path / "all.csv").read_text(encoding="utf-8").count("\n") == 13


def test_a_plan_becomes_a_campaign_with_links_and_codes(run, crowd, ana, tmp_path) -> None:
    plan = PlanDetailOut.model_validate(run("plans", "make", "Spring", "--budget", "1500", "--json").json)
    assert plan.spend.amount_minor <= 150_000
    assert run("plans", "list", "--json").json["data"][0]["id"] == plan.id
    assert plan.choices[0].name in run("plans", "show", plan.id).out
    assert run("domains", "verify", "shop.example").out == "Links may lead to shop.example.\n"
    assert run("domains", "list", "--json").json["data"][0]["host"] == "shop.example"
    made = run("campaigns", "create", "Spring", "--landing-url", "https://shop.example/x", "--plan", plan.id)
    campaign = made.out.strip()
    assert CampaignOut.model_validate(run("campaigns", "list", "--json").json["data"][0]).plan == plan.id
    joined = run("campaigns", "join", campaign, "--plan", plan.id, "--commission", "12", "--json").json["data"]
    assert len([EquipmentOut.model_validate(one) for one in joined]) == len(plan.choices)
    assert run("campaigns", "join", campaign, "--plan", plan.id, "--json").json["data"] == joined
    other = run("campaigns", "create", "Paid", "--landing-url", "https://shop.example/x").out.strip()
    paid = run("campaigns", "join", other, "--plan", plan.id, "--modelled-fees", "--json").json["data"]
    with scope(ana.workspace.id):
        fees = dict(Terms.objects.values_list("partnership_id", "fee_minor"))
    costs = {one.cost.amount_minor for one in plan.choices}
    assert {fees[from_public("prt", one["partnership"])] for one in joined} == {0}
    assert {fees[from_public("prt", one["partnership"])] for one in paid} == costs
    assert run("campaigns", "show", campaign).out.count("prt_") == len(joined)
    link = LinkOut.model_validate(run("links", "list", "--json").json["data"][0])
    assert run("links", "pause", link.id).out == f"{link.address} is off.\n"
    assert run("links", "resume", link.id).out == f"{link.address} is on.\n"
    assert run("links", "qr", link.id).out.startswith("<svg")
    assert run("links", "qr", link.id, str(tmp_path / "qr.png")).code == 0
    assert (tmp_path / "qr.png").read_bytes().startswith(b"\x89PNG")
    codes = [CodeOut.model_validate(one) for one in run("codes", "list", "--json").json["data"]]
    assert {one.code for one in codes} == {one["code"] for one in [*joined, *paid]}
    with scope(ana.workspace.id):
        assert set(AuditEntry.objects.values_list("actor", flat=True)) == {"command line"}


def test_an_order_leads_to_a_commission_and_a_statement(run, sold) -> None:
    order = OrderOut.model_validate(run("orders", "show", sold, "--json").json)
    assert (order.net.amount_minor, order.credits[0].means) == (5000, "code")
    assert sold in run("orders", "list", "--search", "#1001").out
    assert run("orders", "list", "--state", "cancelled").out == "There are none.\n"
    earned = EarningOut.model_validate(run("commissions", "list", "--order", sold, "--json").json["data"][0])
    assert (earned.earned.amount_minor, earned.order) == (500, sold)
    assert CheckOut.model_validate(run("ledger", "check", "--json").json).differences == []
    assert run("statements", "list").out == "There are none.\n"


def test_a_month_is_settled_and_told_once_it_is_over(run, ana, monkeypatch) -> None:
    with scope(ana.workspace.id):
        selling = make_selling(ana.actor)
        moment = datetime(2026, 6, 16, 13, tzinfo=UTC)
        told = told_order(codes=(selling.code,))
        pipeline.take_orders(orders.api_shop(ana.workspace.id), [told], now=moment)
    monkeypatch.setattr(money, "datetime", InAugust)
    settled = run("commissions", "settle", "--json").json
    assert settled == {"commissions": 1, "cleared": [{"amount_minor": 500, "currency": "EUR"}]}
    issued = run("statements", "issue", "2026-06", "--json").json["data"]
    statement = StatementOut.model_validate(issued[0])
    assert (statement.earned.amount_minor, statement.closing.amount_minor) == (500, 500)
    assert run("statements", "issue", "2026-06", "--json").json["data"] == issued
    assert "Commission on order #1001." in run("statements", "show", statement.id).out
    assert run("statements", "issue", "2026-08").code == 1


def test_a_dry_run_counts_and_writes_nothing(run, tmp_path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "Name,Id,Created at,Currency,Subtotal,Financial Status,Total\n"
        "#1,1,2026-06-16 12:00:00 +0000,EUR,50.00,paid,50.00\n",
        encoding="utf-8",
    )
    said = run("orders", "import", str(file), "--dry-run", "--json")
    assert (said.json["created"], said.json["dry_run"]) == (1, True)
    assert run("orders", "list", "--json").json["data"] == []
    assert run("shops", "list", "--json").json["data"] == []
    assert run("orders", "import", str(file)).out.startswith("1 orders read: 1 created")


def test_a_shops_secret_comes_from_a_file_or_from_standard_input(run, tmp_path, monkeypatch) -> None:
    (tmp_path / "secret").write_text("shpss_hush\n", encoding="utf-8")
    said = run("shops", "register", "Main street", "--secret-file", str(tmp_path / "secret"))
    assert "/shopify/" in said.out
    monkeypatch.setattr("sys.stdin", io.StringIO("shpss_hush"))
    assert run("shops", "register", "Second", "--secret-file", "-", "--json").json["signs"] is True
    assert run("shops", "register", "Main street").code == 4
    assert [one["name"] for one in run("shops", "list", "--json").json["data"]] == ["Main street", "Second"]


def test_workspaces_are_listed_and_a_second_of_one_name_is_refused(run) -> None:
    again = run("workspaces", "create", "Ana's brand", "--owner", "ana@example.com")
    assert (again.code, "There is a workspace anas-brand already" in again.err) == (4, True)
    assert (
        run("workspaces", "create", "Ana's brand", "--owner", "ana@example.com", "--slug", "second").out == "second\n"
    )
    assert [one["slug"] for one in run("workspaces", "list", "--json").json] == ["anas-brand", "second"]


def test_a_key_is_printed_once_and_can_be_revoked(run, client) -> None:
    key = run("keys", "create", "shop", "--scope", "orders.view").out.strip()
    headers = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/orders", headers=headers).status_code == 200
    listed = run("keys", "list", "--json").json["data"][0]
    assert (listed["scopes"], listed["state"], key in json.dumps(listed)) == (["orders.view"], "valid", False)
    assert run("keys", "revoke", listed["id"]).code == 0
    assert client.get("/api/v1/orders", headers=headers).status_code == 401
    assert run("keys", "create", "none").code == 2


def test_the_trail_is_verified_and_a_changed_entry_is_found(run, monkeypatch) -> None:
    assert run("audit", "verify").code == 0
    run("domains", "verify", "shop.example")
    assert run("audit", "verify", "--json").json == {"entries": 1, "broken_entry": None}
    # The database lets nobody change an entry, so the sealing is changed instead.
    monkeypatch.setattr(accounts, "entry_hash", lambda entry: "another")
    said = run("audit", "verify")
    assert (said.code, "Entry 1 does not fit" in said.out) == (1, True)


def test_the_pipeline_runs_and_the_apis_description_is_printed(run, crowd) -> None:
    said = run("pipeline", "run")
    assert (said.code, said.out, "Everything is derived anew." in said.err) == (0, "", True)
    assert run("api", "schema").json["openapi"].startswith("3.1")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("campaigns", "show", "cmp_nonsense"), 3),
        (("plans", "show", "pln_00000000000000000000000000"), 3),
        (("orders", "show", "crt_00000000000000000000000000"), 3),
        (("plans", "make", "Spring", "--budget", "much"), 2),
        (("plans", "make", "Spring", "--budget", "0"), 1),
        (("plans", "make", "Spring", "--budget", "10", "--filter", "colour=red"), 1),
        (("campaigns", "join", "cmp_00000000000000000000000000"), 2),
        (("domains", "verify", "localhost"), 1),
        (("creators", "list", "--workspace", "nobody"), 3),
        (("creators", "lists"), 2),
    ],
)
def test_a_mistake_is_told_on_standard_error_with_its_code(run, arguments, code) -> None:
    said = run(*arguments)
    assert (said.code, said.out) == (code, "")
    assert said.err


def test_nothing_of_another_workspace_is_found(run, cleo, ana, crowd) -> None:
    profile = to_public("prf", crowd[0].id)
    assert run("creators", "show", profile, "--workspace", cleo.workspace.slug).code == 3
    assert run("creators", "show", profile, "--workspace", ana.workspace.slug).code == 0
    assert run("creators", "list").code == 1
