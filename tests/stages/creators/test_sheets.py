"""Files of profiles and posts, read and rated without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sweetspot.core.errors import Invalid
from sweetspot.stages.creators.formulas import BUILT_IN, DEFAULT_DEFINITION
from sweetspot.stages.creators.formulas.rated import Rated, rate_sheet
from sweetspot.stages.creators.formulas.rows import Options
from sweetspot.stages.creators.formulas.sheets import Sheet, read_sheet, with_followers

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POSTS = ["username", "shortcode", "taken_at", "likes", "comments", "type", "caption"]


def day(days: float) -> str:
    return (NOW - timedelta(days=days)).isoformat()


def rows(handle: str, count: int = 4, likes: str = "90") -> list[list[str]]:
    return [[handle, f"{handle}{n}", day(10 + n), likes, "10", "GraphImage", f"Post {n}"] for n in range(count)]


def read(columns: list[str], cells: list[list[str]], name: str = "file.csv") -> Sheet:
    return read_sheet(name, columns, cells, Options())


def rates(sheet: Sheet, place: int = 0) -> dict[str, Rated]:
    return {one.definition.key: one for one in rate_sheet(sheet, BUILT_IN, sheet.as_of or NOW)[place].rates}


def test_posts_find_their_followers_in_a_file_of_profiles() -> None:
    sheet = read(POSTS, rows("mia") + rows("ben", 2))
    profiles = read(["username", "followers", "following"], [["Mia", "1000", "10"], ["ben", "500", "3"]])
    joined = with_followers(sheet, profiles)
    assert (sheet.kind, profiles.kind, joined.as_of) == ("posts", "profiles", NOW - timedelta(days=7))
    found = rates(joined)["per-follower"]
    assert (round(found.rate or 0, 9), found.sample, found.source) == (0.1, 4, "posts")
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.1 < found.high
    assert rates(joined, 1)["per-follower"].reason == "Not enough data: 2 of the 3 posts needed can be used."


def test_posts_without_followers_say_what_is_missing() -> None:
    sheet = read(POSTS, rows("mia"))
    assert sheet.notes == ("No column says how many followers a profile has: give a file of profiles too.",)
    assert rates(sheet)["per-follower"].reason == (
        "Not enough data: 0 of the 3 posts needed can be used. 4 left out: the number to divide by is unknown or 0."
    )


def test_followers_in_the_rows_of_posts_count_as_those_at_the_time() -> None:
    header = ["account", "posted_at", "likes", "replies", "views", "followers"]
    cells = [["mia", day(10 + n), "90", "10", "2000", str(1_000 + n)] for n in range(3)]
    found = rates(read(header, cells))
    assert found["per-follower"].rate == pytest.approx((0.1 + 100 / 1001 + 100 / 1002) / 3)
    assert found["per-view"].rate == pytest.approx(0.05)


def test_posts_without_dates_are_rated_but_not_by_the_day() -> None:
    header = ["account", "post", "likes", "comments", "followers"]
    found = rates(read(header, [["mia", f"p{n}", "90", "10", "1000"] for n in range(3)] * 2))
    assert found["per-follower"].rate == pytest.approx(0.1)
    assert (found["per-follower"].sample, found["per-follower"].first) == (3, None)
    assert found["daily"].rate is None


def test_averages_of_profiles_give_a_rate_without_an_interval() -> None:
    header = ["Tiktoker name", "Subscribers count", "Views avg.", "Likes avg", "Comments avg."]
    found = rates(read(header, [["mia", "221.7K", "1M", "2217", "0"], ["ben", "0", "5", "1", "1"]]))
    one = found["per-follower"]
    assert (one.rate, one.low, one.sample, one.source) == (pytest.approx(0.01), None, None, "averages")
    assert "there is no interval" in one.reason
    assert found["per-view"].rate == pytest.approx(0.002217)
    assert found["per-follower-median"].rate is None
    assert found["daily"].rate is None


def test_average_engagement_is_what_likes_and_comments_are() -> None:
    header = ["Instagram name", "Followers", "Engagement avg\n", "Engagement avg Values \n"]
    assert rates(read(header, [["433", "48500000", "637K", "637000"]]))["per-follower"].rate == pytest.approx(
        637_000 / 48_500_000
    )


def test_lifetime_likes_give_the_like_follower_ratio_only() -> None:
    header = ["handle", "following", "followers", "total_likes", "total_videos"]
    found = rates(read(header, [["mia", "5", "1590", "57900", "158"]]))
    assert found["like-follower-ratio"].rate == pytest.approx(57_900 / 158 / 1_590)
    assert found["like-follower-ratio"].source == "lifetime"
    assert found["per-follower"].reason.startswith("Not enough data: the file has no posts")


@pytest.mark.parametrize("followers", ["", "0"])
def test_profiles_without_followers_say_so(followers: str) -> None:
    found = rates(read(["handle", "followers", "average likes", "average comments"], [["mia", followers, "9", "1"]]))
    assert found["per-follower"].reason == "Not enough data: the number of followers is not known or 0."


def test_a_rate_above_100_per_cent_stays_what_it_is() -> None:
    sheet = read(
        ["handle", "followers", "following", "awg_engagement_rate", "likes"], [["mia", "19", "3", "1.62", "9"]]
    )
    assert sheet.profiles[0].stated_rate == 1.62


def test_unreadable_cells_are_counted_and_a_profile_listed_twice_counts_once() -> None:
    sheet = read(["handle", "followers", "following"], [["mia", "10", "1"], ["Mia", "12", "1"], ["ben", "many", "2"]])
    assert [(one.handle, one.followers) for one in sheet.profiles] == [("mia", 10), ("ben", None)]
    assert sheet.notes == ("Followers: 1 cells could not be read and count as not known.",)


def test_a_file_of_comments_or_of_nothing_known_is_refused() -> None:
    with pytest.raises(Invalid, match="lab comments"):
        read(["comment_id", "text", "likes"], [["1", "Nice", "2"]])
    with pytest.raises(Invalid, match="no column of handles"):
        read(["colour", "size"], [["red", "2"]])


def test_posts_of_one_profile_need_no_column_of_handles() -> None:
    sheet = read(["date", "likes", "comments"], [[day(9 + n), "5", "1"] for n in range(3)], "mia.csv")
    assert [(one.handle, len(one.posts)) for one in sheet.profiles] == [("mia.csv", 3)]


def test_one_giant_among_twenty_peers_moves_nobody_else() -> None:
    cells = [cell for n in range(20) for cell in rows(f"c{n}", likes=str(80 + n))]
    small = read(POSTS, cells)
    people = [[f"c{n}", "1000", "1"] for n in range(20)]
    giant = [["giant", "10000000", "1"]]
    header = ["username", "followers", "following"]
    alone = rate_sheet(with_followers(small, read(header, people)), [DEFAULT_DEFINITION], NOW)
    beside = rate_sheet(
        with_followers(read(POSTS, cells + rows("giant", likes="9000000")), read(header, people + giant)),
        [DEFAULT_DEFINITION], NOW,
    )  # fmt: skip
    assert [one.rates for one in beside[:20]] == [one.rates for one in alone]
    assert beside[20].rates[0].rate == pytest.approx(0.900001)
