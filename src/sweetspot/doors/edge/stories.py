"""The page behind a story link: the brand's look, its words, a code to copy, one button; small, and whole in itself.

It is made from what is held in memory, needs no request but its own, and works without its script: a tap on the code
selects it.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from html import escape
from typing import NamedTuple

from sweetspot.doors.edge.ways import Shown
from sweetspot.stages.tracking.formulas.story import BUTTONS, ink_on

_STYLE = """
*{box-sizing:border-box}
body{margin:0;min-height:100svh;display:grid;place-items:center;font:17px/1.5 ui-sans-serif,system-ui,sans-serif;
background:light-dark(#faf8f5,#17171c);color:light-dark(#26221c,#ececf1)}
main{width:100%;max-width:26rem;padding:2rem 1.5rem;text-align:center}
.brand{margin:0 0 2rem;font-weight:600;letter-spacing:.02em}
.brand img{max-width:160px;max-height:80px}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .75rem;text-wrap:balance;overflow-wrap:anywhere}
p{margin:0 0 1.5rem;color:light-dark(#4f493f,#c2c1ca);text-wrap:pretty;overflow-wrap:anywhere}
.code{margin:0 0 1.5rem;padding:1rem;border:2px dashed var(--accent);border-radius:12px}
code{display:block;font:700 1.5rem/1.3 ui-monospace,monospace;letter-spacing:.08em;user-select:all;
-webkit-user-select:all;overflow-wrap:anywhere}
button{margin-top:.5rem;padding:.5rem 1rem;min-height:44px;border:0;background:none;color:inherit;font:inherit;
text-decoration:underline;cursor:pointer}
.go{display:block;padding:1rem;border-radius:12px;background:var(--accent);color:var(--ink);font-weight:600;
text-decoration:none;overflow-wrap:anywhere}
:focus-visible{outline:3px solid currentColor;outline-offset:2px}
small{display:block;margin-top:1rem;color:light-dark(#645d52,#a9a8b3);overflow-wrap:anywhere}
"""
_SCRIPT = """
const code=document.getElementById("code"),button=document.getElementById("copy");
if(code){button.hidden=false;const copy=async()=>{getSelection().selectAllChildren(code);let done;
try{await navigator.clipboard.writeText(code.textContent);done=true}catch{done=document.execCommand("copy")}
button.textContent=done?"Copied":"Selected: copy it now"};button.onclick=code.onclick=copy}
"""


class Page(NamedTuple):
    """A page and the headers it is sent with."""

    body: str
    headers: list[tuple[str, str]]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@lru_cache(maxsize=1024)
def _frame(slug: str, shown: Shown, host: str) -> tuple[str, str, list[tuple[str, str]]]:
    """The page before and after the query that its button carries on, and its headers."""
    story = shown.story
    style = f":root{{color-scheme:light dark;--accent:{shown.accent};--ink:{ink_on(shown.accent)}}}{_STYLE}"
    brand = escape(shown.brand)
    if shown.logo:
        brand = f'<img src="data:image/png;base64,{shown.logo}" alt="{brand}">'
    code = ""
    if story.code:
        code = (
            f'<div class="code"><code id="code">{escape(story.code)}</code>'
            '<button id="copy" type="button" aria-live="polite" hidden>Copy the code</button></div>'
        )
    before = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(story.title)}</title><style>{style}</style></head><body><main>"
        f'<p class="brand">{brand}</p><h1>{escape(story.title)}</h1>'
        f"{f'<p>{escape(story.text)}</p>' if story.text else ''}{code}"
        f'<a class="go" rel="nofollow" href="/{slug}/go'
    )
    after = (
        f'">{escape(story.button or BUTTONS[story.ask])}</a><small>leads to {escape(host)}</small></main>'
        f"<script>{_SCRIPT}</script></body></html>"
    )
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(_SCRIPT)}; img-src data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
    headers = [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("content-security-policy", policy),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("x-content-type-options", "nosniff"),
        ("x-robots-tag", "noindex"),
    ]
    return before, after, headers


def story_page(slug: str, shown: Shown, host: str, query: str) -> Page:
    """The page of one link; what the visitor brought along goes on with its button."""
    before, after, headers = _frame(slug, shown, host)
    # A raw query of more than a story's own parameters would only make the page large.
    carried = f"?{escape(query[:2_000])}" if query else ""
    return Page(f"{before}{carried}{after}", headers)
