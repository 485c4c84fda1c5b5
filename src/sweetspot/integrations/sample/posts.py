"""What did the invented creators publish, and how was it answered?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from sweetspot.core.statistics import Floats
from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample import phrases
from sweetspot.integrations.sample.creators import Account, Frame, Trouble
from sweetspot.integrations.sample.facts import Post

#: Yes or no for each post.
Marks = npt.NDArray[np.bool_]
FORMATS = {
    "instagram": (("image", "carousel", "video"), (0.30, 0.30, 0.40)),
    "tiktok": (("video",), (1.0,)),
    "youtube": (("video",), (1.0,)),
    "x": (("text", "image"), (0.7, 0.3)),
}
#: How formats differ within a profile, on the log scale.
FORMAT_LEVEL = {"image": -0.18, "carousel": 0.14, "video": 0.06, "text": 0.0}
#: What remains of the usual engagement on a sponsored post, and on those of the creator whose posts fall flat.
SPONSORED_KEPT, FLAT_KEPT = 0.86, 0.30
OTHER_SPONSORED, GIVEAWAYS, HIDDEN_LIKES, VIRAL = 0.035, 0.012, 0.012, 0.006


@dataclass(frozen=True, slots=True)
class Promotion:
    """A post for the brand that a partnership brings: when, and with which code."""

    at: datetime
    code: str
    discount: int


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The posts of one account as arrays of shape (posts,), oldest first."""

    at: Floats
    formats: Sequence[str]
    promotions: Sequence[Promotion | None]
    sponsored: Marks
    giveaway: Marks
    followers: Floats
    likes: Floats
    comments: Floats


def posts_of(frame: Frame, account: Account, promotions: Sequence[Promotion] = ()) -> list[Post]:
    """The account's posts over the whole history, oldest first; its promotions among them."""
    rng = draw.stream(frame.seed, "posts", account.index)
    drawn = _drawn(frame, account, promotions, rng)
    hidden = (rng.random(len(drawn.at)) < HIDDEN_LIKES) & (account.profile.network == "instagram")
    hidden &= account.trouble is None
    pinned = int(rng.integers(len(drawn.at))) if rng.random() < 0.2 else -1
    extras = _extras(rng, account, drawn)
    return [
        _post(frame, account, rng, number, drawn, bool(hidden[number]), number == pinned, extras)
        for number in range(len(drawn.at))
    ]


def _drawn(frame: Frame, account: Account, promotions: Sequence[Promotion], rng: Generator) -> _Drawn:
    own = draw.post_days(rng, account.posts, frame.days)
    promised = [(p.at - frame.start) / timedelta(days=1) for p in promotions]
    days = np.concatenate([own, promised])
    order = np.argsort(days, kind="stable")
    kinds, shares = FORMATS[account.profile.network]
    formats = [str(kind) for kind in rng.choice(kinds, size=len(days), p=shares)]
    by_place = [promotions[place - len(own)] if place >= len(own) else None for place in order]
    promoted = np.array([promotion is not None for promotion in by_place])
    others = OTHER_SPONSORED * (3 if account.trouble is Trouble.FLAT_SPONSORED else 1)
    sponsored = promoted | (rng.random(len(days)) < others)
    giveaway = ~sponsored & (rng.random(len(days)) < GIVEAWAYS)
    at = days[order]
    followers, likes, comments = _counts(frame, account, rng, at, formats, sponsored, giveaway)
    return _Drawn(at, formats, by_place, sponsored, giveaway, followers, likes, comments)


