"""Destinations: one failure is a passing one, two are told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.tracking.formulas.health import BROKEN, NOT_ALLOWED, OK, UNREACHABLE, Health, Seen, health_after

FINE = Health(OK, 0, "")


def test_one_failure_changes_nothing_and_the_second_is_told() -> None:
    once = health_after(FINE, Seen(404))
    assert once == Health(OK, 1, "")
    assert health_after(once, Seen(404)) == Health(BROKEN, 2, "The page is not there (404).")
    assert health_after(once, Seen(503)) == Health(BROKEN, 2, "The shop answers with an error (503).")
    assert health_after(once, Seen(failed="It does not answer.")) == Health(UNREACHABLE, 2, "It does not answer.")


@pytest.mark.parametrize("status", [200, 204, 206, 304])
def test_an_answer_makes_it_well_at_once(status: int) -> None:
    assert health_after(Health(BROKEN, 7, "The page is not there (404)."), Seen(status)) == FINE


def test_a_shop_that_keeps_programs_out_is_not_broken_and_a_private_address_is_not_asked() -> None:
    kept_out = health_after(FINE, Seen(403))
    assert (kept_out.state, "people may well get through" in kept_out.reason) == (NOT_ALLOWED, True)
    assert health_after(FINE, Seen(refused="It leads inside.")) == Health(NOT_ALLOWED, 0, "It leads inside.")


@settings(max_examples=50)
@given(st.lists(st.sampled_from([200, 404, 410, 500, None]), max_size=12))
def test_nobody_is_alarmed_unless_two_looks_in_a_row_failed(statuses: list[int | None]) -> None:
    health = FINE
    for place, status in enumerate(statuses):
        health = health_after(health, Seen(status, failed="" if status else "It does not answer."))
        failed = [one is None or one >= 400 for one in statuses[: place + 1]]
        assert not failed[-1] or (health.state in (BROKEN, UNREACHABLE)) >= (failed[-2:] == [True, True])
        assert failed[-1] or health.state == OK
