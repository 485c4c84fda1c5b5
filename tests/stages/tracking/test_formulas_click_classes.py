"""Clicks by hand, one per rule, and the measured recall on a large set of real agents."""

import csv
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.tracking.formulas.click_classes import (
    RULE_VERSION,
    Classified,
    ClickClass,
    classify,
    classify_agent,
    in_app_browser,
)

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
PIXEL = (
    "Mozilla/5.0 (Linux; Android 13; Pixel 7 Build/TQ3A.230901.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 Instagram 300.0.0.29.110 Android "
    "(33/13; 420dpi; 1080x2400; Google/google; Pixel 7; panther; panther; en_US; 517556573)"
)
BROWSES = {"Accept": "text/html", "Accept-Language": "en"}
DATA = (
    Path(os.environ.get("SWEETSPOT_SHARED", Path(__file__).parents[4] / "shared")) / "data/user_agents/user_agents.csv"
)
#: Labelled "browser" in their source because they carry a browser's name; each is an automatic client all the same.
AUTOMATIC = (
    "HeadlessChrome", "PhantomJS", "Chrome-Lighthouse", "GTmetrix", "Slurp", "Amzn-User", "YLT ", "TSM-turingos",
    "Miniature.io", "Postman", "LibWWW/",
)  # fmt: skip


def test_a_browser_is_a_person() -> None:
    assert classify("GET", BROWSES, CHROME) == Classified(ClickClass.PERSON, ("browser",), None, RULE_VERSION)


def test_head_is_a_preview_whoever_sends_it() -> None:
    assert classify("HEAD", BROWSES, CHROME).reasons == ("head",)
    assert classify("head", {}, "Googlebot/2.1").kind is ClickClass.PREVIEW


@pytest.mark.parametrize("name", ["Sec-Purpose", "purpose", "X-Purpose", "X-moz"])
def test_a_prefetch_is_a_preview(name: str) -> None:
    judged = classify("GET", {**BROWSES, name: "prefetch;prerender"}, CHROME)
    assert (judged.kind, judged.reasons) == (ClickClass.PREVIEW, ("prefetch",))


@pytest.mark.parametrize(
    "agent",
    [
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.23.20.0 A",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "TelegramBot (like TwitterBot)",
    ],
)
def test_a_card_maker_is_a_preview(agent: str) -> None:
    assert classify("GET", BROWSES, agent).kind is ClickClass.PREVIEW


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "crawler-word"),
        ("curl/8.5.0", "crawler-word"),
        (CHROME.replace("Chrome/", "HeadlessChrome/"), "crawler-word"),
        (PIXEL + " Googlebot/2.1", "crawler-word"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/99 Safari/537.36 DMBrowser/2.1 (UV)", "crawler-list"),
    ],
)
def test_a_crawler_is_a_bot(agent: str, reason: str) -> None:
    assert classify("GET", BROWSES, agent).reasons == (reason,)
    assert classify("GET", BROWSES, agent).kind is ClickClass.BOT


@pytest.mark.parametrize(
    ("agent", "app"),
    [
        (PIXEL, "instagram"),
        (IPHONE + " Instagram 309.1.1.28.108 (iPhone14,5; iOS 18_1; en_GB; scale=3.00; 1170x2532; 537)", "instagram"),
        (IPHONE + " BytedanceWebview/d8a21c6 musical_ly_32.5.0 JsSdk/2.0 TikTok 32.5.0", "tiktok"),
        (IPHONE + " [FBAN/FBIOS;FBAV/440.0.0.1;FBBV/5;FBDV/iPhone14,5;FBLC/en_GB]", "facebook"),
        (IPHONE + " Snapchat/12.60.0.40 (like Safari/8615.3.12, panda)", "snapchat"),
        (IPHONE + " [Pinterest/iOS]", "pinterest"),
        (IPHONE + " [LinkedInApp]/9.29.7021", "linkedin"),
        (IPHONE + " Twitter for iPhone/10.20", "x"),
        (IPHONE + " YJApp-IOS jp.co.yahoo.ipn.appli/4.13.0", "yahoo"),
        (IPHONE + " Barcelona 312.0.0.9.110 (iPhone14,5; iOS 18_1)", "threads"),
    ],
)
def test_an_apps_own_browser_is_a_person_and_named(agent: str, app: str) -> None:
    assert classify("GET", BROWSES, agent) == Classified(ClickClass.PERSON, ("in-app-browser",), app)


