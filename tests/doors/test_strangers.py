"""Every address and every operation that takes an id, asked for by those who may not: made from the addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.conftest import NOW, Brand
from tests.factories.programme import make_programme

from sweetspot.core.identifiers import from_public, to_public
from sweetspot.doors.api.schema import schema
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import ALL, PERMISSIONS
from sweetspot.stages.accounts.models import ApiKey, Member, Person
from sweetspot.stages.creators import services as creators
from sweetspot.stages.creators.formulas import DEFAULT_DEFINITION
from sweetspot.stages.creators.formulas.definitions import stored
from sweetspot.stages.vetting import services as vetting

BACKEND = "django.contrib.auth.backends.ModelBackend"
JSON = "application/json"
#: Opened by what they hold and not by who asks: signatures, sign-in links, invitations, and allauth's own pages.
BY_TOKEN = ("hooks/", "enter/", "invitation/", "shared/", "accounts/", "static/")
#: Which row a bare `ref` or `identifier` in an address names.
BARE = {
    "creators": "crt", "imports": "imp", "orders": "ord", "statements": "stm", "people": "member", "keys": "key",
    "definitions": "definition", "vettings": "vet",
}  # fmt: skip
#: What a form must hold before it asks for its row.
FORM = {
    "stage": "talks", "version": "1", "destination": "https://shop.example/", "choice": "approve", "reason": "Good.",
}  # fmt: skip
#: A body that is right in form for each operation that needs one; `{prf}` and the like stand for rows.
BODIES: dict[str, dict[str, Any]] = {
    "/profiles/{profile_id}/decisions": {"choice": "approve", "reason": "Good."},
    "/profiles/{profile_id}/answers": {"text": "Why.", "source": "email", "answered_on": "2026-06-01"},
    "/profiles/{profile_id}/audience/fit": {"target": {"country": {"DE": 1.0}}},
    "/imports/{import_id}/choices": {},
    "/campaigns/{campaign_id}/state": {"state": "active"},
    "/campaigns/{campaign_id}/partnerships": {"profiles": ["{prf}"]},
    "/partnerships/{partnership_id}/stage": {"stage": "talks", "version": 1},
    "/partnerships/{partnership_id}/terms": {"version": 1},
    "/partnerships/{partnership_id}/gifts": {
        "description": "A ring", "cost_minor": 1, "currency": "EUR", "sent_on": "2026-06-01",
    },
    "/shortlists/{shortlist_id}/profiles": {"profiles": ["{prf}"]},
    "/shortlists/{shortlist_id}/removals": {"profiles": ["{prf}"]},
    "/shortlists/{shortlist_id}/profiles/{profile_id}/note": {"note": "Kind."},
    "/shortlists/{shortlist_id}/links": {"label": "Agency"},
    "/codes/{code_id}": {"discount_basis_points": 1500},
    "/codes/pools/{pool_id}/hand-out": {"number": 1, "to": "Newsletter"},
    "/word-lists/{list_id}": {"name": "Drinks", "terms": []},
    "/creators/{creator_id}/preferences": {
        "stance": "refuses", "about": "topic", "value": "fur", "source": "call", "said_on": "2026-06-01",
    },
    "/links/{link_id}/destination": {"destination": "https://shop.example/"},
    "/links/{link_id}/rules": {"rules": []},
    "/links/{link_id}/expiry": {"at": None},
    "/short-hosts/{host_id}/apps": {"apple_ids": []},
    "/links/{link_id}/story": {"title": "Rings"},
    "/brands/{brand_id}": {"name": "Mejuri"},
}  # fmt: skip


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif "<" in route and not route.startswith((*BY_TOKEN, "api/")):
            yield route, pattern


PAGES = list(routes(get_resolver().url_patterns))
OPERATIONS = [
    (method, path.removeprefix("/api/v1")) for path, item in schema()["paths"].items() for method in item if "{" in path
]


@pytest.fixture
def rows(ana: Brand, settings: Any, tmp_path: Any) -> dict[str, str]:
    """The id of a row of each kind in Ana's workspace."""
    settings.HOME = tmp_path
    with scope(ana.workspace.id):
        key, _ = accounts.create_key(ana.actor, "shop", ["orders.view"], now=NOW)
        own = creators.add_definition(ana.actor, "Ours", stored(DEFAULT_DEFINITION), now=NOW)
        return make_programme(ana.actor) | {
            "member": str(Member.objects.get().id), "key": str(ApiKey.objects.get(id=key.id).id),
            "definition": own.key, "int": str(own.version),
            "vet": to_public("vet", vetting.start_run(ana.actor, None, now=NOW)),
        }  # fmt: skip


@pytest.fixture
def viewer(ana: Brand) -> Client:
    """A browser in which a viewer of Ana's workspace is signed in."""
    person = Person.objects.create_user("vera@example.com", "correct horse battery", name="Vera")
    with scope(ana.workspace.id):
        Member.objects.create(workspace=ana.workspace, person=person, role="viewer")
    return signed_in(person)


def signed_in(person: Person) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(person, backend=BACKEND)
    return browser


