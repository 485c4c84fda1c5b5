"""No operation passes over a query parameter that it does not know."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, get_args, get_type_hints

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict

from sweetspot.core.errors import Invalid, Problem


class Steering(Schema):
    """Query parameters beside which others may stand; the operation says itself what it ignored."""

    model_config = ConfigDict(extra="allow")


def strict(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, which answers 422 to any query parameter that none of its `Query[...]` arguments has."""
    models = [get_args(hint)[0] for hint in get_type_hints(view, include_extras=True).values() if get_args(hint)]
    schemas = [one for one in models if isinstance(one, type) and issubclass(one, Schema)]
    if any(issubclass(one, Steering) for one in schemas):
        return view
    known = {name for one in schemas for name in one.model_fields}

    @functools.wraps(view)
    def inner(request: HttpRequest, *args: Any, **values: Any) -> Any:
        if unknown := sorted(set(request.GET) - known):
            problems = [Problem(name[:100], "unknown", f"There is no parameter {name[:100]!r}.") for name in unknown]
            raise Invalid(problems[0].message, problems=problems)
        return view(request, *args, **values)

    return inner
