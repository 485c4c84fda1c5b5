"""Performance by program."""

from __future__ import annotations

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


def test_programs_get_the_same_figures_in_the_words_of_the_address(program, ana, clicked):
    client = program()
    found = client.get("/api/v1/performance?country=DE,AT&-source=tiktok&period=7d").json()
    assert (found["now"]["people"], found["now"]["clicks"]["people"], found["unit"]) == (1, 1, "day")
    assert [len(found["now"]["series"]), len(found["before"]["series"])] == [7, 7]
    assert found["breakdown"]["country"][0]["name"] == "Germany"
    refused = client.get("/api/v1/performance?colour=red&country=D%00E")
    assert refused.status_code == 422
    assert [one["param"] for one in refused.json()["error"]["errors"]] == ["colour", "country"]