def address(route: str, rows: dict[str, str]) -> str:
    """The route with Ana's ids; KeyError for a kind of row that the programme of the tests does not have."""

    def named(found: re.Match[str]) -> str:
        converter = found[1]
        kind = next(BARE[part] for part in route.split("/") if part in BARE) if converter in ("str", "uuid") else ""
        return rows[kind or converter]

    return "/" + re.sub(r"<(\w+):\w+>", named, route)


def operation(path: str, rows: dict[str, str]) -> tuple[str, str]:
    """The address and the body of an operation, with Ana's ids."""
    prefixes = {
        "campaign_id": "cmp", "creator_id": "crt", "profile_id": "prf", "partnership_id": "prt", "link_id": "lnk",
        "order_id": "ord", "plan_id": "pln", "statement_id": "stm", "import_id": "imp", "shortlist_id": "shl",
        "link": "shr", "brand_id": "brd", "mention_id": "mnt", "code_id": "cod", "pool_id": "cpl",
        "list_id": "wdl", "preference_id": "prp", "run_id": "vet", "host_id": "sho",
    }  # fmt: skip
    filled = re.sub(r"{(\w+)}", lambda found: rows[prefixes[found[1]]], path)
    body = json.dumps(BODIES.get(path, {})).replace("{prf}", rows["prf"])
    return f"/api/v1{filled}", body


def asked(browser: Client, rows: dict[str, str]) -> dict[str, tuple[int, int]]:
    """The status of getting and of posting to each page."""
    return {
        route: (browser.get(where).status_code, browser.post(where, FORM).status_code)
        for route, where in ((route, address(route, rows)) for route, _ in PAGES)
    }


def called(program: Client, rows: dict[str, str]) -> dict[str, int]:
    """The status of each operation."""
    answers = {}
    for method, path in OPERATIONS:
        where, body = operation(path, rows)
        answer = program.generic(method.upper(), where, body if method != "get" else "", content_type=JSON)
        answers[f"{method} {path}"] = answer.status_code
    return answers


def program_of(brand: Brand, *scopes: str) -> Client:
    with scope(brand.workspace.id):
        _, text = accounts.create_key(brand.actor, "program", scopes, now=NOW)
    return Client(headers={"Authorization": f"Bearer {text}"}, raise_request_exception=False)


def test_the_addresses_are_found() -> None:
    assert len(PAGES) >= 40
    assert len(OPERATIONS) > 25


def test_a_visitor_is_sent_to_sign_in_by_every_page(rows: dict[str, str]) -> None:
    wrong = {route: both for route, both in asked(Client(), rows).items() if set(both) - {302, 405} or 302 not in both}
    assert wrong == {}


def test_another_workspaces_owner_finds_nothing_on_any_page(rows: dict[str, str], cleo: Brand) -> None:
    found = asked(signed_in(cleo.owner), rows)
    assert {route: both for route, both in found.items() if set(both) - {404, 405} or 404 not in both} == {}


def test_a_viewer_changes_nothing_on_any_page(rows: dict[str, str], viewer: Client) -> None:
    allowed = {route: pattern.callback.permission in PERMISSIONS["viewer"] for route, pattern in PAGES}  # type: ignore[attr-defined]
    wrong = {
        route: both
        for route, both in asked(viewer, rows).items()
        if (set(both) - {200, 302, 403, 405} if allowed[route] else set(both) - {403, 405} or 403 not in both)
    }
    assert wrong == {}


def test_without_a_key_no_operation_answers(rows: dict[str, str]) -> None:
    assert {name: status for name, status in called(Client(), rows).items() if status != 401} == {}


def test_a_revoked_key_opens_no_operation(rows: dict[str, str], ana: Brand) -> None:
    program = program_of(ana, *sorted(ALL))
    with scope(ana.workspace.id):
        accounts.revoke_key(ana.actor, ApiKey.objects.get(name="program"), now=NOW)
    assert {name: status for name, status in called(program, rows).items() if status != 401} == {}


def test_another_workspaces_key_finds_nothing_by_any_operation(rows: dict[str, str], cleo: Brand) -> None:
    found = called(program_of(cleo, *sorted(ALL)), rows)
    assert {name: status for name, status in found.items() if status != 404} == {}


#: A question too long for an address, and an answer that needs comments, of which these rows have none.
OTHERWISE = {"post /profiles/{profile_id}/audience/fit": 200, "get /profiles/{profile_id}/connection": 404}


def test_a_key_that_may_only_look_changes_nothing(rows: dict[str, str], ana: Brand) -> None:
    found = called(program_of(ana, *(name for name in sorted(ALL) if name.endswith(".view"))), rows)
    usual = {name: 200 if name.startswith("get ") else 403 for name in found}
    assert found == usual | OTHERWISE


def test_another_workspaces_rows_are_not_found_inside_a_body(rows: dict[str, str], cleo: Brand) -> None:
    with scope(cleo.workspace.id):
        own = make_programme(cleo.actor)
    program = program_of(cleo, *sorted(ALL))
    campaign = {
        "name": "A", "landing_url": "https://shop.example/", "currency": "EUR", "starts_on": "2026-06-01",
        "plan": rows["pln"],
    }  # fmt: skip
    answers = [
        program.post(f"/api/v1/campaigns/{own['cmp']}/partnerships", {"profiles": [rows["prf"]]}, JSON),
        program.post("/api/v1/campaigns", campaign, JSON),
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert from_public("prf", rows["prf"]) != from_public("prf", own["prf"])
