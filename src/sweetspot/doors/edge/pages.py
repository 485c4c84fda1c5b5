"""What the tracker shows when there is nowhere to go: small pages that need nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from html import escape

_STYLE = """
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 ui-sans-serif,system-ui,sans-serif;
background:light-dark(#faf8f5,#17171c);color:light-dark(#26221c,#ececf1)}
main{max-width:26rem;padding:2rem;text-align:center}
svg{width:96px;height:96px;color:light-dark(#86287a,#dba0cf)}
h1{font-size:1.5rem;line-height:1.25;margin:1rem 0 .5rem;text-wrap:balance}
p{margin:.5rem 0;color:light-dark(#645d52,#a9a8b3);overflow-wrap:anywhere}
a{color:light-dark(#86287a,#dba0cf)}
"""
_DRAWING = (
    '<svg viewBox="0 0 96 96" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" '
    'aria-hidden="true"><circle cx="48" cy="48" r="38" opacity=".25"/><circle cx="48" cy="48" r="22" opacity=".5"/>'
    '<circle cx="48" cy="48" r="5" fill="currentColor" stroke="none"/><path d="M14 82 34 62m-8 0h8v8"/></svg>'
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

#: Sent with every page: only the page's own style, nothing from anywhere, shown in no frame.
HEADERS = [
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("content-security-policy",
     f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; "
     "frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-robots-tag", "noindex"),
]  # fmt: skip


def page(title: str, *sentences: str, onward: str = "", onward_text: str = "Go on") -> str:
    """A whole page with a heading and sentences as plain text, and a link to go on by where one is given."""
    paragraphs = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    if onward:
        paragraphs += f'<p><a href="{escape(onward)}" rel="nofollow">{escape(onward_text)}</a></p>'
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{_DRAWING}<h1>{escape(title)}</h1>{paragraphs}</main></body></html>"
    )


UNKNOWN = page(
    "This link leads nowhere",
    "Perhaps a letter is missing, or the link was taken back.",
    "Look again at the post or story where you found it.",
)
PAUSED = page("This link is resting", "The creator’s offer is not open at the moment.", "It may come back later.")
OVER = page("This offer has ended", "The link worked until a date that has passed.")


def preview(slug: str, destinations: Sequence[str], state: str) -> str:
    """Where a short address leads, for whoever wants to know before following it."""
    several = "Which of these depends on who follows it and when." if len(destinations) > 1 else ""
    sentences = [state or "It leads to:", *([] if state else destinations), *([] if state else [several])]
    onward = "" if state else f"/{slug}"
    return page(f"Where /{slug} leads", *filter(None, sentences), onward=onward)


def own_device(marker: str, *, marked: bool) -> str:
    """What a member of the team reads on a device that was marked, or is no longer."""
    title = "Your clicks are not counted here" if marked else "Your clicks are counted here again"
    other = "/off" if marked else ""
    return page(
        title, "This holds for this browser, for a year. Browsers inside apps keep their own marks.",
        onward=f"/-/own/{marker}{other}", onward_text="Count them again" if marked else "Do not count them",
    )  # fmt: skip


STARTING = page("One moment", "The links are being read. Try again in a few seconds.")
