"""The creators' pages: the list and its file, a profile, the evidence and the decision, adding and acting on many."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sweetspot.core.identifiers import to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.models import Member, Person
from sweetspot.stages.creators import services
from sweetspot.stages.creators.models import Comment, Creator, Post, Profile, Snapshot
from sweetspot.stages.vetting import services as vetting
from sweetspot.stages.vetting.models import Decision

EVIL = "<script>alert(1)</script>"
#: Pages ask the clock, so their rows are dated from it.
TODAY = datetime.now(UTC).replace(microsecond=0)


def make_creator(workspace_id: Any, name: str, handle: str, followers: int | None = 20_000, **fields: Any) -> Profile:
    """A creator with one profile on Instagram."""
    creator = Creator.objects.create(workspace_id=workspace_id, name=name, **fields)
    return Profile.objects.create(
        workspace_id=workspace_id, creator=creator, network="instagram", handle=handle, followers=followers,
        read_at=TODAY, price_minor=20_000, price_currency="EUR",
    )  # fmt: skip


def make_posts(profile: Profile, number: int = 12, caption: str = "A day") -> list[Post]:
    """Posts four days apart with likes and comments that move a little."""
    return [
        Post.objects.create(
            workspace_id=profile.workspace_id, profile=profile, external_id=f"p{place}", source="test", read_at=TODAY,
            published_at=TODAY - timedelta(days=4 * place + 5), caption=f"{caption} {place}",
            likes=500 + 37 * (place % 5), comments=20 + 3 * (place % 4),
        )
        for place in range(number)
    ]  # fmt: skip


@pytest.fixture
def crowd(ana: Any) -> list[Profile]:
    """Three creators of Ana's: one with posts and a verdict, one with a wicked name, one without followers."""
    with scope(ana.workspace.id):
        anna = make_creator(ana.workspace.id, "Anna Makes", "anna.makes", 42_000, country="DE", tags=["beauty"])
        evil = make_creator(ana.workspace.id, EVIL, "evil", 900, notes=EVIL)
        plus = make_creator(ana.workspace.id, "=1+1", "plus", None)
        post = make_posts(anna)[0]
        Comment.objects.create(
            workspace_id=ana.workspace.id,
            post=post,
            external_id="c",
            author_hash="a",
            text=f"Lovely {EVIL}",
            source="t",
        )
        for days in (30, 20, 10):
            Snapshot.objects.create(
                workspace_id=ana.workspace.id, profile=anna, taken_at=TODAY - timedelta(days=days), followers=41_000,
                source="test",
            )  # fmt: skip
        services.recompute_engagement(now=TODAY)
        vetting.vet(now=TODAY)
    return [anna, evil, plus]


def address(profile: Profile, page: str = "") -> str:
    """The address of a creator's page."""
    return f"/creators/{to_public('crt', profile.creator_id)}{page}"


def table(response: Any) -> list[dict[str, str]]:
    """A streamed file as rows."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def text_of(response: Any) -> str:
    """A page's text."""
    return str(response.content.decode())


PAGES = ("", "/audience", "/evidence", "/comments", "/posts", "/campaigns", "/links", "/earnings", "/activity", "/edit")


def test_a_visitor_signs_in_first(client: Any, db: None) -> None:
    assert client.get("/creators").url.startswith("/accounts/login/")


def test_an_empty_workspace_says_how_to_begin(as_ana: Any) -> None:
    page = text_of(as_ana.get("/creators"))
    assert "Whom do you want to work with?" in page
    assert "/creators/import" in page


def test_the_list_shows_a_creator_with_rate_interval_and_tiers_named(as_ana: Any, crowd: Any) -> None:
    page = text_of(as_ana.get("/creators"))
    assert "Anna Makes" in page
    assert "42,000" in page
    assert "tiers by “Sweetspot default” · rate: Engagement per follower, version 1" in page
    assert "3 profiles" in page


