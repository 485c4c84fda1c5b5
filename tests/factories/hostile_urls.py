"""Addresses made to lead elsewhere than they seem: by scheme, host, encoding, invisible characters or sheer length."""

from __future__ import annotations

import random
from collections.abc import Iterator

SHOPS = ("shop.example", "*.brand.example", "müller.example", "faß.example")
OWN = ("go.sweetspot.example", "sweetspot.example")

_GOOD = ("shop.example", "eu.brand.example", "müller.example", "xn--mller-kva.example", "faß.example")
_BAD = (
    "evil.test", "shop.example.evil.test", "evilshop.example", "brand.example", "evil-brand.example",
    "shop.exampleevil.test",
    "go.sweetspot.example", "GO.Sweetspot.Example.", "sweetspot.example",
    # letters that look like others, and letters that browsers fold
    "shоp.example", "ѕhop.example", "shop.exаmple", "sh\u2060op.example", "fass.example", "xn--shp-tmc.example",
    "ｓｈｏｐ.example", "shop。example", "shop．example", "shop｡example", "𝐬hop.example", "ſhop.example",
    "evil.test。brand.example", "evil.test／.brand.example", "evil.test⁄.brand.example", "evil.test？.brand.example",
    "evil.test＃.brand.example", "evil.test＠.brand.example", "evil.test：80.brand.example", "℀.brand.example",
    # encodings and characters that no host has
    "evil.test%2f.brand.example", "evil.test%23.brand.example", "evil.test%3f.brand.example",
    "evil.test%5c.brand.example",
    "evil.test%40.brand.example", "evil.test%00.brand.example", "evil%2etest", "shop%2eexample", "%73hop.example",
    "evil.test;.brand.example", "evil.test,.brand.example", "evil.test&.brand.example", "evil.test*.brand.example",
    "evil.test|.brand.example", "evil.test^.brand.example", "evil.test`.brand.example", "evil.test{}.brand.example",
    "[evil.test].brand.example", "evil.test<.brand.example", "-.brand.example", "..brand.example", ".brand.example",
    # numbers in every notation
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "127.0.0.1.",
    "0x7f.0.0.0x1",
    "１２７.0.0.1", "①②⑦.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]",
    "[v1.evil]", "0", "0.0.0.0", "localhost", "localhost.", "1.1.1.1.shop.example", "0xshop.example",
    "shop.example.0x1",
    "", ".", "..", "%", "%zz", "xn--", "xn--a", "xn--.brand.example", "xn--a.brand.example",
    "xn--ls8h.brand.example", "a" * 64 + ".brand.example",
)  # fmt: skip
_SCHEMES = (
    "https:", "http:", "HTTPS:", "hTTp:", "javascript:", "JavaScript:", "java\tscript:", "data:text/html,",
    "vbscript:",
    "file:", "ftp:", "ws:", "blob:https:", "view-source:https:", "about:", "mailto:", "intent:", "x-safari-https:",
    "https\u200b:", "ｈttps:", "http\n:", "", " https:", "\x00https:", "https:https:",
)  # fmt: skip
_SLASHES = ("//", "/", "", "///", "////", "\\\\", "/\\", "\\/", "/\t/", "/\n/", "//\t", "//\u3000", "/%2f", "／／")
_USERS = (
    "@",
    ":@",
    "user@",
    "user:pass@",
    "shop.example@",
    "shop.example:443@",
    "https://shop.example/@",
    "%40",
    "a%40",
    "＠",
)
_PORTS = tuple(" : :80 :443 :0443 :8443 :99999 :-1 :port :٤٤٣ :80:80 :443@evil.test :+443".split(" "))
_PATHS = (
    "", "/", "/ring", "/ring?size=7#top", "?x=1", "#@evil.test", "?@evil.test", "/@evil.test", "//evil.test",
    "/..//evil.test",
    "/%2e%2e//evil.test", "\\@evil.test", "/\\evil.test", ";@evil.test", "/a%", "/a%zz%0d%0aX:y",
    "/\r\nLocation: //evil.test",
    "/\x00", "/\u2028x", "/\ud800", "/\u202egnp.exe", "/é?ü#ö", "/?u=https://evil.test", "/#" + "a" * 300,
)  # fmt: skip
#: Queries that a visitor may bring along.
QUERIES = (
    "", "?", "fbclid=F", "@evil.test", "#@evil.test", "/../@evil.test", "a=b&ssclid=forged&%73sclid=x", "q=100%",
    "%00%zz%",
    "\r\nLocation: https://evil.test", "a\tb\nc", "\\\\evil.test\\", "é=ü&\ud800=\udfff", "&&&==", "a=" + "x" * 4096,
    "%" * 1365, "?" * 50, "https://evil.test/", ";//evil.test",
)  # fmt: skip
_NOISE = ("%09", "%00", *"\t\n\r\x00\x0b \u00a0\u00ad\u200b\u200d\ufeff\u3000\\@/")


def hostile_urls(seed: int = 1) -> Iterator[tuple[str, str]]:
    """Addresses without end, each with a query that a visitor brings; the same ones for the same seed."""
    dice = random.Random(seed)
    while True:
        yield _disturbed(dice, _address(dice)), dice.choice(QUERIES)


def _address(dice: random.Random) -> str:
    # Most pieces are harmless, or nearly everything would be refused at its first piece and the rest never looked at.
    scheme = "https:" if dice.random() < 0.7 else dice.choice(_SCHEMES)
    slashes = "//" if dice.random() < 0.8 else dice.choice(_SLASHES)
    user = "" if dice.random() < 0.85 else dice.choice(_USERS)
    host = _spelt(dice, dice.choice(_GOOD) if dice.random() < 0.5 else dice.choice(_BAD))
    port = "" if dice.random() < 0.8 else dice.choice(_PORTS)
    return f"{scheme}{slashes}{user}{host}{port}{dice.choice(_PATHS)}"


def _spelt(dice: random.Random, host: str) -> str:
    """A host in some of the spellings that browsers take for the same, and some that they take for another."""
    match dice.randrange(10):
        case 0:
            return host.upper()
        case 1:
            return f"{host}."
        case 2:
            return host.replace(".", dice.choice("。．｡․%．"), 1)
        case 3:
            return "".join(
                f"%{ord(letter):02x}" if dice.random() < 0.2 and letter.isascii() else letter for letter in host
            )
        case 4:
            return "".join(
                chr(ord(letter) + 0xFEE0) if dice.random() < 0.2 and "!" <= letter <= "~" else letter for letter in host
            )
        case 5:
            return f"{host}.evil.test" if dice.random() < 0.5 else f"evil.test.{host}"
        case _:
            return host


def _disturbed(dice: random.Random, url: str) -> str:
    for _ in range(dice.choice((0, 0, 0, 1, 1, 2))):
        place = dice.randrange(len(url) + 1)
        noise = dice.choice(_NOISE) if dice.random() < 0.8 else chr(dice.randrange(0x2FFFF))
        url = url[:place] + noise + url[place:]
    return url
