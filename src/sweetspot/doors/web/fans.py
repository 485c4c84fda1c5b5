"""People who already love you: creators who bought from the brand or speak of it unasked, before strangers are paid."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import path, reverse

from sweetspot.core.spreadsheets import guarded
from sweetspot.doors.web import tables
from sweetspot.doors.web.creator_columns import PEOPLE, rate_words
from sweetspot.doors.web.creators import bulk_actions
from sweetspot.doors.web.permissions import actor_of, needs
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.orders.queries.fans import Fan, Sort
from sweetspot.stages.orders.queries.fans import fans as known
from sweetspot.stages.vetting import queries as vetting

PAGE = 50
SORTS = ("last", "orders", "mentions", "followers")
_LAST = tables.Column("last", "Why they are here", number=True)
_SPOKE = tables.Column(
    "mentions",
    "Spoke of you",
    number=True,
    why="Posts and comments that speak of your own brands or campaigns, unpaid.",
)
_BOUGHT = tables.Column(
    "orders",
    "Bought",
    number=True,
    why="Paid orders of a customer with the creator's e-mail address, known by its hash.",
)
_FOLLOWERS = tables.Column("followers", "Followers", number=True)


@needs("creators.view")
def fans(request: HttpRequest) -> HttpResponse:
    """The list, sorted and paged by its address; what they bought is left out for those who may not see orders."""
    actor = actor_of(request)
    sees_orders = actor.may("orders.view")
    page = tables.leaf(request.GET, "page", _asked(request.GET, sees_orders), PAGE)
    rows = {row.profile_id: row for row in vetting.rows_of([one.largest for one in page.rows])}
    context = {
        "page": page, "lines": [(one, rows[one.largest]) for one in page.rows if one.largest in rows],
        "columns": [_LAST, *([_BOUGHT] if sees_orders else []), _SPOKE, _FOLLOWERS],
        "filters": [tables.filter_of(request.GET, "new", "Partnership", [("yes", "In none yet")], multiple=False)],
        "bulk_actions": bulk_actions(actor), "csv": f"{reverse('fans_csv')}?{request.GET.urlencode()}",
        "why": {"rate": rate_words(creators.definition_in_force()), "people": PEOPLE}, "sees_orders": sees_orders,
    }  # fmt: skip
    return render(request, "creators/fans.html", context)


def _asked(params: QueryDict, sees_orders: bool) -> list[Fan]:
    sort = params.get("sort", "").removeprefix("-")
    chosen = cast(Sort, sort if sort in SORTS and (sees_orders or sort != "orders") else "last")
    found = known(with_orders=sees_orders, sort=chosen, in_no_partnership=params.get("new") == "yes")
    return found if params.get("sort", "-").startswith("-") else found[::-1]


@needs("creators.view")
def fans_csv(request: HttpRequest) -> HttpResponse:
    """The list as a file."""
    sees_orders = actor_of(request).may("orders.view")
    found = _asked(request.GET, sees_orders)
    rows = {row.profile_id: row for row in creators.rows_of([one.largest for one in found])}
    text = io.StringIO()
    writer = csv.writer(text)
    bought = ["orders", "last_order"] if sees_orders else []
    writer.writerow(
        ["name", "network", "handle", "followers", *bought, "mentions", "last_mention", "partner", "reasons"]
    )
    for one in found:
        row = rows[one.largest]
        orders: list[Any] = [one.orders, _day(one.last_order_at)] if sees_orders else []
        writer.writerow([
            guarded(row.name), row.network, guarded(row.handle), "" if row.followers is None else row.followers,
            *orders, one.mentions, _day(one.last_mention_at), "yes" if one.partner else "no", "; ".join(one.reasons),
        ])  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="fans-{datetime.now(UTC):%Y-%m-%d}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


urlpatterns = [
    path("creators/fans", fans, name="fans"),
    path("creators/fans.csv", fans_csv, name="fans_csv"),
]
