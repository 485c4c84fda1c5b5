"""How the drawing library reaches the browser: written once from the installed package, never fetched."""

from __future__ import annotations

from pathlib import Path

import vl_convert

NAME = "vega.js"
#: What the bundle leaves behind for js/chart.js.
_EXPORT = "window.vegaEmbed = vegaEmbed;"


def write(folder: Path) -> Path:
    """The file with Vega, Vega-Lite and Vega-Embed, made new in the folder; about 900 kB, 300 kB compressed.

    It includes the interpreter of expressions, so that pages draw without evaluating text as code.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / NAME
    path.write_text(vl_convert.javascript_bundle(_EXPORT), encoding="utf-8")
    return path
