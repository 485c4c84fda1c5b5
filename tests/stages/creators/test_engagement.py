"""Engagement rates, one profile at a time and by the column."""

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas import (
    BUILT_IN,
    DEFAULT_DEFINITION,
    DEFAULT_LINE,
    Basis,
    Definition,
    Kind,
    PeerLine,
    Peers,
    PostColumns,
    PostReading,
    Reason,
    Statistic,
    Window,
    announces_giveaway,
    eligible,
    engaged_people,
    engagement,
    engagement_columns,
    fit_line,
    likely_rate,
    noise_freedom,
    padded,
    peer_position,
    percentiles,
    select,
)
from sweetspot.stages.creators.formulas.readings import MAYBE_GIVEAWAY

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
PER_VIEW = next(one for one in BUILT_IN if one.key == "per-view")
COMMENTS = next(one for one in BUILT_IN if one.key == "comments-per-follower")


def post(
    number: int,
    likes: int | None = 100,
    comments: int | None = 0,
    days: float | None = None,
    name: str = "",
    **more: Any,
) -> PostReading:
    at = NOW - timedelta(days=10 + number if days is None else days)
    return PostReading(id=name or f"p{number}", published_at=at, likes=likes, comments=comments, **more)


def reasons(*posts: PostReading, window: Window | None = None) -> dict[str, Reason]:
    chosen = select(posts, NOW, window) if window else select(posts, NOW)
    return {left.post: left.reason for left in chosen.left_out}


def test_ten_per_cent_of_a_thousand_is_exactly_100_people() -> None:
    found = engagement([post(n, likes=100) for n in range(12)], 1_000, NOW)
    assert found.rate is not None
    assert found.people is not None
    assert found.rate.value == pytest.approx(0.10, abs=1e-15)
    assert found.people.value == 100.0
    assert found.people.low < 100.0 < found.people.high
    assert engaged_people(0.10, 1_000) == 100.0


def test_three_per_cent_of_eighty_thousand_is_exactly_2400_people() -> None:
    found = engagement([post(n, likes=2_300, comments=100) for n in range(12)], 80_000, NOW)
    assert found.people is not None
    assert found.people.value == 2_400.0
    assert engaged_people(0.03, 80_000) == 2_400.0
    assert engaged_people(None, 80_000) is None


def test_the_likely_rate_by_hand() -> None:
    line = PeerLine(math.log(0.05), 0.0, 0.70, 0.62, 0, "hand")
    found = engagement([post(n, likes=99, comments=1) for n in range(5)], 1_000, NOW, line=line)
    weight = 0.62**2 / (0.62**2 + 0.70**2 / 5)
    centre = weight * math.log(100.5 / 1_000) + (1 - weight) * math.log(0.05)
    assert found.likely is not None
    assert found.weight == pytest.approx(weight)
    assert found.likely.value == pytest.approx(math.exp(centre))
    # Posts that agree: own noise (9 * 0.70^2 * 7/9 + 4 * 0) / 13 = 0.2638, and Student's t with 13 is 1.771.
    half = 1.7709333959867988 * math.sqrt(weight**2 * 3.43 / 13 / 5 + (1 - weight) ** 2 * 0.62**2)
    assert found.likely.high == pytest.approx(math.exp(centre + half))


def test_median_mean_and_trimmed_mean_stand_beside_each_other() -> None:
    found = engagement([post(n, likes=likes) for n, likes in enumerate([10] * 9 + [1_000])], 1_000, NOW)
    assert found.rate is not None
    assert (found.rate.value, found.median) == (pytest.approx(0.01), pytest.approx(0.01))
    assert found.mean == pytest.approx(0.109)


def test_too_few_posts_give_a_reason_and_no_number() -> None:
    found = engagement([post(1), post(2)], 1_000, NOW)
    assert (found.rate, found.people, found.log_likely) == (None, None, None)
    assert found.reason == "Not enough data: 2 of the 3 posts needed can be used."
    shares = replace(DEFAULT_DEFINITION, kinds=(Kind.SHARES,), window=replace(DEFAULT_DEFINITION.window, posts=5))
    found = engagement([post(n) for n in range(20)], 1_000, NOW, definition=shares)
    assert found.reason == (
        "Not enough data: 0 of the 3 posts needed can be used. 5 left out: a count this rate needs is not known."
    )


