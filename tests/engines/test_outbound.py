"""The guarded client: what it refuses before it connects, and how it bears what answers."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from sweetspot.core.errors import Unavailable
from sweetspot.engines.outbound import Outbound, Refused

#: Addresses that no name of the public internet may stand for.
INNER = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.254 127.0.0.1 127.8.8.8 169.254.169.254 169.254.170.2 172.16.0.1
172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001:0:4136:e378:8000:63bf:80ff:fffe 2001:db8::1
2002:7f00:1::1 2002:a9fe:a9fe::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 5f00::1 3fff::1
""".split()
#: Addresses that are refused for what they say.
SAID = [
    "http://shop.example/", "ftp://shop.example/", "file:///etc/passwd", "gopher://shop.example/", "//shop.example/",
    "javascript:alert(1)", "https://", "https:///path", "", "https://127.0.0.1/", "https://2130706433/",
    "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/", "https://017700000001/", "https://127.1/",
    "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://1.1.1.1/",
    "https://user@shop.example/", "https://user:word@shop.example/", "https://shop.example@127.0.0.1/",
    "https://shop.example:22/", "https://shop.example:8443/", "https://shop.example:80/", "https://shop.example:0/",
    "https://shop.example:99999/", "https://localhost/", "https://localhost./", "https://LOCALHOST/",
    "https://a.localhost/", "https://metadata/", "https://metadata.google.internal/", "https://printer.local/",
    "https://router.home.arpa/", "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://ⓛocalhost/",
    "https://shop.example\\@127.0.0.1/", "https://shop.example/\r\nHost: inner", "https://shop.example/\x00",
    "https://shop.example /", "https://shop..example/", "https://sh%6fp.example/", "https://" + "a" * 300 + ".example/",
    "https://shop.example/" + "a" * 4000, "https://[::1/", "https://٠x7f.1/",
]  # fmt: skip


class Watched(httpx.AsyncBaseTransport):
    """Keeps what would have been connected to; leads on where it is told to."""

    def __init__(self, onward: str = "") -> None:
        self.asked: list[httpx.Request] = []
        self._onward = onward

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        headers = {"location": self._onward} if self._onward else {}
        return httpx.Response(302 if headers else 200, headers=headers, stream=httpx.ByteStream(b"ok"))


def public(host: str) -> list[str]:
    return ["93.184.216.34"]


def test_there_are_enough_vectors() -> None:
    assert len(INNER) + len(SAID) >= 60


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_leads_inside_is_not_connected_to_even_beside_a_public_address(address: str) -> None:
    watched = Watched()
    for found in ([address], ["93.184.216.34", address]):
        guarded = Outbound(resolve=lambda host, found=found: found, transport=lambda: watched)  # type: ignore[misc]
        with pytest.raises(Refused, match="private network"):
            guarded.ask("GET", "https://shop.example/")
    assert watched.asked == []


@pytest.mark.parametrize("url", SAID)
def test_an_address_that_says_something_strange_is_not_even_resolved(url: str) -> None:
    watched, resolved = Watched(), list[str]()

    def resolve(host: str) -> list[str]:
        resolved.append(host)
        return public(host)

    with pytest.raises(Refused):
        Outbound(resolve=resolve, transport=lambda: watched).ask("GET", url)
    assert (watched.asked, resolved) == ([], [])


def test_the_connection_goes_to_the_address_that_was_judged_under_the_name_that_was_asked_for() -> None:
    watched, answers = Watched(), iter([["93.184.216.34"], ["127.0.0.1"]])
    Outbound(resolve=lambda host: next(answers), transport=lambda: watched).ask("GET", "https://Shop.Example./a?b=1")
    (asked,) = watched.asked
    assert (asked.url.host, asked.url.raw_path) == ("93.184.216.34", b"/a?b=1")
    assert (asked.headers["host"], asked.extensions["sni_hostname"]) == ("shop.example", "shop.example")


