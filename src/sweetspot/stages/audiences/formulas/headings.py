"""Under which headings do lists of followers say what we need to know?"""

from __future__ import annotations

from collections.abc import Mapping

#: What a column can hold, and the headings it is known under, folded (see `creators.formulas.headers.folded`).
HEADINGS: Mapping[str, tuple[str, ...]] = {
    key: tuple(name.strip() for name in names.split(","))
    for key, names in {
        "followers": "followers, follower, follower count, followers count, user follower count, number of followers, "
        "num followers, nb followers, n followers, total followers, followers number, edge followed by, fans",
        "following": "following, followings, follows, followees, following count, followings count, follows count, "
        "user following count, number of following, number of follows, num following, nb following, n following, "
        "total following, edge follow, friends, friends count, friend count",
        "posts": "posts, post, posts count, post count, user media count, media count, media, number of posts, "
        "num posts, nb posts, n posts, total posts, edge owner to timeline media, uploads, videos, video count",
        "messages": "statuses, statuses count, status count, tweets, tweet count, tweets count, number of tweets",
        "has_picture": "has picture, picture, has profile picture, profile picture, profile pic, has profile pic, "
        "user has profil pic, user has profile pic, has profil pic, has pic, has photo, profile photo, "
        "has profile photo, profile image, has profile image, has avatar, avatar",
        "no_picture": "default profile image, default profile picture, has default picture, has default profile image, "
        "has anonymous profile picture, no picture, no profile picture, no profile pic",
        "private": "private, is private, user is private, private account, account private, protected",
        "username": "username, user name, handle, login, screen name, username shape, screen name shape, "
        "account name, user",
        "username_length": "username length, user name length, length username, len username, screen name length",
        "username_digits": "username digits, username digit count, user name digits, digits in username, "
        "digits username, num digits username, number of digits in username, screen name digits, digit count",
        "digit_share": "nums length username, digit share, username digit share, username digits share, "
        "digit ratio username, username digit ratio, ratio numlen username, nums len username",
        "bio": "bio, biography, description, about, user biography, profile bio, signature",
        "bio_length": "bio length, biography length, user biography length, description length, desc length, "
        "length bio, length description, profile description length, bio len",
        "verified": "verified, is verified, verified account, user is verified",
        "link": "external url, has external url, has url, url, has link, link, website, has website, external link",
        "is_fake": "is fake, fake, fake account, is fake account, bot, is bot, label, class, target, account type",
    }.items()
}

#: What labels call an account, folded, where they do not say 1 or 0, yes or no: True for the ones to be found.
LABELS: Mapping[str, bool] = {
    **dict.fromkeys(
        ("fake", "fake follower", "fake followers", "bought", "bought follower", "bot", "spam", "spammer", "spambot",
         "automated", "int", "fsf", "twt"), True
    ),
    **dict.fromkeys(
        ("genuine", "real", "human", "legit", "legitimate", "authentic", "person", "organic", "not fake", "nonbot",
         "non bot", "e13", "tfp"), False
    ),
}  # fmt: skip