@pytest.mark.parametrize("followers", [None, 0])
def test_without_followers_a_rate_is_undefined(followers: int | None) -> None:
    found = engagement([post(n) for n in range(5)], followers, NOW)
    assert found.rate is None
    assert {left.reason for left in found.selection.left_out} == {Reason.NO_BASIS}


def test_each_post_left_out_says_why() -> None:
    assert reasons(
        post(1, days=2.9),
        post(2, days=366),
        post(3, pinned=True),
        post(4, caption="GIVEAWAY! Tag two friends"),
        post(5, likes=0, comments=12),
        post(6, likes=None),
        post(7),
    ) == {
        "p1": Reason.TOO_YOUNG,
        "p2": Reason.TOO_OLD,
        "p3": Reason.PINNED,
        "p4": Reason.GIVEAWAY,
        "p5": Reason.LIKES_HIDDEN,
        "p6": Reason.LIKES_HIDDEN,
    }


def test_a_collaboration_listed_twice_counts_once() -> None:
    assert reasons(post(1, days=20, caption="With Ben"), post(2, days=20, caption="With Ben")) == {
        "p2": Reason.DUPLICATE
    }
    assert reasons(post(1, days=20), post(2, days=20)) == {}


def test_only_the_newest_posts_of_the_window_count() -> None:
    chosen = select([post(n) for n in range(40)], NOW)
    assert [used.id for used in chosen.used] == [f"p{n}" for n in range(30)]
    assert {left.reason for left in chosen.left_out} == {Reason.BEYOND_WINDOW}


def test_every_reason_has_a_sentence() -> None:
    chosen = select([post(1, days=1)], NOW)
    assert chosen.left_out[0].sentence == "Too new: it is still collecting likes."


def test_hidden_likes_leave_the_rate_unchanged() -> None:
    open_posts = [post(n) for n in range(6)]
    hidden = [post(50, likes=0, comments=12), post(51, likes=None, comments=3)]
    assert engagement(open_posts + hidden, 1_000, NOW).rate == engagement(open_posts, 1_000, NOW).rate


def test_comments_alone_can_be_rated_where_likes_are_hidden() -> None:
    found = engagement([post(n, likes=0, comments=12) for n in range(4)], 1_000, NOW, definition=COMMENTS)
    assert found.rate is not None
    assert found.rate.value == pytest.approx(0.012)


def test_a_post_without_a_needed_count_is_left_out() -> None:
    saving = replace(DEFAULT_DEFINITION, kinds=(Kind.LIKES, Kind.SAVES))
    found = engagement([*(post(n, saves=5) for n in range(3)), post(9)], 1_000, NOW, definition=saving)
    assert found.rate is not None
    assert found.rate.value == pytest.approx(0.105)
    assert [(left.post, left.reason) for left in found.selection.left_out] == [("p9", Reason.COUNT_UNKNOWN)]


def test_followers_at_the_time_of_the_post_come_first() -> None:
    found = engagement([*(post(n, followers_at_post=500) for n in range(3)), post(4)], 1_000, NOW)
    assert found.mean == pytest.approx((3 * 0.2 + 0.1) / 4)
    assert found.followers_assumed == 1


def test_a_rate_per_view_is_not_shrunk_towards_rates_per_follower() -> None:
    found = engagement([post(n, views=2_000) for n in range(4)], 1_000, NOW, definition=PER_VIEW)
    assert found.rate is not None
    assert (found.rate.value, found.likely, found.people) == (pytest.approx(0.05), None, None)
    assert (
        engagement([post(n) for n in range(4)], 1_000, NOW, definition=replace(PER_VIEW, basis=Basis.REACH)).rate
        is None
    )


def test_a_rate_above_100_per_cent_is_allowed_and_marked() -> None:
    found = engagement([post(n, likes=3_000) for n in range(4)], 1_000, NOW)
    assert found.rate is not None
    assert (found.rate.value, found.above_full) == (3.0, True)


