"""On labelled comments nobody trained on, spam is told as well as the documentation says."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.comment_sets import available, labelled
from benchmarks.comments import chances, left_out, rules
from benchmarks.train_comments import trained

from sweetspot.stages.audiences.formulas import agreement

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not available(), reason="the labelled comments are not here")]


def test_rules_alone_reach_the_figure_on_youtube() -> None:
    youtube = labelled().where(labelled().youtube)
    told = agreement(rules(youtube).astype(float), rules(youtube), youtube.spam.astype(float))
    assert told.f1 is not None
    assert told.f1 >= 0.93


def test_rules_or_model_reach_the_figure_on_a_video_left_out() -> None:
    known = labelled()
    youtube = known.where(known.youtube)
    scores = left_out(youtube, np.unique(youtube.origin, return_inverse=True)[1].astype(np.int64))
    told = agreement(scores, (scores >= 0.5) | rules(youtube), youtube.spam.astype(float))
    assert told.f1 is not None
    assert told.auc is not None
    assert told.f1 >= 0.945
    assert told.auc >= 0.985


def test_what_instagram_taught_finds_spam_on_youtube() -> None:
    known = labelled()
    youtube = known.where(known.youtube)
    scores = chances(trained(known.where(~known.youtube)), youtube)
    told = agreement(scores, (scores >= 0.5) | rules(youtube), youtube.spam.astype(float))
    assert told.f1 is not None
    assert told.f1 >= 0.90
