"""Codes as pages: listed and narrowed, made after a preview, copied into a shop, undone, in pools, as files."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.urls import reverse
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_equipment

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.models import Workspace
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.models import Code

OFFER = {"kind": "percent", "percent": "15", "currency": "EUR"}


@pytest.fixture
def equipment(ana):
    """Anna's link and code, which waits for the shop."""
    with scope(ana.workspace.id):
        return make_equipment(ana.actor, make_partnership(ana.actor))


@pytest.fixture
def states(ana):
    """The codes with their states, read anew."""

    def read() -> dict[str, str]:
        with scope(ana.workspace.id):
            return {row.code: row.state for row in queries.codes()}

    return read


def test_what_waits_is_copied_marked_as_created_and_put_back(as_ana, equipment, states) -> None:
    assert b"wait" in as_ana.get("/").content
    page = as_ana.get(reverse("waiting_codes")).content.decode()
    assert ">ANNA15</pre>" in page
    done = as_ana.post(reverse("created_codes"), {"list": "ANNA15"}).url
    assert states() == {"ANNA15": "active"}
    undo = as_ana.get(done)
    moment = undo.context["done"]["moment"]
    assert as_ana.post(reverse("undo_codes"), {"moment": moment, "back": "/codes/waiting"}).url == "/codes/waiting"
    assert states() == {"ANNA15": "waiting"}
    as_ana.post(reverse("waiting_codes"), {"text": "Code,Used\nanna15,0\nOTHER,2\n"})
    assert states() == {"ANNA15": "active"}
    assert as_ana.post(reverse("undo_codes"), {"moment": moment}).url == "/codes"  # said as a message, nothing breaks
    assert as_ana.post(reverse("bulk_codes"), {"action": "none"}).status_code == 404


def test_the_days_of_a_code_to_create_are_those_of_the_workspace(as_ana, ana, equipment) -> None:
    with scope(ana.workspace.id):
        Workspace.objects.filter(id=ana.workspace.id).update(time_zone="Europe/Berlin")
        Code.objects.update(starts_at=datetime(2027, 5, 31, 22, tzinfo=UTC))
    assert "1 Jun 2027" in as_ana.get(reverse("waiting_codes")).content.decode()


def test_what_was_paused_or_ended_stays_so_though_the_shop_still_names_it(as_ana, equipment, states) -> None:
    as_ana.post(reverse("created_codes"), {"list": "ANNA15"})
    for state in ("paused", "expired"):
        as_ana.post(reverse("bulk_codes"), {"action": state, "selected": to_public("cod", equipment.code.id)})
        as_ana.post(reverse("waiting_codes"), {"text": "Code,Used\nanna15,7\n"})
        as_ana.post(reverse("created_codes"), {"list": "ANNA15"})
        assert states() == {"ANNA15": state}


def test_the_list_is_narrowed_sorted_and_written_as_files(as_ana, equipment) -> None:
    creator = to_public("crt", equipment.code.partnership.creator_id)
    for query, found in (
        ("", True), ("q=kr%C3%BCger", True), ("state=waiting,paused", True), ("state=active", False),
        (f"creator={creator}&sort=-orders", True), ("q=nobody&sort=-cold", False), ("show=codes&sort=x&page=99", True),
    ):  # fmt: skip
        assert (b"<code>ANNA15</code>" in as_ana.get(f"/codes?{query}").content) is found, query
    assert as_ana.get("/links?show=codes&q=ANNA").url == "/codes?q=ANNA"
    for form, head in (("plain", b"code,creator"), ("shopify", b"Title,Command,Code"), ("woocommerce", b"post_title")):
        lines = as_ana.get(f"/codes.csv?form={form}&state=waiting").content.splitlines()
        assert lines[0].startswith(head)
        assert b"ANNA15" in lines[1]
    assert as_ana.get("/codes.csv?form=magento").status_code == 404


