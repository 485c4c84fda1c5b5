"""Which posts are shown behind a signal."""

import numpy as np
from tests.stages.vetting.test_verdict import posts

from sweetspot.stages.vetting.formulas import Band, Confidence, PostRows, Signal, post_rows
from sweetspot.stages.vetting.formulas import verdict as judged_by
from sweetspot.stages.vetting.formulas.evidence import driving_places

LIKES = [10.0, 20, 40, 80, 160, 320, 640, 1_280]
COMMENTS = [8.0, 7, 6, 5, 4, 3, 2, 1]
DAYS = [0.0, 1, 2, 3, 43, 44, 45, 46]
ROW = PostRows(np.array([1_000.0]), np.array([LIKES]), np.array([COMMENTS]), np.array([DAYS]))


def test_no_posts_drive_nothing() -> None:
    assert driving_places(Signal.ENGAGEMENT, post_rows([((), 5)]), high=False) == ()


def test_the_posts_with_the_fewest_comments_per_like_come_first() -> None:
    assert driving_places(Signal.COMMENTS_PER_LIKE, ROW, high=False) == (7, 6, 5, 4, 3)


def test_posts_that_move_against_each_other_are_shown() -> None:
    assert set(driving_places(Signal.CO_MOVEMENT, ROW, high=False)[:2]) == {0, 7}


def test_the_post_after_the_longest_silence_is_shown() -> None:
    assert driving_places(Signal.RHYTHM, ROW, high=True)[0] == 4
    assert 4 not in driving_places(Signal.RHYTHM, ROW, high=False)


def test_a_single_post_has_no_gap() -> None:
    alone = PostRows(np.ones(1), np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)))
    assert driving_places(Signal.RHYTHM, alone, high=True) == (0,)
    assert driving_places(Signal.BREAK, alone, high=True) == ()


def test_eight_posts_with_frozen_likes_and_no_followers_still_say_what_is_missing() -> None:
    found = judged_by(posts([0] * 14, [0] * 14), None)
    assert found.checks[3].sentence.endswith("comments seem to be switched off, or their number never moves.")
    assert (found.band is None) == (found.score is None)
    assert found.confidence in tuple(Confidence)
    assert found.band in (*Band, None)
