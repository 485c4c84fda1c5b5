"""What is forgotten of comments, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from sweetspot.stages.creators.models import Comment
from sweetspot.stages.creators.queries.brands import listening


def forget_comment_texts(*, now: datetime) -> int:
    """Blank the texts of comments that came in longer ago than the setting allows; how many. Their rows stay.

    Handles that were kept for what the texts say go with them.
    """
    before = now - timedelta(days=settings.COMMENT_TEXT_DAYS)
    return Comment.objects.filter(created_at__lt=before).exclude(text="").update(text="", author_handle="")


def forget_handles() -> int:
    """Blank the handles of commenters whose words name no brand of our own any more; how many.

    What is listened for may have changed since the comment came in.
    """
    ear = listening(own_only=True)
    kept = Comment.objects.exclude(author_handle="").values_list("id", "text", "post__profile__network")
    idle = [row[0] for row in kept.iterator(chunk_size=5_000) if not ear.heard(row[1], row[2])]
    return Comment.objects.filter(id__in=idle).update(author_handle="")