def test_the_list_is_narrowed_by_its_address_and_says_what_it_ignored(as_ana: Any, crowd: Any) -> None:
    page = text_of(as_ana.get("/creators?tier=micro&colour=red"))
    assert "Anna Makes" in page
    assert "@evil" not in page
    assert "Not understood:" in page
    assert "colour = red" in page


def test_a_tier_that_does_not_exist_does_not_widen_the_list(as_ana: Any, crowd: Any) -> None:
    page = text_of(as_ana.get("/creators?tier=mid"))
    assert "Not understood:" in page
    assert "No creators match" in page


def test_posts_stand_in_a_table_or_a_grid_in_the_order_asked_for(as_ana: Any, crowd: Any) -> None:
    where = address(crowd[0], "/posts")
    rates = re.findall(r"<dt>Rate</dt><dd>([\d.]+)", text_of(as_ana.get(f"{where}?as=grid&sort=rate")))
    assert len(rates) == 12
    assert rates == sorted(rates, key=float, reverse=True)
    assert '<table class="table"' in text_of(as_ana.get(f"{where}?as=nonsense&sort=nonsense&only=nonsense"))


def test_a_filter_without_rows_offers_to_clear_it(as_ana: Any, crowd: Any) -> None:
    assert "No creators match" in text_of(as_ana.get("/creators?q=nobody"))


def test_htmx_gets_the_list_alone_and_a_clean_address(as_ana: Any, crowd: Any) -> None:
    headers = {"HX-Request": "true", "HX-Target": "list"}
    response = as_ana.get("/creators?q=anna&er.gte=", headers=headers)
    page = text_of(response)
    assert "<html" not in page
    assert 'hx-swap-oob="true"' in page
    assert response["HX-Push-Url"] == "/creators?q=anna"
    assert "HX-Request" in response["Vary"]


def test_wicked_names_are_escaped_everywhere(as_ana: Any, crowd: Any) -> None:
    anna, evil, _ = crowd
    for path in ("/creators", address(evil), address(evil, "/edit"), address(anna, "/evidence")):
        assert EVIL not in text_of(as_ana.get(path)), path
    assert "Lovely &lt;script&gt;" in text_of(as_ana.get(address(anna, "/evidence")))


def test_the_file_equals_the_screen(as_ana: Any, crowd: Any) -> None:
    query = "?cols=name,followers,er&sort=name&q=a"
    rows = table(as_ana.get(f"/creators.csv{query}"))
    page = text_of(as_ana.get(f"/creators{query}"))
    assert list(rows[0]) == [
        "name", "network", "handle", "profile url", "followers", "rate of posts", "rate of posts low",
        "rate of posts high", "rate definition",
    ]  # fmt: skip
    places = [page.index(f"@{row['handle']}") for row in rows]
    assert places == sorted(places)
    assert page.count("data-href=") == len(rows)
    assert [row["followers"] for row in rows if row["handle"] == "anna.makes"] == ["42000"]


def test_a_cell_that_would_run_is_disarmed_and_the_mark_is_there_on_wish(as_ana: Any, crowd: Any) -> None:
    assert "'=1+1" in {row["name"] for row in table(as_ana.get("/creators.csv"))}
    assert b"".join(as_ana.get("/creators.csv?bom=yes").streaming_content).startswith(b"\xef\xbb\xbf")


def test_all_columns_can_be_taken_along(as_ana: Any, crowd: Any) -> None:
    row = next(row for row in table(as_ana.get("/creators.csv?cols=all")) if row["handle"] == "anna.makes")
    assert (row["country"], row["tags"], row["cost per post"], row["currency"]) == ("DE", "beauty", "200.00", "EUR")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_a_creator_opens_and_names_them(as_ana: Any, crowd: Any, page: str) -> None:
    response = as_ana.get(address(crowd[0], page))
    assert response.status_code == 200
    assert "Anna Makes" in text_of(response)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_finds_nothing(client: Any, cleo: Any, crowd: Any, page: str) -> None:
    client.force_login(cleo.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(crowd[0], page)).status_code == 404


