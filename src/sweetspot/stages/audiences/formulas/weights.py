"""What each piece of evidence weighs, in log odds. Printed by `benchmarks.train_followers`; not edited by hand."""

from __future__ import annotations

INTERCEPT = -5.457
WEIGHTS = (
    3.615,  # no profile picture
    0.773,  # no posts
    1.081,  # fewer than 10 posts
    0.160,  # fewer than 100 posts
    0.697,  # follows more than follow back, up to 5 times
    2.766,  # follows 5 to 50 times as many as follow back
    1.300,  # biography shorter than 20 characters
    1.732,  # digits in the username, up to 40 %
    1.604,  # follows 1,000 to 5,000
    0.476,  # fewer than 100 followers
    0.341,  # fewer than 1,000 followers
    0.723,  # fewer than 10,000 followers
    2.746,  # follows 10 to 1,000 for each post
    2.200,  # fewer than 10 posts and follows 300 to 3,000
    -3.250,  # verified
    -1.300,  # a link in the profile
)
NEUTRAL = (
    0.026,  # no profile picture
    0.193,  # no posts
    0.410,  # fewer than 10 posts
    0.638,  # fewer than 100 posts
    0.644,  # follows more than follow back, up to 5 times
    0.275,  # follows 5 to 50 times as many as follow back
    0.500,  # biography shorter than 20 characters
    0.215,  # digits in the username, up to 40 %
    0.332,  # follows 1,000 to 5,000
    0.183,  # fewer than 100 followers
    0.562,  # fewer than 1,000 followers
    0.896,  # fewer than 10,000 followers
    0.467,  # follows 10 to 1,000 for each post
    0.211,  # fewer than 10 posts and follows 300 to 3,000
    0.000,  # verified
    0.100,  # a link in the profile
)
