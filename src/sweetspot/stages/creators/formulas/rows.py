"""What does one row of a mapped file say of a creator, a post, a comment or an audience?"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from sweetspot.core.money import CURRENCIES, exponent
from sweetspot.stages.creators.formulas import audience_rows, handles, moments, places, values
from sweetspot.stages.creators.formulas.fields import FIELDS, FORMATS, Field, Kind
from sweetspot.stages.creators.formulas.handles import Handle
from sweetspot.stages.creators.formulas.moments import DateOrder
from sweetspot.stages.creators.formulas.values import DecimalMark, RateUnit, Unreadable

Duplicates = Literal["skip", "fill", "overwrite"]


@dataclass(frozen=True, slots=True)
class Options:
    """What the person chose for a whole file; None where the file itself has to say.

    `network` stands for rows that name none; `as_of` is the date of the figures, the day of the import if None;
    `add_missing` lets a file of posts or comments add the creators and posts it speaks of; `handle` is the creator
    whose followers or audience a file holds that names none.
    """

    network: str | None = None
    rate_unit: RateUnit | None = None
    decimal: DecimalMark = "point"
    date_order: DateOrder | None = None
    zone: str = "UTC"
    currency: str | None = None
    duplicates: Duplicates = "skip"
    as_of: datetime | None = None
    add_missing: bool = True
    handle: str | None = None


@dataclass(frozen=True, slots=True)
class CreatorRow:
    """What one row says of a creator; None where it says nothing."""

    network: str
    handle: str
    url: str | None = None
    name: str | None = None
    followers: int | None = None
    following: int | None = None
    posts_count: int | None = None
    biography: str | None = None
    country: str | None = None
    language: str | None = None
    category: str | None = None
    verified: bool | None = None
    email: str | None = None
    average_likes: int | None = None
    average_comments: int | None = None
    average_shares: int | None = None
    average_views: int | None = None
    engagement_rate: float | None = None
    price_minor: int | None = None
    price_currency: str | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PostRow:
    """What one row says of a post."""

    network: str
    handle: str
    external_id: str
    url: str | None = None
    published_at: datetime | None = None
    caption: str | None = None
    format: str | None = None
    likes: int | None = None
    comments: int | None = None
    shares: int | None = None
    saves: int | None = None
    views: int | None = None
    impressions: int | None = None
    reach: int | None = None
    followers_at_post: int | None = None
    sponsored: bool | None = None
    pinned: bool | None = None


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What one row says of a comment; `network` and `handle` are those of the post's creator, where given."""

    post_id: str
    external_id: str
    text: str
    network: str | None = None
    handle: str | None = None
    published_at: datetime | None = None
    author: str | None = None
    written_at: datetime | None = None
    likes: int | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class FollowerRow:
    """What one row says of an account that follows the creator `handle`; texts are already reduced to what is counted.

    `account` is who it is (an id or a name), to be hashed, empty where the file does not say; `posts` counts a short
    message as a tenth.
    """

    network: str
    handle: str
    account: str
    followers: int | None = None
    following: int | None = None
    posts: float | None = None
    has_picture: bool | None = None
    private: bool | None = None
    digit_share: float | None = None
    bio_length: int | None = None
    verified: bool | None = None
    link: bool | None = None
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ShareRow:
    """What one row says of a creator's audience: how much of it lies in one cell of a dimension."""

    network: str
    handle: str
    dimension: str
    cell: str
    share: float
    provenance: str
    read_at: datetime | None = None


AnyRow = CreatorRow | PostRow | CommentRow | FollowerRow | ShareRow
Read = Callable[[str], Any]
Cells = dict[str, Any]
RowReader = Callable[[Sequence[str]], AnyRow]


def row_reader(kind: Kind, columns: Mapping[int, str], options: Options, *, width: int, latest: datetime) -> RowReader:
    """A function from a row's cells to what the row says; `columns` gives the field of a column's position.

    A time beyond `latest` is unreadable: a reading of tomorrow would stay the newest one for ever.
    The function raises Unreadable with every reason of the row, parted by `; `.
    """
    fields = {field.key: field for field in FIELDS[kind]}
    readers = [(at, key, fields[key].label, cell_reader(fields[key], options, latest)) for at, key in columns.items()]
    build = _BUILDERS[kind]

    def read(cells: Sequence[str]) -> AnyRow:
        if len(cells) != width:
            raise Unreadable(f"the row has {len(cells)} cells where the header has {width}")
        found: Cells = {}
        reasons: list[str] = []
        for at, key, label, reader in readers:
            if cell := cells[at]:
                try:
                    found[key] = reader(cell)
                except Unreadable as reason:
                    reasons.append(f"{label}: {reason}")
        if reasons:
            raise Unreadable("; ".join(reasons))
        return build(found, options)

    return read


