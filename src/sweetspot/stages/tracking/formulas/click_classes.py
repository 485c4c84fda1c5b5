"""Who followed a link - a person, a preview, a bot or a suspect - and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import crawleruseragents

#: Stored with every click, so that history can be classified again when the rules change.
RULE_VERSION = "2026-11.3"
#: Agents longer than this are cut before they are looked at; browsers stay well below.
MAX_AGENT = 1000
#: The headers that are judged beside method and agent; whoever remembers a class remembers it for these.
JUDGED_HEADERS = ("accept", "accept-language", "sec-purpose", "purpose", "x-purpose", "x-moz")


class ClickClass(StrEnum):
    """Who followed the link; only a person is ever counted."""

    PERSON = "person"
    PREVIEW = "preview"
    BOT = "bot"
    SUSPECT = "suspect"
    #: Somebody of the team.
    OWN = "own"
    #: A person who looks at a story page.
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Classified:
    """A click's class, the reasons as short codes, the app whose built-in browser it was, and the rules' version."""

    kind: ClickClass
    reasons: tuple[str, ...]
    in_app: str | None = None
    rule_version: str = RULE_VERSION


#: Apps that open links in a browser of their own, with what gives each away; the first that fits is named.
_IN_APP = (
    ("threads", r"\bBarcelona \d|\bThreads \d"),
    ("instagram", r"\bInstagram \d|\bInstagram\b.*\bFB|MetaIAB Instagram"),
    ("tiktok", r"musical_ly|BytedanceWebview|\bTikTok\b|\btrill_|\bAweme\b|\baweme_|TTWebView"),
    ("messenger", r"MessengerForiOS|Orca-Android|MessengerLite|FB_IAB/MESSENGER|\bMessenger\b.*FBAV"),
    ("facebook", r"\bFBAN/|\bFBAV/|\bFB_IAB/|\bFBIOS\b|\[FB|MetaIAB Facebook|MetaIAB\b"),
    ("snapchat", r"\bSnapchat\b"),
    ("pinterest", r"\bPinterest for (?:Android|iOS)|\[Pinterest/|\bPinterest/(?:iOS|Android)"),
    ("linkedin", r"\bLinkedInApp\b|\[LinkedInApp\]"),
    ("x", r"\bTwitter for (?:iPhone|iPad|Android)|\bTwitterAndroid\b|\bTwitter/\d"),
    ("youtube", r"com\.google\.android\.youtube|com\.google\.ios\.youtube"),
    ("reddit", r"\bReddit/Version|\bReddit/\d|com\.reddit\.frontpage"),
    ("discord", r"\bDiscord/\d"),
    ("telegram", r"Telegram-(?:Android|iOS)/"),
    ("whatsapp", r"\bMozilla/.*\bWhatsApp/|\bWhatsApp-[a-z]+/"),
    ("wechat", r"\bMicroMessenger/"),
    ("line", r"\bLine/\d|\bLIFF\b"),
    ("kakaotalk", r"\bKAKAOTALK\b"),
    ("viber", r"\bMozilla/.*\bViber\b"),
    ("weibo", r"__weibo__|\bWeibo\b"),
    ("vk", r"\bVKAndroidApp/|\bcom\.vk\."),
    ("tumblr", r"\bMozilla/.*\bTumblr/"),
    ("bluesky", r"\bMozilla/.*\bBluesky/"),
    ("slack", r"\bSlack_SSB/"),
    ("google", r"\bGSA/\d"),
    ("yahoo", r"\bYJApp-"),
)
_IN_APPS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _IN_APP))

#: Services that fetch a page to show a card of it to a person who has not clicked yet.
_UNFURLERS = re.compile(
    r"facebookexternalhit|facebookcatalog|Facebot|meta-externalfetcher|^WhatsApp/|Slackbot|Slack-ImgProxy|Twitterbot|"
    r"LinkedInBot|TelegramBot|Discordbot|Pinterestbot|pinterest\.com/bot|SkypeUriPreview|Snap URL Preview|"
    r"SnapURLPreview|"
    r"redditbot|TikTokSpider|Bytespider|vkShare|Viber/\S+ \(|Mastodon/|Bluesky Cardyb|Iframely|Embedly|Link ?Preview|"
    r"BingPreview|MicrosoftPreview|developers\.google\.com/\+/web/snippet|Google-PageRenderer|"
    r"kakaotalk-scrap|Synapse |"
    r"ArenaUnfurlBot|line-poker|Google Web Preview|GoogleImageProxy|YahooMailProxy|EmailProxy|"
    r"Mail\.RU_Bot|mail\S* proxy",
    re.IGNORECASE,
)

#: Words by which automation says what it is, whatever the list knows.
_CRAWLER_WORDS = re.compile(
    r"bot\b|bot[/_ ;)\d-]|robot|crawl|spider|spyder|scrap(?:er|ing|y)|slurp|archiv|indexer|fetch(?:er)?\b|"
    r"feed\b|feed(?:er|parser|reader)|"
    r"\brss|monitor|uptime|probe\b|scan(?:ner|ning)?\b|headless|phantomjs|selenium|puppeteer|playwright|"
    r"cypress|lighthouse|"
    r"page ?speed|gtmetrix|synthetic|validator|checker|analy[sz]er|adsbot|adwords|mediapartners|googleweblight|"
    r"google_partner|google search console|\bgomez|python|\bcurl\b|\bwget\b|libwww|\bjava/|okhttp|"
    r"httpclient|http-client|"
    r"\bgo-http|node-fetch|\baxios|\bruby\b|\bperl\b|\bphp\b|postman|\bgrpc|https?://|@\w+\.\w{2}|pageburst|"
    r"site24x7|dejaclick|duplexweb|taginspector|transcoder|cursor/\d|daum \d|quiterss|googlemessages|"
    r"wappalyzer|semantics?classifier|observatory|\bmixnode|secureurl|burpcollaborator|"
    r"\bptst\b|evaliant|squider",
    re.IGNORECASE,
)
#: What holds such a word without being automation: the model of a telephone, apps, old browsers' parts, the page a
#: telephone company's proxy names, the address of a maker of browser parts.
_NOT_CRAWLERS = re.compile(
    r"; [^;()]* Build/|CUBOT|CamScanner|buzzfeed|libwww-FM|^NCSA_Mosaic.*|Java/(?:ASVM|Jbed)|MozacFetch|"
    r"Postman/(?=.* Electron/)|^UCWEB/\S+ \([^)]*\)|https?://(?:www\.)?(?:bsalsa|QtWeb|teesoft)",
    re.IGNORECASE,
)
#: What browsers and web views begin with, old telephones and text browsers included.
_BROWSER = re.compile(
    r"^(?:Mozilla/[4-6]|Opera[/ ]|Dalvik/|SAMSUNG|BlackBerry|Nokia|MOT-|LGE?-|UCWEB|JUC |SonyEricsson|BenQ|Alcatel|"
    r"E?Links[/ ]|NCSA_Mosaic|w3m/|Lynx/|NetSurf/|Dillo/|IBrowse/|Amiga|Voyager|AppleWebKit/|Android \d|"
    r"HTC|ZTE|Vodafone)",
    re.IGNORECASE,
)
_ENGINE = re.compile(
    r"WebKit|Gecko|Trident|MSIE|Presto|Goanna|KHTML|Dalvik|NetFront|Opera|MIDP|UC ?Browser|UCWEB|Amiga|"
    r"Mosaic|Links|w3m|Lynx|"
    r"Nintendo|PlayStation|Starboard|Symbian|SHP/VPP|UP\.Browser|Browser/",
    re.IGNORECASE,
)

#: What an app or an old browser says of the device it runs on; programs on servers rarely say any of it.
_DEVICE = re.compile(
    r"iphone|ipad|ipod|\bios\b|ios/|android|\badr\b|darwin|cfnetwork|windows|\bwin(?:nt|9\d|10)\b|macintosh|"
    r"\bmac\b|os x|linux|x11|symbian|midp|cldc|blackberry|webkit|khtml|gecko|\bmsie|trident|playstation|\bps\d|"
    r"nintendo|xbox|roku|appletv|smart-?tv|sonos|beos|plan9|inferno|amiga|netsurf|dillo|player|quicktime|"
    r"microsoft office|ms-office|outlook|googleapp|browser|ucweb|webview|nokia|samsung|huawei|sonyericsson|watchos|"
    r"tvos|hbbtv|\bwin32|\bbrew\b|symbos|series ?60|firefox|chrome|chromium|safari|opera|midori|pale ?moon|epiphany|"
    r"mozac|docomo|netfront|obigo|lynx|mosaic|freebsd|sunos|mac_powerpc|kindle|webtv|dreamcast",
    re.IGNORECASE,
)
#: A browser's agent behind the name of a program, not of a telephone, that passes it on.
_PASSED_ON = re.compile(r"^(?!iPhone|iPad|Android)[^(]{1,40}[,|] ?Mozilla/")

#: Entries of the public list that also meet people: a build of Android, apps' own browsers, desktop editors.
_TOO_BROAD = frozenset(
    {
        r"AP3A\.240617\.008", r"Bluesky\/", r"Code\/1\.", r"Trae\/", r"Notion\/", r"PayPal\/", r"Tumblr\/", r"^Silk\/",
        r"Asana\/", r"Operator\/", r"RED\/", r"Make\/", r"mail\.ru", r"Viber", r"MetaIAB Facebook",
        r"Fluid", r"Sogou", r"Synapse", r"008\/", r"Blackboard",
    }
)  # fmt: skip


#: What is seen beside the agent, and what it makes of a person; the first that was seen decides.
OWN_DEVICE, OWN_NETWORK, DATA_CENTRE, NO_ACCEPT = "own-device", "own-network", "data-centre", "no-accept-headers"
RATE, STORY = "rate", "story"
#: So often may one visitor follow one link within one UTC hour; beyond it, all of that hour's clicks are suspects.
#: People behind one address of a telephone company with the same browser are one visitor: so it is far above a person.
MOST_AN_HOUR = 30
_EVIDENCE = {
    OWN_DEVICE: ClickClass.OWN, OWN_NETWORK: ClickClass.OWN, DATA_CENTRE: ClickClass.SUSPECT,
    NO_ACCEPT: ClickClass.SUSPECT, RATE: ClickClass.SUSPECT, STORY: ClickClass.VIEW,
}  # fmt: skip
#: Kept with a click whose browser asked not to be followed: agent, visitor and country are not there by choice.
SIGNAL = "signal"


@lru_cache(maxsize=1)
def _crawlers() -> re.Pattern[str]:
    """The public crawler list as one expression, without the entries that also meet people."""
    listed = (entry["pattern"] for entry in crawleruseragents.CRAWLER_USER_AGENTS_DATA)
    return re.compile("|".join(f"(?:{pattern})" for pattern in listed if pattern not in _TOO_BROAD))


def classify(method: str, headers: Mapping[str, str], user_agent: str) -> Classified:
    """The class of one request for a link; `headers` by any spelling of their names, or only the few that matter.

    HEAD and prefetching are previews, whoever sends them; otherwise the agent decides, and a request that calls itself
    a browser but sends neither `Accept` nor `Accept-Language` is a suspect. Rates are judged elsewhere.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if method.upper() == "HEAD":
        return Classified(ClickClass.PREVIEW, ("head",))
    if _prefetched(sent):
        return Classified(ClickClass.PREVIEW, ("prefetch",))
    if method.upper() != "GET":
        return Classified(ClickClass.SUSPECT, ("method",))
    judged = classify_agent(user_agent[:MAX_AGENT])
    if sent and not sent.keys() & {"accept", "accept-language"}:
        return with_evidence(judged, NO_ACCEPT)
    return judged


