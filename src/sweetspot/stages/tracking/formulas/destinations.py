"""Where a link may lead, and how the click's id and the visitor's own parameters reach the shop."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import quote, unquote_plus, urlsplit

from sweetspot.core.errors import Invalid, Problem
from sweetspot.core.hosts import canonical_host, is_number

#: The query parameter that carries the click's id to the shop.
CLICK_PARAMETER = "ssclid"
MAX_LENGTH = 2000
#: What may stand in a query as it is; `%` stays, so that broken encodings pass through untouched.
_QUERY_SAFE = "!$&'()*+,;=:@/?%-._~[]|"
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ud800-\udfff]")


def checked_destination(url: str, verified_hosts: Collection[str], own_hosts: Collection[str] = ()) -> str:
    """The address as given, when a link may lead there; Invalid with one problem per reason otherwise.

    `verified_hosts` are the workspace's shop domains; an entry such as `*.brand.example` covers its subdomains.
    `own_hosts` are our own, because a link to a link would go round for ever.
    """
    problems = destination_problems(url, verified_hosts, own_hosts)
    if problems:
        raise Invalid(
            "This link cannot be made: " + " ".join(problem.message for problem in problems), problems=problems
        )
    return url


def destination_problems(
    url: str, verified_hosts: Collection[str], own_hosts: Collection[str] = ()
) -> tuple[Problem, ...]:
    """Everything that keeps a link from leading to `url`; empty when nothing does."""
    if not url or len(url) > MAX_LENGTH:
        return (_problem("length", f"An address has between 1 and {MAX_LENGTH} characters."),)
    if _UNSAFE.search(url):
        return (_problem("characters", "The address holds spaces, backslashes or invisible characters."),)
    try:
        parts = urlsplit(url)
        host, port = canonical_host(parts.hostname or ""), parts.port
    except ValueError:
        return (_problem("form", "This is not a web address."),)
    return tuple(
        _problem(code, message)
        for holds, code, message in (
            (parts.scheme.lower() not in ("http", "https"), "scheme", "Only http and https addresses can be followed."),
            ("@" in parts.netloc, "userinfo", "The address holds a name or password before the host."),
            (not host, "host", "The address names no host."),
            (port not in (None, 80, 443), "port", "Only the usual web ports can be followed."),
            (is_number(host), "address", "The address names a number instead of a host."),
            (is_listed(host, own_hosts), "own", "The address leads back to Sweetspot."),
            (
                bool(host) and not is_listed(host, verified_hosts),
                "unverified",
                f"{host} is not among your shop domains.",
            ),
        )
        if holds
    )


def _problem(code: str, message: str) -> Problem:
    return Problem("destination", code, message)


def is_listed(host: str, hosts: Collection[str]) -> bool:
    """Whether a canonical host is one of these, or below one that begins with `*.`."""
    listed = {entry.lower().removesuffix(".") for entry in hosts}
    exact = {canonical_host(entry) for entry in listed if not entry.startswith("*.")}
    return host in exact or any(host.endswith(entry[1:]) for entry in listed if entry.startswith("*."))


def with_click_id(url: str, click_id: str, foreign_query: str = "", parameter: str = CLICK_PARAMETER) -> str:
    """A checked destination with the click's id and the visitor's own query added; scheme, host and path never change.

    `foreign_query` is the raw query the short link was called with. Its parameters pass through byte by byte -
    `fbclid`, `utm_*`, repeated keys, broken percent-encodings - except the click parameter itself, which only we may
    set, and characters that cannot stand in a query, which are encoded. An empty `click_id` stands for a click that
    could not be recorded: nothing is added for it.
    """
    address, hash_mark, fragment = url.partition("#")
    base, _, own_query = address.partition("?")
    kept = [*_without(own_query, parameter), *_without(_encoded(foreign_query), parameter)]
    own = [f"{parameter}={quote(click_id, safe='')}"] if click_id else []
    query = "&".join([*kept, *own])
    return f"{_with_path(base)}{'?' if query else ''}{query}{hash_mark}{fragment}"


def _without(query: str, parameter: str) -> list[str]:
    """A raw query's pieces, less those that name the parameter in whatever encoding."""
    pieces = (piece for piece in query.split("&") if piece)
    return [piece for piece in pieces if unquote_plus(piece.partition("=")[0]) != parameter]


def _encoded(query: str) -> str:
    return quote(query.removeprefix("?"), safe=_QUERY_SAFE, errors="replace")


def _with_path(base: str) -> str:
    """An address that ends at its host gets the root as its path."""
    scheme, _, rest = base.partition("://")
    return base if "/" in rest else f"{scheme}://{rest}/"