@pytest.mark.parametrize(
    "caption",
    [
        "Big GIVEAWAY today",
        "#giveaway",
        "Tag 3 friends below",
        "Win a ring",
        "¡Sorteo!",
        "Gewinnspiel: macht mit",
        "Grand concours de Noël",
        "Çekiliş başladı",
        "розыгрыш призов",
        "tag your best friend",
        "winactie",
    ],
)
def test_giveaways_are_recognised_in_many_languages(caption: str) -> None:
    assert announces_giveaway(caption)
    for written in (caption, caption.upper(), caption.title()):
        small = written.encode().lower().decode()  # bytes know of ASCII letters only
        assert any(text in small for text in MAYBE_GIVEAWAY) or not announces_giveaway(written)


@pytest.mark.parametrize("caption", ["", "A window seat", "win-win", "Winter is here", "Da Vinci", "contested"])
def test_ordinary_words_are_no_giveaway(caption: str) -> None:
    assert not announces_giveaway(caption)


def test_thirty_peers_place_a_rate_and_fewer_leave_it_to_the_line() -> None:
    rates = np.log(np.linspace(0.01, 0.10, 40))
    placed = peer_position(math.log(0.0551), 20_000, Peers(np.full(40, 20_000.0), rates))
    assert placed is not None
    assert (placed.basis, placed.peers, placed.share_below.value) == ("peers", 40, 0.5)
    few = peer_position(DEFAULT_LINE.at(20_000), 20_000, Peers(np.full(29, 20_000.0), rates[:29]))
    assert few is not None
    assert (few.basis, few.peers, few.share_below.value) == ("line", 29, 0.5)
    assert peer_position(0.0, 0, Peers(np.array([]), np.array([]))) is None


def test_only_profiles_of_about_this_size_are_peers() -> None:
    sizes = np.array([6_900.0, 7_100.0, 10_000.0, 14_100.0, 14_300.0, 0.0])
    assert len(Peers(sizes, np.zeros(6)).near(10_000)) == 3


def test_the_line_is_found_again_from_profiles_drawn_from_it() -> None:
    chance = np.random.default_rng(7)
    followers = np.exp(chance.uniform(7, 13, 4_000)).round()
    true = 0.2 - 0.25 * np.log(followers) + 0.5 * chance.standard_normal(4_000)
    logs = true[:, None] + 0.6 * chance.standard_normal((4_000, 12))
    line = fit_line(followers, logs.mean(axis=1), logs.var(axis=1, ddof=1), np.full(4_000, 12.0), "drawn")
    assert line is not None
    assert (line.slope, line.noise, line.spread) == pytest.approx((-0.25, 0.6, 0.5), abs=0.02)
    assert line.sample == 4_000


def test_a_line_needs_thirty_profiles_and_survives_equal_sizes() -> None:
    ones = np.ones(29)
    assert fit_line(ones * 1_000, -ones, ones, ones * 5, "few") is None
    many = np.ones(30)
    line = fit_line(many * 1_000, -many, many, many * 5, "alike")
    assert line is not None
    assert (line.slope, line.intercept) == (0.0, -1.0)


def test_the_90_per_cent_interval_covers_about_90_per_cent() -> None:
    chance = np.random.default_rng(11)
    true = DEFAULT_LINE.at(5_000) + DEFAULT_LINE.spread * chance.standard_normal(3_000)
    # Every profile has noise of its own, some more and some less than usual.
    own = DEFAULT_LINE.noise * np.sqrt(7 / chance.chisquare(9, 3_000))
    logs = true[:, None] + own[:, None] * chance.standard_normal((3_000, 5))
    found = likely_rate(logs.mean(axis=1), logs.var(axis=1, ddof=1), 5, DEFAULT_LINE.at(5_000), DEFAULT_LINE)
    assert 0.88 <= np.mean(np.abs(found.centre - true) <= found.half) <= 0.93


