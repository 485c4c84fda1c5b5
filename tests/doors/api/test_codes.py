"""Codes by programs: a page at a time, seen before they are made, from state to state and back."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_equipment

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope

JSON = "application/json"


@pytest.fixture
def equipment(ana) -> Any:
    with scope(ana.workspace.id):
        return make_equipment(ana.actor, make_partnership(ana.actor))


def test_codes_are_previewed_made_paged_changed_and_undone(program, equipment) -> None:
    client = program()
    campaign = to_public("cmp", equipment.code.partnership.campaign_id)
    wanted = {"campaign": campaign, "everybody": True, "offer": {"kind": "shipping"}, "pattern": "{FIRST}-{RANDOM:4}"}
    seen = client.post("/api/v1/codes/preview", wanted, JSON).json()
    made = client.post("/api/v1/codes", {**wanted, "seed": seen["seed"]}, JSON)
    assert made.status_code == 201
    assert [one["code"] for one in made.json()["data"]] == [one["code"] for one in seen["data"]]
    first = client.get("/api/v1/codes?limit=1").json()
    second = client.get(f"/api/v1/codes?limit=1&after={first['next']}").json()
    assert (first["has_more"], second["has_more"]) == (True, False)
    assert {first["data"][0]["state"], second["data"][0]["state"]} == {"waiting"}
    name = first["data"][0]["id"]
    changed = client.post("/api/v1/codes/state", {"codes": [name], "state": "active"}, JSON).json()
    assert changed["changed"] == 1
    assert client.get("/api/v1/codes?state=active").json()["data"][0]["id"] == name
    assert client.post("/api/v1/codes/undo", {"moment": changed["moment"]}, JSON).json()["changed"] == 1
    assert client.get(f"/api/v1/codes/{name}").json()["state"] == "waiting"
    worse = client.put(f"/api/v1/codes/{name}", {"kind": "amount", "amount_minor": 1000}, JSON)
    assert (worse.status_code, worse.json()["error"]["param"]) == (422, "currency")
    assert client.put(f"/api/v1/codes/{name}", {"kind": "none", "uses": 3}, JSON).json()["offer"]["uses"] == 3


def test_a_pool_is_made_and_given_out(program, equipment) -> None:
    client = program()
    wanted = {
        "partnership": to_public("prt", equipment.partnership_id), "name": "Parcels", "size": 20,
        "offer": {"discount_basis_points": 1500},
    }  # fmt: skip
    made = client.post("/api/v1/codes/pools", wanted, JSON).json()
    given = client.post(f"/api/v1/codes/pools/{made['id']}/hand-out", {"number": 2, "to": "Fair"}, JSON).json()
    assert {one["handed_to"] for one in given["data"]} == {"Fair"}
    assert client.get("/api/v1/codes/pools").json()["data"][0]["handed"] == 2
    assert len(client.get(f"/api/v1/codes?pool={made['id']}").json()["data"]) == 20
