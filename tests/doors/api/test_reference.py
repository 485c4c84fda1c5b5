"""The examples of docs/reference/api.md do what the page says."""

from __future__ import annotations

import json
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "api.md"
REQUEST = re.compile(
    r"```http\n(GET|POST) (\S+)\n(?:[\w-]+: .*\n)*(?:\n((?:.|\n)*?))?```\n(?:\n```json\n((?:.|\n)*?)```)?"
)


def shape(value):
    """The names of an answer and the kinds of its values; ids that are shortened on the page are any id."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return value[:4] if isinstance(value, str) and "_" in value[:4] else value


def test_every_example_is_answered_with_success_and_as_shown(program) -> None:
    client = program()
    examples = REQUEST.findall(PAGE.read_text(encoding="utf-8"))
    assert len(examples) == 6
    for method, path, body, shown in examples:
        answer = client.generic(method, path, body, content_type="application/json")
        assert answer.status_code in (200, 201), (path, answer.text)
        if shown:
            assert shape(answer.json()) == shape(json.loads(shown))


def test_an_error_looks_as_shown(program) -> None:
    order = {"external_id": "1", "placed_at": "2026-06-16T10:00:00Z", "currency": "EUR", "goods_minor": -1}
    error = program().post("/api/v1/orders", order, content_type="application/json").json()["error"]
    page = PAGE.read_text(encoding="utf-8")
    shown = json.loads(re.search(r"```json\n(\{\n  \"error\"(?:.|\n)*?)```", page)[1])["error"]  # type: ignore[index]
    assert {name: error[name] for name in error if name != "request_id"} == {
        name: shown[name] for name in shown if name != "request_id"
    }
