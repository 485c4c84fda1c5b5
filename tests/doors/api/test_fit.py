"""Fit and safety by program."""

from __future__ import annotations

from typing import Any

from tests.conftest import Brand
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot import pipeline
from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope

JSON = "application/json"


def test_lists_are_kept_matches_set_aside_and_preferences_noted(program: Any, ana: Brand) -> None:
    program = program()
    asked = {"name": "Drinks", "terms": [{"text": "wine"}, {"text": "shot", "not_beside": ["photo"], "on": False}]}
    made = program.post("/api/v1/word-lists", asked, JSON)
    assert (made.status_code, made.json()["key"], made.json()["terms"][0]["text"]) == (201, "drinks", "shot")
    assert program.post("/api/v1/word-lists", asked, JSON).status_code == 409
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id, "ana")
        for seed, text in enumerate(("Clean beauty", "Clean beauty here", "Wine! @glow code ANA10")):
            make_posts(profile, 1, seed=seed, caption=text)
        pipeline.know(now=NOW)
    ref, creator = to_public("prf", profile.id), to_public("crt", profile.creator_id)
    found = program.get(f"/api/v1/profiles/{ref}/fit?brief=clean beauty, vegan").json()
    assert [(one["phrase"], one["captions"]) for one in found["topics"]] == [("clean beauty", 2)]
    assert [(one["list"], one["posts"], round(one["share"]["value"], 2)) for one in found["lists"]] == [
        ("drinks", 1, 0.33)
    ]
    assert round(found["brief"]["likeness"], 6) == round(sum(one["part"] for one in found["brief"]["parts"]), 6)
    assert program.get(f"/api/v1/profiles/{ref}/fit?breif=vegan").status_code == 422
    [match] = program.get(f"/api/v1/profiles/{ref}/matches").json()["data"]
    assert (match["text"], match["sentence"], match["set_aside"]) == ("wine", "Wine!", None)
    named = {"post": match["post"], "term": match["term"]}
    assert program.post("/api/v1/set-aside", named, JSON).status_code == 422
    assert program.post("/api/v1/set-aside", {**named, "reason": "A song."}, JSON).status_code == 204
    assert program.get(f"/api/v1/profiles/{ref}/fit").json()["lists"][0]["posts"] == 0
    assert program.post("/api/v1/set-aside", {**named, "again": True}, JSON).status_code == 204
    [hint] = program.get("/api/v1/ad-hints").json()["data"]
    assert hint["signs"] == ["a code"]
    changed = program.put(f"/api/v1/word-lists/{made.json()['id']}", {"name": "Drinks", "terms": []}, JSON)
    assert changed.json()["terms"] == []
    assert program.get("/api/v1/word-lists").json()["data"][0]["terms_count"] == 0
    assert program.delete(f"/api/v1/word-lists/{made.json()['id']}").status_code == 204
    wish = {"stance": "refuses", "about": "topic", "value": "fur", "source": "call", "said_on": "2026-06-01"}
    where = f"/api/v1/creators/{creator}/preferences"
    noted = program.post(where, wish, JSON)
    assert (noted.status_code, noted.json()["value"]) == (201, "fur")
    fee = {**wish, "about": "fee", "value": "", "amount_minor": 25_000, "currency": "EUR"}
    assert program.post(where, fee, JSON).json()["least"] == {"amount_minor": 25_000, "currency": "EUR"}
    assert program.post(where, {**fee, "currency": None}, JSON).status_code == 422
    assert len(program.get(where).json()["data"]) == 2
    assert program.delete(f"{where}/{noted.json()['id']}").status_code == 204