@pytest.mark.parametrize("ref", ["crt_nonsense", "prf_0123", "anything"])
def test_a_malformed_name_is_not_found(as_ana: Any, ref: str) -> None:
    assert as_ana.get(f"/creators/{ref}").status_code == 404


def test_a_viewer_reads_but_changes_nothing(client: Any, ana: Any, crowd: Any) -> None:
    person = Person.objects.create_user("vera@example.com", "correct horse battery")
    with scope(ana.workspace.id):
        Member.objects.create(workspace=ana.workspace, person=person, role="viewer")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/creators").status_code == 200
    assert "Add creators" not in text_of(client.get("/creators"))
    assert client.get(address(crowd[0], "/edit")).status_code == 403
    assert client.get(address(crowd[0], "/earnings")).status_code == 403
    assert client.post(address(crowd[0], "/evidence"), {"choice": "approve", "reason": "fine"}).status_code == 403
    assert client.post("/creators/bulk", {"action": "tag", "selected": "x"}).status_code == 403
    assert client.get("/creators/add").status_code == 403


def test_the_overview_says_which_posts_the_rate_rests_on(as_ana: Any, crowd: Any) -> None:
    with scope(crowd[0].workspace_id):
        Post.objects.create(
            workspace_id=crowd[0].workspace_id, profile=crowd[0], external_id="new", source="t", read_at=TODAY,
            published_at=TODAY - timedelta(hours=3), likes=1, comments=1,
        )  # fmt: skip
    page = text_of(as_ana.get(address(crowd[0])))
    assert "12 posts from" in page
    assert "Too new: it is still collecting likes." in page


def test_the_evidence_names_verdict_confidence_and_signals(as_ana: Any, crowd: Any) -> None:
    page = text_of(as_ana.get(address(crowd[0], "/evidence")))
    for words in ("Confidence", "12 posts used", "Engagement for this size", "What would change our mind", "Decide"):
        assert words in page
    assert "fake" not in page.lower()


def test_a_decision_needs_a_reason_and_is_kept_with_its_verdict(as_ana: Any, crowd: Any) -> None:
    where = address(crowd[0], "/evidence")
    refused = as_ana.post(where, {"choice": "approve", "reason": " "})
    assert refused.status_code == 422
    assert "Say why, in a few words." in text_of(refused)
    assert as_ana.post(where, {"choice": "decline", "reason": "Too dear."}).status_code == 302
    with scope(crowd[0].workspace_id):
        kept = Decision.objects.get()
    assert (kept.choice, kept.reason, kept.verdict_id is not None) == ("decline", "Too dear.", True)
    assert "Too dear." in text_of(as_ana.get(where))


def test_the_calibration_says_how_often_the_bands_were_right_and_what_it_does_not_show(as_ana: Any) -> None:
    page = text_of(as_ana.get("/calibration"))
    for words in ("How often each band was right", "271 genuine accounts", "Followers x2 in a day", "not show"):
        assert words in page


def test_the_creators_answer_is_kept_with_its_day_and_the_way_it_came(as_ana: Any, crowd: Any) -> None:
    where = address(crowd[0], "/evidence")
    refused = as_ana.post(where, {"form": "answer", "text": " ", "source": "email", "answered_on": "2026-02-30"})
    assert refused.status_code == 422
    assert "Write down what the creator said." in text_of(refused)
    given = {"form": "answer", "text": "A <b>feature</b> on TV", "source": "call", "answered_on": "2026-02-03"}
    assert as_ana.post(where, given).status_code == 302
    page = text_of(as_ana.get(where))
    assert "A &lt;b&gt;feature&lt;/b&gt; on TV" in page
    assert "Call or meeting, 3 Feb 2026" in page


