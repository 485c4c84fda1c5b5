"""The parameters that a shop's own statistics know a link by, made from a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, unquote_plus

from sweetspot.core.errors import Invalid, Problem
from sweetspot.stages.tracking.formulas.destinations import CLICK_PARAMETER
from sweetspot.stages.tracking.formulas.letters import plain

PLACEHOLDERS = ("creator", "handle", "campaign", "slug", "placement")
MAX_TEMPLATE = 400
_PIECE = re.compile(r"[A-Za-z0-9_.-]{1,60}=[A-Za-z0-9_.~{}+%-]{0,200}")


def checked_template(text: str) -> str:
    """A template such as `utm_source=instagram&utm_campaign={campaign}&utm_content={creator}`; empty for none.

    Invalid for what is no list of parameters, an unknown placeholder, or the click's own parameter.
    """
    template = text.strip().lstrip("?&")
    pieces = template.split("&") if template else []
    if len(template) > MAX_TEMPLATE or not all(_PIECE.fullmatch(piece) for piece in pieces):
        raise _refused("form", "Give parameters such as utm_source=instagram&utm_campaign={campaign}.")
    unknown = set(re.findall(r"\{([^{}]*)\}", template)) - set(PLACEHOLDERS)
    if unknown or re.search(r"[{}]", re.sub(r"\{[a-z]+\}", "", template)):
        raise _refused("placeholder", f"Placeholders are {', '.join(f'{{{name}}}' for name in PLACEHOLDERS)}.")
    if any(unquote_plus(piece.partition("=")[0]) == CLICK_PARAMETER for piece in pieces):
        raise _refused("reserved", f"{CLICK_PARAMETER} is the click’s own parameter.")
    return template


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, problems=[Problem("template", code, message)])


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled: `Anna Krüger` becomes `anna-kruger`; other scripts are encoded."""

    def worded(found: re.Match[str]) -> str:
        value = values.get(found.group(1), "")
        return plain(value).replace(" ", "-") or quote(value.strip(), safe="")

    return re.sub(r"\{([a-z]+)\}", worded, template)


def with_parameters(url: str, parameters: str) -> str:
    """A destination with these parameters, but for those it names itself; scheme, host and path never change."""
    if not parameters:
        return url
    address, mark, fragment = url.partition("#")
    base, _, query = address.partition("?")
    named = {unquote_plus(piece.partition("=")[0]) for piece in query.split("&")}
    added = [piece for piece in parameters.split("&") if unquote_plus(piece.partition("=")[0]) not in named]
    return f"{base}{'?' if query or added else ''}{'&'.join([*([query] if query else []), *added])}{mark}{fragment}"
