"""How we keep what a creator says about a verdict."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.identifiers import to_public
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import Actor
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.vetting.models import Answer, AnswerSource, Verdict

#: The ways an answer may come, with their labels.
ANSWER_SOURCES = tuple(AnswerSource.choices)


@transaction.atomic
def note_answer(actor: Actor, profile_id: UUID, text: str, source: str, answered_on: date, *, now: datetime) -> Answer:
    """Keep what the creator said about the verdict that holds now, beside it; it changes no score.

    NotFound for another workspace's id; Invalid for an unknown source, a date to come, or without words.
    """
    profile = creators.one_profile(profile_id)
    problems = []
    if source not in AnswerSource.values:
        problems.append(Problem("source", "unknown", "Choose the way the answer came."))
    if answered_on > now.date() + timedelta(days=1):  # the workspace's day may be ahead of ours
        problems.append(Problem("answered_on", "future", "An answer cannot come from a day that is still to come."))
    if not text.strip():
        problems.append(Problem("text", "missing", "Write down what the creator said."))
    if problems:
        raise Invalid("The answer was not saved.", problems=problems)
    answer = Answer.objects.create(
        workspace_id=actor.workspace_id,
        profile_id=profile.profile_id,
        verdict=Verdict.objects.filter(profile_id=profile.profile_id, is_latest=True).first(),
        text=text.strip(),
        source=source,
        answered_on=answered_on,
        person_id=actor.id if actor.kind == "person" else None,
        noted_at=now,
    )
    detail = {"source": source, "answered_on": answered_on.isoformat()}
    accounts.record(actor, "profile.answered", to_public("prf", profile.profile_id), detail, now=now)
    return answer