def with_evidence(judged: Classified, *seen: str) -> Classified:
    """A class in the light of what was seen beside the agent; what changed the class is its first reason.

    A person of the team is its own; else one from a data centre, without the usual headers or at a program's rate is a
    suspect; else one on a story page is a view. Nobody else's class changes, but the evidence stays with the click,
    because it can never be asked again.
    """
    decisive = next((mark for mark in _EVIDENCE if mark in seen), None)
    if decisive is None or judged.kind is not ClickClass.PERSON:
        return replace(judged, reasons=(*judged.reasons, *seen))
    others = [mark for mark in seen if mark != decisive]
    return replace(judged, kind=_EVIDENCE[decisive], reasons=(decisive, *judged.reasons, *others))


def classify_again(method: str, user_agent: str, reasons: Sequence[str]) -> Classified | None:
    """The class of a kept click under today's rules; None where too little is kept to judge it.

    That is so for a tally, which stands for many agents, and for one of whom nothing is kept because the browser asked.
    Rates are judged anew from the clicks around it.
    """
    if not user_agent and "no-agent" not in reasons:
        return None
    sent = {"purpose": "prefetch"} if "prefetch" in reasons else {}
    kept = [reason for reason in dict.fromkeys(reasons) if reason in _EVIDENCE and reason != RATE]
    return with_evidence(classify(method, sent, user_agent), *kept)


