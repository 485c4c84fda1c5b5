"""Clicks judged again: by newer rules, by rate, in steps that may break off; nothing is lost, both counts stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_equipment

from sweetspot.core.errors import Conflict, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas.click_classes import MOST_AN_HOUR, RULE_VERSION, classify_again
from sweetspot.stages.tracking.models import Click
from sweetspot.stages.tracking.queries.reclassing import progress
from sweetspot.stages.tracking.services import reclassing

if TYPE_CHECKING:
    from tests.conftest import Brand

    from sweetspot.stages.tracking.models import Link

DAY = datetime(2026, 6, 10, tzinfo=UTC)
NOW = DAY + timedelta(days=5)
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36"


@pytest.fixture
def link(in_brand: Brand) -> Link:
    """A link of Ana's, in her scope."""
    return make_equipment(in_brand.actor, make_partnership(in_brand.actor)).link


def clicked(link: Link, kind: str, agent: str = CHROME, reasons: str = "browser", **more: Any) -> UUID:
    more = {"at": DAY + timedelta(hours=9), "visitor": b"v" * 16} | more
    row = Click.objects.create(
        id=new_id(), workspace_id=link.workspace_id, link=link, method="GET", kind=kind, reasons=reasons.split(","),
        rule_version="old", agent=agent, **more,
    )  # fmt: skip
    return row.id


def kinds() -> dict[UUID, tuple[str, str | None, str]]:
    return {row.id: (row.kind, row.kind_then, ",".join(row.reasons)) for row in Click.objects.all()}


def judged(brand: Brand, **asked: Any) -> Any:
    row = reclassing.start(brand.actor, now=NOW, **asked)
    return progress(reclassing.run(brand.workspace.id, row.id, clock=lambda: NOW))


def test_each_click_gets_todays_class_and_keeps_the_one_it_had(in_brand: Brand, link: Link) -> None:
    wrong = clicked(link, "person", "curl/8.5.0")
    freed = clicked(
        link, "bot", "Mozilla/5.0 (Linux; Android 7.0; M bot 51 Build/N) AppleWebKit/537.36 Chrome/56.0 Safari/1"
    )
    right = clicked(link, "person")
    centre = clicked(link, "suspect", reasons="data-centre,browser")
    view = clicked(link, "view")
    quiet = clicked(link, "person", "", "browser,signal", visitor=b"")
    tally = clicked(link, "bot", "", "tallied", visitor=b"", times=40)
    tried = judged(in_brand, dry_run=True)
    assert {row[1] for row in kinds().values()} == {None}
    done = judged(in_brand)
    assert done.classes == tried.classes
    assert (done.judged, done.moved, done.days_done) == (46, 2, done.days)
    assert [(one.name, one.before, one.after) for one in done.classes] == [
        ("Person", 3, 3), ("Bot", 41, 41), ("Suspect", 1, 1), ("Story view", 1, 1)
    ]  # fmt: skip
    assert kinds() == {
        wrong: ("bot", "person", "crawler-word"), freed: ("person", "bot", "browser"),
        right: ("person", None, "browser"),
        centre: ("suspect", None, "data-centre,browser"), view: ("view", None, "story,browser"),
        quiet: ("person", None, "browser,signal"), tally: ("bot", None, "tallied"),
    }  # fmt: skip
    assert set(Click.objects.exclude(kind_then=None).values_list("rule_version", flat=True)) == {RULE_VERSION}
    assert judged(in_brand).moved == 0


def test_a_visitor_at_a_programs_rate_is_a_suspect_whatever_the_order_and_another_hour_is_not(
    in_brand: Brand, link: Link
) -> None:
    fast = [clicked(link, "person", at=DAY + timedelta(hours=9, minutes=one)) for one in range(MOST_AN_HOUR + 1)]
    other = [clicked(link, "person", at=DAY + timedelta(hours=10, minutes=one)) for one in range(MOST_AN_HOUR)]
    unknown = [clicked(link, "person", "", "browser,signal", visitor=b"") for _ in range(MOST_AN_HOUR + 1)]
    reclassing.judge_lately(in_brand.workspace.id, now=DAY + timedelta(hours=10, minutes=50))
    found = kinds()
    assert {found[one] for one in fast} == {("suspect", "person", "rate,browser")}
    assert {found[one][0] for one in other + unknown} == {"person"}
    counts = queries.visits_per_link([link.id])[link.id]
    assert (counts.people, counts.suspects, counts.visitors) == (len(other + unknown), len(fast), 1)
    reclassing.judge_late(in_brand.workspace.id, now=DAY + timedelta(days=1))
    assert kinds() == found


def test_what_was_broken_off_goes_on_where_it_stood(in_brand: Brand, link: Link, monkeypatch: Any) -> None:
    for day in range(5):
        clicked(link, "person", "curl/8.5.0", at=DAY + timedelta(days=day))
    begun, judge = reclassing.start(in_brand.actor, now=NOW), reclassing.judge
    calls: list[datetime] = []

    def broken(workspace: UUID, since: datetime, until: datetime, **more: Any) -> Any:
        calls.append(since)
        if len(calls) == 2:
            raise OSError("the power went")
        return judge(workspace, since, until, **more)

    monkeypatch.setattr(reclassing, "judge", broken)
    with pytest.raises(OSError, match="power"):
        reclassing.run(in_brand.workspace.id, begun.id, clock=lambda: NOW)
    again = reclassing.start(in_brand.actor, now=NOW)
    assert again.id == begun.id
    done = progress(reclassing.run(in_brand.workspace.id, again.id, clock=lambda: NOW))
    assert (calls[1] == calls[2], done.judged, done.moved) == (True, 5, 5)


def test_without_clicks_or_days_there_is_nothing_to_judge(in_brand: Brand, link: Link) -> None:
    with pytest.raises(NotFound, match="no clicks"):
        reclassing.start(in_brand.actor, now=NOW)
    clicked(link, "person")
    with pytest.raises(Conflict, match="no whole day"):
        reclassing.start(in_brand.actor, since=DAY, until=DAY, now=NOW)
    reclassing.start(in_brand.actor, now=NOW)
    with pytest.raises(Conflict, match="already"):
        reclassing.start(in_brand.actor, dry_run=True, now=NOW)


def test_what_was_seen_when_it_came_is_not_forgotten() -> None:
    bot = classify_again("GET", "curl/8", ["browser", "no-accept-headers"])
    head = classify_again("HEAD", CHROME, ["head"])
    fetched = classify_again("GET", CHROME, ["prefetch"])
    own = classify_again("GET", CHROME, ["own-device", "browser", "data-centre"])
    assert [one and (one.kind.value, one.reasons) for one in (bot, head, fetched, own)] == [
        ("bot", ("crawler-word", "no-accept-headers")), ("preview", ("head",)), ("preview", ("prefetch",)),
        ("own", ("own-device", "browser", "data-centre")),
    ]  # fmt: skip
    assert classify_again("GET", "", ["tallied"]) is None
