"""Fit and safety on the pages: what opens what, setting aside, preferences and where they are checked, word lists."""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import Brand
from tests.factories.campaigns import make_campaign
from tests.factories.creators import NOW, make_posts, make_profile
from tests.factories.word_lists import make_word_list

from sweetspot import pipeline
from sweetspot.core.errors import Conflict
from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.models import AuditEntry
from sweetspot.stages.campaigns.services import Agreed
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.queries.facets import profiles
from sweetspot.stages.creators.services.brands import Asked
from sweetspot.stages.tracking import services as tracking
from sweetspot.stages.vetting.queries import fit

CAPTIONS = ("Clean beauty <b>at</b> home", "My clean beauty shelf", "Red wine night! @glow code ANA10")
REFUSAL = {"stance": "refuses", "about": "topic", "value": "fur", "source": "call", "said_on": "2026-06-01"}


@pytest.fixture
def page(ana: Brand) -> dict[str, Any]:
    """The address of a creator's page with a match, a hint and a brand, and of the list with the match."""
    with scope(ana.workspace.id):
        profile = make_profile(ana.workspace.id, "ana")
        for seed, text in enumerate(CAPTIONS):
            make_posts(profile, 1, seed=seed, caption=text)
        listed = make_word_list(ana.actor)
        brand = creators.add_brand(ana.actor, Asked("Glow", "competitor", handles=["glow"]), now=NOW)
        pipeline.know(now=NOW)
        [match] = fit.term_matches(profile.id)
    return {
        "profile": profile, "fit": f"/creators/{to_public('crt', profile.creator_id)}/fit", "match": match,
        "list": f"/settings/word-lists/{to_public('wdl', listed)}", "brand": to_public("brd", brand),
    }  # fmt: skip


def text_of(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_number_opens_what_is_behind_it(as_ana: Any, page: dict[str, Any]) -> None:
    shown = text_of(as_ana, page["fit"])
    for part in ("clean beauty", "Glow", "Competitor", "1 of 3", "Red wine night!", "a code"):
        assert part in shown
    assert "Clean beauty &lt;b&gt;at&lt;/b&gt; home" in text_of(as_ana, f"{page['fit']}?topic=clean+beauty")
    assert "Likeness, 0 to 1" in text_of(as_ana, f"{page['fit']}?brief=clean+beauty,vegan")
    assert "Captions that name it" in text_of(as_ana, f"{page['fit']}?brand={page['brand']}")
    assert "Red wine night!" in text_of(as_ana, f"{page['fit']}?list=alcohol")
    assert "1 post waits" in text_of(as_ana, "/creators/ad-hints")
    narrowed = "word_list=any&competitor=glow&topic=clean+beauty&flagged.gte=1"
    assert "@ana" in text_of(as_ana, f"/creators?{narrowed}&cols=name,topics,brands,flagged")
    lines = b"".join(as_ana.get("/creators.csv?cols=topics,brands,flagged").streaming_content).decode().splitlines()
    assert lines[1:] == ["clean beauty,Glow,Glow,1,3,alcohol"]


def test_a_match_is_set_aside_with_a_reason_and_counts_again(as_ana: Any, page: dict[str, Any]) -> None:
    where, match = f"{page['fit']}/set-aside", page["match"]
    named = {"post": match.post.ref, "term": match.term_ref}
    assert as_ana.post(where, {**named, "reason": ""}).status_code == 302
    assert "1 of 3" in text_of(as_ana, page["fit"])
    as_ana.post(where, {**named, "reason": "A colour."})
    shown = text_of(as_ana, page["fit"])
    assert "0 of 3" in shown
    assert "A colour." in shown
    as_ana.post(where, {**named, "again": "yes"})
    as_ana.post(where, {"post": match.post.ref, "reason": "Own shop.", "queue": "yes"})
    assert "1 of 3" in text_of(as_ana, page["fit"])
    assert "Nothing waits" in text_of(as_ana, "/creators/ad-hints")


def test_a_refusal_stops_joining_until_somebody_says_why(as_ana: Any, ana: Brand, page: dict[str, Any]) -> None:
    assert as_ana.post(page["fit"], {**REFUSAL, "value": ""}).status_code == 422
    assert as_ana.post(page["fit"], {**REFUSAL, "about": "fee", "value": "x", "currency": "EUR"}).status_code == 422
    as_ana.post(page["fit"], REFUSAL)
    as_ana.post(page["fit"], {**REFUSAL, "about": "fee", "value": "250.50", "currency": "EUR"})
    shown = text_of(as_ana, page["fit"])
    assert "topic: fur" in shown
    assert "At least €250.50" in shown
    with scope(ana.workspace.id):
        tracking.verify_domain(ana.actor, "shop.example", now=NOW)
        campaign = make_campaign(ana.actor, brief="Show the new fur hats")
        joining = profiles([page["profile"].id])
        terms = Agreed(10_000, 1_000, 30, 14)
        told = [one.reason for _, one in pipeline.objections(campaign, joining, agreed=terms)]
        assert told[0] == "Refuses the topic “fur” (call, 1 Jun 2026)."
        assert told[1].startswith("Asks for at least 250.50 EUR")
        with pytest.raises(Conflict, match=r"Nobody was added\. @ana: Refuses the topic “fur”"):
            pipeline.join_campaign(ana.actor, campaign, joining, agreed=terms, now=NOW)
        pipeline.join_campaign(ana.actor, campaign, joining, agreed=terms, despite="They agreed by phone.", now=NOW)
        entry = AuditEntry.objects.get(action="preference.overridden")
        assert entry.detail["reason"] == "They agreed by phone."
        preference = fit.preferences(page["profile"].creator_id)[0]
    as_ana.post(f"{page['fit']}/preferences/remove", {"preference": preference.ref})
    assert "topic: fur" not in text_of(as_ana, page["fit"])


def test_word_lists_are_kept_on_their_pages(as_ana: Any, ana: Brand, page: dict[str, Any]) -> None:
    assert "Alcohol" in text_of(as_ana, "/settings/word-lists")
    as_ana.post("/settings/word-lists", {"starters": "yes"})
    assert "Violence and weapons" in text_of(as_ana, "/settings/word-lists")
    assert as_ana.post("/settings/word-lists", {"name": "Own", "terms": "(*)"}).status_code == 422
    as_ana.post(page["list"], {"terms": "shot | photo, camera\nAperol"})
    shown = text_of(as_ana, page["list"])
    assert "photo, camera" in shown
    assert "4 of 4 terms on" in shown
    as_ana.post(f"{page['list']}/term", {"term": page["match"].term_ref, "act": "off"})
    assert "3 of 4 terms on" in text_of(as_ana, page["list"])
    as_ana.post(f"{page['list']}/term", {"term": page["match"].term_ref, "act": "remove"})
    as_ana.post(page["list"], {"name": "Drinks"})
    assert "This list is off" in text_of(as_ana, page["list"])
    assert as_ana.post(f"{page['list']}/delete").status_code == 302
    assert as_ana.get(page["list"]).status_code == 404
