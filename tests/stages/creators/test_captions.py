"""Hashtags and handles in captions and comments, in any script and however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sweetspot.stages.creators.formulas.captions import folded, handles, hashtags, spoken


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Love it #Mejuri, #ootd.", ("mejuri", "ootd")),
        ("＃Ｍｅｊｕｒｉ in full width", ("mejuri",)),
        ("#Crème_Brûlée and #creme_brulee are one", ("creme_brulee",)),
        ("#a#b stand together", ("a", "b")),
        ("#संस्कृति #ジュエリー #عطور #반지", ("संस्कृति", "ジュエリー", "عطور", "반지")),
        ("me#juri, &#39; and https://shop.example/page#part and /#top", ()),
        ("#1 #2026 #2026goals", ("2026goals",)),
        ("#💍 alone, # nothing, ##mejuri twice", ("mejuri",)),
        ("#me\u200bju\u200dri hidden", ("mejuri",)),
        (f"#{'a' * 100} #{'b' * 101} #{'c' * 500}", ("a" * 100,)),
        ("\u202e#mejuri\u202c right to left", ("mejuri",)),
        ("💍💎✨", ()),
        ("", ()),
    ],
)
def test_hashtags_are_read_in_any_script(text: str, tags: tuple[str, ...]) -> None:
    assert hashtags(folded(text)) == tags


@pytest.mark.parametrize(
    ("text", "network", "names"),
    [
        ("with @Mejuri.", "instagram", ("mejuri",)),
        ("@ana.luisa_ny... and (@mejuri) and ＠mejuri", "instagram", ("ana.luisa_ny", "mejuri")),
        ("mail hello@mejuri.com or a+b@mejuri or a-@mejuri", "instagram", ()),
        ("-@mejuri, •@mejuri", "instagram", ("mejuri",)),
        ("@mejuriさんの", "instagram", ("mejuri",)),
        ("@mejuri.thanks", "instagram", ("mejuri.thanks",)),
        ("@mejuri.thanks", "x", ("mejuri",)),
        ("@mejuri-rings", "youtube", ("mejuri-rings",)),
        ("@mejuri-rings", "tiktok", ("mejuri",)),
        ("https://www.tiktok.com/@mejuri/video/1", "tiktok", ()),
        ("@ana@social.example", "instagram", ()),
        (f"@{'a' * 31} @ @. @@", "instagram", ()),
        (f"@{'a' * 16}", "x", ()),
    ],
)
def test_handles_are_read_as_the_network_allows_them(text: str, network: str, names: tuple[str, ...]) -> None:
    assert handles(folded(text), network) == names


def test_names_are_looked_for_outside_handles_hashtags_and_addresses() -> None:
    assert spoken("gap and @gap, #gap, hello@gap.com").split() == ["gap", "and", ",", ",", ""][:-1]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_folding_twice_is_folding_once_and_nothing_breaks_the_reading(text: str) -> None:
    plain = folded(text)
    assert folded(plain) == plain
    assert all(tag in plain for tag in hashtags(plain))
    assert all(f"@{name}" in plain for name in handles(plain, "instagram"))
