"""A flood leaves a bounded number of rows, and is counted to the last request."""

from __future__ import annotations

from sweetspot.doors.edge.clicks import Row
from sweetspot.doors.edge.statements import furthest
from sweetspot.doors.edge.tallies import WHOLE_ROWS, Tallies

MINUTE = 60_000_000


def row(number: int, kind: str = "bot", *, link: str = "l", minute: int = 1) -> Row:
    return Row(f"{number:032x}", "w", link, str(minute * MINUTE + number), "GET", kind, "r", "1", "", "v", "agent", "")


def test_people_are_never_tallied() -> None:
    tallies = Tallies()
    rows = [row(number, "person") for number in range(5 * WHOLE_ROWS)]
    assert [tallies.row_for(one) for one in rows] == rows


def test_beyond_the_rate_one_row_a_minute_stands_for_all_of_a_link_and_class() -> None:
    tallies = Tallies()
    came = [tallies.row_for(row(number)) for number in range(WHOLE_ROWS + 40)]
    written = tallies.counted(came)
    assert [one.times for one in written] == ["1"] * WHOLE_ROWS + ["40"]
    tally = written[-1]
    assert (tally.micros, tally.reasons, tally.agent, tally.visitor) == (str(MINUTE), "tallied", "", "")
    later = tallies.counted([tallies.row_for(row(number)) for number in range(5)])
    assert later == [tally._replace(times="45")]
    assert furthest([*later, tally]) == later


def test_classes_links_and_minutes_are_tallied_apart() -> None:
    tallies = Tallies()
    for number in range(WHOLE_ROWS):
        tallies.row_for(row(number))
    assert tallies.row_for(row(0)).times == ""
    assert tallies.row_for(row(0, "preview")).times == "1"
    assert tallies.row_for(row(0, link="other")).times == "1"
    before = tallies.row_for(row(0))
    assert tallies.row_for(row(0, minute=2)).times == "1"
    assert tallies.counted([before])[0].times == "1"


def test_what_was_not_written_is_not_counted() -> None:
    tallies = Tallies()
    came = [tallies.row_for(row(number)) for number in range(WHOLE_ROWS + 7)][WHOLE_ROWS:]
    lost = tallies.counted(came)
    tallies.take_back(came, {one.id for one in lost})
    assert [one.times for one in tallies.counted(came[:2])] == ["2"]