ENDS = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/70.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    "agent",
    [
        f"Mozilla/5.0 (Linux; Android 8.0.0; CUBOT_P20) {ENDS}",
        f"Mozilla/5.0 (Linux; Android 7.0; M bot 51 Build/NRD90M) {ENDS}",
        f"Mozilla/5.0 (Linux; Android 4.0.3; HTC Ruby Build/IML74K) {ENDS}",
        "LG-GW620 Mozilla/5.0 (Linux; U; Android 1.5) AppleWebKit/528.5+ Mobile Safari/525 Java/Jbed/7.0 MIDP-2.1",
        f"Mozilla/5.0 (iPad; CPU OS 12_0 like Mac OS X) {ENDS} Blackboard/3.9.1",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; SynapseWorkstation.3.2.1; .NET4.0E)",
        "Opera/9.80 (MAUI Runtime; Opera Mini/4.4.39008/73.132; U; fa) Presto/2.12.423 Version/12.16",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; EmbeddedWB 14.52 from: http://www.bsalsa.com/)",
        "UCWEB/2.0 (MIDP-2.0; U; Adr 2.3; http://smart.com.ph/page; SHV-E120L) U2/1.0.0 UCBrowser/9.8.0.534 Mobile",
        "Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/5.0 TV Safari/538.1",
        "Mozilla/5.0 (PlayStation; PlayStation 5/4.03) AppleWebKit/605.1.15 (KHTML, like Gecko)",
        "Mozilla/5.0 (X11; U; Linux armv7l like Android) AppleWebKit/531.2+ Version/5.0 Safari/533.2+ Kindle/3.0+",
        "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0 Safari/537.36 Tesla/2023.2.12",
    ],
)
def test_what_only_holds_the_words_of_a_bot_is_a_person(agent: str) -> None:
    assert classify("GET", BROWSES, agent).kind is ClickClass.PERSON


@pytest.mark.parametrize(
    ("method", "headers", "agent", "reason"),
    [
        ("GET", BROWSES, "  ", "no-agent"),
        ("GET", {"Host": "go.example"}, CHROME, "no-accept-headers"),
        ("GET", BROWSES, "SomeApp/1.0 (iPhone; iOS 17.1; Scale/3.00)", "no-browser-name"),
        ("GET", BROWSES, "Firefox 54", "no-browser-name"),
        ("GET", BROWSES, "SomeApp/1 CFNetwork/758.1.2 Darwin/15.0.0", "no-browser-name"),
        ("POST", BROWSES, CHROME, "method"),
    ],
)
def test_what_does_not_look_like_a_browser_is_a_suspect(
    method: str, headers: dict[str, str], agent: str, reason: str
) -> None:
    judged = classify(method, headers, agent)
    assert (judged.kind, judged.reasons[0]) == (ClickClass.SUSPECT, reason)


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("SomeService/1.0", "no-device"),
        ("Mozilla/5.0 (nothing else)", "no-device"),
        ("Resizer/6.7.5, Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/76.0 Safari/537.36", "passed-on"),
    ],
)
def test_a_program_that_names_no_device_or_passes_an_agent_on_is_a_bot(agent: str, reason: str) -> None:
    judged = classify("GET", BROWSES, agent)
    assert (judged.kind, judged.reasons) == (ClickClass.BOT, (reason,))


@given(st.sampled_from(["GET", "HEAD"]), st.dictionaries(st.text(max_size=9), st.text(max_size=9)), st.text())
def test_anything_at_all_gets_one_class_and_a_short_reason(method: str, headers: dict[str, str], agent: str) -> None:
    judged = classify(method, headers, agent)
    assert judged == classify(method, headers, agent)
    assert all(0 < len(reason) <= 40 for reason in judged.reasons)


@pytest.mark.shared
@pytest.mark.skipif(not DATA.exists(), reason="the optional set of real agents is not here")
def test_real_agents_are_told_apart() -> None:
    with DATA.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = [(row, classify_agent(row["user_agent"]).kind) for row in rows]
    bots = [kind for row, kind in kinds if row["is_bot"] == "1"]
    browsers = [
        kind for row, kind in kinds if row["is_bot"] == "0" and not any(name in row["user_agent"] for name in AUTOMATIC)
    ]
    in_app = [
        kind for row, kind in kinds if row["category"] == "inapp_spy_mobile" and in_app_browser(row["user_agent"])
    ]
    programs = (ClickClass.BOT, ClickClass.PREVIEW)
    uncounted = sum(kind is not ClickClass.PERSON for kind in bots) / len(bots)
    found = sum(kind in programs for kind in bots) / len(bots)
    refused = sum(kind in programs for kind in browsers) / len(browsers)
    print(f"{len(bots)} bots: {found:.2%} found; {len(browsers)} browsers: {refused:.2%} taken for bots")
    assert (uncounted >= 0.99, found >= 0.985) == (True, True)
    assert refused <= 0.0075
    assert set(in_app) == {ClickClass.PERSON}
