"""`sweetspot shortlists` and `creators alike`."""

from __future__ import annotations

import pytest
from tests.factories.creators import NOW, make_posts, make_profile

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.creators import services


@pytest.fixture
def three(ana) -> list[str]:
    """The names of three profiles that were placed among the others."""
    with scope(ana.workspace.id):
        made = []
        for name in ("mia", "leo", "eva"):
            made.append(make_profile(ana.workspace.id, name, creator__country="DE", creator__category="Beauty"))
            make_posts(made[-1], 4)
        services.recompute_likeness(now=NOW)
    return [to_public("prf", one.id) for one in made]


def test_a_shortlist_is_made_filled_shared_and_emptied(run, three) -> None:
    made = run("shortlists", "create", "Spring").out.strip()
    assert run("shortlists", "add", made, *three[:1]).out == "1 added.\n"
    assert run("shortlists", "add", made, "--filter", "country=DE").out == "2 added.\n"
    assert run("shortlists", "add", made).code == 2
    assert "@mia" in run("shortlists", "show", made).out
    link = run("shortlists", "share", made, "--for", "Agency", "--json").json
    assert "/shared/" in link["url"]
    assert run("shortlists", "revoke", made, link["id"]).out == "The link for Agency no longer works.\n"
    assert run("shortlists", "remove", made, *three[:2]).out == "2 taken off.\n"
    assert [one["entries"] for one in run("shortlists", "list", "--json").json["data"]] == [1]
    assert "@mia" in run("shortlists", "alike", made).out
    assert run("shortlists", "show", "shl_no").code == 3


def test_look_alikes_are_told_or_why_there_are_none(run, three, ana) -> None:
    assert "also Beauty" in run("creators", "alike", three[0]).out
    with scope(ana.workspace.id):
        fresh = to_public("prf", make_profile(ana.workspace.id, "new").id)
    assert "next import" in run("creators", "alike", fresh).out
