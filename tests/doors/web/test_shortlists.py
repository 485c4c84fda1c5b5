"""Shortlists on the pages, the page behind a link, comparing, look-alikes, and saved views of the list."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import services
from sweetspot.stages.creators.models import Profile, Shortlist, ShortlistAnswer, ShortlistEntry

EVIL = "<script>alert(1)</script>"


@pytest.fixture
def three(ana: Any) -> list[str]:
    """The outside names of three profiles with posts; one creator has an address and a wicked name."""
    with scope(ana.workspace.id):
        made = []
        for name in ("Mia", EVIL, "Leo"):
            profile = make_profile(
                ana.workspace.id, f"h{len(made)}", creator__name=name, creator__email="secret@example.com",
                creator__notes="Private", creator__country="DE", creator__category="Beauty", price_minor=20_000,
                price_currency="EUR",
            )  # fmt: skip
            make_posts(profile, 12, seed=len(made), caption="Gold rings")
            made.append(to_public("prf", profile.id))
    return made


def spring(as_ana: Client, three: list[str]) -> str:
    """The address of a shortlist with the first two."""
    asked = {"action": "shortlist", "selected": three[:2], "confirmed": "yes", "extent": "ticked", "name": "Spring"}
    as_ana.post("/creators/bulk", asked)
    return f"/shortlists/{to_public('shl', Shortlist.objects.values_list('id', flat=True).get())}"


def link_of(as_ana: Client, address: str, **shown: str) -> str:
    """The path of a new link to a shortlist."""
    page = as_ana.post(f"{address}/share", {"label": "Agency", "days": "7", **shown}).content.decode()
    found = re.search(r"/shared/[0-9a-f-]{36}/[\w-]+", page)
    assert found
    return found[0]


def test_ticked_profiles_go_on_a_new_shortlist_and_matching_ones_on_an_old_one(
    as_ana: Client, ana: Any, three: list[str]
) -> None:
    asked = {"action": "shortlist", "selected": three[:2]}
    page = as_ana.post("/creators/bulk", asked).content.decode()
    assert "The 2 you ticked" in page
    nothing = as_ana.post("/creators/bulk", asked | {"confirmed": "yes", "extent": "ticked"}).content.decode()
    assert "Choose a shortlist, or name a new one." in nothing
    with scope(ana.workspace.id):
        address = spring(as_ana, three)
        shortlist = Shortlist.objects.get()
    again = {
        "action": "shortlist",
        "query": "q=h2",
        "confirmed": "yes",
        "extent": "matching",
        "shortlist": str(shortlist.id),
    }
    assert as_ana.post("/creators/bulk", again | {"back": address}).url == address
    with scope(ana.workspace.id):
        assert ShortlistEntry.objects.count() == 3
    assert as_ana.post("/creators/bulk", again | {"back": "https://evil.example/"}).url == "/creators?q=h2"


def test_a_shortlist_shows_notes_takes_off_and_comes_as_a_file(as_ana: Client, ana: Any, three: list[str]) -> None:
    with scope(ana.workspace.id):
        address = spring(as_ana, three)
    as_ana.post(f"{address}/{three[0]}/note", {"note": f"Kind {EVIL}"})
    page = as_ana.get(address).content.decode()
    assert "Kind &lt;script&gt;" in page
    assert EVIL not in page
    rows = list(csv.DictReader(io.StringIO(as_ana.get(f"{address}/csv").content.decode())))
    assert sorted((row["handle"], row["approved"]) for row in rows) == [("h0", "0"), ("h1", "0")]
    as_ana.post(f"{address}/off", {"selected": three[:1]})
    assert "1 creator" in as_ana.get(address).content.decode()
    assert as_ana.post(f"{address}/edit", {"name": "Summer", "notes": ""}).url == address
    assert as_ana.post(f"{address}/delete").url == "/shortlists"
    assert as_ana.get(address).status_code == 404
    assert as_ana.post("/shortlists", {"name": ""}).status_code == 200


def test_a_link_shows_figures_but_nothing_personal(as_ana: Client, client: Client, ana: Any, three: list[str]) -> None:
    with scope(ana.workspace.id):
        address = spring(as_ana, three)
    as_ana.post(f"{address}/{three[0]}/note", {"note": "Ours alone"})
    path = link_of(as_ana, address)
    stranger = Client()
    answer = stranger.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Mia" in page
    assert EVIL not in page
    for hidden in ("secret@example.com", "Private", "Ours alone", "€200"):
        assert hidden not in page
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")
    assert "no-store" in answer["Cache-Control"]
    with scope(ana.workspace.id):
        assert not ShortlistAnswer.objects.exists()
    shown = stranger.get(link_of(as_ana, address, with_notes="on", with_prices="on")).content.decode()
    assert "Ours alone" in shown
    assert "€200" in shown


def test_somebody_without_an_account_answers_until_the_link_is_taken_back(
    as_ana: Client, ana: Any, three: list[str]
) -> None:
    with scope(ana.workspace.id):
        address = spring(as_ana, three)
    path, stranger = link_of(as_ana, address), Client()
    refused = stranger.post(path, {f"choice-{three[0]}": "approve", f"comment-{three[0]}": "Yes"})
    assert refused.status_code == 422
    assert "Give your name." in refused.content.decode()
    assert ">Yes</textarea>" in refused.content.decode()
    said = {
        "name": "Kim", f"choice-{three[0]}": "approve", f"comment-{three[0]}": "",
        f"comment-{three[1]}": f"Why? {EVIL}",
    }  # fmt: skip
    assert "2 answers are kept" in stranger.post(path, said).content.decode()
    assert 'value="Kim"' in stranger.get(path).content.decode()
    page = as_ana.get(address).content.decode()
    assert "1 yes" in page
    assert "Why? &lt;script&gt;" in page
    assert stranger.post(path, said | {f"comment-{three[2]}": "x"}).status_code == 422
    assert stranger.post(path, said | {"comment-nobody": "x"}).status_code == 422
    link = re.search(rf"{address}/links/(shr_\w+)/revoke", page)
    assert link
    as_ana.post(link[0])
    ended = stranger.get(path)
    assert ended.status_code == 404
    assert "taken back or has expired" in ended.content.decode()


def test_profiles_stand_side_by_side_and_as_a_file(as_ana: Client, ana: Any, three: list[str]) -> None:
    with scope(ana.workspace.id):
        services.recompute_engagement(now=NOW)
    where = as_ana.post("/creators/bulk", {"action": "compare", "selected": three}).url
    assert where == "/creators/compare?" + "&".join(f"profile={one}" for one in three)
    page = as_ana.get(where).content.decode()
    assert page.count("Leave out") == 3
    assert "highest" in page
    assert EVIL not in page
    assert len(list(csv.DictReader(io.StringIO(as_ana.get(f"{where}&csv=yes").content.decode())))) == 3
    assert "Tick two to six" in as_ana.get("/creators/compare").content.decode()
    assert as_ana.get("/creators/compare?profile=prf_no").status_code == 404


def test_look_alikes_have_reasons_or_say_why_not(as_ana: Client, ana: Any, three: list[str], monkeypatch: Any) -> None:
    where = f"/creators/alike?profile={three[0]}"
    assert "next import" in as_ana.get(where).content.decode()
    with scope(ana.workspace.id):
        address = spring(as_ana, three)
        services.recompute_engagement(now=NOW)
        services.recompute_likeness(now=NOW)
    page = as_ana.get(where).content.decode()
    assert "also Beauty" in page
    assert EVIL not in page
    assert "Leo" in as_ana.get(f"/creators/alike?shortlist={address.rpartition('/')[2]}").content.decode()
    assert "Like whom?" in as_ana.get("/creators/alike").content.decode()
    assert as_ana.get("/creators/alike?shortlist=shl_no").status_code == 404
    monkeypatch.setattr("sweetspot.doors.web.alike.vectors_are_here", lambda: False)
    assert "pgvector" in as_ana.get(where).content.decode()


def test_a_view_is_saved_opened_changed_and_reset(as_ana: Client, ana: Any, three: list[str]) -> None:
    assert "Save this view" in as_ana.get("/creators?q=mia&sort=name").content.decode()
    asked = {"list": "creators", "name": "Mias", "query": "q=mia&sort=name&after=x", "pinned": "on"}
    opened = as_ana.post("/views", asked).url
    full = as_ana.get(opened).url
    assert full == f"/creators?q=mia&sort=name&{opened.partition('?')[2]}"
    page = as_ana.get(full).content.decode()
    assert re.search(r'aria-current="page">Mias<', page)
    assert ">Reset<" not in page
    dirty = as_ana.get(full.replace("q=mia", "q=leo")).content.decode()
    for word in (">Save<", "Save as", ">Reset<", "changed"):
        assert word in dirty
    view = opened.partition("view=")[2]
    as_ana.post(f"/views/{view}/change", {"query": "q=leo"})
    assert as_ana.get(opened).url == f"/creators?q=leo&view={view}"
    as_ana.post(f"/views/{view}/change", {"name": "Leos", "pinned": "on", "default": "on"})
    assert as_ana.get("/creators").url == f"/creators?view={view}"
    assert as_ana.get("/creators?view=all").status_code == 200
    as_ana.post(f"/views/{view}/change", {"name": "Leos", "pinned": "on"})
    assert as_ana.get("/creators").status_code == 200
    as_ana.post(f"/views/{view}/delete")
    assert as_ana.get(opened).status_code == 404
    assert as_ana.post("/views", asked | {"list": "nothing"}).status_code == 404


def test_all_that_match_are_only_counted_until_it_is_done(as_ana: Client, ana: Any, three: list[str]) -> None:
    page = as_ana.post("/creators/bulk", {"action": "tag", "query": "country=DE"}).content.decode()
    assert "All 3 that match" in page
    with scope(ana.workspace.id):
        assert not Profile.objects.filter(creator__tags__len__gt=0).exists()
