"""Orders and refunds through the API."""

from __future__ import annotations

import pytest

from sweetspot.engines.isolation import scope
from sweetspot.stages.orders.models import Order, Refund

ORDER = {
    "external_id": "1001", "placed_at": "2026-06-01T10:00:00Z", "currency": "EUR", "goods_minor": 10000,
    "discounts_minor": 1500, "discount_codes": ["ANNA15"], "customer_email": "Mina@example.com",
}  # fmt: skip
REFUND = {
    "external_id": "r1", "order_external_id": "1001", "refunded_at": "2026-06-03T10:00:00Z", "currency": "EUR",
    "net_minor": 500,
}  # fmt: skip


def test_an_order_is_recorded_once_however_often_it_is_sent(program, ana) -> None:
    client = program("orders.change")
    answers = [client.post("/api/v1/orders", ORDER, content_type="application/json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 200, 200]
    assert len({answer.json()["id"] for answer in answers}) == 1
    with scope(ana.workspace.id):
        order = Order.objects.get()
    assert (order.net_minor, order.codes, order.customer_key is not None) == (8500, ["ANNA15"], True)


def test_the_customers_address_is_not_kept(program, ana) -> None:
    program().post("/api/v1/orders", ORDER, content_type="application/json")
    with scope(ana.workspace.id):
        assert "mina" not in str(Order.objects.values().get()).lower()


def test_a_refund_may_come_before_its_order(program, ana) -> None:
    client = program()
    first = client.post("/api/v1/refunds", REFUND, content_type="application/json").json()
    assert first["order"] is None
    order = client.post("/api/v1/orders", ORDER, content_type="application/json").json()["id"]
    shown = client.get(f"/api/v1/orders/{order}").json()
    assert (shown["net"]["amount_minor"], shown["kept"]["amount_minor"]) == (8500, 8000)
    with scope(ana.workspace.id):
        assert Refund.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"currency": "EURO"}, "currency"),
        ({"currency": "ZZZ"}, "currency"),
        ({"goods_minor": -1}, "goods_minor"),
        ({"goods_minor": 10.5}, "goods_minor"),
        ({"placed_at": "yesterday"}, "placed_at"),
        ({"placed_at": "2026-06-01T10:00:00"}, "placed_at"),
        ({"external_id": ""}, "external_id"),
        ({"discounts_minor": 10001}, "discounts_minor"),
        ({"surprise": 1}, "surprise"),
        ({"placed_at": "2199-06-01T10:00:00Z"}, "placed_at"),
        ({"goods_minor": True}, "goods_minor"),
        ({"goods_minor": "100"}, "goods_minor"),
        ({"goods_minor": 2**63}, "goods_minor"),
    ],
)
def test_a_bad_order_is_refused_in_words_and_nothing_is_written(program, ana, change, param) -> None:
    answer = program().post("/api/v1/orders", ORDER | change, content_type="application/json")
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (422, "invalid_request")
    assert param in error["param"]
    assert error["message"]
    assert error["request_id"].startswith("req_")
    with scope(ana.workspace.id):
        assert Order.objects.count() == 0


def test_without_a_key_nothing_is_recorded(client, ana) -> None:
    answer = client.post("/api/v1/orders", ORDER, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["type"]) == (401, "authentication")


def test_a_key_without_the_scope_is_refused(program, ana) -> None:
    answer = program("orders.view").post("/api/v1/orders", ORDER, content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["type"]) == (403, "permission")
    with scope(ana.workspace.id):
        assert Order.objects.count() == 0


def test_a_session_cookie_is_no_key(as_ana) -> None:
    assert as_ana.get("/api/v1/orders").status_code == 401


def test_another_workspaces_order_is_not_found(program, cleo) -> None:
    theirs = program(brand=cleo).post("/api/v1/orders", ORDER, content_type="application/json").json()["id"]
    assert program().get(f"/api/v1/orders/{theirs}").status_code == 404
    assert program().get("/api/v1/orders/ord_nonsense").status_code == 404
    assert program().get("/api/v1/orders").json()["data"] == []


def test_orders_are_listed_newest_first_page_by_page(program) -> None:
    client = program()
    for day in range(1, 6):
        order = ORDER | {"external_id": str(day), "placed_at": f"2026-06-0{day}T10:00:00Z"}
        client.post("/api/v1/orders", order, content_type="application/json")
    first = client.get("/api/v1/orders?limit=2").json()
    assert ([one["external_id"] for one in first["data"]], first["has_more"]) == (["5", "4"], True)
    last = client.get("/api/v1/orders?limit=2&offset=4").json()
    assert ([one["external_id"] for one in last["data"]], last["has_more"]) == (["1"], False)


def test_a_refund_that_changed_is_refused_and_the_first_one_stays(program, ana) -> None:
    refund = {
        "external_id": "r1", "order_external_id": "1", "refunded_at": "2026-06-02T10:00:00Z", "currency": "EUR",
        "net_minor": 5000,
    }  # fmt: skip
    client = program()
    assert client.post("/api/v1/refunds", refund, content_type="application/json").status_code == 201
    changed = client.post("/api/v1/refunds", refund | {"net_minor": 1}, content_type="application/json")
    assert changed.status_code == 409
    assert changed.json()["error"]["message"].endswith("Nothing was changed.")
    with scope(ana.workspace.id):
        assert [row.net_minor for row in Refund.objects.all()] == [5000]
