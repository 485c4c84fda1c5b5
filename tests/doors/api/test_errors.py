"""Every answer that is not a success has the one form, whoever gives it."""

from __future__ import annotations

import pytest
from tests.factories.campaigns import make_campaign, make_partnership

from sweetspot.core.identifiers import new_id, to_public
from sweetspot.engines.isolation import scope
from sweetspot.stages.campaigns import services as campaigns

JSON = "application/json"


def form(answer):
    error = answer.json()["error"]
    assert set(error) == {"type", "code", "message", "param", "request_id", "errors"}
    assert error["message"]
    assert error["request_id"].startswith("req_")
    return error


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/api/", "/api/v2/orders", "/api/v1/orders/a/b/c"])
def test_an_unknown_address(program, path) -> None:
    answer = program().get(path)
    assert (answer.status_code, form(answer)["code"]) == (404, "no_such_path")


def test_an_unknown_method(program) -> None:
    answer = program().delete("/api/v1/orders")
    assert (answer.status_code, form(answer)["code"], answer.headers["Allow"]) == (405, "method", "GET, POST")


@pytest.mark.parametrize("body", ["{", "", "[1,", "\x00", '{"a": NaN'])
def test_a_body_that_is_no_json(program, body) -> None:
    answer = program().post("/api/v1/orders", body, content_type=JSON)
    assert answer.status_code in (400, 422)
    assert form(answer)["type"] == "invalid_request"


@pytest.mark.parametrize("body", ["[]", "null", "1", '"text"', '{"placed_at": {}}'])
def test_a_body_of_another_shape(program, body) -> None:
    answer = program().post("/api/v1/orders", body, content_type=JSON)
    assert (answer.status_code, form(answer)["type"]) == (422, "invalid_request")


def test_a_nul_character_is_refused_wherever_it_stands(program) -> None:
    client = program()
    campaign = {
        "name": "A", "landing_url": "https://shop.example/", "currency": "EUR", "starts_on": "2026-06-01",
    }  # fmt: skip
    bad = [
        client.post("/api/v1/campaigns", campaign | {"name": "A\x00"}, content_type=JSON),
        client.post("/api/v1/campaigns", campaign | {"hashtags": ["a\x00"]}, content_type=JSON),
        client.get("/api/v1/orders", {"q": "\x00"}),
        client.get("/api/v1/creators", {"q": "\x00"}),
        client.get("/api/v1/creators", {"after": "\x00"}),
        client.get("/api/v1/commissions", {"creator": "crt_\x00"}),
    ]
    assert [(answer.status_code, form(answer)["type"]) for answer in bad] == [(422, "invalid_request")] * 6


@pytest.mark.parametrize("query", ["p=null", "=null", "limit=1&surprise=", "q=a&Q=b"])
def test_an_unknown_parameter_is_refused(program, query) -> None:
    answer = program().get(f"/api/v1/orders?{query}")
    assert (answer.status_code, form(answer)["errors"][0]["code"]) == (422, "unknown")


def test_the_list_of_creators_names_the_parameters_that_mean_nothing(program) -> None:
    answer = program().get("/api/v1/creators?colour=red")
    assert answer.status_code == 200
    assert [one.split()[0] for one in answer.json()["ignored"]] == ["colour=red"]


def test_a_tier_that_does_not_exist_is_refused(program) -> None:
    answer = program().get("/api/v1/creators?tier=micro,mid")
    assert (answer.status_code, form(answer)["errors"][0]["code"]) == (422, "unknown")


@pytest.mark.parametrize("number", [10**30, -(10**30), 2**63, 1e308])
def test_numbers_beyond_all_bounds_are_refused(program, in_brand, number) -> None:
    partnership = to_public("prt", make_partnership(in_brand.actor).id)
    client = program()
    sent = [
        client.post(f"/api/v1/partnerships/{partnership}/stage", {"stage": "talks", "version": number}, JSON),
        client.post(f"/api/v1/partnerships/{partnership}/terms", {"version": 1, "fee_minor": number}, JSON),
        client.get(f"/api/v1/orders?offset={number}"),
        client.get(f"/api/v1/creators?limit={number}"),
    ]
    assert [answer.status_code for answer in sent] == [422] * 4


OTHERS = [
    ("get", "/creators/{crt}"), ("get", "/profiles/{prf}"), ("get", "/profiles/{prf}/verdict"),
    ("get", "/profiles/{prf}/evidence"), ("get", "/profiles/{prf}/decisions"), ("get", "/plans/{pln}"),
    ("get", "/campaigns/{cmp}"), ("get", "/campaigns/{cmp}/partnerships"), ("get", "/partnerships/{prt}"),
    ("get", "/partnerships/{prt}/terms"), ("get", "/partnerships/{prt}/gifts"), ("get", "/links/{lnk}"),
    ("post", "/links/{lnk}/pause"), ("post", "/links/{lnk}/resume"), ("get", "/orders/{ord}"),
    ("get", "/statements/{stm}"), ("get", "/imports/{imp}"), ("post", "/imports/{imp}/check"),
    ("post", "/imports/{imp}/run"), ("post", "/imports/{imp}/undo"), ("get", "/commissions?creator=nonsense"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), OTHERS)
def test_an_id_that_is_not_here_is_not_found(program, method, path) -> None:
    prefix = path.partition("{")[2].partition("}")[0]
    name = to_public(prefix, new_id()) if prefix else ""
    answer = getattr(program(), method)("/api/v1" + path.replace(f"{{{prefix}}}", name))
    assert (answer.status_code, form(answer)["type"]) == (404, "not_found")


def test_another_workspaces_rows_are_not_found(program, ana, cleo) -> None:
    with scope(cleo.workspace.id):
        campaign = make_campaign(cleo.actor)
        partnership = make_partnership(cleo.actor, campaign=campaign)
    client = program()
    name, theirs = to_public("prt", partnership.id), to_public("cmp", campaign.id)
    profile = to_public("prf", partnership.profile_id)
    answers = [
        client.get(f"/api/v1/campaigns/{theirs}"),
        client.get(f"/api/v1/profiles/{profile}"),
        client.post(f"/api/v1/partnerships/{name}/terms", {"version": 1}, JSON),
        client.post(f"/api/v1/campaigns/{theirs}/partnerships", {"profiles": [profile]}, JSON),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert client.get("/api/v1/campaigns").json()["data"] == []


def test_an_error_of_ours_is_told_in_the_form_and_leaves_nothing_behind(program, monkeypatch, in_brand) -> None:
    def create_then_fail(*args, **kwargs):
        make_campaign(in_brand.actor)
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(campaigns, "create_campaign", create_then_fail)
    monkeypatch.setattr("sweetspot.doors.api.campaigns.services.create_campaign", create_then_fail)
    campaign = {"name": "A", "landing_url": "https://a.example/", "currency": "EUR", "starts_on": "2026-06-01"}
    answer = program().post("/api/v1/campaigns", campaign, content_type=JSON)
    assert (answer.status_code, form(answer)["type"]) == (500, "internal")
    assert "secret" not in answer.text
    assert program().get("/api/v1/campaigns").json()["data"] == []


def test_a_body_that_is_too_large_is_said_to_be(program, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = program().post("/api/v1/orders", '{"name": "' + "x" * 100 + '"}', content_type=JSON)
    assert (answer.status_code, form(answer)["code"]) == (413, "too_large")
    assert "Nothing was written" in form(answer)["message"]
