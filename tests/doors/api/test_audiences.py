"""Audiences by API: what is known, what it rests on, and how it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories.audiences import make_sample, make_shares
from tests.factories.creators import NOW, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.audiences.services import judge_samples

if TYPE_CHECKING:
    from conftest import Brand


@pytest.fixture
def address(ana: Brand) -> str:
    """A profile of Ana's with a breakdown and a sample."""
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id, creator__language="de")
        make_shares(profile, "country", {"DE": 0.6, "IN": 0.2})
        make_sample(profile)
        judge_samples(now=NOW)
    return f"/api/v1/profiles/{to_public('prf', profile.id)}/audience"


def test_an_audience_is_told_with_its_source_and_its_doubts(program: Any, address: str) -> None:
    found = program("creators.view").get(address).json()
    (country,) = found["breakdowns"]
    assert (country["dimension"], country["provenance"], country["listed"]) == ("country", "measured", 0.8)
    assert country["cells"] == [{"cell": "DE", "share": 0.6}, {"cell": "IN", "share": 0.2}]
    (sample,) = found["samples"]
    assert (sample["accounts"], sample["flagged"], sample["suspicious"]["level"]) == (200, 60, 0.95)
    assert sample["suspicious"]["low"] < 0.3 < sample["suspicious"]["high"]
    assert [one["signal"] for one in found["readings"]] == ["S6", "S10", "S11"]


def test_an_audience_is_compared_with_the_one_that_is_wanted(program: Any, address: str) -> None:
    wanted = {"target": {"country": {"DE": 0.6, "IN": 0.2}, "age": {"18-24": 1}}}
    found = program("creators.view").post(f"{address}/fit", wanted, content_type="application/json").json()
    assert found["fit"] == pytest.approx(1)
    assert [one["fit"] for one in found["dimensions"]] == [pytest.approx(1), None]


@pytest.mark.parametrize(
    "wanted", [{}, {"target": {}}, {"target": {"income": {"high": 1}}}, {"target": {"age": {"18-24": 0}}}]
)
def test_a_target_that_says_nothing_is_refused(program: Any, address: str, wanted: dict[str, Any]) -> None:
    answer = program("creators.view").post(f"{address}/fit", wanted, content_type="application/json")
    assert answer.status_code == 422


def test_another_workspaces_audience_does_not_exist(program: Any, cleo: Brand, address: str) -> None:
    stranger = program("creators.view", brand=cleo)
    assert stranger.get(address).status_code == 404
    wanted = {"target": {"country": {"DE": 1}}}
    assert stranger.post(f"{address}/fit", wanted, content_type="application/json").status_code == 404


def test_a_sample_is_uploaded_for_a_creator_that_no_column_names(program: Any) -> None:
    client = program("creators.change", "creators.view")
    file = SimpleUploadedFile("sample.csv", b"username,followers\na,5\n")
    mapping = client.post("/api/v1/imports", {"kind": "followers", "file": file}).json()
    assert [one["option"] for one in mapping["questions"]] == ["network", "handle"]
    chosen = client.post(
        f"/api/v1/imports/{mapping['id']}/choices", {"network": "instagram", "handle": "mia.wolf"},
        content_type="application/json",
    )  # fmt: skip
    assert chosen.json()["questions"] == []
