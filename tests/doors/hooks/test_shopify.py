"""Signed messages of a shop: taken once, in either family of headers; anything else has no effect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.factories.orders import SECRET, make_selling, make_shop

from sweetspot.engines.isolation import scope
from sweetspot.integrations.shopify.webhooks import signature
from sweetspot.stages.orders.models import Message, Order, Refund
from sweetspot.stages.payouts import queries as payouts

DATA = Path(__file__).parents[2] / "data" / "shopify"


def body(name: str = "order", **changes) -> dict:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")) | changes


@pytest.fixture
def shop(ana):
    with scope(ana.workspace.id):
        return make_shop(ana.actor)


@pytest.fixture
def selling(ana):
    with scope(ana.workspace.id):
        return make_selling(ana.actor)


def send(client, shop, told, *, topic="orders/create", message="m1", secret=SECRET, family="X-Shopify-"):
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    headers = {
        f"{family}Topic": topic, f"{family}Webhook-Id": message, f"{family}Hmac-Sha256": signature(secret, raw),
        f"{family}Shop-Domain": "ana.myshopify.com", f"{family}Triggered-At": "2026-06-16T12:00:01.123Z",
    }  # fmt: skip
    address = f"/hooks/{shop.workspace_id}/shopify/{shop.id}/"
    return client.post(address, data=raw, content_type="application/json", headers=headers)


def counts(shop) -> tuple[int, int, int]:
    with scope(shop.workspace_id):
        return Message.objects.count(), Order.objects.count(), Refund.objects.count()


@pytest.mark.parametrize("family", ["X-Shopify-", "Shopify-"])
def test_a_signed_order_is_recorded(client, shop, family):
    answer = send(client, shop, body(), family=family)
    assert (answer.status_code, answer.json()) == (200, {"status": "recorded"})
    assert counts(shop) == (1, 1, 0)


def test_the_order_is_credited_and_paid_by_code(client, shop, selling):
    codes = [{"code": selling.code.lower(), "amount": "1.00"}]
    send(client, shop, body(discount_codes=codes, processed_at="2026-06-16T12:00:00Z"))
    send(client, shop, body("refund"), topic="refunds/create", message="m2")
    with scope(shop.workspace_id):
        [balance] = payouts.balances()
    assert (balance.currency, balance.waiting_minor) == ("USD", 5870 - 3913)


def test_a_repeated_message_does_nothing(client, shop):
    send(client, shop, body())
    assert send(client, shop, body()).json() == {"status": "repeated"}
    assert counts(shop) == (1, 1, 0)


@pytest.mark.parametrize("secret", ["wrong", "", "shpss_hush "])
def test_a_wrong_signature_is_refused_without_effect(client, shop, secret):
    answer = send(client, shop, body(), secret=secret)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_signature")
    assert counts(shop) == (0, 0, 0)


def test_a_message_without_signature_is_refused(client, shop):
    answer = client.post(f"/hooks/{shop.workspace_id}/shopify/{shop.id}/", data=b"{}", content_type="application/json")
    assert answer.status_code == 401


def test_a_changed_body_is_refused(client, shop):
    raw = json.dumps(body()).encode()
    headers = {
        "X-Shopify-Topic": "orders/create", "X-Shopify-Webhook-Id": "m1",
        "X-Shopify-Hmac-Sha256": signature(SECRET, raw),
    }  # fmt: skip
    address = f"/hooks/{shop.workspace_id}/shopify/{shop.id}/"
    answer = client.post(address, data=raw + b" ", content_type="application/json", headers=headers)
    assert answer.status_code == 401
    assert counts(shop) == (0, 0, 0)


def test_a_shop_without_a_secret_takes_nothing(client, ana):
    with scope(ana.workspace.id):
        shop = make_shop(ana.actor, "No secret", secret=None)
    assert send(client, shop, body(), secret="").status_code == 401


def test_another_workspaces_shop_is_not_found(client, shop, cleo):
    shop.workspace_id = cleo.workspace.id
    assert send(client, shop, body()).status_code == 404


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"id": NaN}', b'{"id": "\\u0000"}', b"\xff"])
def test_a_signed_message_that_is_no_json_object_is_refused(client, shop, raw):
    assert send(client, shop, raw).status_code == 400
    assert counts(shop) == (0, 0, 0)


def test_a_message_that_cannot_be_understood_is_kept_with_its_problem(client, shop):
    assert send(client, shop, body(currency="ZZZ")).json() == {"status": "problem"}
    assert counts(shop) == (1, 0, 0)
    with scope(shop.workspace_id):
        assert Message.objects.get().problem == "'ZZZ' is not a currency code."


def test_a_topic_that_is_not_ours_is_kept_and_ignored(client, shop):
    assert send(client, shop, {"id": 1}, topic="app/uninstalled").json() == {"status": "ignored"}
    assert counts(shop) == (1, 0, 0)


def test_no_persons_data_is_kept_with_a_message(client, shop):
    send(client, shop, body())
    with scope(shop.workspace_id):
        assert "bob" not in json.dumps(Message.objects.get().body).lower()


def test_only_posting_is_allowed(client, shop):
    assert client.get(f"/hooks/{shop.workspace_id}/shopify/{shop.id}/").status_code == 405


def test_a_refund_inside_an_order_counts_once(client, shop):
    send(client, shop, body(refunds=[body("refund")]), topic="orders/updated")
    send(client, shop, body("refund"), topic="refunds/create", message="m2")
    assert counts(shop) == (2, 1, 1)


@pytest.mark.parametrize("wrong", [1, "x", ["x"], {"a": 1}, True, "1E+999990", "0001-01-01T00:00:00+14:00"])
def test_no_shape_of_a_message_is_an_error_of_ours(client, shop, wrong):
    names = [name for name in body() if name != "id"]
    for number, name in enumerate(names):
        answer = send(client, shop, body() | {name: wrong}, message=f"m{number}")
        assert (answer.status_code, set(answer.json())) == (200, {"status"}), name
    refund_names = [name for name in body("refund") if name != "id"]
    for number, name in enumerate(refund_names):
        answer = send(client, shop, body("refund") | {name: wrong}, topic="refunds/create", message=f"r{number}")
        assert (answer.status_code, set(answer.json())) == (200, {"status"}), name


def test_a_message_with_half_a_character_is_refused(client, shop):
    answer = send(client, shop, body() | {"name": "\ud800"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_json")
    assert counts(shop) == (0, 0, 0)


def test_an_order_of_tomorrow_is_kept_as_a_problem_and_not_recorded(client, shop):
    far = {"processed_at": "2199-01-01T00:00:00Z", "updated_at": "2199-01-01T00:00:00Z"}
    assert send(client, shop, body(**far)).json() == {"status": "problem"}
    assert counts(shop) == (1, 0, 0)
    with scope(shop.workspace_id):
        assert "lies in the future" in Message.objects.get().problem


def test_a_message_that_is_too_large_is_refused_without_effect(client, shop, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = send(client, shop, body())
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert counts(shop) == (0, 0, 0)
