"""Whatever a program sends, the API answers as its description says: thousands of requests made from the schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from tests.conftest import NOW, Brand
from tests.factories.programme import make_programme

from sweetspot.doors.api.schema import schema
from sweetspot.doors.web.wsgi import application
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts import services as accounts
from sweetspot.stages.accounts.formulas import ALL

SNAPSHOT = Path(__file__).parents[3] / "docs" / "reference" / "openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]
EXAMPLES = 8
#: NUL is refused everywhere and tested by itself; the schema language cannot say so without a pattern on every text.
CONFIG = SchemathesisConfig(
    projects=ProjectsConfig(default=ProjectConfig(generation=GenerationConfig(allow_x00=False, deterministic=True)))
)
API = schemathesis.openapi.from_dict(schema(), config=CONFIG)
API.app = application
OPERATIONS = [(path, method.upper()) for path, item in schema()["paths"].items() for method in item]


@pytest.fixture
def known(ana: Brand) -> dict[str, str]:
    """The id of a real row for each name of a path's parameter."""
    names = {
        "campaign_id": "cmp", "creator_id": "crt", "profile_id": "prf", "partnership_id": "prt", "link_id": "lnk",
        "order_id": "ord", "plan_id": "pln", "statement_id": "stm",
    }  # fmt: skip
    with scope(ana.workspace.id):
        rows = make_programme(ana.actor)
    return {name: rows[prefix] for name, prefix in names.items()}


@pytest.fixture
def in_process() -> Iterator[None]:
    """Requests on the test's own connection: Django would close it after each, as the test client knows to prevent."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["as described", "wrong"])
def test_every_answer_is_one_that_the_description_names(mode, ana, known, in_process) -> None:
    with scope(ana.workspace.id):
        _, key = accounts.create_key(ana.actor, "contract", sorted(ALL), now=NOW)
    failures: list[str] = []
    for path, method in OPERATIONS:
        try:
            ask(path, method, mode, known, key)
        except (FailureGroup, Failure) as error:
            failures.append(f"{method} {path}\n" + "\n".join(map(str, getattr(error, "exceptions", [error]))))
    assert not failures, "\n\n".join(failures)


def ask(path: str, method: str, mode: GenerationMode, known: dict[str, str], key: str) -> None:
    """Send some requests of one operation and check the answers."""
    operation = API[path][method]
    is_right = mode is GenerationMode.POSITIVE
    # The list of creators says of what it does not know, instead of refusing it.
    may_accept = is_right or path == "/api/v1/creators"
    checks = CHECKS if may_accept else [*CHECKS, negative_data_rejection]

    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), is_real=st.booleans())
    def send(case: schemathesis.Case, is_real: bool) -> None:
        if is_right and is_real:
            case.path_parameters = {name: known.get(name, text) for name, text in (case.path_parameters or {}).items()}
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=checks)

    send()


def test_the_description_in_the_documentation_is_the_one_that_is_served(client) -> None:
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == json.loads(json.dumps(schema()))
    assert client.get("/api/openapi.json").json() == json.loads(json.dumps(schema()))
