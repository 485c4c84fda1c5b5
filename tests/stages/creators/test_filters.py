"""The address of a list: what it asks for, and what of it is not understood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.stages.creators.formulas.costs import cost_per_thousand
from sweetspot.stages.creators.formulas.filters import (
    RANGES,
    SORTS,
    VERDICTS,
    Among,
    Between,
    CreatorFilter,
    Ignored,
    parse_query,
    query_of,
)
from sweetspot.stages.creators.formulas.samples import Kind, WrittenComment, kinds, sample_comments


def test_the_grammar_of_the_interface_is_understood() -> None:
    asked = parse_query("?q=gold+ring&tier=micro&country=de,AT&-tag=blocked&er.gte=0.03&sort=-er&cols=name,er&after=x")
    assert asked == CreatorFilter(
        q="gold ring", tier=Among(("micro",)), country=Among(("DE", "AT")), tag=Among((), ("blocked",)),
        er=Between(low=0.03), sort="-er",
    )  # fmt: skip
    assert asked.ignored == ()
    assert (asked.sort_key, asked.descending) == ("er", True)


def test_per_cent_is_understood_by_its_sign_and_never_guessed() -> None:
    assert parse_query("er.gte=3%25").er == Between(low=0.03)
    assert parse_query("er.gte=3").er == Between(low=3.0)


def test_what_is_not_understood_is_named_with_a_reason() -> None:
    asked = parse_query("colour=red&er.gte=many&sort=beauty&tier=micro,tiny&verdict=bad&followers.gt=3")
    assert [(one.name, one.value) for one in asked.ignored] == [
        ("colour", "red"), ("er.gte", "many"), ("sort", "beauty"), ("tier", "micro,tiny"), ("verdict", "bad"),
        ("followers.gt", "3"),
    ]  # fmt: skip
    assert asked.ignored[0] == Ignored("colour", "red", "is not a filter of this list")
    assert (asked.tier, asked.verdict) == (Among(("micro", "tiny")), Among(("bad",)))


def test_a_value_that_does_not_exist_excludes_nobody() -> None:
    assert parse_query("-tier=tiny").tier == Among()


def test_tier_names_of_the_workspace_are_known() -> None:
    assert parse_query("tier=tiny", ["tiny", "huge"]).tier == Among(("tiny",))


def test_empty_form_fields_ask_for_nothing() -> None:
    assert parse_query("q=&tier=&er.gte=&sort=") == CreatorFilter()


_WORD = st.text(st.characters(codec="utf-8", exclude_characters=","), min_size=1).map(
    lambda text: " ".join(text.split())
)
_WORDS = st.lists(_WORD.filter(lambda text: text and text.lower() != "unknown"), max_size=3, unique=True)
_BETWEEN = st.builds(
    Between, st.none() | st.integers(0, 10**9).map(float), st.none() | st.integers(0, 10**9).map(float)
)


@given(
    st.builds(
        CreatorFilter, q=st.text(max_size=40).map(lambda text: " ".join(text.split())),
        tag=st.builds(Among, _WORDS.map(tuple), _WORDS.map(tuple)),
        network=st.just(Among(("instagram",), ("x",))), verdict=st.just(Among(VERDICTS[:2])),
        er=_BETWEEN, followers=_BETWEEN, score=_BETWEEN, sort=st.sampled_from([*SORTS, *(f"-{one}" for one in SORTS)]),
    )
)  # fmt: skip
def test_every_filter_survives_its_own_address(asked: CreatorFilter) -> None:
    again = parse_query(query_of(asked))
    assert again == asked
    assert again.ignored == ()


@given(st.text(max_size=80))
def test_no_address_breaks_the_list(text: str) -> None:
    parse_query(text)


def test_every_range_is_a_field_of_the_filter() -> None:
    assert all(hasattr(CreatorFilter(), name) for name in RANGES)


def test_a_hundred_for_two_hundred_people_is_five_hundred_per_thousand() -> None:
    assert cost_per_thousand(Money(10_000, "USD"), 200.0) == Money(50_000, "USD")
    assert cost_per_thousand(Money(10_000, "USD"), 0.0) is None
    assert cost_per_thousand(None, 200.0) is None


def _said(number: int, text: str, author: str = "", post: str = "p") -> WrittenComment:
    return WrittenComment(f"c{number}", post, text, author or f"a{number}", None, None)


def test_comments_are_of_exactly_one_kind() -> None:
    said = [
        _said(1, "🔥🔥🔥"), _said(2, "@friend"), _said(3, "So nice"), _said(4, "Where did you find this ring, please?"),
        _said(5, "Love it so much!"), _said(6, "love it so  much!"),
    ]  # fmt: skip
    assert {kind: [one.id for one in some] for kind, some in kinds(said).items()} == {
        Kind.EMOJI_ONLY: ["c1"], Kind.MENTION_ONLY: ["c2"], Kind.SHORT: ["c3"], Kind.SENTENCE: ["c4"],
        Kind.REPEATED: ["c5", "c6"],
    }  # fmt: skip


def test_somebody_under_most_posts_is_a_regular() -> None:
    said = [_said(number, f"Different words {number}", "same", f"p{number}") for number in range(5)]
    assert list(kinds(said)) == [Kind.REGULAR]


def test_rare_kinds_are_seen_among_many_common_ones() -> None:
    said = [_said(number, f"Nice {number}") for number in range(200)] + [_said(900, "🔥"), _said(901, "@ben")]
    sample = sample_comments(said, 20)
    assert len(sample) == 20
    assert {one.kind for one in sample} == {Kind.SHORT, Kind.EMOJI_ONLY, Kind.MENTION_ONLY}
    assert sample == sample_comments(list(reversed(said)), 20)
