"""Which captions look like an advertisement that does not say so, and which do not."""

from __future__ import annotations

import pytest

from sweetspot.stages.vetting.formulas.ad_hints import ad_signs


@pytest.mark.parametrize(
    ("caption", "signs"),
    [
        ("Love this ring by @mejuri, code ANA10", ("a code",)),
        ("@mejuri: link in bio", ("a link",)),
        ("Jetzt kaufen bei @mejuri https://shop.example", ("a link", "a call to buy")),
        ("Usa el código ANA10 en @mejuri", ("a code",)),
        ("#ad @mejuri code ANA10", ()),
        ("Werbung | @mejuri Code ANA10", ()),
        ("Love my @mejuri ring", ()),
        ("My code is clean, link in bio", ()),
        ("", ()),
    ],
)
def test_signs_beside_a_named_brand_without_a_label(caption: str, signs: tuple[str, ...]) -> None:
    assert ad_signs(caption, "instagram", None, False) == signs


def test_a_brand_without_its_handle_counts_and_the_networks_mark_is_a_label() -> None:
    assert ad_signs("Mejuri, code ANA10", "instagram", None, True) == ("a code",)
    assert ad_signs("Mejuri, code ANA10", "instagram", True, True) == ()
