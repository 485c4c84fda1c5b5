"""Shortlists, their links, and what people without an account say; views of a list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.creators import NOW, make_profile

from sweetspot.core.errors import Conflict, Invalid, NotAllowed, NotFound
from sweetspot.core.identifiers import new_id
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.formulas import PERMISSIONS, Actor
from sweetspot.stages.accounts.queries import audit_trail
from sweetspot.stages.creators.models import Profile, Shortlist, ShortlistShare
from sweetspot.stages.creators.queries import shortlists as known
from sweetspot.stages.creators.queries import views as known_views
from sweetspot.stages.creators.services import shortlists, views
from sweetspot.stages.creators.services.shortlists import Said


@pytest.fixture
def spring(in_brand: Any) -> tuple[Shortlist, list[Profile]]:
    """A shortlist with two profiles, and a third beside it."""
    profiles = [make_profile(in_brand.workspace.id, name) for name in ("mia", "leo", "eva")]
    made = shortlists.create_shortlist(in_brand.actor, "Spring", now=NOW)
    assert shortlists.put_on(in_brand.actor, made.id, [one.id for one in profiles[:2]], now=NOW) == 2
    return made, profiles


def test_profiles_are_put_on_once_and_taken_off_with_a_trail(in_brand: Any, spring: Any) -> None:
    made, (mia, _leo, eva) = spring
    assert shortlists.put_on(in_brand.actor, made.id, [mia.id, eva.id, new_id()], query="q=e", now=NOW) == 1
    shortlists.note_on(in_brand.actor, made.id, eva.id, " Kind. ", now=NOW)
    [_, _, entry] = known.entries_of(made.id, known.profile_ids(made.id))
    assert (entry.profile.handle, entry.note) == ("eva", "Kind.")
    assert shortlists.take_off(in_brand.actor, made.id, [eva.id, new_id()], now=NOW) == 1
    assert known.shortlist(made.id, NOW).entries == 2
    assert [entry.action for entry in audit_trail(3)] == ["shortlist.removed", "shortlist.noted", "shortlist.added"]
    assert audit_trail(3)[2].detail == {"profiles": 1, "query": "q=e"}
    with pytest.raises(NotFound):
        shortlists.note_on(in_brand.actor, made.id, eva.id, "Gone", now=NOW)


def test_names_are_given_and_not_taken(in_brand: Any, spring: Any) -> None:
    for name, error in (("  ", Invalid), ("x" * 101, Invalid), ("sPRING", Conflict)):
        with pytest.raises(error):
            shortlists.create_shortlist(in_brand.actor, name, now=NOW)
    other = shortlists.create_shortlist(in_brand.actor, "Autumn", now=NOW)
    with pytest.raises(Conflict):
        shortlists.change_shortlist(in_brand.actor, other.id, "Spring", "", now=NOW)
    shortlists.delete_shortlist(in_brand.actor, spring[0].id, now=NOW)
    assert [one.name for one in known.shortlists(NOW)] == ["Autumn"]


def test_a_list_stays_one_that_people_can_look_through(in_brand: Any, spring: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(shortlists, "MOST_ENTRIES", 2)
    with pytest.raises(Invalid, match="at most 2 profiles; this would make it 3"):
        shortlists.put_on(in_brand.actor, spring[0].id, [spring[1][2].id], now=NOW)


def test_only_the_hash_of_a_token_is_kept_and_it_ends(in_brand: Any, spring: Any) -> None:
    made, _ = spring
    share, token = shortlists.share(in_brand.actor, made.id, "Agency", days=7, now=NOW)
    assert len(token) >= 43  # 256 bits
    assert token not in str(ShortlistShare.objects.values().get())
    assert known.share_by_token(token, NOW).id == share.id
    with pytest.raises(NotFound):
        known.share_by_token(token, NOW + timedelta(days=7))
    shortlists.revoke(in_brand.actor, made.id, share.id, now=NOW)
    with pytest.raises(NotFound):
        shortlists.answer(token, "Kim", {spring[1][0].id: Said("approve")}, now=NOW)
    assert [one.state for one in known.shares(made.id, NOW)] == ["revoked"]
    for label, days in (("", 7), ("x" * 101, 7), ("Agency", 0), ("Agency", 91)):
        with pytest.raises(Invalid):
            shortlists.share(in_brand.actor, made.id, label, days=days, now=NOW)


def test_answers_are_kept_by_name_and_the_last_counts(in_brand: Any, spring: Any) -> None:
    made, (mia, leo, eva) = spring
    _, token = shortlists.share(in_brand.actor, made.id, "Agency", days=7, now=NOW)
    first = {mia.id: Said("approve"), leo.id: Said("decline", "Too loud")}
    assert shortlists.answer(token, " Kim  Lee ", first, now=NOW) == 2
    assert shortlists.answer(token, "Kim Lee", first, now=NOW + timedelta(hours=1)) == 0
    assert shortlists.answer(token, "Kim Lee", {mia.id: Said("decline")}, now=NOW + timedelta(hours=2)) == 1
    assert shortlists.answer(token, "Jo", {mia.id: Said("comment", "Who?")}, now=NOW + timedelta(hours=3)) == 1
    entries = {one.profile.handle: one for one in known.entries_of(made.id, known.profile_ids(made.id))}
    assert [(one.name, one.label, one.comment) for one in entries["mia"].answers] == [
        ("Jo", "Commented", "Who?"), ("Kim Lee", "Declined", ""),
    ]  # fmt: skip
    assert (entries["leo"].approved, entries["leo"].declined) == (0, 1)
    assert [one.people for one in known.shares(made.id, NOW)] == [2]
    assert audit_trail(1)[0].actor == "Jo (by the link for Agency)"
    for name, said in (("", first), ("Kim", {}), ("Kim", {eva.id: Said("approve")}), ("Kim", {mia.id: Said("buy")})):
        with pytest.raises(Invalid):
            shortlists.answer(token, name, said, now=NOW)


def test_a_link_takes_only_so_many_answers_at_once(in_brand: Any, spring: Any, monkeypatch: Any) -> None:
    made, (mia, leo, _) = spring
    _, token = shortlists.share(in_brand.actor, made.id, "Agency", days=7, now=NOW)
    monkeypatch.setattr(shortlists, "ANSWERS_IN_TEN_MINUTES", 1)
    shortlists.answer(token, "Kim", {mia.id: Said("approve")}, now=NOW)
    with pytest.raises(Conflict, match="ten minutes"):
        shortlists.answer(token, "Bot", {leo.id: Said("approve")}, now=NOW + timedelta(minutes=9))
    assert shortlists.answer(token, "Jo", {leo.id: Said("approve")}, now=NOW + timedelta(minutes=11)) == 1


def test_another_workspace_finds_neither_list_nor_link(in_brand: Any, spring: Any, cleo: Any) -> None:
    made, _ = spring
    _, token = shortlists.share(in_brand.actor, made.id, "Agency", days=7, now=NOW)
    with scope(cleo.workspace.id):
        for ask in (lambda: known.shortlist(made.id, NOW), lambda: known.share_by_token(token, NOW)):
            with pytest.raises(NotFound):
                ask()


def test_a_view_is_ones_own_until_it_is_shared(in_brand: Any, ben: Any) -> None:
    mine = views.save_view(in_brand.actor, "creators", "Micro", "?tier=micro&after=x&q=&tier=nano", now=NOW)
    assert mine.query == "tier=micro,nano"
    assert known_views.views("creators", ben.actor.id) == []
    with pytest.raises(NotFound):
        views.change_view(ben.actor, mine.id, name="His", now=NOW)
    views.change_view(in_brand.actor, mine.id, shared=True, now=NOW)
    views.change_view(ben.actor, mine.id, name="Small ones", now=NOW)
    [seen] = known_views.views("creators", ben.actor.id)
    assert (seen.name, seen.own, seen.ref) == ("Small ones", False, known_views.ref_of(mine))
    assert (seen.differs("tier=micro,nano&limit=25"), seen.differs("tier=micro")) == (False, True)
    reader = Actor("person", ben.actor.id, "Vera", in_brand.workspace.id, PERMISSIONS["viewer"])
    with pytest.raises(NotAllowed):
        views.delete_view(reader, mine.id, now=NOW)
    with pytest.raises(NotAllowed):
        views.save_view(reader, "creators", "Ours", "", shared=True, now=NOW)
    with pytest.raises(Invalid):
        views.save_view(reader, "creators", " ", "", now=NOW)


def test_a_list_opens_with_ones_own_default(in_brand: Any, ben: Any) -> None:
    view = views.save_view(in_brand.actor, "creators", "Micro", "tier=micro", shared=True, now=NOW)
    views.open_with(ben.actor, "creators", view.id)
    assert [one.default for one in known_views.views("creators", ben.actor.id)] == [True]
    assert [one.default for one in known_views.views("creators", in_brand.actor.id)] == [False]
    views.open_with(ben.actor, "creators", None)
    assert [one.default for one in known_views.views("creators", ben.actor.id)] == [False]
    views.delete_view(in_brand.actor, view.id, now=NOW)
    assert known_views.views("creators", ben.actor.id) == []