def cell_reader(field: Field, options: Options, latest: datetime | None = None) -> Read:
    """How the cells of a column mapped to `field` are read under the file's options."""
    decimal = options.decimal
    by_kind: dict[str, Read] = {
        "network": lru_cache(1000)(handles.network),
        "handle": str,
        "address": partial(_address, limit=field.limit),
        "identifier": partial(values.plain, limit=field.limit),
        "line": partial(values.plain, limit=field.limit),
        "prose": partial(values.prose, limit=field.limit),
        "count": partial(values.whole, decimal=decimal),
        "average": partial(_average, decimal=decimal),
        "rate": partial(values.rate, unit=options.rate_unit, decimal=decimal),
        "money": partial(_money, decimal=decimal),
        "currency": _currency,
        "moment": partial(moments.moment, order=options.date_order, zone=ZoneInfo(options.zone), latest=latest),
        "flag": values.flag,
        "mail": values.mail,
        "country": lru_cache(1000)(places.country),
        "language": lru_cache(1000)(places.language),
        "format": lru_cache(1000)(_format),
    }
    return by_kind[field.reads]


def _average(text: str, *, decimal: DecimalMark) -> int | None:
    value = values.amount(text, decimal=decimal)
    return None if value is None else round(value)


_SYMBOLS = {
    "€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "zł": "PLN", "R$": "BRL", "US$": "USD",
}  # fmt: skip
_PRICE = re.compile(r"([^\d\s.,+-]{0,3})\s*([\d.,'’ \u00a0\u202f]+\s*[kKmM]?)\s*([^\d\s.,]{0,3})")


def _money(text: str, *, decimal: DecimalMark) -> tuple[float, str | None] | None:
    """(amount, the currency written beside it); `$` alone names no currency."""
    if values.is_missing(text):
        return None
    match = _PRICE.fullmatch(text.strip())
    if match is None:
        amount = values.amount(text, decimal=decimal)
        return None if amount is None else (amount, None)
    amount = values.amount(match[2], decimal=decimal)
    sign = match[1] or match[3]
    currency = None if sign in ("", "$") else _SYMBOLS.get(sign) or _currency(sign)
    return None if amount is None else (amount, currency)


def _currency(text: str) -> str | None:
    if values.is_missing(text):
        return None
    code = _SYMBOLS.get(text.strip(), text.strip().upper())
    if code not in CURRENCIES:
        raise Unreadable(f"“{values.short(text)}” is not a currency; write its code, such as EUR")
    return code


def _address(text: str, *, limit: int) -> str | None:
    if values.is_missing(text):
        return None
    plain = "".join(values.clean(text).split())
    address = plain if "://" in plain else f"https://{plain}"
    if not _WEB.fullmatch(address):
        raise Unreadable(f"“{values.short(text)}” is not a web address")
    if len(address) > limit:
        raise Unreadable(f"the address is longer than {limit} characters")
    return address


