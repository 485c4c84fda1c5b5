"""Look-alikes: points and their parts by hand, the index against the exact answer, and what is said without data."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.core.errors import NotFound, Unavailable
from sweetspot.core.identifiers import new_id
from sweetspot.stages.creators import services
from sweetspot.stages.creators.formulas import alike
from sweetspot.stages.creators.formulas.alike import Frequencies, Point, Portrait, Scale
from sweetspot.stages.creators.models import Creator, Likeness, Profile
from sweetspot.stages.creators.queries import alike as known
from sweetspot.stages.creators.queries.alike import look_alikes

EVERYBODY_ELSE = [[f"word{letter}"] for letter in "abcdef"]
USAGE = alike.frequencies([["rings", "gold"], ["rings", "gold"], *EVERYBODY_ELSE])
SIZE, RATE = Scale(math.log(10_000), 1.0), Scale(math.log(0.03), 0.5)
_PORTRAITS = st.builds(
    Portrait, st.sampled_from(alike.NETWORKS), st.none() | st.integers(0, 10**8), st.none() | st.floats(0, 3),
    *[st.none() | st.text(max_size=8)] * 3,
    st.dictionaries(st.sampled_from(alike.FORMATS), st.integers(0, 50)),
    st.dictionaries(st.sampled_from(["rings", "gold", "worda"]), st.integers(1, 9)),
)  # fmt: skip


def point(portrait: Portrait) -> Point:
    return alike.point_of(portrait, size=SIZE, engagement=RATE, usage=USAGE)


def test_parts_are_apart_by_their_weight_at_most_by_hand() -> None:
    one = point(Portrait("tiktok", 10_000, 0.03, "DE", "de", "Beauty", {"video": 4}, {"rings": 1}))
    other = point(Portrait("tiktok", 27_183, 0.03, "FR", "de", "Beauty", {"image": 2, "video": 2}, {"rings": 1}))
    # A spread is half of "nothing in common" along the line, so a quarter of the weight squared: (1/sqrt2)^2 * 1/2.
    assert alike.apart(one, other) == pytest.approx(
        {"size": 0.25, "engagement": 0, "format": 0.25, "network": 0, "country": 1, "language": 0, "category": 0,
         "topics": 0},
        abs=1e-5,
    )  # fmt: skip
    assert alike.alike_in(one, other)[:3] == ["topics", "language", "category"]
    assert "country" not in alike.alike_in(one, other)
    assert alike.likeness(math.sqrt(1.5)) == pytest.approx(1 - 1.5 / 10.5)


def test_words_are_counted_without_addresses_and_what_everybody_says_counts_nothing() -> None:
    assert alike.words_of(["Gold #Rings! https://x.example/rings @gold a an", "GOLD"]) == {"gold": 2, "rings": 1}
    assert USAGE.weight("gold") == pytest.approx(math.log(9 / 3))
    assert not USAGE.says_something("worda")
    assert point(Portrait("x", words={"worda": 5})).parts == ("network",)


def test_scales_come_from_the_workspace_or_are_missing() -> None:
    assert alike.scale_of([None, 0, 5]) is None
    assert alike.scale_of([10, 10, 10]) == Scale(math.log(10), 1.0)
    found = alike.scale_of([math.e, math.e**2, math.e**3])
    assert found == Scale(pytest.approx(2.0), pytest.approx(1.482602218505602))


@given(_PORTRAITS, _PORTRAITS)
def test_points_have_one_length_and_no_part_is_farther_than_its_weight(one: Portrait, other: Portrait) -> None:
    left, right = point(one), point(other)
    assert left.features.shape == (alike.DIMENSIONS,)
    assert np.isfinite(left.features).all()
    parts = alike.apart(left, right)
    assert all(0 <= distance <= 2 * alike.WEIGHTS[name] * 2 + 1e-9 for name, distance in parts.items())
    assert alike.apart(left, left) == dict.fromkeys(left.parts, 0)
    assert sum(alike.apart(right, left).values()) == pytest.approx(sum(parts.values()))


def test_the_middle_of_points_knows_what_half_of_them_know() -> None:
    one, other = point(Portrait("x", 10_000)), point(Portrait("x", country="DE"))
    assert alike.middle_of([one, one, other]).parts == ("size", "network")
    with pytest.raises(ValueError, match="no points"):
        alike.middle_of([])
    assert Frequencies(0, np.zeros(1 << 18, dtype=np.int32)).share("x") == 0


@pytest.fixture
def two_kinds(in_brand: Any) -> list[Profile]:
    """Six who post about rings from Germany, six who post about soup from France."""
    made = []
    for number in range(12):
        kind = number < 6
        profile = make_profile(
            in_brand.workspace.id, f"maker{number}", followers=20_000 + number * 100,
            creator__country="DE" if kind else "FR", creator__language="de" if kind else "fr",
            creator__category="Jewellery" if kind else "Food",
        )  # fmt: skip
        make_posts(
            profile, 4, caption=f"Gold rings number{number}" if kind else f"Onion soup number{number}", seed=number
        )
        made.append(profile)
    services.recompute_engagement(now=NOW)
    assert services.recompute_likeness(now=NOW) == 12
    return made


def test_look_alikes_are_of_the_same_kind_with_their_reasons(two_kinds: list[Profile]) -> None:
    found = look_alikes([two_kinds[0].id], 5)
    assert {row.profile.profile_id for row in found.rows} == {one.id for one in two_kinds[1:6]}
    assert found.rows[0].because[0] == "posts about gold, rings"
    assert {"also Jewellery", "also in German"} <= set(found.rows[0].because)
    assert found.rows[0].likeness > 0.8
    assert [row.likeness for row in found.rows] == sorted((row.likeness for row in found.rows), reverse=True)
    several = look_alikes([one.id for one in two_kinds[:3]], 3)
    assert {row.profile.profile_id for row in several.rows} == {one.id for one in two_kinds[3:6]}


def test_values_that_share_their_places_by_chance_are_no_reason(two_kinds: list[Profile]) -> None:
    Creator.objects.filter(profiles=two_kinds[1]).update(country="AT", category="Metal")  # placed as German jewellery
    because = {row.profile.profile_id: row.because for row in look_alikes([two_kinds[0].id]).rows}
    assert not {"also from Austria", "also Metal"} & set(because[two_kinds[1].id])
    assert {"also from Germany", "also Jewellery"} & set(because[two_kinds[2].id])


def test_a_creators_other_profiles_are_no_look_alikes(two_kinds: list[Profile]) -> None:
    Profile.objects.filter(id=two_kinds[1].id).update(creator=two_kinds[0].creator)
    assert two_kinds[1].id not in {row.profile.profile_id for row in look_alikes([two_kinds[0].id]).rows}


def test_too_little_data_is_an_answer(two_kinds: list[Profile], in_brand: Any) -> None:
    empty = make_profile(in_brand.workspace.id, "empty", followers=None)
    assert "next import" in look_alikes([empty.id]).reason
    services.recompute_likeness(now=NOW)
    found = look_alikes([empty.id])
    assert found.rows == ()
    assert found.reason.startswith("Not enough data: only the network is known.")
    with pytest.raises(NotFound):
        look_alikes([new_id()])
    with pytest.raises(NotFound):
        look_alikes([])


def test_without_the_extension_there_is_a_plain_word(two_kinds: list[Profile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "vectors_are_here", lambda: False)
    with pytest.raises(Unavailable, match="pgvector"):
        look_alikes([two_kinds[0].id])


def test_the_index_finds_what_the_exact_answer_does(in_brand: Any) -> None:
    chance = random.Random(3)
    centres = [[chance.gauss(0, 1) for _ in range(alike.DIMENSIONS)] for _ in range(8)]
    for number in range(400):
        profile = make_profile(in_brand.workspace.id, f"p{number}")
        near = [value + chance.gauss(0, 0.5) for value in chance.choice(centres)]
        Likeness.objects.create(
            workspace_id=in_brand.workspace.id, profile=profile, version="t", computed_at=NOW, features=near,
            parts=["size"], topics=[],
        )  # fmt: skip
    shares = []
    for centre in centres:
        asked = Point(np.array(centre), (), ())
        answers = []
        for setting in ("enable_indexscan", "enable_seqscan"):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_indexscan = on")
                cursor.execute("SET LOCAL enable_seqscan = on")
                cursor.execute(f"SET LOCAL {setting} = off")
            answers.append(set(known.nearest(asked, [], 20)))
        shares.append(len(answers[0] & answers[1]) / 20)
    assert sum(shares) / len(shares) >= 0.95
