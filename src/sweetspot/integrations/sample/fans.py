"""Who of the invented creators loves the brand unasked: who speaks of it, and who buys from it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample import phrases
from sweetspot.integrations.sample.commerce import Deal
from sweetspot.integrations.sample.creators import Account, Frame
from sweetspot.integrations.sample.facts import Post
from sweetspot.integrations.sample.posts import pick
from sweetspot.stages.orders.formulas import IncomingOrder

#: One fan among so many creators; how many of the posts of one speak of the brand, or of a rival; most orders of one.
ONE_IN, SPOKEN, OF_RIVALS, MOST_ORDERS = 12, 0.08, 0.3, 4


def fans(accounts: Sequence[Account], deals: Sequence[Deal]) -> list[Account]:
    """Every twelfth creator of those in no campaign and without a trouble, by one account each."""
    partners = {deal.account.creator.id for deal in deals}
    first = {account.creator.id: account for account in reversed(accounts)}
    plain = [one for one in first.values() if one.trouble is None and one.creator.id not in partners]
    return sorted(plain, key=lambda account: account.index)[::ONE_IN]


def spoken(frame: Frame, account: Account, posts: Sequence[Post]) -> Iterator[Post]:
    """A fan's posts, some of which say a word more about the brand, or about a rival."""
    rng = draw.stream(frame.seed, "fans", account.index)
    language = phrases.spoken(account.creator.language)
    for post in posts:
        chance = rng.random(3)
        if post.sponsored or chance[0] >= SPOKEN:
            yield post
            continue
        rivals = chance[1] < OF_RIVALS
        words = pick((phrases.RIVAL_LOVED if rivals else phrases.LOVED)[language], chance[2])
        yield replace(post, caption=f"{post.caption} {words}")


def bought(frame: Frame, loving: Sequence[Account], made: Sequence[IncomingOrder]) -> list[IncomingOrder]:
    """The orders, a few plain ones of which are those of every second fan whose address is known."""
    rng = draw.stream(frame.seed, "fans' orders")
    once = _bought_once(made)
    plain = [place for place, order in enumerate(made) if _is_plain(order) and order.customer_email in once]
    told = list(made)
    for account in [one for one in loving if one.creator.email][::2]:
        for _ in range(min(1 + int(rng.integers(MOST_ORDERS)), len(plain))):
            place = plain.pop(int(rng.integers(len(plain))))
            told[place] = replace(told[place], customer_email=account.creator.email)
    return told


def _is_plain(order: IncomingOrder) -> bool:
    return order.state == "paid" and not (order.codes or order.click_id or order.is_test)


def _bought_once(made: Sequence[IncomingOrder]) -> set[str | None]:
    seen: set[str | None] = set()
    again: set[str | None] = set()
    for order in made:
        (again if order.customer_email in seen else seen).add(order.customer_email)
    return seen - again
