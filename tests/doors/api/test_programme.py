"""Plans, partnerships, links, imports, shops and statements by program: what is sent comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.creators import make_crowd
from tests.factories.orders import make_selling, told_order

from sweetspot import pipeline
from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.orders import services as orders

JSON = "application/json"
CAMPAIGN = {
    "name": "Spring", "landing_url": "https://shop.example/x", "currency": "EUR", "starts_on": "2026-06-01",
}  # fmt: skip


def test_creators_come_in_pages_of_the_length_that_was_asked_for(program, ana) -> None:
    with scope(ana.workspace.id):
        make_crowd(ana.workspace.id, 12)
    client, found, after = program(), [], ""
    while after is not None:
        page = client.get("/api/v1/creators", {"limit": 5, "after": after, "sort": "-followers"}).json()
        found.append([one["id"] for one in page["data"]])
        after = page["next"]
    assert [len(page) for page in found] == [5, 5, 2]
    assert len({one for page in found for one in page}) == 12
    assert client.get("/api/v1/creators?limit=101").status_code == 422


def test_a_plan_is_made_kept_and_turned_into_links(program, ana) -> None:
    with scope(ana.workspace.id):
        crowd = [to_public("prf", one.id) for one in make_crowd(ana.workspace.id, 12)]
    client = program()
    asked = {"name": "Spring", "budget_minor": 150_000, "currency": "EUR", "locked": crowd[:1], "excluded": crowd[1:2]}
    plan = client.post("/api/v1/plans", asked, JSON).json()
    chosen = [one["profile"] for one in plan["choices"]]
    assert (crowd[0] in chosen, crowd[1] in chosen, plan["spend"]["amount_minor"] <= 150_000) == (True, False, True)
    assert client.get(f"/api/v1/plans/{plan['id']}").json() == plan
    assert [one["id"] for one in client.get("/api/v1/plans").json()["data"]] == [plan["id"]]
    refused = client.post("/api/v1/plans", asked | {"filter": "colour=red"}, JSON)
    assert (refused.status_code, refused.json()["error"]["param"]) == (422, "filter")
    client.post("/api/v1/domains", {"host": "shop.example"}, JSON)
    campaign = client.post("/api/v1/campaigns", CAMPAIGN | {"plan": plan["id"]}, JSON).json()
    joined = client.post(f"/api/v1/campaigns/{campaign['id']}/partnerships", {"profiles": chosen}, JSON)
    assert (campaign["plan"], joined.status_code, len(joined.json()["data"])) == (plan["id"], 201, len(chosen))


def test_terms_and_gifts_of_a_partnership(program, ana) -> None:
    with scope(ana.workspace.id):
        partnership = to_public("prt", make_selling(ana.actor).partnership.id)
    client, path = program(), f"/api/v1/partnerships/{partnership}"
    version = client.get(path).json()["version"]
    agreed = client.post(f"{path}/terms", {"version": version, "commission_basis_points": 1200}, JSON)
    assert agreed.status_code == 201
    assert client.post(f"{path}/terms", {"version": version}, JSON).status_code == 409
    assert [one["commission_basis_points"] for one in client.get(f"{path}/terms").json()["data"]] == [1000, 1200]
    gift = {"description": "Ring", "cost_minor": 1900, "currency": "EUR", "sent_on": "2026-06-02"}
    made = client.post(f"{path}/gifts", gift, JSON)
    assert (made.status_code, made.json()["cost"]) == (201, {"amount_minor": 1900, "currency": "EUR"})
    assert client.get(f"{path}/gifts").json()["data"] == [made.json()]
    assert client.post(f"{path}/gifts", gift | {"currency": "ZZZ"}, JSON).status_code == 422


def test_a_link_is_paused_resumed_and_led_elsewhere_but_never_off_the_domain(program, ana) -> None:
    with scope(ana.workspace.id):
        make_selling(ana.actor)
    client = program()
    link = client.get("/api/v1/links").json()["data"][0]
    assert link["clicks"]["people"] == 1
    path = f"/api/v1/links/{link['id']}"
    assert client.post(f"{path}/pause").json()["active"] is False
    assert client.post(f"{path}/resume").json() == link
    there = client.post(f"{path}/destination", {"destination": "https://shop.example/new"}, JSON)
    assert there.json()["destination"] == "https://shop.example/new"
    assert client.post(f"{path}/destination", {"destination": "https://evil.example/"}, JSON).status_code == 422


def test_a_verdict_with_its_checks_and_a_decision_on_it(program, ana) -> None:
    with scope(ana.workspace.id):
        profile = to_public("prf", make_crowd(ana.workspace.id, 12)[0].id)
    client, path = program(), f"/api/v1/profiles/{profile}"
    assert client.get(f"{path}/verdict").json()["error"]["code"] == "not_vetted"
    with scope(ana.workspace.id):
        pipeline.know(now=datetime(2026, 6, 15, 12, tzinfo=UTC))
    verdict = client.get(f"{path}/verdict").json()
    assert client.get(f"{path}/evidence").json()["verdict"] == verdict
    assert {check["signal"] for check in verdict["checks"]} > {"engagement"}
    made = client.post(f"{path}/decisions", {"choice": "approve", "reason": "Known to us."}, JSON)
    assert (made.status_code, made.json()["band"]) == (201, verdict["band"] or "unknown")
    assert client.get(f"{path}/decisions").json()["data"] == [made.json()]


def test_a_file_is_uploaded_answered_for_checked_and_run_in_the_background(program) -> None:
    client = program()
    file = SimpleUploadedFile("list.csv", b"Handle,Followers\nanna,1200\nbella,-5\n", content_type="text/csv")
    mapped = client.post("/api/v1/imports", {"kind": "creators", "file": file}).json()
    assert [column["field"] for column in mapped["columns"]] == ["handle", "followers"]
    assert [question["option"] for question in mapped["questions"]] == ["network"]
    path = f"/api/v1/imports/{mapped['id']}"
    assert client.post(f"{path}/check").json()["error"]["code"] == "unanswered"
    assert client.post(f"{path}/choices", {"network": "instagram"}, JSON).json()["questions"] == []
    checked = client.post(f"{path}/check").json()
    assert [checked[name] for name in ("read", "created", "rejected")] == [2, 1, 1]
    started = client.post(f"{path}/run")
    assert (started.status_code, started.json()["state"]) == (202, "running")
    tasks = list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))
    assert tasks == [
        "creators.run_import",
        "creators.recompute_engagement",
        "audiences.judge_samples",
        "vetting.vet_all",
        "creators.recompute_likeness",
        "orders.match_buyers",
        "tracking.find_mentions",
    ]
    assert client.get("/api/v1/imports").json()["data"][0]["id"] == mapped["id"]


def test_a_file_that_is_no_table_is_refused(program) -> None:
    file = SimpleUploadedFile("list.csv", b"", content_type="text/csv")
    answer = program().post("/api/v1/imports", {"kind": "creators", "file": file})
    assert (answer.status_code, answer.json()["error"]["type"]) == (422, "invalid_request")
    assert program().get("/api/v1/imports").json()["data"] == []


def test_a_shop_is_registered_and_its_secret_never_shown(program) -> None:
    client = program()
    shop = {"platform": "shopify", "name": "Main street", "secret": "shpss_hush"}
    made = client.post("/api/v1/shops", shop, JSON)
    assert (made.status_code, made.json()["signs"]) == (201, True)
    assert client.post("/api/v1/shops", shop, JSON).status_code == 409
    shown = client.get("/api/v1/shops")
    assert ([one["name"] for one in shown.json()["data"]], "hush" in shown.text) == (["Main street"], False)
    assert program("orders.change").get("/api/v1/shops").status_code == 403


def test_commissions_settle_once_and_a_statement_is_issued_once(program, ana) -> None:
    with scope(ana.workspace.id):
        selling = make_selling(ana.actor)
        now = datetime(2026, 6, 16, 13, tzinfo=UTC)
        pipeline.take_orders(orders.api_shop(ana.workspace.id), [told_order(codes=(selling.code,))], now=now)
    client = program()
    earned = client.get("/api/v1/commissions").json()["data"]
    assert [one["earned"]["amount_minor"] for one in earned] == [500]
    client.post("/api/v1/commissions/settle")
    assert client.post("/api/v1/commissions/settle").json() == {"commissions": 0, "cleared": []}
    assert client.get("/api/v1/ledger/check").json()["differences"] == []
    to_come = {"starts_on": "2190-01-01", "ends_on": "2190-01-31"}
    assert client.post("/api/v1/statements", to_come, JSON).json()["data"] == []
