"""Which tool wrote this export, and what should one know of its columns?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from sweetspot.stages.creators.formulas.fields import Kind
from sweetspot.stages.creators.formulas.headers import folded


@dataclass(frozen=True, slots=True)
class Preset:
    """A known export: the headers that give it away (folded), what its columns hold despite their headers, a remark.

    `columns` maps a folded header to a field, or to "" where the column must not be taken for what it says.
    With `exact` the whole header has to be equal, in order.
    """

    tool: str
    marks: tuple[str, ...]
    columns: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    remark: str = ""
    exact: bool = False
    kinds: tuple[Kind, ...] = ("creators",)


_SHIFTED = (
    "instagram name", "influencer name", "category 1", "category 2", "subscribers count", "subscribers count",
    "views avg", "likes avg", "likes avg", "comments avg", "comments avg",
)  # fmt: skip

PRESETS = (
    Preset(
        "HypeAuditor",
        _SHIFTED,
        MappingProxyType({"views avg": "", "likes avg": "", "comments avg": ""}),
        "The headers of this export are shifted: “Views avg.” holds the audience's country, “Likes avg” the authentic "
        "and “Comments avg.” the average engagement. These columns are left out.",
        exact=True,
    ),
    Preset("HypeAuditor", ("authentic engagement",), remark="Rates in HypeAuditor exports are usually per cent."),
    Preset("HypeAuditor", ("aqs",), remark="Rates in HypeAuditor exports are usually per cent points."),
    Preset("Modash", ("engagement rate", "avg likes", "fake followers"), remark="Modash writes rates with a % sign."),
    Preset(
        "Bright Data",
        ("awg engagement rate",),
        remark="Bright Data writes engagement rates as fractions: 0.03 is 3 %; above 1 is possible for tiny accounts.",
    ),
    Preset("Bright Data", ("comment id", "post id"), kinds=("comments",)),
    Preset("Phantombuster", ("post url", "pub date"), kinds=("posts",)),
    Preset("Phantombuster", ("profile url", "full name", "img url"), kinds=("creators", "posts")),
    Preset("Upfluence", ("influencer id", "media url", "profile name")),
)


def preset_for(kind: Kind, columns: Sequence[str]) -> Preset | None:
    """The first known export whose marks the header bears, or None."""
    header = [folded(column) for column in columns]
    for preset in PRESETS:
        bears = tuple(header) == preset.marks if preset.exact else set(preset.marks) <= set(header)
        if bears and kind in preset.kinds:
            return preset
    return None