_WEB = re.compile(r"https?://[^\s/@:]+\.[^\s/@:]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


def _format(text: str) -> str | None:
    if values.is_missing(text):
        return None
    name = FORMATS.get(" ".join(re.sub(r"[\W_]+", " ", text).lower().split()))
    if name is None:
        raise Unreadable(f"“{values.short(text)}” is not a post format; known are image, carousel, video, story, text")
    return name


def _account(found: Cells, options: Options) -> Handle:
    """Whose row it is: the handle, or the profile address; an address decides the network."""
    network = found.get("network") or options.network
    written, url = found.get("handle"), found.get("url")
    if written and not values.is_missing(written):
        if network is None and url:
            network = handles.handle(url, None).network
        return handles.handle(written, network)
    if url:
        return handles.handle(url, network)
    raise Unreadable("the row has no handle")


def _creator(found: Cells, options: Options) -> CreatorRow:
    account = _account(found, options)
    found["network"], found["handle"] = account.network, account.name
    price, stated = found.pop("price", None), found.pop("price_currency", None)
    if price is not None:
        amount, written = price
        found["price_minor"], found["price_currency"] = _minor(amount, written or stated or options.currency)
    return CreatorRow(**found)


def _minor(amount: float, currency: str | None) -> tuple[int, str]:
    if currency is None:
        raise Unreadable("the cost names no currency: map a currency column or choose one for the file")
    scaled = amount * 10 ** exponent(currency)
    if abs(scaled - round(scaled)) > 1e-6 * max(1.0, scaled):
        raise Unreadable(f"the cost {amount} has more decimals than {currency} has ({exponent(currency)})")
    return round(scaled), currency


def _post(found: Cells, options: Options) -> PostRow:
    url = found.get("url")
    # The address of a post is not its creator's: only the handle's column says who posted.
    account = _account({key: found.get(key) for key in ("network", "handle")}, _with_network_of(url, found, options))
    found["network"], found["handle"] = account.network, account.name
    found["external_id"] = found.get("external_id") or (url and post_id_in(url))
    if not found["external_id"]:
        raise Unreadable("the row has neither a post id nor an address that holds one")
    return PostRow(**found)


def _with_network_of(url: str | None, found: Cells, options: Options) -> Options:
    if not url or found.get("network") or options.network:
        return options
    return Options(network=handles.network_of(url))


def _comment(found: Cells, options: Options) -> CommentRow:
    url = found.pop("post_url", None)
    post = found.pop("post_id", None) or (url and post_id_in(url))
    if not post:
        raise Unreadable("the row does not say which post it belongs to")
    if not found.get("text"):
        raise Unreadable("the comment has no text")
    network = found.pop("network", None) or options.network or (handles.network_of(url) if url else None)
    handle = found.pop("handle", None)
    if handle and not values.is_missing(handle):
        account = handles.handle(handle, network)
        network, handle = account.network, account.name
    written = found.pop("external_id", None) or _comment_id(post, found)
    return CommentRow(post_id=post, external_id=written, network=network, handle=handle or None, **found)


def _comment_id(post: str, found: Cells) -> str:
    """A comment without an id is known by its post, author, time and words."""
    parts = (post, found.get("author"), found.get("written_at"), found["text"])
    return "h" + hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


_POST_PATHS = re.compile(r"/(?:p|reel|reels|tv|video|photo|status|shorts|live)/([\w-]+)")


def post_id_in(url: str) -> str | None:
    """The post's id in its address on any of the networks, or None."""
    parts = urlsplit(url)
    if match := _POST_PATHS.search(parts.path):
        return match[1]
    if parts.hostname == "youtu.be":
        return parts.path.strip("/") or None
    return next(iter(parse_qs(parts.query).get("v", [])), None)


def _whose(found: Cells, options: Options) -> Handle:
    written = found.pop("handle", None) or options.handle
    network = found.pop("network", None) or options.network
    if not written:
        raise Unreadable("the row does not say whose audience it is about")
    return handles.handle(written, network)


def _follower(found: Cells, options: Options) -> FollowerRow:
    creator = _whose(found, options)
    name, account = found.pop("username", None), found.pop("account", None)
    length, digits = found.pop("username_length", None), found.pop("username_digits", None)
    messages, plain_picture, biography = (found.pop(key, None) for key in ("messages", "no_picture", "bio"))
    if messages is not None:
        found.setdefault("posts", messages / audience_rows.MESSAGES_PER_POST)
    if plain_picture is not None:
        found.setdefault("has_picture", not plain_picture)
    if biography is not None:
        found.setdefault("bio_length", len(biography))
    share = audience_rows.digit_share(name, length, digits)
    return FollowerRow(creator.network, creator.name, account or name or "", digit_share=share, **found)


def _share_of_audience(found: Cells, options: Options) -> ShareRow:
    creator = _whose(found, options)
    dimension = audience_rows.dimension(found["dimension"]) if found.get("dimension") else None
    if dimension is None or not found.get("cell") or found.get("share") is None:
        raise Unreadable("the row needs what it is broken down by, a group and a share")
    if found["share"] > 1:
        raise Unreadable("a share is not above 100 %")
    return ShareRow(
        creator.network, creator.name, dimension, audience_rows.cell(dimension, found["cell"]), found["share"],
        audience_rows.provenance(found.get("provenance")), found.get("read_at"),
    )  # fmt: skip


_BUILDERS: dict[Kind, Callable[[Cells, Options], AnyRow]] = {
    "creators": _creator,
    "posts": _post,
    "comments": _comment,
    "followers": _follower,
    "audience": _share_of_audience,
}
