"""The table of clicks has its months made ahead; clicks that came before their month was made move into it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import psycopg
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_equipment

from sweetspot.core.identifiers import new_id
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.models import Click

if TYPE_CHECKING:
    from tests.conftest import Brand

    from sweetspot.engines.postgres import Database

FAR = datetime(2031, 3, 31, 23, 59, 59, tzinfo=UTC)


def _click(brand: Brand, *, kind: str = "person", times: int = 1) -> Click:
    link = make_equipment(brand.actor, make_partnership(brand.actor)).link
    return Click.objects.create(
        id=new_id(), workspace=brand.workspace, link=link, at=FAR, method="GET", kind=kind, reasons=[],
        rule_version="1", visitor=b"", agent="", times=times,
    )  # fmt: skip


def _part(click: Click) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM tracking_click WHERE id = %s", [click.id])
        return str(cursor.fetchone()[0])


def test_a_click_that_came_before_its_month_moves_into_it(in_brand: Brand) -> None:
    click = _click(in_brand)
    assert _part(click) == "tracking_click_other"
    services.make_months(now=FAR)
    assert _part(click) == "tracking_click_2031_03"
    services.make_months(now=FAR)
    assert Click.objects.filter(id=click.id).count() == 1


def test_a_month_is_behind_the_wall_like_every_other(committed: Database) -> None:
    services.make_months(now=FAR, ahead=1)
    with psycopg.connect(committed.conninfo(committed.user)) as connection:
        found = connection.execute(
            "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class "
            "WHERE relname LIKE 'tracking\\_click\\_2031%%' AND relkind = 'r' ORDER BY 1"
        ).fetchall()
    assert found == [("tracking_click_2031_03", True), ("tracking_click_2031_04", True)]


def test_a_tally_counts_for_as_many_as_it_stands_for(in_brand: Brand) -> None:
    click = _click(in_brand, kind="bot", times=41)
    counted = queries.clicks_per_link([click.link_id])[click.link_id]
    assert (counted.bots, counted.people, counted.total) == (41, 0, 41)