def _counts(
    frame: Frame, account: Account, rng: Generator, at: Floats, formats: Sequence[str], sponsored: Marks,
    giveaway: Marks,
) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Followers at the time, likes and comments. Log-normal around the usual rate of the people who follow."""
    weeks = at / frame.days * (len(account.path) - 1)
    every_week = np.arange(len(account.path))
    followers = np.round(np.interp(weeks, every_week, account.path))
    people = np.interp(weeks, every_week, account.honest)
    usual = np.log(people) + draw.usual_log_rate(people, account.profile.network)
    kept = FLAT_KEPT if account.trouble is Trouble.FLAT_SPONSORED else SPONSORED_KEPT
    lean = np.array([FORMAT_LEVEL[kind] for kind in formats]) + sponsored * np.log(kept)
    own, other = rng.normal(size=len(at)), rng.normal(size=len(at))
    viral = (rng.random(len(at)) < VIRAL) & (account.trouble is None)
    young = 1 - np.exp(-(frame.days - at) * 24 / 14)
    log_likes = usual + account.level + lean * min(account.spread / draw.WITHIN, 1) + account.spread * own + viral * 1.6
    likes = draw.counts(rng, np.exp(log_likes) * young)
    together = account.co_movement * own + np.sqrt(1 - account.co_movement**2) * other
    log_comments = usual + account.level + np.log(account.comments_per_like) + 0.5 * together + giveaway * 1.8
    comments = draw.counts(rng, np.exp(log_comments + sponsored * np.log(kept)) * young)
    return followers, likes, comments


@dataclass(frozen=True, slots=True)
class _Extras:
    """Views, shares and saves, arrays of shape (posts,); NaN where the network does not show them."""

    views: Floats
    shares: Floats
    saves: Floats


def _extras(rng: Generator, account: Account, drawn: _Drawn) -> _Extras:
    network, size = account.profile.network, len(drawn.at)
    video = np.array([kind == "video" for kind in drawn.formats])
    views = np.round(drawn.likes * np.exp(rng.normal(2.7, 0.35, size)) + drawn.followers * 0.02)
    shares, saves = draw.counts(rng, drawn.likes * 0.03), draw.counts(rng, drawn.likes * 0.045)
    return _Extras(
        np.where(video | (network == "x"), views, np.nan),
        shares if network in {"tiktok", "x"} else np.full(size, np.nan),
        saves if network in {"tiktok", "instagram"} else np.full(size, np.nan),
    )


def _post(
    frame: Frame, account: Account, rng: Generator, number: int, drawn: _Drawn, hidden: bool, pinned: bool,
    extras: _Extras,
) -> Post:  # fmt: skip
    at = frame.start + timedelta(seconds=int(drawn.at[number] * 86_400))
    external = f"{account.index:06d}-{number:04d}"
    profile, promotion = account.profile, drawn.promotions[number]
    sponsored = bool(drawn.sponsored[number])
    return Post(
        draw.identifier(frame.salt, "post", account.index * 10_000 + number, at), profile.id, external,
        f"https://{profile.network}.example/{profile.handle}/{external}", at,
        _caption(rng, account, promotion, sponsored, bool(drawn.giveaway[number])), drawn.formats[number],
        None if hidden else int(drawn.likes[number]), int(drawn.comments[number]), _known(extras.shares[number]),
        _known(extras.saves[number]), _known(extras.views[number]), int(drawn.followers[number]), pinned, sponsored,
        frame.end - timedelta(hours=5),
    )  # fmt: skip


def _known(count: float) -> int | None:
    return None if np.isnan(count) else int(count)


def _caption(rng: Generator, account: Account, promotion: Promotion | None, sponsored: bool, giveaway: bool) -> str:
    language, category = phrases.spoken(account.creator.language), account.creator.category
    chance = rng.random(5)
    tags = phrases.TAGS[category]
    tail = " ".join(f"#{tags[int((chance[0] * 7 + step) % len(tags))]}" for step in range(int(chance[1] * 4)))
    if promotion is not None:
        text = pick(phrases.SPONSORED[language], chance[2]).format(
            piece=pick(phrases.PIECES[language], chance[3]), brand=phrases.BRAND_HANDLE, code=promotion.code,
            discount=promotion.discount,
        )  # fmt: skip
        return f"{text} #{phrases.BRAND_TAG}"
    if sponsored:
        text = pick(phrases.OTHERS_SPONSORED[language], chance[2]).format(brand=pick(phrases.OTHERS, chance[3]))
    elif giveaway:
        text = phrases.GIVEAWAYS[language]
    else:
        opening = pick(phrases.OPENINGS[language], chance[2]).format(
            thing=pick(phrases.THINGS[language][category], chance[3])
        )
        text = f"{opening} {pick(phrases.CLOSINGS[language], chance[4])}".strip()
    return f"{text} {tail}".strip()


def pick(choices: Sequence[str], chance: float) -> str:
    """The choice that a chance in [0, 1) falls on."""
    return choices[int(chance * len(choices))]
