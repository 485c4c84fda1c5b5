"""What people write below a creator's posts: the connection score and its parts, classes, groups, comments to read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path

from sweetspot.core import charts
from sweetspot.core.charts import Chart
from sweetspot.core.errors import NotFound
from sweetspot.core.spreadsheets import guarded
from sweetspot.core.statistics import Estimate
from sweetspot.doors.web.creator_page import frame, opened
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.doors.web.templatetags.figures import count, count_span, share, share_span
from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking.queries.mentions import content_of
from sweetspot.stages.vetting import queries
from sweetspot.stages.vetting.formulas import ClassShares
from sweetspot.stages.vetting.formulas.comments import LABELS
from sweetspot.stages.vetting.formulas.connection import Part, PartScore
from sweetspot.stages.vetting.formulas.pods import PodEvidence, PodSign

PARTS = {
    Part.MEANINGFUL: ("Comments that say something", "Questions, wishes to buy, and comments about the post, of all."),
    Part.ASKING: ("Questions and wishes to buy", "Of all comments that count."),
    Part.REPLIES: ("Replies within three days", "Comments that say something and got an answer by the creator."),
    Part.COMMENTS: ("Comments for 1,000 followers", "A post, over the newest 30 posts that count."),
    Part.STAMINA: (
        "What sponsored posts keep",
        "Engagement of sponsored posts against the others'.",
    ),
    Part.MENTIONS: (
        "Content by others for 1,000 followers",
        "People who named your brands around the creator in the last 90 days.",
    ),
}
SIGNS = {
    PodSign.REGULARS: (
        "The same people under most posts",
        "Share of the comments by those who comment under at least 60 % of the newest posts",
        "Friends, family and faithful readers do so too.",
    ),
    PodSign.FIRST_HOUR: (
        "They come within the first hour",
        "Their share of the comments in the first hour, the middle of all posts",
        "A fixed hour of posting, or notifications switched on.",
    ),
    PodSign.SAME_ORDER: (
        "They come in the same order",
        "Rank correlation of their order between posts; 1 is always the same",
        "The network may list comments in an order of its own.",
    ),
    PodSign.RECIPROCITY: (
        "They are creators and are answered in kind",
        "Share of them with 1,000 followers or more under whose posts this creator comments",
        "Colleagues in one field read each other.",
    ),
}


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of the score as the page shows it."""

    title: str
    meaning: str
    value: str
    interval: str
    place: str
    place_interval: str
    weight: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignRow:
    """One kind of evidence for a group: what was seen, from where on it speaks, and a plain reason."""

    title: str
    meaning: str
    value: str
    threshold: str
    sample: str
    word: str
    kind: str
    innocent: str


@needs("creators.view")
def comments(request: HttpRequest, ref: str) -> HttpResponse:
    """The connection, the classes, the evidence for a group, and twenty comments."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    stored = queries.stored_connection(found.profile.profile_id)
    context = frame(request, found, "creator_comments") | {
        "stored": stored, "content": content_of(found.profile.profile_id, datetime.now(UTC)),
    }  # fmt: skip
    if stored:
        context |= {
            "parts": [_part(one) for one in stored.connection.parts],
            "chart": class_chart(stored.classes),
            "signs": [_sign(one) for one in stored.pods.evidence],
            "judged": sum(one.value is not None for one in stored.pods.evidence),
            "speaking": sum(one.speaks for one in stored.pods.evidence),
            "read": queries.read_comments(found.profile.profile_id),
        }
    return render(request, "creators/comments.html", context)


@needs("creators.view")
def comments_csv(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    """Every judged comment of the profile as a file; writers are not in it."""
    found = opened(request, ref)
    if found.profile is None:
        raise NotFound("This creator has no profile yet.")
    rows = _streamed(actor_of(request).workspace_id, found.profile.profile_id)
    headers = {"Content-Disposition": f'attachment; filename="comments-{found.profile.profile_ref}.csv"'}
    return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)


def _streamed(workspace_id: UUID, profile_id: UUID) -> Iterator[str]:
    # The rows are read while the answer is on its way, after the request's own scope has ended.
    with scope(workspace_id):
        yield from csv_rows(queries.judged_comments(profile_id))


def csv_rows(read: Iterator[queries.ReadComment]) -> Iterator[str]:
    """The file's lines: when, class, language, spam score, lures, copies, text."""
    yield _line(["written_at", "class", "language", "spam_score", "lures", "copies", "text"])
    for one in read:
        moment = one.fact.written_at.isoformat() if one.fact.written_at else ""
        lures = "; ".join(lure.value for lure in one.lures)
        yield _line([moment, one.kind.value, one.language, f"{one.spam_score:g}", lures, str(one.times), one.fact.text])


def _line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([guarded(cell) for cell in cells])
    return buffer.getvalue()


def class_chart(classes: ClassShares) -> Chart | None:
    """The share of each class with its interval; None where nothing counts."""
    known = [(kind, found) for kind, found in classes.shares.items() if found]
    if not known:
        return None
    rows = [
        (LABELS[kind], 100 * found.value, 100 * found.low, 100 * found.high)
        for kind, found in sorted(known, key=lambda one: -one[1].value)
    ]
    return Chart(
        "chart-classes", "What people write",
        f"Shares of {count(classes.counted)} comments in per cent; the line is the 90 % interval.",
        charts.bars_with_intervals(rows, x="Share of comments, %"),
        ["Class", "Comments", "Share", "90 % interval"],
        [[LABELS[kind], count(classes.counts[kind]), share(found.value), share_span(found)] for kind, found in known],
    )  # fmt: skip


def _part(one: PartScore) -> PartRow:
    title, meaning = PARTS[one.part]
    value, interval = _value(one.part, one.value)
    place = one.percentile
    return PartRow(
        title=title, meaning=meaning, value=value, interval=interval,
        place=f"above {share(place.value, 0)} of {count(place.sample)}" if place else "",
        place_interval=f"{count(100 * place.low)}–{count(100 * place.high)}" if place else "",
        weight=share(one.weight, 0) if one.weight else "", reason=one.reason,
    )  # fmt: skip


def _value(part: Part, value: Estimate | None) -> tuple[str, str]:
    if value is None:
        return "", ""
    if part in (Part.COMMENTS, Part.MENTIONS):
        return count(value.value, 2), count_span(value, "2")
    return share(value.value), share_span(value)


def _sign(one: PodEvidence) -> SignRow:
    title, meaning, innocent = SIGNS[one.sign]
    word, kind = ("Seen", "watch") if one.speaks else ("Not known", "") if one.value is None else ("Not seen", "good")
    as_number = one.sign is PodSign.SAME_ORDER
    return SignRow(
        title=title, meaning=meaning, innocent=innocent, word=word, kind=kind,
        value="" if one.value is None else count(one.value, 2) if as_number else share(one.value, 0),
        threshold=count(one.threshold, 2) if as_number else share(one.threshold, 0), sample=count(one.sample),
    )  # fmt: skip


urlpatterns = [
    path("creators/<str:ref>/comments", comments, name="creator_comments"),
    path("creators/<str:ref>/comments.csv", comments_csv, name="creator_comments_csv"),
]
