"""Lists of followers as people have them: their headings, their blanks, their mistakes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from sweetspot.stages.audiences.formulas import Reading, layout, read


def reading(names: str, *lines: str) -> Reading:
    columns, rows = names.split(","), [line.split(",") for line in lines]
    return read(layout(columns, rows), list(enumerate(rows, start=2)))


def mapped(names: Sequence[str], *rows: Sequence[str]) -> dict[str, str]:
    return {key: names[at] for key, at in layout(names, rows).columns.items()}


@pytest.mark.parametrize(
    ("names", "row", "keys"),
    [
        ("followers,following,posts,has_picture,private,username,bio", "1,2,3,1,0,anna1,hi",
         "followers following posts has_picture private username bio"),
        ("#followers,#follows,#posts,profile pic,nums/length username,description length,name==username,fullname words",
         "1,2,3,1,0.33,12,0,2", "followers following posts has_picture digit_share bio_length"),
        ("userFollowerCount,userFollowingCount,userMediaCount,userHasProfilPic,userIsPrivate,usernameDigitCount,"
         "usernameLength,userBiographyLength", "1,2,3,1,0,2,9,0",
         "followers following posts has_picture private username_length username_digits bio_length"),
        ("followers_count,friends_count,statuses_count,screen_name,description,protected", "1,2,3,anna,hi,False",
         "followers following messages private username bio"),
    ],
)  # fmt: skip
def test_known_headings_are_understood(names: str, row: str, keys: str) -> None:
    assert set(mapped(names.split(","), row.split(","))) == set(keys.split())


def test_counts_flags_and_texts_are_read() -> None:
    found = reading("followers,follows,posts,has picture,private,username,bio", '1.2k,"7",0,yes,f,@anna_99,hello')
    one = found.accounts
    assert [float(values[0]) for values in (one.followers, one.posts, one.picture, one.private)] == [1200, 0, 1, 0]
    assert (one.digits[0], one.biography[0]) == (pytest.approx(2 / 7), 5)


def test_a_short_message_counts_a_tenth_of_a_post() -> None:
    assert reading("followers,statuses", "5,360").accounts.posts.tolist() == [36.0]


def test_a_default_picture_is_no_picture() -> None:
    assert reading("followers,default_profile_image", "5,1", "5,0").accounts.picture.tolist() == [0.0, 1.0]


def test_a_column_that_only_ever_says_yes_means_no_where_it_is_blank() -> None:
    assert reading("followers,default_profile_image", "5,1.0", "5,").accounts.picture.tolist() == [0.0, 1.0]
    known = reading("followers,profile pic", "5,1", "5,0", "5,").accounts.picture
    assert np.isnan(known).tolist() == [False, False, True]


def test_a_blank_biography_has_no_characters_and_a_blank_column_says_nothing() -> None:
    assert reading("followers,bio", "5,hello", "5,").accounts.biography.tolist() == [5.0, 0.0]
    assert np.isnan(reading("followers,bio", "5,", "5,").accounts.biography).all()


def test_digits_come_from_the_name_its_share_or_its_count() -> None:
    assert reading("nums/length username", "0.33").accounts.digits.tolist() == [0.33]
    assert reading("username_digits,username_length", "3,12").accounts.digits.tolist() == [0.25]
    assert reading("username_digits", "11").accounts.digits.tolist() == [1.0]


def test_the_address_of_the_profile_itself_is_no_link() -> None:
    assert np.isnan(reading("followers,url", "5,https://x.example/a", "6,https://x.example/b").accounts.link).all()
    assert reading("followers,url", "5,https://x.example/a", "6,").accounts.link.tolist() == [1.0, 0.0]


@pytest.mark.parametrize(
    ("name", "bought", "genuine"),
    [("is_fake", "1", "0"), ("isFake", "TRUE", "FALSE"), ("label", "fake_follower", "genuine"),
     ("label", "fake", "human"), ("label", "INT", "E13"), ("fake", "1.0", "0.0")],
)  # fmt: skip
def test_labels_are_read_where_they_are_unambiguous(name: str, bought: str, genuine: str) -> None:
    assert reading(f"followers,{name}", f"5,{bought}", f"6,{genuine}").is_fake.tolist() == [1.0, 0.0]


def test_a_column_of_other_labels_is_left_alone() -> None:
    found = layout(["followers", "label"], [["5", "fashion"], ["6", "genuine"]])
    assert found.columns == {"followers": 0}
    assert found.ignored == ("label",)


def test_what_cannot_be_read_is_listed_with_its_row_and_counts_as_not_known() -> None:
    found = reading("followers,following,private", "-5,3,no", "12,abc,maybe", "7,2,no", "1,2", "9,9,no")
    assert [(each.row, each.column) for each in found.unread] == [
        (5, ""), (2, "followers"), (3, "following"), (3, "private"),
    ]  # fmt: skip
    assert np.isnan(found.accounts.followers).tolist() == [True, False, False, False, False]
    assert found.unread[1].reason == "“-5” is negative"
