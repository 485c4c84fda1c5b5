"""How are spam comments found, and what does repetition add?"""

from __future__ import annotations

import numpy as np
import pytest

from sweetspot.stages.vetting.formulas.comments.folding import fold
from sweetspot.stages.vetting.formulas.comments.grams import canonical, grams
from sweetspot.stages.vetting.formulas.comments.lures import Lure, is_spam_by_rules, lures
from sweetspot.stages.vetting.formulas.comments.spam import (
    MARKS,
    SpamModel,
    repetitions,
    shipped_model,
    spam_readings,
)

NOTHING = SpamModel(np.zeros(1 << 4), np.zeros(MARKS), -3.0)


@pytest.mark.parametrize(
    ("text", "lure"),
    [
        ("https://shop.example/x", Lure.LINK),
        ("subscribe to me", Lure.SUBSCRIBE),
        ("check out my channel", Lure.LOOK_HERE),
        ("my new cover", Lure.OWN_PLACE),
        ("like this comment", Lure.BEGGING),
        ("free gift cards", Lure.MONEY),
        ("follow me back", Lure.FOLLOW),
        ("inbox me now", Lure.CONTACT),
        ("i made $5,000 trading with @bella", Lure.TESTIMONY),
        ("presale of our token is live", Lure.TOKEN),
        ("i help the first 10 people to message me", Lure.GIFT),
        ("my nudes are on my profile", Lure.ADULT),
        ("recover your account, contact @help", Lure.RECOVERY),
        ("dm us to @boost", Lure.PROMOTION),
        ("a spell caster helped me", Lure.MIRACLE),
    ],
)
def test_each_lure_suffices_alone(text: str, lure: Lure) -> None:
    assert lures(text)[lure] == 2
    assert is_spam_by_rules(lures(text))


@pytest.mark.parametrize(
    "text",
    [
        "the returns policy is fair",
        "i need this in my life",
        "watch?v=abc&t=2m19s best part",
        "thanks for the help with my kids",
        "honestly this is one of the best investments you can make",
        "vote for the blue one",
    ],
)
def test_ordinary_words_are_no_spam(text: str) -> None:
    assert not is_spam_by_rules(lures(text))


def test_rules_make_a_score_of_at_least_a_half_and_the_model_any_other() -> None:
    by_rule, by_model, emoji, handle = spam_readings(
        [fold(text) for text in ("Check out my channel", "a quiet day", "🔥", "@anna")], model=NOTHING
    )
    assert (by_rule.score, by_rule.is_spam, by_rule.lures) == (0.6, True, (Lure.LOOK_HERE, Lure.OWN_PLACE))
    assert (by_model.score, by_model.is_spam) == (round(1 / (1 + np.exp(3)), 4), False)
    assert (emoji.score, handle.score) == (0, 0)


def test_a_copy_with_another_handle_counts_as_repeated() -> None:
    plain = [canonical(text) for text in ("thank you so very much @anna", "thank you so very much @ben", "love it")]
    assert repetitions(plain) == [2, 2, 1]
    assert repetitions(["love it"], [40]) == [1]
    assert repetitions(["one two three four five"], [40]) == [40]


def test_copies_raise_the_score_and_short_ones_alone_do_not() -> None:
    lured, plain = fold("What a wonderful thing this platform has done @anna"), fold("Here we were all summer long")
    assert spam_readings([lured], [1])[0].score < spam_readings([lured], [30])[0].score
    assert spam_readings([plain], [1])[0].score == spam_readings([plain], [30])[0].score


def test_a_text_s_score_does_not_depend_on_neighbours_that_share_nothing_with_it() -> None:
    texts = [fold(text) for text in ("my channel is nice", "a quiet day by the sea", "earn from home")]
    together = [one.score for one in spam_readings(texts)]
    assert together == [spam_readings([text])[0].score for text in texts]


def test_grams_are_words_pairs_and_runs_within_words() -> None:
    # "ab c": words ab, c; the pair; runs " ab", "ab ", " c ", " ab ": seven grams, none across the blank.
    held = grams(["ab c", "", "ab c"], 30)
    assert np.bincount(held.text).tolist() == [7, 0, 7]
    assert held.bucket[:7].tolist() == held.bucket[7:].tolist()


def test_what_ships_fits_the_marks_and_is_small() -> None:
    model = shipped_model()
    assert (len(model.grams), len(model.marks)) == (1 << 15, MARKS)
    assert np.all(np.isfinite(model.grams))
