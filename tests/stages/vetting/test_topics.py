"""Topics by hand: hashtags split, small words part phrases, weights and what a brief adds."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.core.statistics import wilson
from sweetspot.stages.vetting.formulas.topics import brief_fit, phrases, split_hashtag, spoken, topics, usage_of

THREE = ["Clean beauty at home", "My clean beauty shelf", "Gold ring day, clean beauty"]


@pytest.mark.parametrize(
    ("tag", "words"),
    [("CleanBeauty", "clean beauty"), ("OOTDStyle2024", "ootd style 2024"), ("clean_beauty", "clean beauty"),
     ("SchönesZuhause", "schönes zuhause"), ("ootd", "ootd")],
)  # fmt: skip
def test_a_hashtag_is_split_by_its_capitals(tag: str, words: str) -> None:
    assert split_hashtag(tag) == words


def test_phrases_end_at_small_words_punctuation_hashtags_addresses_and_handles() -> None:
    found = phrases("Trail running, and yoga #CleanBeauty @mejuri https://shop.example/sale")
    assert found == {"trail", "running", "trail running", "yoga", "clean", "beauty", "clean beauty"}
    assert phrases("Ein Ausflug mit der Familie") == {"ausflug", "familie"}


def test_chat_courtesies_and_days_part_phrases_however_drawn_out() -> None:
    assert phrases("Gue ngga suka kopi susu, bangettt hahaaa") == {"kopi", "susu", "kopi susu"}
    assert phrases("Happy Monday, new trail shoes! Yesss") == {"trail", "shoes", "trail shoes"}
    assert phrases("Weight loss and a dress") == {"weight", "loss", "weight loss", "dress"}


@pytest.mark.parametrize("caption", ["สวัสดีครับ ทุกคน", "مرحبا بكم جميعا", "今日はいい天気"])
def test_scripts_whose_words_are_not_told_apart_are_not_judged(caption: str) -> None:
    assert phrases(caption) is None
    found = topics(spoken([caption, caption + "!", caption + "?"]), usage_of([]))
    assert found.reason == "Not judged: 3 captions are in a script whose words are not told apart here."


def test_emoji_and_nothing_say_nothing_and_the_same_caption_counts_once() -> None:
    assert phrases("😀😀 ❤️") == phrases("") == frozenset()
    said = spoken(["Clean beauty at home"] * 12 + ["😀", ""])
    assert (said.judged, topics(said, usage_of([said])).reason) == (1, "Not enough captions: 1 of 3 with words.")
    assert phrases("word " * 5_000) is not None


def test_weights_are_those_worked_out_by_hand() -> None:
    said, other = spoken(THREE), spoken(["Gold ring", "Gold ring here", "Gold ring again"])
    found = topics(said, usage_of([said, other]))
    # Clean beauty in 3 captions, said by 1 of 2 profiles; "clean" and "beauty" alone say no more.
    assert [(one.phrase, one.posts, one.weight) for one in found.topics] == [("clean beauty", 3, 1.0)]
    assert found.length == pytest.approx((1 + math.log(3)) * (1 + math.log(3 / 2)))


def test_a_profiles_own_name_is_no_topic() -> None:
    said = spoken(["Anouk Mejia sings yoga", "Anouk Mejia again, yoga", "Mejia and yoga"])
    assert [one.phrase for one in topics(said, usage_of([said]), "the.anoukmejia").topics] == ["yoga"]


def test_what_one_alone_or_everybody_says_is_no_topic_among_many() -> None:
    everybody = [
        spoken(["Good vibes", "Vibes again", "Trail vibes", f"My dog rex{n}", f"rex{n} runs"]) for n in range(12)
    ]
    assert (
        topics(everybody[0], usage_of(everybody)).reason == "No phrase is said in two captions that not everybody says."
    )


def test_a_brief_fits_by_parts_that_add_up() -> None:
    said = spoken([*THREE, "Yoga mats", "Yoga again"])
    fit = brief_fit(["clean beauty", "yoga", "vegan", "the"], said, usage_of([said]))
    assert [(one.phrase, one.posts) for one in fit.parts] == [("clean beauty", 3), ("yoga", 2), ("vegan", 0)]
    assert fit.likeness == pytest.approx(sum(one.part for one in fit.parts))
    # tf 1 + ln 3 and 1 + ln 2, the same rarity for both; vegan is in no profile: 1 + ln 2 against 1.
    mine, rare = (1 + math.log(3), 1 + math.log(2)), 1 + math.log(2)
    assert fit.parts[0].part == pytest.approx(mine[0] / (math.hypot(*mine) * math.hypot(1, 1, rare)))
    assert fit.parts[0].share == wilson(3, 5, 0.9)
    assert brief_fit(["vegan"], said, usage_of([said])).likeness == 0
    assert brief_fit(["the"], said, usage_of([said])).likeness is None
    assert brief_fit(["yoga"], spoken(["Yoga"]), usage_of([])).likeness is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_text_is_read_and_weights_are_of_length_one(captions: list[str]) -> None:
    said = spoken(captions)
    found = topics(said, usage_of([said]))
    assert said.judged + said.others <= len(captions)
    assert not found.topics or sum(one.weight**2 for one in found.topics) == pytest.approx(1)
