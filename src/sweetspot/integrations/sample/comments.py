"""What did people write below the posts of the sample, and what did the creators answer?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from numpy.random import Generator

from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample import names, phrases
from sweetspot.integrations.sample.creators import Account, Frame
from sweetspot.integrations.sample.facts import Comment, Post
from sweetspot.integrations.sample.posts import pick

COMMENTED_POSTS, COMMENTS_A_POST = 14, 17
#: Of the comments on the topic, below a post about the brand, how many name the brand.
BRAND_SAID = 0.15


def unsigned(writer: str) -> str:
    """A writer as is, for looking at the sample without a workspace."""
    return writer


def comments_of(
    frame: Frame, account: Account, posts: Sequence[Post], sign: Callable[[str], str], pod: Sequence[Account] = ()
) -> Iterator[Comment]:
    """A sample of the comments under the newest posts: about 17 under each of 14.

    `sign` makes of a writer's handle what is kept of it. `pod`: accounts that always comment on each other's posts, in
    the same order, within the first half hour.
    """
    rng = draw.stream(frame.seed, "comments", account.index)
    friends = [member for member in pod if member.index != account.index]
    for place, post in enumerate(posts[-COMMENTED_POSTS:]):
        first = account.index * 10_000 + place * 200
        yield from _pod_comments(frame, rng, post, friends, first, sign)
        wanted = min(int(rng.poisson(COMMENTS_A_POST)), post.comments - len(friends))
        yield from _crowd_comments(frame, rng, account, post, wanted, first + 50, sign)


def _pod_comments(
    frame: Frame, rng: Generator, post: Post, friends: Sequence[Account], first: int, sign: Callable[[str], str]
) -> Iterator[Comment]:
    at = post.published_at
    for place, friend in enumerate(friends):
        at += timedelta(seconds=int(rng.integers(60, 420)))
        if rng.random() < 0.92 and at < frame.end:
            text = pick(phrases.POD_TEXTS, rng.random())
            yield _comment(frame, post, first + place, sign(friend.profile.handle), text, at)


def _crowd_comments(
    frame: Frame, rng: Generator, account: Account, post: Post, wanted: int, first: int, sign: Callable[[str], str]
) -> Iterator[Comment]:
    kinds, shares = list(phrases.COMMENT_SHARES), np.array(list(phrases.COMMENT_SHARES.values()))
    if post.sponsored and phrases.BRAND_TAG in post.caption:
        shares = shares * np.where(np.array(kinds) == "purchase", 3.0, 1.0)
    loving = draw.stream(frame.seed, f"comments about the brand {post.external_id}")
    crowd = 25 + account.profile.followers // 150
    for place, kind in enumerate(rng.choice(kinds, size=max(wanted, 0), p=shares / shares.sum())):
        at = post.published_at + timedelta(minutes=float(np.exp(rng.normal(5.6, 1.4))))
        if at >= frame.end:
            continue
        who = int(crowd * rng.random() ** 2.2)
        handle, text = f"{pick(names.CATEGORIES, who / crowd)}.{account.index}.{who}", _text(rng, account, str(kind))
        written = _comment(frame, post, first + 2 * place, sign(handle), text, at)
        if kind == "topic" and loving.random() < (BRAND_SAID if phrases.BRAND_TAG in post.caption else 0):
            written = replace(written, text=_loving(loving, account), author_handle=handle)
        yield written
        if kind in {"question", "purchase"} and rng.random() < 0.45:
            yield _reply(frame, rng, account, post, first + 2 * place + 1, written, sign)


def _loving(rng: Generator, account: Account) -> str:
    return pick(phrases.BRAND_COMMENTS[phrases.spoken(account.creator.language)], rng.random())


def _reply(
    frame: Frame, rng: Generator, account: Account, post: Post, index: int, asked: Comment, sign: Callable[[str], str]
) -> Comment:
    at = min(asked.written_at + timedelta(minutes=float(np.exp(rng.normal(5, 1.2)))), frame.end - timedelta(seconds=1))
    text = pick(phrases.REPLIES[phrases.spoken(account.creator.language)], rng.random())
    who = sign(account.profile.handle)
    return _comment(frame, post, index, who, text, at, by_creator=True, reply_to=asked.external_id)


def _text(rng: Generator, account: Account, kind: str) -> str:
    language, chance = phrases.spoken(account.creator.language), rng.random(5)
    choices = phrases.COMMENTS[kind][language]
    return pick(choices, chance[0]).format(
        topic=pick(phrases.THINGS[language][account.creator.category], chance[1]),
        piece=pick(phrases.PIECES[language], chance[2]),
        friend=f"{pick(names.CATEGORIES, chance[3])}.{int(chance[4] * 900) + 100}",
        friend2=f"{pick(names.CATEGORIES, chance[4])}_{int(chance[3] * 900) + 100}",
    )


def _comment(
    frame: Frame, post: Post, index: int, who: str, text: str, at: datetime, *, by_creator: bool = False,
    reply_to: str | None = None,
) -> Comment:  # fmt: skip
    likes = int(index * 7919 % 11 == 0) + int(index * 104_729 % 37 == 0) * 4
    identifier = draw.identifier(frame.salt, "comment", index, at)
    return Comment(identifier, post.id, f"c{index:09d}", who, by_creator, reply_to, text, likes, at)