def test_details_are_changed_and_the_activity_tells(as_ana: Any, crowd: Any) -> None:
    fields = {"name": "Anna M.", "country": "at", "tags": "beauty, vienna", "price": "250.50", "currency": "EUR"}
    assert as_ana.post(address(crowd[0], "/edit"), fields).status_code == 302
    page = text_of(as_ana.get(address(crowd[0])))
    assert "Anna M." in page
    assert "vienna" in page
    assert "€250.50" in page
    assert "creator.changed" in text_of(as_ana.get(address(crowd[0], "/activity")))


@pytest.mark.parametrize(("field", "value"), [("country", "Germany"), ("price", "lots"), ("price", "-3"), ("name", "")])
def test_what_cannot_be_kept_is_said_beside_its_field(as_ana: Any, crowd: Any, field: str, value: str) -> None:
    fields = {"name": "Anna", "price": "1", "currency": "EUR"} | {field: value}
    page = text_of(as_ana.post(address(crowd[0], "/edit"), fields))
    assert "There is a problem" in page
    assert f'id="id_{field}-error"' in page


def test_pasted_handles_become_creators_once(as_ana: Any, ana: Any) -> None:
    fields = {"handles": "@new.one https://www.tiktok.com/@two", "network": "instagram"}
    assert as_ana.post("/creators/add", fields).status_code == 302
    again = as_ana.post("/creators/add", {"handles": "@new.one bad/handle", "network": "instagram"})
    assert "were here already" in text_of(again)
    assert "1 could not be read" in text_of(again)
    with scope(ana.workspace.id):
        found = sorted(Profile.objects.values_list("network", "handle"))
    assert found == [("instagram", "new.one"), ("tiktok", "two")]


def test_ticked_creators_are_tagged_after_a_page_that_says_how_many(as_ana: Any, crowd: Any) -> None:
    ticked = {"action": "tag", "selected": to_public("prf", crowd[1].id), "query": ""}
    assert "The 1 you ticked" in text_of(as_ana.post("/creators/bulk", ticked))
    done = as_ana.post("/creators/bulk", ticked | {"confirmed": "yes", "extent": "ticked", "add": "later, maybe"})
    assert done.status_code == 302
    with scope(crowd[0].workspace_id):
        assert Creator.objects.get(id=crowd[1].creator_id).tags == ["later", "maybe"]
        assert Creator.objects.get(id=crowd[0].creator_id).tags == ["beauty"]


def test_all_that_match_can_be_tagged_at_once(as_ana: Any, crowd: Any) -> None:
    fields = {"action": "tag", "query": "tier=micro", "confirmed": "yes", "extent": "matching", "add": "spring"}
    assert as_ana.post("/creators/bulk", fields).url == "/creators?tier=micro"
    with scope(crowd[0].workspace_id):
        assert list(Creator.objects.filter(tags__contains=["spring"]).values_list("name", flat=True)) == ["Anna Makes"]


def test_ticked_creators_are_taken_into_a_plan_with_the_lists_filter(as_ana: Any, crowd: Any) -> None:
    ref = to_public("prf", crowd[0].id)
    fields = {"action": "plan", "selected": ref, "query": "tier=micro&cols=name"}
    assert as_ana.post("/creators/bulk", fields).url == f"/plans/new?tier=micro&lock={ref}"


def test_another_workspaces_profile_cannot_be_tagged(client: Any, cleo: Any, crowd: Any) -> None:
    client.force_login(cleo.owner, backend="django.contrib.auth.backends.ModelBackend")
    fields = {"action": "tag", "selected": to_public("prf", crowd[0].id), "confirmed": "yes", "add": "mine"}
    client.post("/creators/bulk", fields)
    with scope(crowd[0].workspace_id):
        assert Creator.objects.get(id=crowd[0].creator_id).tags == ["beauty"]


@pytest.mark.parametrize("path", ["/creators", *PAGES])
def test_a_page_asks_the_database_at_most_thirty_times(as_ana: Any, crowd: Any, path: str) -> None:
    where = path if path == "/creators" else address(crowd[0], path)
    with CaptureQueriesContext(connection) as queries:
        as_ana.get(where)
    asked = [one for one in queries.captured_queries if one["sql"].lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 30
