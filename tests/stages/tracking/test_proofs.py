"""Proofs of domains: a text record or a file, found, lost and found again; a person's word beside them."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.urls import reverse
from tests.factories.tracking import NOW

from sweetspot.engines.isolation import scope
from sweetspot.engines.outbound import Outbound
from sweetspot.stages.tracking import queries, services
from sweetspot.stages.tracking.formulas.proofs import DNS, FILE, NONE, Proof, file_address, proof_of, record_name
from sweetspot.stages.tracking.services import proofs

OURS = "sweetspot-verification=abc"


@pytest.mark.parametrize(
    ("texts", "file", "proof"),
    [
        (["v=spf1 -all", OURS], None, Proof(DNS, "")),
        ([], f"{OURS}\n", Proof(FILE, "")),
        ([OURS + "d"], None, Proof(NONE, "The text record holds another token. No file: It does not answer.")),
        (["v=spf1 -all"], None, Proof(NONE, "1 text records, none with our token. No file: It does not answer.")),
        ([], None, Proof(NONE, "There is no text record. No file: It does not answer.")),
    ],
)
def test_a_proof_is_the_whole_token_in_a_record_or_in_the_file(texts, file, proof) -> None:
    assert proof_of("abc", texts, file, "" if file else "No file: It does not answer.") == proof


def test_a_domain_with_all_hosts_below_it_is_proved_by_its_own_name() -> None:
    assert record_name("*.brand.example") == "_sweetspot.brand.example"
    assert file_address("*.brand.example") == "https://brand.example/.well-known/sweetspot-verification.txt"


class Hosts(httpx.AsyncBaseTransport):
    """One host with the file, one that leads on to it."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.headers["host"] == "other.example":
            onward = {"location": f"https://shop.example{request.url.path}"}
            return httpx.Response(302, headers=onward, stream=httpx.ByteStream(b""))
        return httpx.Response(200, stream=httpx.ByteStream(OURS.encode()))


def test_only_a_host_that_answers_itself_is_proved_by_a_file() -> None:
    outbound = Outbound(resolve=lambda host: ["93.184.216.34"], transport=Hosts)
    found = proofs.look({"shop.example": "abc", "other.example": "abc"}, outbound, lambda name: [])
    assert (found["shop.example"], found["other.example"].kind) == (Proof(FILE, ""), NONE)
    assert proofs.look({"other.example": "abc"}, outbound, lambda name: [OURS])["other.example"].kind == DNS


def test_a_proof_that_is_lost_is_noted_and_links_still_lead_there(as_ana, ana) -> None:
    with scope(ana.workspace.id):
        domain = services.verify_domain(ana.actor, "shop.example", now=NOW)
    page = reverse("domain_proof", args=[domain.id])
    shown = as_ana.get(page).content.decode()
    with scope(ana.workspace.id):
        token = proofs.domain(domain.id).token
        assert (len(token), f"sweetspot-verification={token}" in shown) == (32, True)
        proofs.keep({"shop.example": Proof(DNS, "")}, now=NOW)
        later = NOW + timedelta(days=1)
        proofs.keep({"shop.example": Proof(NONE, "There is no text record.")}, now=later)
        (row,) = queries.domains()
        assert (row.proof, row.proved_at, row.lost_at, row.seen) == (DNS, NOW, later, "There is no text record.")
        assert queries.verified_hosts() == ["shop.example"]
    assert "The proof is gone since" in as_ana.get(page).content.decode()
    assert "Proof lost" in as_ana.get("/settings/tracking").content.decode()
    assert as_ana.post(page).status_code == 302
    with scope(ana.workspace.id):
        proofs.keep({"shop.example": Proof(FILE, "")}, now=later)
        assert queries.domains()[0].lost_at is None
