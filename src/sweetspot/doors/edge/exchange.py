"""What the tracker uses of granian's RSGI interface: one visit, that is a request and the way to answer it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Headers(Protocol):
    """A request's headers, by lower-case name."""

    def items(self) -> Iterable[tuple[str, str]]:
        """Every header; a repeated name comes repeatedly."""

    def get_all(self, key: str) -> list[str]:
        """Every value of one name."""


class Request(Protocol):
    """One request; `client` is `address:port`, `path` is decoded, `query_string` is raw."""

    @property
    def method(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def query_string(self) -> str: ...
    @property
    def client(self) -> str: ...
    @property
    def headers(self) -> Headers: ...


class Reply(Protocol):
    """The answer to one request, given once."""

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        """A status and headers."""

    def response_str(self, status: int, headers: list[tuple[str, str]], body: str) -> None:
        """The same with a text."""


class Visit(Protocol):
    """A request that waits for its answer, from whichever thread; `done` or `err` ends it."""

    @property
    def scope(self) -> Request: ...
    @property
    def proto(self) -> Reply: ...
    def done(self) -> None:
        """The answer was given."""

    def err(self, error: BaseException) -> None:
        """Something broke: the visitor gets a 500."""
