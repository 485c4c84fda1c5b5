"""The six link-against-code rules, each on an order worked by hand, and what holds for every order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.core.money import Money
from sweetspot.stages.attribution.formulas.decisions import Confidence, Settings, decide
from sweetspot.stages.attribution.formulas.rules import RULES
from sweetspot.stages.attribution.formulas.touches import OrderFacts, Touch, TouchKind, Window

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EUR50 = Money(5000, "EUR")


def order(**facts: object) -> OrderFacts:
    return OrderFacts(**{"id": "order", "placed_at": NOW, "net": EUR50, **facts})  # type: ignore[arg-type]


def click(creator: str, days: float, name: str = "", **more: str) -> Touch:
    at = NOW - timedelta(days=days)
    return Touch(name or f"click-{creator}-{days}", TouchKind.CLICK, f"with-{creator}", creator, at, **more)


def code(creator: str) -> Touch:
    return Touch(f"code-{creator}", TouchKind.CODE, f"with-{creator}", creator, NOW)


def survey(creator: str) -> Touch:
    return Touch(f"survey-{creator}", TouchKind.SURVEY, f"with-{creator}", creator, NOW)


def test_rule_1_code_and_click_of_one_creator_are_certain() -> None:
    decision = decide(order(), [code("mia"), click("mia", 3)])
    assert (decision.rule, decision.confidence) == (1, Confidence.HIGH)
    assert [(share.partnership, share.means, share.value) for share in decision.shares] == [("with-mia", "both", EUR50)]
    assert decision.assists == ()
    assert [item.credited for item in decision.considered] == [False, True]
    assert [item.reason for item in decision.considered] == [
        "Supports the credited creator.",
        "Credited with the whole order.",
    ]


def test_rule_2_a_code_beats_another_creators_click_which_becomes_an_assist() -> None:
    decision = decide(order(), [code("mia"), click("leo", 1)])
    assert (decision.rule, decision.confidence) == (2, Confidence.MEDIUM)
    assert [share.creator for share in decision.shares] == ["mia"]
    assert decision.assists == ("with-leo",)


def test_rule_2_can_split_evenly_and_still_pays_only_once() -> None:
    odd = order(net=Money(4999, "EUR"))
    decision = decide(odd, [code("mia"), click("leo", 1)], Settings(conflict="split"))
    assert [(share.creator, share.means, share.value.minor) for share in decision.shares] == [
        ("mia", "code", 2500),
        ("leo", "link", 2499),
    ]
    assert decision.assists == ()


def test_rule_3_the_last_eligible_click_wins() -> None:
    decision = decide(order(), [click("mia", 29.9), click("leo", 2), click("zoe", 31)])
    assert (decision.rule, decision.confidence) == (3, Confidence.MEDIUM)
    assert [share.creator for share in decision.shares] == ["leo"]
    assert decision.assists == ("with-mia",)
    assert decision.considered[0].reason == "The click is older than the window of 30 days."


def test_rule_3_one_creators_clicks_are_certain_and_joined_into_one_share() -> None:
    decision = decide(order(), [click("mia", 5), click("mia", 2)], Settings(rule="linear"))
    assert decision.confidence is Confidence.HIGH
    assert [(share.touch, share.value) for share in decision.shares] == [("click-mia-2", EUR50)]


def test_a_story_link_counts_for_seven_days_only() -> None:
    late = click("mia", 8, placement="story")
    assert decide(order(), [late]).rule is None
    assert decide(order(), [late], Settings(window=Window(story_days=9))).rule == 3


def test_the_window_includes_its_last_moment_and_not_the_next() -> None:
    assert decide(order(), [click("mia", 30)]).rule == 3
    early = Touch("c", TouchKind.CLICK, "p", "mia", NOW - timedelta(days=30, microseconds=1))
    assert decide(order(), [early]).rule is None


def test_a_click_after_the_order_or_by_a_crawler_does_not_count() -> None:
    decision = decide(order(), [click("mia", -0.01), click("leo", 1, discounted="a crawler followed it")])
    assert (decision.rule, decision.shares, decision.assists) == (None, (), ())
    assert [item.reason for item in decision.considered] == [
        "Not counted: a crawler followed it.",
        "The click came after the order.",
    ]


def test_a_click_counts_where_only_the_clocks_put_it_after_its_order() -> None:
    minutes = [5, 5 + 1e-4]
    clicks = [Touch("c", TouchKind.CLICK, "p", "mia", NOW + timedelta(minutes=after)) for after in minutes]
    assert [decide(order(), [one]).rule for one in clicks] == [3, None]
    assert decide(order(), [clicks[1]]).reason == "No code was typed, and no link was followed in a way that counts."


def test_rule_4_a_code_without_a_click_is_cold() -> None:
    decision = decide(order(), [code("mia")])
    assert (decision.rule, decision.confidence) == (4, Confidence.MEDIUM)
    assert "cold" in decision.reason


def test_of_two_codes_the_one_backed_by_a_click_wins() -> None:
    decision = decide(order(), [code("mia"), code("zoe"), click("mia", 1)])
    assert (decision.rule, [share.creator for share in decision.shares]) == (1, ["mia"])
    assert decision.assists == ("with-zoe",)


def test_rule_5_a_survey_is_reported_and_never_paid() -> None:
    decision = decide(order(), [survey("mia")])
    assert (decision.rule, decision.shares, decision.assists) == (5, (), ("with-mia",))
    assert decision.considered[0].reason == "A survey answer is reported, never paid."


def test_nothing_at_all_credits_nobody() -> None:
    decision = decide(order(), [])
    assert (decision.rule, decision.confidence, decision.shares) == (None, Confidence.NONE, ())


@pytest.mark.parametrize(
    "facts",
    [{"test": True}, {"cancelled": True}, {"fraudulent": True}, {"employee": True}, {"net": Money(0, "EUR")}],
)
def test_rule_6_such_orders_pay_nobody(facts: dict[str, object]) -> None:
    decision = decide(order(**facts), [code("mia"), click("leo", 1)])
    assert (decision.rule, decision.shares, decision.assists) == (6, (), ())
    assert {item.reason for item in decision.considered} == {decision.reason}


def test_rule_6_a_creator_earns_nothing_on_their_own_purchase() -> None:
    own = order(buyer_keys=frozenset({"hash-of-mia"}))
    keys = {"mia": frozenset({"hash-of-mia"})}
    assert decide(own, [code("mia"), click("mia", 1)], creator_keys=keys).rule == 6
    assert decide(own, [code("mia"), click("leo", 1)], Settings(conflict="split"), keys).shares == ()


def test_a_creator_may_buy_through_somebody_else_without_an_assist_of_their_own() -> None:
    own = order(buyer_keys=frozenset({"hash-of-mia"}))
    decision = decide(own, [code("leo"), click("mia", 1)], creator_keys={"mia": frozenset({"hash-of-mia"})})
    assert ([share.creator for share in decision.shares], decision.assists) == (["leo"], ())
    assert decision.considered[0].reason == "The buyer is this creator: no assist for their own purchase."


creators = st.sampled_from(["mia", "leo", "zoe"])
journeys = st.lists(
    st.one_of(
        st.builds(click, creators, st.integers(-3, 40), placement=st.sampled_from(["post", "story"])),
        st.builds(code, creators),
        st.builds(survey, creators),
    ),
    max_size=9,
    unique_by=lambda touch: touch.id,
)


@given(
    journeys,
    st.randoms(use_true_random=False),
    st.sampled_from(sorted(RULES)),
    st.sampled_from(["code", "split"]),
    st.integers(-100, 10**9),
)
def test_every_decision_conserves_cents_and_ignores_the_order_of_arrival(
    touches: list[Touch], random: object, rule: str, conflict: str, minor: int
) -> None:
    settings = Settings(rule=rule, conflict=conflict)  # type: ignore[arg-type]
    facts = order(net=Money(minor, "EUR"), buyer_keys=frozenset({"z"}))
    keys = {"zoe": frozenset({"z"})}
    decision = decide(facts, touches, settings, keys)
    shuffled = list(touches)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(facts, shuffled, settings, keys) == decision
    assert sum(share.value.minor for share in decision.shares) == (minor if decision.shares else 0)
    assert len({share.partnership for share in decision.shares}) == len(decision.shares)
    assert not {share.partnership for share in decision.shares} & set(decision.assists)
    assert all(share.creator != "zoe" for share in decision.shares)
    assert len(decision.considered) == len(touches)
