"""The drawings on a creator's pages: followers, engagement by post, likes against comments, cadence, comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sweetspot.core import charts
from sweetspot.core.charts import Chart
from sweetspot.doors.web.templatetags.figures import count, share, share_span
from sweetspot.stages.creators.formulas.samples import SampledComment
from sweetspot.stages.creators.queries import Apart, PostRow, SnapshotRow
from sweetspot.stages.vetting.formulas import sponsored_label
from sweetspot.stages.vetting.formulas.history import Jump
from sweetspot.stages.vetting.queries import CommentHabits, LikesAndComments

#: Of fewer people a share says nothing.
FEWEST_COMMENTERS = 20
OWN, PAID, OUT, PEERS = "Own post", "Sponsored", "Left out", "Peers' posts"
_LOOKS: dict[str, charts.Look] = {
    PEERS: (charts.GREY, "circle", False),
    OWN: (charts.BLUE, "circle", True),
    PAID: (charts.ORANGE, "triangle-up", True),
    OUT: (charts.GREY, "cross", False),
}


def followers(readings: Sequence[SnapshotRow], jumps: Sequence[Jump] = ()) -> Chart | None:
    """The following over time with the jumps that stand out; None below two readings."""
    known = [(row.taken_at, row.followers) for row in readings if row.followers is not None]
    if len(known) < 2:
        return None
    at = dict(known)
    marks = [(jump.at.isoformat(), float(at.get(jump.at, 0)), f"{count(jump.followers, 'signed')}") for jump in jumps]
    first, last = known[0][1], known[-1][1]
    title = f"Followers: {count(first, 'short')} to {count(last, 'short')}"
    if jumps:
        title += f", with {len(jumps)} {'jump' if len(jumps) == 1 else 'jumps'} that {_stand(len(jumps))} out"
    return Chart(
        "chart-followers", title, f"{len(known)} readings from {_day(known[0][0])} to {_day(known[-1][0])}.",
        charts.line_with_marks([(moment.isoformat(), float(value)) for moment, value in known], marks, y="Followers"),
        ["Date", "Followers"], [[_day(moment), count(value)] for moment, value in known],
    )  # fmt: skip


def _stand(number: int) -> str:
    return "stands" if number == 1 else "stand"


def engagement(posts: Sequence[PostRow]) -> Chart | None:
    """The rate of each dated post, oldest first, paid ones and left-out ones marked; None below two."""
    known = [post for post in posts if post.rate is not None and post.published_at]
    if len(known) < 2:
        return None
    rows = [(_iso(post.published_at), float(post.rate or 0), _group(post)) for post in known]
    paid = sum(_is_paid(post) for post in known)
    title = "Engagement by post" + (f", {paid} of {len(known)} sponsored" if paid else "")
    return Chart(
        "chart-engagement", title, "The rate of each post; crosses do not count for the creator's rate.",
        charts.dots_over_time(rows, _LOOKS, y="Rate", percent=True),
        ["Published", "Rate", "Kind", "Why left out"],
        [[_day(post.published_at), share(post.rate, 2), _group(post), post.left_out] for post in known],
    )  # fmt: skip


def past_rates(apart: Apart) -> Chart | None:
    """The rate as of every 30 days of a year, by the definition in force; None below two."""
    known = [(one.as_of, one.rate) for one in apart.past if one.rate]
    if len(known) < 2:
        return None
    return Chart(
        "chart-past", f"Rate over time: {share(known[0][1].value)} to {share(known[-1][1].value)}",
        f"{apart.definition.title}, as of every 30 days, from the posts that were out by then.",
        charts.line_with_marks([(at.isoformat(), round(100 * rate.value, 3)) for at, rate in known], [], y="Rate, %"),
        ["As of", "Rate", "90 % interval", "Posts"],
        [[_day(at), share(rate.value, 2), share_span(rate), str(rate.sample)] for at, rate in known],
    )  # fmt: skip


def likes_and_comments(
    posts: Sequence[PostRow], peers: Sequence[LikesAndComments], count_of_peers: int
) -> Chart | None:
    """The profile's posts among its peers' by likes and comments; None without posts."""
    own = [(float(post.likes), float(post.comments), PAID if _is_paid(post) else OWN)
           for post in posts if post.likes and post.comments]  # fmt: skip
    if len(own) < 2:
        return None
    others = [(float(one.likes), float(one.comments), PEERS) for one in peers]
    return Chart(
        "chart-likes", "Likes against comments, among peers",
        f"{len(own)} own posts and {len(others)} posts of {min(count_of_peers, 60)} peers; both axes are logarithmic.",
        charts.dots([*others, *own], _LOOKS, x="Likes", y="Comments"),
        ["Post of", "Likes", "Comments"],
        [[group, count(likes), count(comments)] for likes, comments, group in own],
    )  # fmt: skip


def cadence(gaps: Sequence[tuple[datetime, float]]) -> Chart | None:
    """The days between posts; None below three gaps."""
    if len(gaps) < 3:
        return None
    usual = sorted(days for _, days in gaps)[len(gaps) // 2]
    return Chart(
        "chart-cadence", f"A post every {usual:.1f} days, as a rule", "Days since the post before, for each post.",
        charts.dots_over_time([(at.isoformat(), days, OWN) for at, days in gaps], _LOOKS, y="Days since the last post"),
        ["Published", "Days since the last post"], [[_day(at), f"{days:.1f}"] for at, days in gaps],
    )  # fmt: skip


def comment_kinds(comments: Sequence[SampledComment]) -> Chart | None:
    """The share of each kind of comment; None without comments."""
    shares = {one.kind: one.share for one in comments}
    if not shares:
        return None
    rows = [(kind.value.capitalize(), round(part * 100, 1)) for kind, part in shares.items()]
    return Chart(
        "chart-comments", "What kinds of comments there are",
        "Share of all comments kept, in per cent; each is of one kind.",
        charts.bars(rows, x="Share of comments, %"),
        ["Kind", "Share, %"], [[name, f"{part:.1f}"] for name, part in rows],
    )  # fmt: skip


def comment_habits(habits: CommentHabits) -> Chart | None:
    """How many comments are emoji alone or repeat another; None without judged comments."""
    known = [("Emoji alone", habits.emoji), ("Word for word like another", habits.repeated)]
    rows = [
        (name, round(100 * one.value, 1), round(100 * one.low, 1), round(100 * one.high, 1))
        for name, one in known
        if one
    ]
    if not rows:
        return None
    return Chart(
        "chart-habits", "Comments of emoji alone, and repeated ones",
        f"Share of {count(habits.comments)} judged comments by others, with 90 % intervals. Short praise repeats "
        "itself everywhere; it is unusual only where most of it does.",
        charts.bars_with_intervals(rows, x="Share of comments, %"),
        ["Comments", "Share, %", "90 % interval"],
        [[name, f"{value:.1f}", f"{low:.1f} to {high:.1f}"] for name, value, low, high in rows],
    )  # fmt: skip


def shared_commenters(habits: CommentHabits) -> Chart | None:
    """Under which other creators of ours the same people comment; None where nobody does."""
    if not habits.shared or habits.people < FEWEST_COMMENTERS:
        return None
    rows = [(f"@{one.handle}", round(100 * one.shared / habits.people, 1)) for one in habits.shared]
    return Chart(
        "chart-shared", "The same commenters under our other creators",
        f"Share of the {count(habits.people)} people who comment here, as far as comments are kept. Overlap is natural "
        "within a niche and a town; reach counts them once.",
        charts.bars(rows, x="Share of this profile's commenters, %"),
        ["Profile", "Creator", "People in both", "Share, %"],
        [[f"@{one.handle}", one.name, count(one.shared), f"{part:.1f}"]
         for one, (_, part) in zip(habits.shared, rows, strict=True)],
    )  # fmt: skip


def _is_paid(post: PostRow) -> bool:
    return bool(post.sponsored) or sponsored_label(post.caption) is not None


def _group(post: PostRow) -> str:
    # A sponsored post is one wherever it lies; the table beside the drawing says whether it counts.
    if _is_paid(post):
        return PAID
    return OUT if post.left_out else OWN


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _day(moment: datetime | None) -> str:
    return f"{moment.day} {moment:%b %Y}" if moment else "—"
