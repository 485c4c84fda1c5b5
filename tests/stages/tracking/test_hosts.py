"""The brand's own hosts: named, proved, taken by one workspace only, joined with its apps."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from tests.factories.tracking import NOW

from sweetspot.core.errors import Conflict, Invalid
from sweetspot.engines.isolation import scope
from sweetspot.stages.tracking import queries
from sweetspot.stages.tracking.formulas import app_links
from sweetspot.stages.tracking.queries.privacy import own_device_address
from sweetspot.stages.tracking.services import hosts
from sweetspot.stages.tracking.services.privacy import renew_own_marker

PRINT = ":".join(["AB"] * 32)
APPLE = "ABCDE12345.com.brand.shop"


def prove(host: str, *, now: Any = NOW) -> None:
    token = {row.host: row.token for row in queries.short_hosts()}[host]
    hosts.keep(hosts.look({host: token}, lambda name: [f"sweetspot-verification={token}"]), now=now)


def test_apps_are_written_as_phones_read_them() -> None:
    assert app_links.apple_ids(f" {APPLE} \n\n{APPLE}\n") == (APPLE,)
    assert json.loads(app_links.apple_document([APPLE])) == {
        "applinks": {"details": [{"appIDs": [APPLE], "components": [{"/": "*"}]}]}
    }
    [statement] = json.loads(app_links.android_document("com.brand.shop", app_links.fingerprints(PRINT.lower())))
    assert statement["target"] == {
        "namespace": "android_app", "package_name": "com.brand.shop", "sha256_cert_fingerprints": [PRINT],
    }  # fmt: skip
    assert app_links.apple_document([]) == app_links.android_document("com.brand.shop", []) == ""


@pytest.mark.parametrize("text", ["com.brand.shop", "abcde12345.com.brand", "ABCDE12345.", "ABCDE12345.com/brand"])
def test_what_is_no_app_id_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=text.replace(".", "[.]")):
        app_links.apple_ids(text)


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "127.0.0.1", "0x7f.1", "[::1]", "*.brand.example", "go.brand.example:443", "https://go.brand.example",
     "go..example", "a" * 300 + ".example", "go brand.example", "go.brand.example/x", "user@go.brand.example"],
)  # fmt: skip
def test_what_is_no_public_name_of_a_host_is_refused(ana: Any, text: str) -> None:
    with scope(ana.workspace.id), pytest.raises(Invalid):
        hosts.add_short_host(ana.actor, text, now=NOW)


def test_a_host_is_in_force_once_its_record_is_seen_and_stays_when_it_goes(ana: Any) -> None:
    with scope(ana.workspace.id):
        assert hosts.add_short_host(ana.actor, " Go.Bränd.example. ", now=NOW).host == "go.xn--brnd-moa.example"
        with pytest.raises(Conflict):
            hosts.add_short_host(ana.actor, "go.xn--brnd-moa.example", now=NOW)
        shared = queries.short_base()
        prove("go.xn--brnd-moa.example")
        assert queries.short_base() == "https://go.xn--brnd-moa.example" != shared
        later = NOW + timedelta(days=1)
        hosts.keep(hosts.look({"go.xn--brnd-moa.example": "t"}, lambda name: []), now=later)
        [row] = queries.short_hosts()
        assert (row.verified_at, row.lost_at, row.seen) == (NOW, later, "There is no text record.")
        assert queries.short_base() == "https://go.xn--brnd-moa.example"


def test_a_device_is_marked_at_the_host_that_links_are_published_with(ana: Any) -> None:
    with scope(ana.workspace.id):
        chosen = renew_own_marker(ana.actor, now=NOW)
        hosts.add_short_host(ana.actor, "go.brand.example", now=NOW)
        assert not own_device_address(chosen).startswith("https://go.brand.example/")
        prove("go.brand.example")
        assert own_device_address(chosen) == f"https://go.brand.example/-/own/{chosen.marker}"


def test_one_workspace_alone_can_have_proved_a_host_and_nobody_learns_which(ana: Any, cleo: Any) -> None:
    for brand in (ana, cleo):
        with scope(brand.workspace.id):
            hosts.add_short_host(brand.actor, "go.brand.example", now=NOW)
            prove("go.brand.example")
    with scope(cleo.workspace.id):
        [row] = queries.short_hosts()
        assert (row.verified_at, row.seen) == (None, hosts.TAKEN)


def test_the_page_says_what_to_do_and_takes_the_apps(as_ana: Any, ana: Any) -> None:
    assert as_ana.post("/settings/tracking/hosts", {"host": "localhost"}).status_code == 422
    page = as_ana.post("/settings/tracking/hosts", {"host": "go.brand.example"}, follow=True)
    where, text = page.redirect_chain[-1][0], page.content.decode()
    assert "_sweetspot.go.brand.example" in text
    assert "/healthz/host" in text
    assert "is no app id" in as_ana.post(where, {"apple_ids": "shop"}).content.decode()
    assert "needs the package" in as_ana.post(where, {"android_package": "com.brand.shop"}).content.decode()
    assert as_ana.post(where, {"apple_ids": APPLE}).status_code == 302
    assert as_ana.post(f"{where}/check").status_code == 302
    assert as_ana.post(f"{where}/remove").status_code == 302
    with scope(ana.workspace.id):
        assert queries.short_hosts() == []