def test_how_alike_the_noise_of_profiles_is_is_found_again() -> None:
    chance, counts = np.random.default_rng(5), np.full(20_000, 12.0)
    true = 6 / chance.chisquare(8, 20_000)
    assert noise_freedom(true * chance.chisquare(11, 20_000) / 11, counts) == pytest.approx(8, abs=0.5)
    assert noise_freedom(chance.chisquare(11, 20_000) / 11, counts) > 100
    assert noise_freedom(np.zeros(3), counts[:3]) == 1_000


counts = st.one_of(st.none(), st.integers(0, 5_000))
written = st.builds(
    lambda number, likes, comments, days, pinned, before: (number, likes, comments, days, pinned, before),
    st.integers(0, 10**6),
    counts,
    st.integers(0, 300),
    st.integers(0, 380),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 9_000)),
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [
            replace(one, window=Window(posts=6))
            for one in (
                DEFAULT_DEFINITION,
                PER_VIEW,
                COMMENTS,
                replace(DEFAULT_DEFINITION, statistic=Statistic.MEDIAN),
                replace(DEFAULT_DEFINITION, statistic=Statistic.MEAN, per_day=True),
            )
        ]
    ),
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 90_000)),
            st.lists(written, max_size=12, unique_by=(lambda one: one[0], lambda one: one[3])),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_columns_say_exactly_what_single_profiles_say(
    definition: Definition, profiles: list[tuple[int | None, list[Any]]]
) -> None:
    window = definition.window
    flat = [(owner, *one) for owner, (_, posts) in enumerate(profiles) for one in posts]
    table = np.array([[np.nan if part is None else float(part) for part in one] for one in flat], dtype=float).reshape(
        -1, 7
    )
    owner, _, likes, comments, ages, pinned, before = table.T
    columns = PostColumns(owner.astype(np.int64), ages, likes, comments, pinned.astype(bool))
    fit = eligible(columns, window, definition.needs_likes)
    engaged = likes + comments if definition.needs_likes else comments
    parts = (engaged, before, -ages)
    rows = padded(columns.profile[fit], ages[fit], [part[fit] for part in parts], len(profiles))
    followers = np.array([np.nan if count is None else float(count) for count, _ in profiles])
    found = engagement_columns(rows[0], followers, rows[1], definition=definition, days=rows[2])
    basis = "views" if definition.basis is Basis.VIEWS else "followers_at_post"
    for place, (count, posts) in enumerate(profiles):
        readings = [
            post(0, likes, comments, days=days, pinned=pinned, name=str(number), **{basis: before})
            for number, likes, comments, days, pinned, before in posts
        ]
        single = engagement(readings, count, NOW, definition=definition)
        if single.rate is None or (definition.basis is Basis.FOLLOWERS and not count):
            assert np.isnan(found.rate[place])
            assert np.isnan(found.log_likely[place])
            continue
        assert found.posts[place] == len(single.selection.used)
        figures = (single.rate.value, single.rate.low, single.rate.high, single.median, single.mean, single.log_mean)
        columns_say = (found.rate, found.low, found.high, found.median, found.mean, found.log_mean)
        assert [one[place] for one in columns_say] == pytest.approx(figures, rel=1e-9)
        likely = [math.nan if one is None else one for one in (single.log_likely, single.weight)]
        assert [found.log_likely[place], found.weight[place]] == pytest.approx(likely, rel=1e-9, nan_ok=True)
        people = single.people.value if single.people else math.nan
        assert found.people[place] == pytest.approx(people, rel=1e-9, abs=1e-6, nan_ok=True)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), max_size=50))
def test_percentiles_by_the_column_equal_counting_by_hand(pairs: list[tuple[int, int]]) -> None:
    followers = np.array([float(size) for size, _ in pairs])
    rates = np.array([float(rate) for _, rate in pairs])
    share, peers = percentiles(followers, rates)
    for place, (size, rate) in enumerate(pairs):
        near = [
            other
            for at, (other_size, other) in enumerate(pairs)
            if at != place and size and other_size and abs(math.log(other_size) - math.log(size)) <= 0.35
        ]
        assert peers[place] == len(near)
        expected = sum(other < rate for other in near) / len(near) if near else math.nan
        assert share[place] == pytest.approx(expected, nan_ok=True)
