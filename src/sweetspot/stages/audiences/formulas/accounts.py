"""What does a follower's public profile show that speaks for or against a person behind it?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sweetspot.core.statistics import Floats


@dataclass(frozen=True, slots=True)
class Accounts:
    """Follower accounts as columns of one length; NaN stands for "not known".

    Counts are not negative; `digits` is the share of digits in the username, `biography` its number of characters,
    the others are 1 for yes and 0 for no. `private` is carried along and never judged.
    """

    followers: Floats
    following: Floats
    posts: Floats
    picture: Floats
    digits: Floats
    biography: Floats
    verified: Floats
    link: Floats
    private: Floats

    def __len__(self) -> int:
        """How many accounts."""
        return len(self.followers)

    def take(self, places: NDArray[np.intp] | NDArray[np.bool_]) -> Accounts:
        """The accounts at these places."""
        return Accounts(*(getattr(self, each.name)[places] for each in fields(self)))

    def known(self) -> NDArray[np.intp]:
        """For each of `GROUPS` how many accounts show it; shape (6,)."""
        return np.array([int(np.sum(~np.isnan(getattr(self, name)))) for name in GROUPS])


#: What the score rests on. A set of accounts may lack some of them; the hit rates then are those of the rest.
GROUPS = ("followers", "following", "posts", "picture", "digits", "biography")
_LETTERS = dict(zip(GROUPS, "fgpidb", strict=True))


def key(known: Collection[str]) -> str:
    """A short name for a set of `GROUPS`: followers, following → `fg` (p posts, i picture, d digits, b biography)."""
    return "".join(letter for name, letter in _LETTERS.items() if name in known)


#: Each piece of evidence, in the order of `evidence`'s columns: what it is, and which columns it needs.
EVIDENCE = (
    ("no profile picture", ("picture",)),
    ("no posts", ("posts",)),
    ("fewer than 10 posts", ("posts",)),
    ("fewer than 100 posts", ("posts",)),
    ("follows more than follow back, up to 5 times", ("followers", "following")),
    ("follows 5 to 50 times as many as follow back", ("followers", "following")),
    ("biography shorter than 20 characters", ("biography",)),
    ("digits in the username, up to 40 %", ("digits",)),
    ("follows 1,000 to 5,000", ("following",)),
    ("fewer than 100 followers", ("followers",)),
    ("fewer than 1,000 followers", ("followers",)),
    ("fewer than 10,000 followers", ("followers",)),
    ("follows 10 to 1,000 for each post", ("following", "posts")),
    ("fewer than 10 posts and follows 300 to 3,000", ("following", "posts")),
    ("verified", ("verified",)),
    ("a link in the profile", ("link",)),
)


def evidence(accounts: Accounts) -> Floats:
    """Every piece of `EVIDENCE` from 0 (absent) to 1 (full), NaN where a column it needs is not known; shape (n, 16).

    Counts are read on a log scale with 1 added, so doubling counts the same everywhere and 0 is allowed.
    """
    followers, following, posts = (np.log1p(each) for each in (accounts.followers, accounts.following, accounts.posts))
    surplus = following - followers
    few_posts = 1 - _ramp(posts, 2, 11)
    return np.column_stack(
        [
            1 - accounts.picture,
            np.where(np.isnan(posts), np.nan, accounts.posts == 0),
            few_posts,
            1 - _ramp(posts, 11, 101),
            _ramp(surplus, 1, 5),
            _ramp(surplus, 5, 50),
            1 - _ramp(np.log1p(accounts.biography), 1, 21),
            np.clip(accounts.digits / 0.4, 0, 1),
            _ramp(following, 1_000, 5_000),
            1 - _ramp(followers, 11, 101),
            1 - _ramp(followers, 101, 1_001),
            1 - _ramp(followers, 1_001, 10_001),
            _ramp(following - posts, 10, 1_000),
            few_posts * _ramp(following, 300, 3_000),
            accounts.verified,
            accounts.link,
        ]
    )


def _ramp(logs: Floats, start: float, end: float) -> Floats:
    """0 up to log(start), 1 from log(end), straight between; NaN stays NaN."""
    return np.asarray(np.clip((logs - np.log(start)) / np.log(end / start), 0.0, 1.0))


#: The cut of `points`: an account with that many is unlikely to be a person.
POINTS_CUT = 4


def points(accounts: Accounts) -> NDArray[np.int_]:
    """The points rule, for counting by hand; shape (n,), what is not known brings no points.

    No picture 3; no posts 2, one to three 1; follows at least five times as many as follow back 2, at least twice 1;
    empty biography 1; a quarter digits in the username 1; follows 1,500 or more 1; under 30 followers 1;
    1,000 followers or more takes 2 away. From `POINTS_CUT` on an account is flagged.
    """
    ratio = accounts.following / np.maximum(accounts.followers, 1)
    parts: Sequence[tuple[NDArray[np.bool_], int]] = (
        (accounts.picture == 0, 3),
        (accounts.posts == 0, 2),
        ((accounts.posts >= 1) & (accounts.posts <= 3), 1),
        (ratio >= 2, 1),
        (ratio >= 5, 1),
        (accounts.biography == 0, 1),
        (accounts.digits >= 0.25, 1),
        (accounts.following >= 1_500, 1),
        (accounts.followers < 30, 1),
        (accounts.followers >= 1_000, -2),
    )
    total = np.zeros(len(accounts), dtype=int)
    for holds, count in parts:
        total += np.where(holds, count, 0)
    return total
