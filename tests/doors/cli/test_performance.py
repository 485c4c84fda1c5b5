"""Performance on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking.models import Click


@pytest.fixture
def clicked(ana):
    """Anna's link, just followed by a person from Germany and by a bot."""
    now = datetime.now(UTC) - timedelta(seconds=2)
    with scope(ana.workspace.id):
        link = make_equipment(ana.actor, make_partnership(ana.actor)).link
        person = make_click(link, at=now)
        make_click(link, at=now, kind="bot")
        Click.objects.filter(id=person).update(country="DE")


def test_the_command_line_shows_the_same_figures(run, ana, clicked):
    told = run("performance", "?period=7d&country=DE", "--by", "creator", "--workspace", ana.workspace.slug)
    assert "Anna Krüger" in told.out
    assert json.loads(run("performance", "period=7d", "--json").out)["now"]["clicks"]["bots"] == 1
    assert run("performance", "colour=red").code == 1
    assert run("performance", "--by", "colour").code == 2