def _prefetched(sent: Mapping[str, str]) -> bool:
    """Whether a browser asked ahead of a person: `Sec-Purpose`, and the older names for it."""
    purposes = (sent.get(name, "") for name in ("sec-purpose", "purpose", "x-purpose", "x-moz"))
    return any(word in purpose.lower() for purpose in purposes for word in ("prefetch", "prerender", "preview"))


@lru_cache(maxsize=20_000)
def classify_agent(user_agent: str) -> Classified:
    """The class by the agent alone; remembered, because a few thousand agents make up almost all clicks."""
    agent = user_agent.strip()
    if not agent:
        return Classified(ClickClass.SUSPECT, ("no-agent",))
    if _UNFURLERS.search(agent):
        return Classified(ClickClass.PREVIEW, ("unfurler",))
    app = in_app_browser(agent)
    said = _NOT_CRAWLERS.sub("", agent)
    automated = bool(_CRAWLER_WORDS.search(said))
    if app and not automated:
        return Classified(ClickClass.PERSON, ("in-app-browser",), app)
    if automated or _crawlers().search(said):
        return Classified(ClickClass.BOT, ("crawler-word" if automated else "crawler-list",))
    if not _BROWSER.match(agent) or not _ENGINE.search(agent):
        return _unlike_a_browser(agent)
    return Classified(ClickClass.PERSON, ("browser",))


def _unlike_a_browser(agent: str) -> Classified:
    """A bot where it passes on somebody else's agent or names no device; else perhaps an app, so a suspect."""
    if _PASSED_ON.match(agent):
        return Classified(ClickClass.BOT, ("passed-on",))
    if not _DEVICE.search(agent):
        return Classified(ClickClass.BOT, ("no-device",))
    return Classified(ClickClass.SUSPECT, ("no-browser-name",))


def in_app_browser(agent: str) -> str | None:
    """The app whose built-in browser sent the agent, such as "instagram"; None for any other."""
    match = _IN_APPS.search(agent)
    return match.lastgroup if match else None
