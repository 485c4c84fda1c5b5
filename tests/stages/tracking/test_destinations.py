"""Destinations asked through the guarded client, and what is kept of their answers."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import NOW, make_equipment

from sweetspot.engines.isolation import scope
from sweetspot.engines.outbound import Outbound
from sweetspot.stages.tracking import services
from sweetspot.stages.tracking.formulas.health import Seen
from sweetspot.stages.tracking.queries import destinations as queries
from sweetspot.stages.tracking.services.destinations import keep, look

SPRING = "https://shop.example/spring"


class Shops(httpx.AsyncBaseTransport):
    """Two shops: one that knows no HEAD, one that leads elsewhere."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append((request.method, request.headers["host"]))
        if request.headers["host"] == "moved.example":
            return httpx.Response(301, headers={"location": "https://elsewhere.example/"}, stream=httpx.ByteStream(b""))
        return httpx.Response(405 if request.method == "HEAD" else 206, stream=httpx.ByteStream(b"x"))


def test_a_page_is_asked_for_itself_where_head_is_not_known_and_one_host_is_not_hurried() -> None:
    shops, pauses = Shops(), list[float]()
    outbound = Outbound(
        resolve=lambda host: ["10.0.0.1" if host == "inner.example" else "93.184.216.34"], transport=lambda: shops
    )
    found = look([SPRING, "https://shop.example/b", "https://moved.example/", "https://inner.example/"], outbound,
                 pauses.append)  # fmt: skip
    assert [(one.status, one.final_host) for one in found.values()] == [
        (206, "shop.example"), (206, "shop.example"), (206, "elsewhere.example"), (None, ""),
    ]  # fmt: skip
    assert found["https://inner.example/"].refused == "inner.example leads into a private network."
    assert pauses == [2.0]
    assert shops.asked[:2] == [("HEAD", "shop.example"), ("GET", "shop.example")]


def test_a_host_that_does_not_answer_is_not_asked_for_its_other_pages() -> None:
    resolved: list[str] = []

    def resolve(host: str) -> list[str]:
        resolved.append(host)
        raise OSError

    found = look([SPRING, "https://shop.example/b"], Outbound(resolve=resolve), lambda seconds: None)
    assert {one.failed for one in found.values()} == {"shop.example has no address."}
    assert len(resolved) == 1


@pytest.fixture
def link(ana):
    with scope(ana.workspace.id):
        yield make_equipment(ana.actor, make_partnership(ana.actor)).link


def test_a_destination_is_told_of_after_two_failures_only_while_a_link_leads_there(ana, link) -> None:
    assert queries.due(NOW, 10) == [SPRING]
    keep(ana.workspace.id, {SPRING: Seen(404, 12, "shop.example")}, now=NOW)
    assert queries.troubled() == []
    assert queries.due(NOW + timedelta(minutes=10), 10) == []
    later = NOW + timedelta(hours=1)
    assert queries.due(later, 10) == [SPRING]
    keep(ana.workspace.id, {SPRING: Seen(404, 12, "shop.example")}, now=later)
    (one,) = queries.troubled()
    assert (one.row.state, one.row.since, one.foreign_host) == ("broken", later, "")
    services.pause(ana.actor, link.id, now=later)
    assert queries.troubled() == []


def test_a_destination_that_leads_to_a_foreign_host_says_so(ana, link) -> None:
    keep(ana.workspace.id, {SPRING: Seen(200, 12, "elsewhere.example")}, now=NOW)
    assert queries.known([SPRING])[SPRING].foreign_host == "elsewhere.example"
    assert queries.due(NOW + timedelta(hours=5), 10) == []


def test_the_pages_show_what_is_wrong_and_a_check_can_be_asked_for(as_ana, ana, link) -> None:
    for hours in (0, 1):
        keep(ana.workspace.id, {SPRING: Seen(503, 12, "shop.example")}, now=NOW + timedelta(hours=hours))
    assert b"Leads nowhere" in as_ana.get("/links").content
    assert b"shop.example/spring does not answer as it should" in as_ana.get("/").content
    from sweetspot.core.identifiers import to_public

    page = f"/links/{to_public('lnk', link.id)}"
    assert b"The shop answers with an error (503)." in as_ana.get(page).content
    assert as_ana.post(f"{page}/check").status_code == 302
    assert b"It is being asked" in as_ana.get(page).content
