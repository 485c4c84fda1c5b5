"""What `sweetspot doctor` finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_equipment
from tests.house import HOME

from sweetspot.core.identifiers import new_id
from sweetspot.doors.cli.checkup import findings
from sweetspot.stages.creators.tasks import defer_in_turn
from sweetspot.stages.tracking.models import Click

if TYPE_CHECKING:
    from tests.conftest import Brand


def _bad() -> list[str]:
    return [
        finding.sentence for finding in findings(HOME) if not finding.good and "of the disk" not in finding.sentence
    ]


def test_a_fresh_installation_is_well_and_a_click_outside_every_month_is_not(in_brand: Brand) -> None:
    assert _bad() == []
    link = make_equipment(in_brand.actor, make_partnership(in_brand.actor)).link
    Click.objects.create(
        id=new_id(), workspace=in_brand.workspace, link=link, at=datetime(2031, 3, 1, tzinfo=UTC), method="GET",
        kind="person", reasons=[], rule_version="1", visitor=b"", agent="",
    )  # fmt: skip
    assert _bad() == ["1 clicks lie outside every month's part of the table."]


def test_jobs_that_failed_in_the_last_day_are_told_by_their_names(ana: Brand) -> None:
    for number in range(3):
        defer_in_turn("creators.run_import", ana.workspace.id, job_id=str(number))
    defer_in_turn("vetting.vet_all", ana.workspace.id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', queueing_lock = NULL, lock = NULL")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '25 hours' "
            "WHERE job_id = (SELECT min(id) FROM procrastinate_jobs)"
        )
    assert _bad() == [
        "Jobs failed in the last day, 2 of creators.run_import, 1 of vetting.vet_all: the worker's output says why."
    ]
