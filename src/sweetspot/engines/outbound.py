"""The one way to ask other machines: no address that people name leads this program into its own network.

A name is resolved here, every address it has is judged, and the connection goes to the very address that was judged, so
that a name which answers differently the second time gains nothing. Redirects are judged like the first address.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

import httpx

from sweetspot.core.errors import Invalid, Unavailable
from sweetspot.core.hosts import canonical_host, is_number, is_public

Address: TypeAlias = IPv4Address | IPv6Address
#: Gives the addresses of a name; OSError where it has none.
Resolve: TypeAlias = Callable[[str], Sequence[str]]

MOST_BYTES, MOST_SECONDS, MOST_HOPS = 1_000_000, 15.0, 5
#: Who asks, so that the people behind the other machine can tell.
AGENT = "Sweetspot (self-hosted influencer programme; checks links and domains)"
_PORTS = {"https": 443, "http": 80}
_STRANGE = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ud800-\udfff]")
#: Connections are kept by address, and two names may have one: the second would be asked under the first's certificate.
_NO_REUSE = httpx.Limits(max_keepalive_connections=0)
_REDIRECTS = (301, 302, 303, 307, 308)
#: Names of networks of one's own (RFC 6761, 6762, 8375; the last by convention of clouds).
_OWN_NAMES = ("localhost", "local", "localdomain", "internal", "home.arpa", "onion", "test", "invalid")


class Refused(Invalid):
    """The address may not be asked; nothing was connected to."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back at last: `url` is where it came from, `seconds` how long everything took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    seconds: float
    #: When the certificate of the last host ends; None without one.
    certificate_until: datetime | None = None


def system_resolve(host: str) -> list[str]:
    """The addresses of a name as this machine's resolver gives them."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True)
class Outbound:
    """Asks other machines within limits; each limit can be set where a use needs another one."""

    plain_http: bool = False
    resolve: Resolve = system_resolve
    permits: Callable[[Address], bool] = is_public
    #: The port of each scheme; no other is connected to.
    ports: Mapping[str, int] = field(default_factory=lambda: _PORTS)
    most_bytes: int = MOST_BYTES
    most_seconds: float = MOST_SECONDS
    most_hops: int = MOST_HOPS
    transport: Callable[[], httpx.AsyncBaseTransport] | None = None

    def ask(self, method: str, url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to one request, redirects followed, at most `most_bytes` of it.

        Refused for an address that may not be asked, at whichever redirect; Unavailable where nobody answers in time.
        """
        try:
            return asyncio.run(self._within_time(method, url, headers or {}))
        except TimeoutError as error:
            raise Unavailable(f"There was no whole answer within {self.most_seconds:g} seconds.") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ssl.SSLError) as error:
            raise Unavailable(_reason(error)) from error

    async def _within_time(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        began = time.monotonic()
        async with asyncio.timeout(self.most_seconds):
            made = self.transport() if self.transport else httpx.AsyncHTTPTransport(trust_env=False, limits=_NO_REUSE)
            async with httpx.AsyncClient(transport=made, trust_env=False, timeout=self.most_seconds) as client:
                for _ in range(self.most_hops + 1):
                    answer = await self._one(client, method, url, headers, began)
                    onward = answer.headers.get("location", "")
                    if answer.status not in _REDIRECTS or not onward:
                        return answer
                    url = urljoin(url, onward)
        raise Unavailable(f"It leads on more than {self.most_hops} times.")

    async def _one(
        self, client: httpx.AsyncClient, method: str, url: str, headers: Mapping[str, str], began: float
    ) -> Answer:
        scheme, host, target = self._checked(url)
        address = await asyncio.to_thread(self._address, host)
        shown = f"[{address}]" if address.version == 6 else str(address)
        request = client.build_request(
            method, f"{scheme}://{shown}:{self.ports[scheme]}{target}",
            # Nothing is unpacked: what is small on the wire may be large beyond measure.
            headers={"user-agent": AGENT, "accept": "*/*", **headers, "host": host, "accept-encoding": "identity"},
            extensions={"sni_hostname": host},
        )  # fmt: skip
        response = await client.send(request, stream=True, follow_redirects=False)
        try:
            body = bytearray()
            async for part in response.aiter_raw():
                body += part[: self.most_bytes - len(body)]
                if len(body) >= self.most_bytes:
                    break
            found = {name.lower(): value for name, value in response.headers.items()}
            until = _certificate_until(response)
            return Answer(response.status_code, found, bytes(body), url, time.monotonic() - began, until)
        finally:
            await response.aclose()

    def _checked(self, url: str) -> tuple[str, str, str]:
        """Scheme, host, and path with query of an address that may be asked, as far as its text can tell."""
        if not url or len(url) > 4000 or _STRANGE.search(url):
            raise Refused("The address holds spaces, backslashes or invisible characters, or is too long.")
        try:
            parts = urlsplit(url)
            scheme, port, host = parts.scheme.lower(), parts.port, canonical_host(parts.hostname or "")
        except ValueError as error:
            raise Refused("This is not a web address.") from error
        if scheme != "https" and not (self.plain_http and scheme == "http"):
            raise Refused("Only https addresses are asked." if not self.plain_http else "Only web addresses are asked.")
        if "@" in parts.netloc:
            raise Refused("The address holds a name or password before the host.")
        if not host or is_number(host) or "." not in host or f".{host}".endswith(tuple(f".{n}" for n in _OWN_NAMES)):
            raise Refused("The address names no host on the public internet.")
        if port not in (None, self.ports[scheme]):
            raise Refused("Only the usual web ports are asked.")
        return scheme, host, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _address(self, host: str) -> Address:
        """The address to connect to; Refused when any of the name's addresses is not public."""
        try:
            found = [ip_address(text.partition("%")[0]) for text in self.resolve(host)]
        except (OSError, UnicodeError) as error:
            raise Unavailable(f"{host} has no address.") from error
        if not found:
            raise Unavailable(f"{host} has no address.")
        if not all(map(self.permits, found)):
            raise Refused(f"{host} leads into a private network.")
        return next((one for one in found if one.version == 4), found[0])


def _certificate_until(response: httpx.Response) -> datetime | None:
    stream = response.extensions.get("network_stream")
    secured = stream.get_extra_info("ssl_object") if stream else None
    told = secured.getpeercert() if secured else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told["notAfter"]), UTC) if told else None


def _reason(error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper():
        return "Its certificate is not valid for this name."
    if isinstance(error, httpx.TimeoutException):
        return "It does not answer."
    return "No connection could be made, or it broke."
