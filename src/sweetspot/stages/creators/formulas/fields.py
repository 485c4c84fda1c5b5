"""Which fields can a file of creators or what belongs to them fill, and under which headers do exports write them?

docs/reference/import.md lists this data; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["creators", "posts", "comments", "followers", "audience"]
ValueKind = Literal[
    "network", "handle", "address", "identifier", "line", "prose", "count", "average", "rate", "money", "currency",
    "moment", "flag", "mail", "country", "language", "format",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a column can be read as: its key, its name for people, how its cells are read, its known headers.

    `aliases` are in the folded form of `mapping.folded`, most telling first. `limit` is the longest text.
    """

    key: str
    label: str
    reads: ValueKind
    aliases: tuple[str, ...]
    limit: int = 200


def _field(key: str, label: str, reads: ValueKind, aliases: str, *, limit: int = 200) -> Field:
    return Field(key, label, reads, tuple(alias.strip() for alias in aliases.split(",")), limit)


_HANDLE = (
    "handle, username, user name, account, influencer insta name, tiktoker name, tiktoker, youtuber name, insta name, "
    "instagram handle, instagram username, tiktok handle, tiktok username, youtube handle, twitter handle, x handle, "
    "screen name, unique id, channel info, account name, user, login, profile name, influencer, creator, "
    "creator handle, creator username, profile, profile id, owner username, post user, user posted, "
    "instagram name, tiktok name, channel name, youtuber, channel"
)
_NAME = (
    "name, display name, full name, fullname, title, nickname, influencer name, creator name, profile full name, "
    "instagram name, tiktok name, channel name, youtuber, contact name, channel title"
)
_ADDRESS = (
    "profile url, url, link, profile link, account url, channel url, instagram url, tiktok url, "
    "youtube url, media url, instagram, tiktok, youtube, profile"
)
_NETWORK = "network, platform, social network, social platform, social media, channel type, source platform, media type"
_FOLLOWERS = (
    "followers, followers numbers, followers count, follower count, follower, subscribers, subscribers count, "
    "subscriber count, number of followers, total followers, fans, audience size, user follower count"
)

_CREATORS = (
    _field(
        "network", "Network", "network",
        _NETWORK,
    ),
    _field(
        "handle", "Handle", "handle",
        _HANDLE,
    ),
    _field(
        "url", "Profile address", "address",
        _ADDRESS, limit=500,
    ),
    _field(
        "name", "Display name", "line",
        _NAME,
    ),
    _field(
        "followers", "Followers", "count",
        _FOLLOWERS,
    ),
    _field(
        "following", "Following", "count",
        "following, followings, following count, followings count, follows, follows count, friends count, "
        "user following count",
    ),
    _field(
        "posts_count", "Number of posts", "count",
        "posts, posts count, posts total, post count, total posts, media count, number of posts, videos "
        "count, video count, total videos, uploads, statuses count, user media count",
    ),
    _field(
        "biography", "Biography", "prose",
        "biography, bio, about, signature, profile bio, description", limit=5000,
    ),
    _field(
        "country", "Country", "country",
        "country, region, country code, creator country, location country, influencer country, location",
    ),
    _field(
        "language", "Language", "language",
        "language, lang, predicted lang, creator language, main language",
    ),
    _field(
        "category", "Category", "line",
        "category, category 1, categories, niche, topic, topics, main category, industry, vertical, "
        "commerce category, category 2", limit=120,
    ),
    _field(
        "verified", "Verified", "flag",
        "verified, is verified, verified account",
    ),
    _field(
        "email", "E-mail", "mail",
        "email, e mail, email address, contact email, business email, public email, mail",
    ),
    _field(
        "average_likes", "Average likes", "average",
        "avg likes, average likes, likes avg, likes average, mean likes, avg like, likes per post",
    ),
    _field(
        "average_comments", "Average comments", "average",
        "avg comments, average comments, comments avg, comments average, comments per post",
    ),
    _field(
        "average_shares", "Average shares", "average",
        "avg shares, average shares, shares avg, shares average",
    ),
    _field(
        "average_views", "Average views", "average",
        "avg views, average views, views avg, views average, avg video views, avg reels plays, average "
        "reels views, video views avg",
    ),
    _field(
        "engagement_rate", "Engagement rate", "rate",
        "engagement rate, er, awg engagement rate, avg engagement rate, average engagement rate, 60 day "
        "eng rate, eng rate",
    ),
    _field(
        "price", "Cost per post", "money",
        "cost per post, price per post, price, cost, rate per post, post price, fee",
    ),
    _field(
        "price_currency", "Currency of the cost", "currency",
        "currency, price currency, cost currency",
    ),
    _field(
        "read_at", "Date of the figures", "moment",
        "read at, as of, date of figures, scraped at, collected at, data date, last updated, snapshot "
        "date, timestamp",
    ),
)  # fmt: skip

