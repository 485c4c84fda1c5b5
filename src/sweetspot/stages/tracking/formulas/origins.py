"""Where a click came from and with what: source, device, browser and system, by what the browser said of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

DIRECT, OTHER = "direct", "other"
#: Hosts by which a network sends its people, and the name of that network.
_NETWORKS = (
    ("instagram", r"(^|\.)instagram\.com$"), ("facebook", r"(^|\.)(facebook\.com|fb\.com|fb\.me)$"),
    ("tiktok", r"(^|\.)tiktok\.com$"), ("youtube", r"(^|\.)(youtube\.com|youtu\.be)$"),
    ("x", r"^(t\.co|(.*\.)?x\.com|(.*\.)?twitter\.com)$"), ("threads", r"(^|\.)threads\.(net|com)$"),
    ("pinterest", r"(^|\.)(pinterest\.[a-z.]+|pin\.it)$"), ("linkedin", r"(^|\.)(linkedin\.com|lnkd\.in)$"),
    ("snapchat", r"(^|\.)snapchat\.com$"), ("reddit", r"(^|\.)reddit\.com$"), ("twitch", r"(^|\.)twitch\.tv$"),
    ("whatsapp", r"(^|\.)(whatsapp\.com|wa\.me)$"), ("telegram", r"(^|\.)(telegram\.org|t\.me)$"),
    ("google", r"(^|\.)google\.[a-z.]+$"), ("bing", r"(^|\.)bing\.com$"), ("duckduckgo", r"(^|\.)duckduckgo\.com$"),
    ("linktree", r"(^|\.)linktr\.ee$"),
)  # fmt: skip
_NETWORK_HOSTS = tuple((name, re.compile(pattern)) for name, pattern in _NETWORKS)
#: Browsers in the order in which they are asked: each calls itself by the names of those after it, too.
_BROWSERS = (
    ("edge", r"\bEdg(?:e|A|iOS)?/"), ("opera", r"\bOPR/|\bOPiOS/|\bOpera\b"), ("samsung", r"\bSamsungBrowser/"),
    ("vivaldi", r"\bVivaldi/"), ("duckduckgo", r"\bDuckDuckGo/|\bDdg/"), ("yandex", r"\bYaBrowser/"),
    ("firefox", r"\bFirefox/|\bFxiOS/"), ("chrome", r"\bCriOS/|\bChrome/|\bChromium/"), ("safari", r"\bSafari/"),
)  # fmt: skip
_SYSTEMS = (
    ("ios", r"iPhone|iPad|iPod"), ("android", r"Android"), ("windows", r"Windows"), ("chromeos", r"CrOS"),
    ("macos", r"Macintosh|Mac OS X"), ("linux", r"Linux|X11"),
)  # fmt: skip
#: How values are called where people read them; others are called by their own name.
LABELS = {
    "direct": "Direct or unknown", "instagram": "Instagram", "facebook": "Facebook", "tiktok": "TikTok",
    "youtube": "YouTube", "x": "X", "threads": "Threads", "pinterest": "Pinterest", "linkedin": "LinkedIn",
    "snapchat": "Snapchat", "reddit": "Reddit", "twitch": "Twitch", "whatsapp": "WhatsApp", "telegram": "Telegram",
    "google": "Google", "bing": "Bing", "duckduckgo": "DuckDuckGo", "linktree": "Linktree", "phone": "Phone",
    "tablet": "Tablet", "computer": "Computer", "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet",
    "vivaldi": "Vivaldi", "yandex": "Yandex", "firefox": "Firefox", "chrome": "Chrome", "safari": "Safari",
    "ios": "iOS", "android": "Android", "windows": "Windows", "chromeos": "ChromeOS", "macos": "macOS",
    "linux": "Linux", "other": "Others", "unknown": "Unknown", "messenger": "Messenger", "line": "LINE",
    "wechat": "WeChat", "kakaotalk": "KakaoTalk", "discord": "Discord",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a click came from: `source` a network, a host or `direct`; `browser` ends in `-app` inside an app."""

    source: str
    device: str
    browser: str
    system: str


@lru_cache(maxsize=20_000)
def origin_of(in_app: str, referrer_host: str, agent: str) -> Origin:
    """The origin of a click by the app it was made in (empty for none), the host before it, and the agent."""
    system = _first(_SYSTEMS, agent)
    return Origin(_source(in_app, referrer_host), _device(agent, system), _browser(in_app, agent), system)


def _source(in_app: str, host: str) -> str:
    name = host.lower().removeprefix("www.")
    network = next((network for network, pattern in _NETWORK_HOSTS if pattern.search(name)), "")
    return in_app or network or name or DIRECT


def _browser(in_app: str, agent: str) -> str:
    return f"{in_app}-app" if in_app else _first(_BROWSERS, agent)


def _device(agent: str, system: str) -> str:
    if "iPad" in agent or (system == "android" and "Mobile" not in agent):
        return "tablet"
    if system in ("ios", "android"):
        return "phone"
    return OTHER if system == OTHER else "computer"


def _first(named: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in named if re.search(pattern, agent)), OTHER)


def label_of(value: str) -> str:
    """What people read for a value: `tiktok` is TikTok, `instagram-app` the Instagram app; a host stays as it is."""
    app = value.removesuffix("-app")
    name = LABELS.get(app, app.capitalize() if app != value else app)
    return f"{name} app" if app != value else name
