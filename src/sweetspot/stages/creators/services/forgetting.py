"""What is forgotten of comments, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from sweetspot.stages.creators.models import Comment


def forget_comment_texts(*, now: datetime) -> int:
    """Blank the texts of comments that came in longer ago than the setting allows; how many. Their rows stay.

    Handles that were kept for what the texts say go with them.
    """
    before = now - timedelta(days=settings.COMMENT_TEXT_DAYS)
    return Comment.objects.filter(created_at__lt=before).exclude(text="").update(text="", author_handle="")
