"""Shortlists, their links and look-alikes by program."""

from __future__ import annotations

from django.test import Client
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import services

JSON = "application/json"


def test_a_shortlist_is_made_filled_shown_by_a_link_and_removed(program, ana) -> None:
    with scope(ana.workspace.id):
        profiles = [to_public("prf", make_profile(ana.workspace.id, name).id) for name in ("mia", "leo")]
    client = program()
    made = client.post("/api/v1/shortlists", {"name": "Spring", "notes": "For May"}, JSON)
    where = f"/api/v1/shortlists/{made.json()['id']}"
    assert (made.status_code, made.json()["entries"]) == (201, 0)
    assert client.post("/api/v1/shortlists", {"name": "spring"}, JSON).status_code == 409
    assert client.post(f"{where}/profiles", {"profiles": profiles}, JSON).json() == {"changed": 2}
    assert client.post(f"{where}/removals", {"profiles": profiles[1:]}, JSON).json() == {"changed": 1}
    assert client.put(f"{where}/profiles/{profiles[0]}/note", {"note": "Kind"}, JSON).status_code == 204
    link = client.post(f"{where}/links", {"label": "Agency", "days": 3}, JSON).json()
    path = "/" + link["url"].split("/", 3)[3]
    Client().post(path, {"name": "Kim", f"choice-{profiles[0]}": "approve", f"comment-{profiles[0]}": ""})
    shown = client.get(where).json()
    [entry] = shown["profiles"]
    assert (entry["profile"]["handle"], entry["note"], shown["open_links"]) == ("mia", "Kind", 1)
    assert [(one["name"], one["choice"]) for one in entry["answers"]] == [("Kim", "approve")]
    assert client.post(f"{where}/links/{link['id']}/revoke", {}, JSON).json()["state"] == "revoked"
    assert [one["url"] for one in client.get(f"{where}/links").json()["data"]] == [None]
    assert client.delete(where).status_code == 204
    assert client.get("/api/v1/shortlists").json()["data"] == []


def test_look_alikes_come_with_their_reasons(program, ana) -> None:
    with scope(ana.workspace.id):
        made = []
        for name in ("mia", "leo", "eva"):
            made.append(make_profile(ana.workspace.id, name, creator__country="DE", creator__category="Beauty"))
            make_posts(made[-1], 4)
        services.recompute_likeness(now=NOW)
    found = program().get(f"/api/v1/profiles/{to_public('prf', made[0].id)}/alike?limit=1").json()
    assert (len(found["data"]), found["seeds"], found["version"]) == (1, 1, "alike 2")
    assert "also Beauty" in found["data"][0]["because"]
