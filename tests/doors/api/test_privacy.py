"""Visitors' privacy by program: what is sent comes back."""

from __future__ import annotations

from typing import Any

from tests.conftest import Brand


def test_programs_read_and_choose_the_same(program: Any, ana: Brand) -> None:
    client, address = program(), "/api/v1/tracking/privacy"
    assert client.get(address).json()["signals"] == "honour"
    wanted = {"signals": "ignore", "days": 3, "own_networks": ["198.51.100.0/24"]}
    told = client.put(address, wanted, "application/json").json()
    assert (told["signals"], told["consent"], told["own_networks"]) == ("ignore", "asked", ["198.51.100.0/24"])
    refused = client.put(address, wanted | {"days": 99}, "application/json")
    assert (refused.status_code, refused.json()["error"]["param"]) == (422, "days")
    assert client.get(address).json()["days"] == 3