@pytest.mark.parametrize(
    "onward",
    ["http://169.254.169.254/latest/meta-data/", "https://inner.example/", "https://[::1]/", "file:///etc/passwd",
     "//127.0.0.1/", "https://shop.example:8080/", "http://shop.example/"],
)  # fmt: skip
def test_a_redirect_is_judged_like_the_first_address(onward: str) -> None:
    watched = Watched(onward)
    guarded = Outbound(
        resolve=lambda host: ["10.0.0.7"] if host == "inner.example" else public(host), transport=lambda: watched
    )
    with pytest.raises(Refused):
        guarded.ask("GET", "https://shop.example/")
    assert [one.headers["host"] for one in watched.asked] == ["shop.example"]


def test_redirects_that_go_round_end() -> None:
    watched = Watched("/again")
    with pytest.raises(Unavailable, match="more than 5 times"):
        Outbound(resolve=public, transport=lambda: watched).ask("GET", "https://shop.example/")
    assert len(watched.asked) == 6


def test_another_name_at_the_same_address_is_asked_on_a_connection_of_its_own() -> None:
    asked: list[tuple[str, int]] = []

    def lead_on(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version, handler.close_connection = "HTTP/1.1", False
        asked.append((handler.headers["host"], handler.client_address[1]))
        handler.send_response(302 if len(asked) == 1 else 200)
        handler.send_header("Location", "http://www.shop.example/")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with _served(lead_on) as guarded:
        assert guarded.ask("GET", "http://shop.example/").status == 200
    assert [name for name, _ in asked] == ["shop.example", "www.shop.example"]
    assert len({port for _, port in asked}) == 2


def test_headers_with_line_breaks_are_not_sent() -> None:
    with _served(lambda handler: handler.send_error(500)) as guarded, pytest.raises(Unavailable):
        guarded.ask("GET", "http://shop.example/", headers={"x-mark": "a\r\nhost: inner"})


def test_a_huge_answer_is_cut_and_a_packed_one_is_not_unpacked() -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)

    def huge(handler: BaseHTTPRequestHandler) -> None:
        packed = handler.path == "/bomb"
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip" if packed else "identity")
        handler.end_headers()
        handler.wfile.write(bomb if packed else b"x" * 1_500_000)

    with _served(huge) as guarded:
        assert len(guarded.ask("GET", "http://shop.example/").body) == 1_000_000
        assert guarded.ask("GET", "http://shop.example/bomb").body == bomb


def test_an_answer_that_drips_is_given_up_in_time() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for _ in range(20):
            handler.wfile.write(b"x-a: b\r\n")
            handler.wfile.flush()
            time.sleep(0.05)

    with _served(drip, most_seconds=0.3) as guarded:
        began = time.monotonic()
        with pytest.raises(Unavailable, match=r"within 0\.3 seconds"):
            guarded.ask("GET", "http://shop.example/")
        assert time.monotonic() - began < 0.9


def test_a_name_without_address_and_a_machine_that_does_not_answer_are_unavailable() -> None:
    def nobody(host: str) -> list[str]:
        raise OSError

    with pytest.raises(Unavailable, match=r"shop\.example has no address"):
        Outbound(resolve=nobody).ask("GET", "https://shop.example/")
    closed = Outbound(
        plain_http=True, resolve=lambda host: ["127.0.0.1"], permits=lambda address: True, ports={"http": 1}
    )
    with pytest.raises(Unavailable, match="No connection"):
        closed.ask("GET", "http://shop.example/")


@contextmanager
def _served(answer: Callable[[BaseHTTPRequestHandler], None], most_seconds: float = 5.0) -> Iterator[Outbound]:
    """A client whose every name leads to a server on this machine that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                answer(self)
            except OSError:  # the client had enough
                self.close_connection = True

        def log_message(self, *unused: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield Outbound(
            plain_http=True, resolve=lambda host: ["127.0.0.1"], permits=lambda address: True,
            ports={"http": server.server_port}, most_seconds=most_seconds,
        )  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()
