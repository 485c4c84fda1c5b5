"""Settings, Tracking, Visitors' privacy: the page, the API, and what they refuse."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.conftest import NOW, Brand
from tests.factories.campaigns import make_partnership
from tests.factories.tracking import make_click, make_equipment

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import queries as accounts
from sweetspot.stages.tracking.queries.privacy import own_device_address, privacy
from sweetspot.stages.tracking.services import reclassing

if TYPE_CHECKING:
    from sweetspot.stages.tracking.models import Privacy

PAGE = "/settings/tracking/privacy"


def _chosen(brand: Brand) -> Privacy:
    with scope(brand.workspace.id):
        return privacy(brand.workspace.id)


def test_choices_are_kept_shown_and_audited(ana: Brand, as_ana: Client) -> None:
    page = as_ana.get(PAGE).content.decode()
    assert "honour" in page
    sent = {"form": "choices", "signals": "ignore", "consent": "given", "days": "7"}
    assert as_ana.post(PAGE, sent).status_code == 302
    row = _chosen(ana)
    assert (row.signals, row.consent, row.days) == ("ignore", "given", 7)
    assert "data-signals=&quot;ignore&quot;" in as_ana.get(PAGE).content.decode()
    with scope(ana.workspace.id):
        entry = accounts.audit_of(["privacy"])[0]
    assert (entry.action, entry.detail["after"]) == (
        "privacy.chosen", {"signals": "ignore", "consent": "given", "days": 7}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("networks", "said"),
    [("203.0.113.0/24\nnonsense", "is no network"), ("0.0.0.0/0", "too wide"), ("2001:db8::/16", "too wide")],
)
def test_networks_that_are_none_or_hide_everybody_are_refused(
    networks: str, said: str, ana: Brand, as_ana: Client
) -> None:
    answer = as_ana.post(PAGE, {"form": "networks", "networks": networks})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert _chosen(ana).networks == []


def test_a_network_is_kept_in_its_plain_form_and_a_device_has_an_address_to_open(ana: Brand, as_ana: Client) -> None:
    as_ana.post(PAGE, {"form": "networks", "networks": " 203.0.113.9/24 \n\n2001:DB8::/32\n203.0.113.0/24"})
    as_ana.post(f"{PAGE}/devices")
    row = _chosen(ana)
    assert row.networks == ["203.0.113.0/24", "2001:db8::/32"]
    assert own_device_address(row) in as_ana.get(PAGE).content.decode()
    assert len(row.marker) == 32


def test_the_age_of_the_countries_is_told_and_a_broken_file_named(
    as_ana: Client, settings: Any, tmp_path: Path
) -> None:
    assert "SWEETSPOT_COUNTRY_FILE" in as_ana.get(PAGE).content.decode()
    file = tmp_path / "countries.csv"
    file.write_text('"16777216","16777471","AU","Australia"\n')
    settings.COUNTRY_FILE = str(file)
    assert "0 days old" in as_ana.get(PAGE).content.decode()
    file.write_text("broken\n")
    assert "Cannot be read" in as_ana.get(PAGE).content.decode()


def test_clicks_are_judged_again_in_the_background_and_the_counts_shown(ana: Brand, as_ana: Client) -> None:
    with scope(ana.workspace.id):
        make_click(make_equipment(ana.actor, make_partnership(ana.actor)).link)
    assert as_ana.post(f"{PAGE}/judge-again", {"try": "1"}).status_code == 302
    job = ProcrastinateJob.objects.get(task_name="tracking.judge_again")
    reclassing.run(ana.workspace.id, UUID(job.args["reclassing_id"]), clock=lambda: NOW)
    for address in (PAGE, "/jobs"):
        page = as_ana.get(address).content.decode()
        assert ("Counted only" in page, "1 of 1 would change" in page) == (True, True)