_POSTS = (
    _field(
        "network", "Network", "network",
        _NETWORK,
    ),
    _field(
        "handle", "Creator's handle", "handle",
        _HANDLE,
    ),
    _field(
        "external_id", "Post id", "identifier",
        "post id, shortcode, short code, media id, video id, tweet id, external id, post, id, aweme id",
    ),
    _field(
        "url", "Post address", "address",
        "post url, url, link, permalink, post link, video url, tweet url", limit=500,
    ),
    _field(
        "published_at", "Published", "moment",
        "published at, taken at, posted at, pub date, created at, date posted, date, timestamp, post at, "
        "create time, publish date, published, uploaded at, time",
    ),
    _field(
        "caption", "Caption", "prose",
        "caption, text, description, content, post text, message, title", limit=20_000,
    ),
    _field(
        "format", "Format", "format",
        "format, type, post type, media type, product type, content type",
    ),
    _field(
        "likes", "Likes", "count",
        "likes, like count, likes count, digg count, favorites, favourites, favorite count, hearts, "
        "reactions",
    ),
    _field(
        "comments", "Comments", "count",
        "comments, comment count, comments count, num comments, replies, reply count",
    ),
    _field(
        "shares", "Shares", "count",
        "shares, share count, reposts, retweets, retweet count, shares count",
    ),
    _field(
        "saves", "Saves", "count",
        "saves, save count, saved, bookmarks, bookmark count, collect count",
    ),
    _field(
        "views", "Views", "count",
        "views, view count, video views, play count, plays, video view count",
    ),
    _field(
        "impressions", "Impressions", "count",
        "impressions, impression count, impressions count, post impressions",
    ),
    _field(
        "reach", "People reached", "count",
        "reach, accounts reached, people reached, reached accounts, post reach, unique reach",
    ),
    _field(
        "followers_at_post", "Followers at that time", "count",
        _FOLLOWERS,
    ),
    _field(
        "sponsored", "Paid partnership", "flag",
        "sponsored, is sponsored, paid partnership, is paid partnership, branded content, is branded content, is ad, "
        "is paid",
    ),
    _field(
        "pinned", "Pinned", "flag",
        "pinned, is pinned, pinned post",
    ),
)  # fmt: skip

_COMMENTS = (
    _field(
        "network", "Network", "network",
        _NETWORK,
    ),
    _field(
        "post_id", "Post id", "identifier",
        "post id, shortcode, post, media id, video id, post external id",
    ),
    _field(
        "post_url", "Post address", "address",
        "post url, post link, video url", limit=500,
    ),
    _field(
        "handle", "Creator's handle", "handle",
        "post user, creator, creator handle, owner username, influencer, post owner, post author, account",
    ),
    _field(
        "published_at", "Post published", "moment",
        "post at, post date, post published at, date of post, post created",
    ),
    _field(
        "external_id", "Comment id", "identifier",
        "comment id, cid, id, external id",
    ),
    _field(
        "author", "Comment's author", "line",
        "commenter, author, comment user, username, user name, user, commenter username, comment author, "
        "handle, commenter handle",
    ),
    _field(
        "text", "Text", "prose",
        "text, comment, comment text, content, message, body", limit=20_000,
    ),
    _field(
        "written_at", "Written", "moment",
        "commented at, comment date, written at, created at, date, timestamp, published at, time",
    ),
    _field(
        "likes", "Likes", "count",
        "likes, like count, likes count, comment likes, likes number, num likes, digg count",
    ),
    _field(
        "reply_to", "Answer to comment id", "identifier",
        "reply to, parent id, parent comment id, in reply to, reply to id, parent",
    ),
)  # fmt: skip

#: Whose audience it is; without such a column the person names the creator for the whole file.
_WHOSE = "creator, creator handle, influencer, influencer handle, profile, profile handle, owner username, audience of"