def test_codes_are_seen_before_they_are_made_just_so(as_ana, ana, equipment, states) -> None:
    campaign = to_public("cmp", equipment.code.partnership.campaign_id)
    address, wanted = f"{reverse('new_codes')}?campaign={campaign}", {**OFFER, "whom": "all"}
    seen = as_ana.post(address, {**wanted, "pattern": "{FIRST}-{RANDOM:4}"})
    [row] = seen.context["preview"]
    assert states() == {"ANNA15": "waiting"}
    made = {**wanted, "pattern": "{FIRST}-{RANDOM:4}", "create": "yes", "keep": "campaign"}
    as_ana.post(address, {**made, "seed": seen.context["form"]["seed"].value()})
    assert states() == {"ANNA15": "waiting", row.code: "waiting"}
    with scope(ana.workspace.id):
        assert queries.pattern_of(equipment.code.partnership.campaign_id) == "{FIRST}-{RANDOM:4}"
    taken = as_ana.post(address, {**wanted, "pattern": "{FIRST}{PERCENT}"}).context["preview"]
    assert [(one.wished, one.code) for one in taken] == [("ANNA15", "ANNAK15")]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"pattern": "SUMMER15"}, "pattern"), ({"percent": "0"}, "percent"), ({"percent": "101"}, "percent"),
        ({"kind": "amount"}, "amount"), ({"kind": "amount", "amount": "ten"}, "amount"),
        ({"kind": "amount", "amount": "10", "currency": ""}, "currency"), ({"last_day": "2020-01-01"}, "last_day"),
        ({"uses": "0"}, "uses"), ({"pattern": "{RANDOM:20}{RANDOM:20}A"}, "pattern"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field(as_ana, equipment, given, field) -> None:
    campaign = to_public("cmp", equipment.code.partnership.campaign_id)
    asked = {**OFFER, "whom": "all", "pattern": "{FIRST}{PERCENT}", "create": "yes", **given}
    answer = as_ana.post(f"{reverse('new_codes')}?campaign={campaign}", asked)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_code_has_a_page_with_its_history_and_takes_other_limits(as_ana, equipment) -> None:
    address = reverse("code", args=[equipment.code.id])
    as_ana.post(reverse("created_codes"), {"list": "ANNA15"})
    assert as_ana.post(address, {**OFFER, "percent": "20", "uses": "100"}).status_code == 302
    page = as_ana.get(address).content.decode()
    assert "In the shop, or works again" in page
    assert "100 uses" in page
    assert as_ana.post(address, {**OFFER, "percent": "0"}).status_code == 422


def test_a_pool_is_made_paged_and_given_out(as_ana, ana, equipment) -> None:
    partnership = equipment.code.partnership
    wanted = {**OFFER, "partnership": to_public("prt", partnership.id), "name": "Parcels", "size": "150"}
    address = f"{reverse('new_pool')}?campaign={to_public('cmp', partnership.campaign_id)}"
    assert as_ana.post(address, {**wanted, "pattern": "{FIRST}"}).status_code == 422
    pool = as_ana.post(address, {**wanted, "pattern": "{FIRST}-{RANDOM:8}"}).url
    second = as_ana.get(f"{pool}?page=2&handed=x")
    assert len(second.context["rows"]) == 50
    given = as_ana.get(as_ana.post(pool, {"number": "3", "to": "Newsletter"}).url)
    assert len(given.context["handed"]) == 3
    assert as_ana.post(pool, {"number": "148", "to": "All"}).status_code == 422
    assert b"3" in as_ana.get(reverse("pools")).content
    assert as_ana.get(f"/codes.csv?pool={pool.rpartition('/')[2]}").content.count(b"Newsletter") == 3


def test_a_shop_is_told_how_links_apply_codes(as_ana, ana, equipment) -> None:
    with scope(ana.workspace.id):
        [domain] = queries.domains()
    address = reverse("shop_codes", args=[domain.id])
    told = {"kind": "shopify", "applies": "on", "way": "", "longest_code": "40"}
    assert as_ana.post(address, {**told, "way": "two words"}).status_code == 422
    assert as_ana.post(address, told).status_code == 302
    as_ana.post(reverse("created_codes"), {"list": "ANNA15"})
    with scope(ana.workspace.id):
        assert queries.link(equipment.link.id).applied == "shopify:ANNA15"
    assert b"links apply codes" in as_ana.get("/settings/tracking").content
    assert b"now ANNA15" in as_ana.get(reverse("link_ways", args=[equipment.link.id])).content
