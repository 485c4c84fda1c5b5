"""What `sweetspot doctor` finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_equipment
from tests.house import HOME

from sweetspot.core.identifiers import new_id
from sweetspot.doors.cli.checkup import findings
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
