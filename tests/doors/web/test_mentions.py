"""The pages for brands and mentions, and what programs and operators get of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.creators import NOW, make_comment, make_posts, make_profile

from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.creators import queries as creators
from sweetspot.stages.creators import services as creator_services
from sweetspot.stages.creators.models import Profile
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.tracking.services.mentions import find_mentions

DAYS = "since=2026-03-01&until=2026-06-30"


@pytest.fixture
def told(ana: Any) -> Any:
    """Two brands, a post and a comment that speak of them."""
    with scope(ana.workspace.id):
        for name, kind in (("Mejuri", "own"), ("Ana Luisa", "competitor")):
            creator_services.add_brand(ana.actor, Asked(name, kind), now=NOW)
        mia = make_profile(ana.workspace.id, "mia.wolf")
        [post] = make_posts(mia, 1, caption="#ad Mejuri <b>rings</b>", likes=10, comments=5)
        make_posts(mia, 1, seed=2, caption="=Ana Luisa, too", likes=1, comments=0)
        make_comment(post, "my mejuri", author="h1", author_handle="lena", written_at=NOW - timedelta(days=1))
        find_mentions(now=NOW)
    return ana


def test_the_page_shows_shares_and_mentions_and_filters_them(as_ana: Client, told: Any) -> None:
    page = as_ana.get(f"/mentions?{DAYS}").content.decode()
    assert "66.7" in page
    assert "Says “#ad”." in page
    assert "&lt;b&gt;rings" in page
    assert "3 of 3 mentions" in page
    earned = as_ana.get(f"/mentions?{DAYS}&voice=earned&by=prospect").content.decode()
    assert "@lena" in earned
    assert "1 of 1 mentions" in earned
    assert "No mentions match" in as_ana.get(f"/mentions?{DAYS}&network=x").content.decode()
    assert as_ana.get("/mentions?since=x&of=brd_nonsense").status_code == 404


def test_the_file_holds_every_mention_and_no_formula(as_ana: Client, told: Any) -> None:
    lines = b"".join(as_ana.get(f"/mentions.csv?{DAYS}").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0].startswith("mention,of,kind,where,network,written_at,author")
    assert len(lines) == 4
    assert any(line.endswith(",'=Ana Luisa, too") or '"\'=Ana Luisa, too"' in line for line in lines)


def test_a_brand_is_added_changed_and_deleted_on_its_pages(as_ana: Client, ana: Any) -> None:
    answer = as_ana.post("/settings/brands", {"name": "Mejuri", "kind": "own", "handles": "@mejuri\ntwo words"})
    assert answer.status_code == 422
    assert "cannot be a handle" in answer.content.decode()
    assert "Name your brand" in as_ana.get("/mentions").content.decode()
    assert as_ana.post("/settings/brands", {"name": "Mejuri", "kind": "own", "handles": "@mejuri"}).status_code == 302
    with scope(ana.workspace.id):
        [one] = creators.brands()
    page = as_ana.get(f"/settings/brands/{one.ref}").content.decode()
    assert "@mejuri</textarea>" in page
    as_ana.post(f"/settings/brands/{one.ref}", {"name": "Mejuri", "kind": "own", "hashtags": "#FineCrew"})
    with scope(ana.workspace.id):
        assert (creators.brands()[0].words.handles, creators.brands()[0].words.hashtags) == ((), ("FineCrew",))
    as_ana.post(f"/settings/brands/{one.ref}/delete")
    with scope(ana.workspace.id):
        assert creators.brands() == []


def test_people_become_prospects_from_the_page(as_ana: Client, told: Any) -> None:
    with scope(told.workspace.id):
        from sweetspot.stages.tracking.queries.mentions import MentionFilter, mention_rows, mentions

        [row] = mention_rows(mentions(MentionFilter(writers=("prospect",))))
    answer = as_ana.post("/mentions/people", {"selected": row.ref, "action": "add", "query": DAYS}, follow=True)
    assert "1 prospect added to the creators." in answer.content.decode()
    with scope(told.workspace.id):
        assert Profile.objects.filter(handle="lena", network="instagram").exists()
    answer = as_ana.post("/mentions/people", {"selected": row.ref, "action": "add", "query": DAYS}, follow=True)
    assert "None of these has an author" in answer.content.decode()


def test_programs_read_and_change_the_same(told: Any) -> None:
    with scope(told.workspace.id):
        _, text = accounts.create_key(told.actor, "program", ["creators.view", "creators.change"], now=NOW)
    program = Client(headers={"Authorization": f"Bearer {text}"})
    found = program.get("/api/v1/mentions?by=prospect").json()["data"]
    assert [(one["handle"], one["of"], one["voice"], one["is_prospect"]) for one in found] == [
        ("lena", "Mejuri", "earned", True)
    ]
    assert program.get(f"/api/v1/mentions/{found[0]['id']}").json() == found[0]
    voices = program.get("/api/v1/share-of-voice?written_from=2026-03-01T00:00:00Z").json()["data"]
    assert [(one["name"], one["mentions"], round(one["share_of_mentions"], 3), one["paid"]) for one in voices] == [
        ("Mejuri", 2, 0.667, 1), ("Ana Luisa", 1, 0.333, 0),
    ]  # fmt: skip
    body = {"mentions": [found[0]["id"]]}
    assert program.post("/api/v1/mention-authors/ignored", body, "application/json").json() == {"changed": 1}
    assert program.post("/api/v1/mention-authors/prospects", body, "application/json").status_code == 422
    made = program.post("/api/v1/brands", {"name": "Missoma", "kind": "competitor"}, "application/json")
    assert made.status_code == 201
    taken = program.post("/api/v1/brands", {"name": "missoma"}, "application/json")
    assert taken.status_code == 409
    address = f"/api/v1/brands/{made.json()['id']}"
    changed = program.put(address, {"name": "Missoma", "hashtags": ["#missomagirl"]}, "application/json").json()
    assert (changed["kind"], changed["hashtags"]) == ("own", ["missomagirl"])
    assert program.delete(address).status_code == 204
    assert [one["name"] for one in program.get("/api/v1/brands").json()["data"]] == ["Mejuri", "Ana Luisa"]