_FOLLOWERS_OF = (
    _field(
        "network", "Network", "network",
        _NETWORK,
    ),
    _field(
        "handle", "Creator's handle", "handle",
        f"{_WHOSE}, follows account, follower of",
    ),
    _field(
        "account", "Follower's id", "line",
        "account, account id, user id, follower id, follower, id, pk",
    ),
    _field(
        "username", "Follower's username", "line",
        "username, user name, handle, login, screen name, username shape, screen name shape, account name, user",
    ),
    _field(
        "followers", "Followers", "count",
        "followers, follower count, followers count, user follower count, number of followers, num followers, "
        "nb followers, n followers, total followers, followers number, edge followed by, fans",
    ),
    _field(
        "following", "Following", "count",
        "following, followings, follows, followees, following count, followings count, follows count, "
        "user following count, number of following, number of follows, num following, nb following, n following, "
        "total following, edge follow, friends, friends count, friend count",
    ),
    _field(
        "posts", "Number of posts", "count",
        "posts, post, posts count, post count, user media count, media count, media, number of posts, num posts, "
        "nb posts, n posts, total posts, edge owner to timeline media, uploads, videos, video count",
    ),
    _field(
        "messages", "Number of short messages", "count",
        "statuses, statuses count, status count, tweets, tweet count, tweets count, number of tweets",
    ),
    _field(
        "has_picture", "Has a picture", "flag",
        "has picture, picture, has profile picture, profile picture, profile pic, has profile pic, "
        "user has profil pic, user has profile pic, has profil pic, has pic, has photo, profile photo, "
        "has profile photo, profile image, has profile image, has avatar, avatar",
    ),
    _field(
        "no_picture", "Has no picture of its own", "flag",
        "default profile image, default profile picture, has default picture, has default profile image, "
        "has anonymous profile picture, no picture, no profile picture, no profile pic",
    ),
    _field(
        "private", "Private", "flag",
        "private, is private, user is private, private account, account private, protected",
    ),
    _field(
        "username_length", "Length of the username", "count",
        "username length, user name length, user username length, length username, len username, screen name length",
    ),
    _field(
        "username_digits", "Digits in the username", "count",
        "username digits, username digit count, user name digits, digits in username, digits username, "
        "num digits username, number of digits in username, screen name digits, digit count",
    ),
    _field(
        "bio", "Biography", "prose",
        "bio, biography, description, about, user biography, profile bio, signature", limit=20_000,
    ),
    _field(
        "bio_length", "Length of the biography", "count",
        "bio length, biography length, user biography length, description length, desc length, length bio, "
        "length description, profile description length, bio len",
    ),
    _field(
        "verified", "Verified", "flag",
        "verified, is verified, verified account, user is verified",
    ),
    _field(
        "link", "Has a link", "flag",
        "external url, has external url, has url, url, has link, link, website, has website, external link",
    ),
    _field(
        "read_at", "Date of the sample", "moment",
        "sampled at, sample date, read at, as of, scraped at, collected at, data date, snapshot date",
    ),
)  # fmt: skip

_AUDIENCE = (
    _field(
        "network", "Network", "network",
        _NETWORK,
    ),
    _field(
        "handle", "Creator's handle", "handle",
        f"{_WHOSE}, handle, username, user name, account",
    ),
    _field(
        "dimension", "Broken down by", "line",
        "dimension, breakdown, by, type, category", limit=40,
    ),
    _field(
        "cell", "Group", "line",
        "cell, group, segment, value, bucket, name, label", limit=80,
    ),
    _field(
        "share", "Share of the audience", "rate",
        "share, percent, percentage, weight, ratio, share of audience, audience share, audience percent",
    ),
    _field(
        "provenance", "Where the share is from", "line",
        "provenance, source, origin", limit=40,
    ),
    _field(
        "read_at", "Date of the figures", "moment",
        "read at, as of, date, date of figures, scraped at, collected at, data date, snapshot date",
    ),
)  # fmt: skip

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "creators": _CREATORS,
    "posts": _POSTS,
    "comments": _COMMENTS,
    "followers": _FOLLOWERS_OF,
    "audience": _AUDIENCE,
}

#: What each kind of file needs: at least one field of every group.
REQUIRED: dict[Kind, tuple[tuple[str, ...], ...]] = {
    "creators": (("handle", "url"),),
    "posts": (("handle",), ("external_id", "url")),
    "comments": (("post_id", "post_url"), ("text",)),
    "followers": (("followers", "following", "posts", "messages", "has_picture", "no_picture", "username", "bio"),),
    "audience": (("dimension",), ("cell",), ("share",)),
}

#: What exports call a post's format, folded, and what it is.
FORMATS: dict[str, str] = {
    **dict.fromkeys(("image", "photo", "graphimage", "picture", "static", "feed", "img"), "image"),
    **dict.fromkeys(
        ("carousel", "sidecar", "graphsidecar", "album", "carousel album", "carousel container"), "carousel"
    ),
    **dict.fromkeys(
        ("video", "graphvideo", "reel", "reels", "clip", "clips", "short", "shorts", "igtv", "live", "tiktok"), "video"
    ),
    **dict.fromkeys(("story", "stories"), "story"),
    **dict.fromkeys(("text", "tweet", "status", "thread", "post"), "text"),
}


def field(kind: Kind, key: str) -> Field:
    """The field of that key; raises KeyError for a key the kind does not have."""
    return next((each for each in FIELDS[kind] if each.key == key), None) or _unknown(kind, key)


def _unknown(kind: Kind, key: str) -> Field:
    raise KeyError(f"{kind} have no field {key!r}; there are: {', '.join(each.key for each in FIELDS[kind])}")
