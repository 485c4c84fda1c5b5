"""The list of links as a CSV file: the rows that search and filters leave, with the columns on screen."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sweetspot.core.spreadsheets import guarded
from sweetspot.doors.web.links import LinkRow, asked_of, link_rows
from sweetspot.doors.web.permissions import needs
from sweetspot.stages.tracking import queries

HEADER = [
    "link", "leads_to", "creator", "handle", "campaign", "state", "stands_in", "which_one", "people", "previews",
    "bots", "suspects", "orders",
]  # fmt: skip
_LOT = 500


@needs("tracking.view")
def export(request: HttpRequest) -> HttpResponse:
    """The file; every link that search and filters leave."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="links-{datetime.now(UTC):%Y-%m-%d}.csv"'
    writer = csv.writer(response)
    writer.writerow(HEADER)
    writer.writerows(_line(row) for row in _rows(request))
    return response


def _rows(request: HttpRequest) -> Iterator[LinkRow]:
    asked, after = asked_of(request), ""
    while True:
        page = queries.link_page(**(asked | {"after": after, "limit": _LOT}))
        yield from link_rows(page.rows)
        after = page.next
        if not after:
            return


def _line(row: LinkRow) -> list[str]:
    link, clicks = row.link, row.clicks
    partnership = link.partnership
    texts = [
        row.address, link.destination, partnership.creator.name, partnership.profile.handle, partnership.campaign.name,
        "on" if link.active else "paused", link.placement, link.label,
    ]  # fmt: skip
    numbers = [clicks.people, clicks.previews, clicks.bots, clicks.suspects, row.orders]
    return [*map(guarded, texts), *map(str, numbers)]


urlpatterns = [path("links.csv", export, name="links_csv")]
