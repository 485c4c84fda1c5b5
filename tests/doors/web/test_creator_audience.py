"""The audience tab: what the audience consists of, and how much of a sample looks bought."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.factories.audiences import make_sample, make_shares
from tests.factories.creators import NOW, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.audiences.services import judge_samples

if TYPE_CHECKING:
    from conftest import Brand


def page(client: Any, profile: Any) -> str:
    response = client.get(f"/creators/{to_public('crt', profile.creator_id)}/audience")
    assert response.status_code == 200
    return str(response.content.decode())


def test_groups_and_samples_say_where_they_are_from_and_how_sure_they_are(as_ana: Any, ana: Brand) -> None:
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id, following=99, creator__language="de")
        make_shares(profile, "age", {"25-34": 0.5, "18-24": 0.3}, provenance="modelled")
        make_shares(profile, "country", {"DE": 0.75, "IN": 0.25})
        make_sample(profile)
        judge_samples(now=NOW)
    text = page(as_ana, profile)
    assert "Modelled" in text
    assert "Measured by the network" in text
    assert "80\u202f% of the audience is listed; the rest was not said." in text
    assert "below 0.01" in text
    assert "Follows 99 accounts and has 20,000 followers." in text
    assert "200 followers" in text
    assert "Rogan-Gladen" in text
    assert text.index("18-24") < text.index("25-34")


def test_a_small_sample_says_why_there_is_no_share(as_ana: Any, ana: Brand) -> None:
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id)
        make_sample(profile, bought=10, genuine=10)
        judge_samples(now=NOW)
    assert "Not enough data: 20 accounts, and a share needs 100." in page(as_ana, profile)


def test_nothing_known_says_what_to_import(as_ana: Any, ana: Brand) -> None:
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id)
    text = page(as_ana, profile)
    assert "/creators/import?kind=audience" in text
    assert "/creators/import?kind=followers" in text
