"""Who follows the creators of the sample: accounts drawn from their followers, and what the audience consists of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.random import Generator

from sweetspot.core.statistics import Floats
from sweetspot.integrations.sample import distributions as draw
from sweetspot.integrations.sample.creators import Account, Frame
from sweetspot.integrations.sample.facts import AudienceShare, FollowerAccount, FollowerSample

SAMPLED = 400
#: A few were sampled in a hurry: from so few no share can be told, and the page says so.
TOO_FEW, HURRIED_EVERY = 60, 9
#: Every third creator after the cast has insights; every other of those a sample of followers as well.
INSIGHTS_EVERY, SAMPLES_EVERY, MOST = 3, 6, 60
#: Among anybody's followers some are bought or automated, mostly few.
USUAL_SUSPICIOUS = (1.6, 30.0)
AGES = ("13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+")
NEIGHBOURS = {
    "DE": ("AT", "CH", "US"), "AT": ("DE", "CH", "IT"), "CH": ("DE", "FR", "AT"), "FR": ("BE", "CH", "CA"),
    "BE": ("FR", "NL", "CH"), "US": ("CA", "GB", "AU"), "GB": ("US", "IE", "AU"), "ES": ("MX", "AR", "US"),
    "IT": ("CH", "DE", "FR"), "PL": ("DE", "GB", "US"),
}  # fmt: skip
#: Where accounts that are sold are often said to live.
FAR_AWAY = ("IN", "BR", "ID", "TR", "BD", "PK")
GENDERS = ("female", "male", "other")


def samples(frame: Frame, accounts: list[Account]) -> Iterator[FollowerSample]:
    """One sample of followers for each creator whose followers were looked at, a few weeks ago."""
    for account in _sampled(accounts):
        at = frame.end - timedelta(days=10 + account.index % 25, hours=7)
        yield FollowerSample(draw.identifier(frame.salt, "follower sample", account.index, at), account.profile.id, at)


def followers(frame: Frame, accounts: list[Account]) -> Iterator[FollowerAccount]:
    """The accounts of each sample; those that were bought show it, as bought accounts do."""
    for account, sample in zip(_sampled(accounts), samples(frame, accounts), strict=True):
        rng = draw.stream(frame.seed, "followers", account.index)
        suspicious = _suspicious(rng, account)
        count = TOO_FEW if _is_hurried(account) else SAMPLED
        for number, is_bought in enumerate(rng.random(count) < suspicious):
            place = account.index * 10_000 + number
            identifier = draw.identifier(frame.salt, "follower", place, sample.sampled_at)
            yield FollowerAccount(identifier, sample.id, identifier.hex, **_shape(rng, bool(is_bought)))


def shares(frame: Frame, accounts: list[Account]) -> Iterator[AudienceShare]:
    """Ages, genders and countries: measured by the network where the creator opened the insights, else as told."""
    for account in _known(accounts):
        rng = draw.stream(frame.seed, "audience", account.index)
        at = frame.end - timedelta(days=3 + account.index % 40, hours=7)
        provenance = "supplied" if account.index % 4 == 0 else "measured"
        cells = [("age", *one) for one in zip(AGES, _ages(rng), strict=True)]
        cells += [("gender", *one) for one in zip(GENDERS, _genders(rng), strict=True)]
        cells += [("country", *one) for one in _countries(rng, account)]
        for number, (dimension, cell, share) in enumerate(cells):
            identifier = draw.identifier(frame.salt, "audience share", account.index * 100 + number, at)
            yield AudienceShare(identifier, account.profile.id, dimension, cell, round(share, 4), provenance, at)


def _known(accounts: list[Account]) -> list[Account]:
    return [one for one in accounts if one.trouble is not None or one.index % INSIGHTS_EVERY == 0][: 2 * MOST]


def _sampled(accounts: list[Account]) -> list[Account]:
    return [one for one in accounts if one.trouble is not None or one.index % SAMPLES_EVERY == 0][:MOST]


def _is_hurried(account: Account) -> bool:
    return account.trouble is None and account.index // SAMPLES_EVERY % HURRIED_EVERY == 0


def _suspicious(rng: Generator, account: Account) -> float:
    bought = 1 - account.honest[-1] / max(account.path[-1], 1)
    usual = rng.beta(*USUAL_SUSPICIOUS)
    return float(bought + (1 - bought) * usual)


def _shape(rng: Generator, is_bought: bool) -> dict[str, Any]:
    """What one account shows. The two kinds overlap: some bought accounts look cared for, some people's empty."""
    if is_bought and rng.random() < 0.9:
        return {
            "followers": int(np.exp(rng.normal(3.4, 1.0))), "following": int(np.exp(rng.normal(7.0, 0.7))),
            "posts": int(rng.random() < 0.5) * int(rng.integers(1, 8)), "has_picture": bool(rng.random() < 0.55),
            "is_private": bool(rng.random() < 0.2), "digit_share": round(float(rng.beta(2.5, 5)), 3),
            "biography_length": int(rng.random() < 0.3) * int(rng.integers(3, 40)), "is_verified": False,
            "has_link": False,
        }  # fmt: skip
    return {
        "followers": int(np.exp(rng.normal(5.9, 1.1))), "following": int(np.exp(rng.normal(6.1, 0.7))),
        "posts": int(np.exp(rng.normal(4.1, 1.2))), "has_picture": bool(rng.random() < 0.985),
        "is_private": bool(rng.random() < 0.45), "digit_share": round(float(rng.beta(0.6, 9)), 3),
        "biography_length": int(rng.random() < 0.85) * int(rng.integers(8, 140)),
        "is_verified": bool(rng.random() < 0.002), "has_link": bool(rng.random() < 0.12),
    }  # fmt: skip


def _ages(rng: Generator) -> Floats:
    return np.asarray(rng.dirichlet(np.array([0.03, 0.24, 0.38, 0.20, 0.09, 0.04, 0.02]) * 60))


def _genders(rng: Generator) -> Floats:
    female = rng.beta(9, 4)
    other = 0.01 + 0.02 * rng.random()
    return np.array([female * (1 - other), (1 - female) * (1 - other), other])


def _countries(rng: Generator, account: Account) -> list[tuple[str, float]]:
    """Home and its neighbours; the network lists the largest only. Who bought followers has some from far away."""
    home = account.creator.country
    near = (home, *NEIGHBOURS[home])
    bought = 1 - account.honest[-1] / max(account.path[-1], 1)
    parts = rng.dirichlet(np.array([0.72, 0.12, 0.06, 0.05]) * 50) * (1 - 0.7 * bought) * 0.95
    found = list(zip(near, parts.tolist(), strict=True))
    if bought > 0.1:
        far = rng.dirichlet(np.full(len(FAR_AWAY), 4.0)) * 0.7 * bought * 0.95
        found += list(zip(FAR_AWAY, far.tolist(), strict=True))
    return found
