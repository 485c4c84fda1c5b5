"""Labels that say a post was paid for."""

from __future__ import annotations

import pytest

from sweetspot.stages.vetting.formulas.labels import sponsored_label

LONG = "I have been looking for something like this since spring. " * 4


@pytest.mark.parametrize(
    "caption",
    [
        "#ad Loving my @brand ring",
        "Ad | new drop",
        f"Love it! {LONG} #ad",
        "#fashion #ootd #love #ad",
        "#sponsored by @brand",
        "#spon",
        "#sp",
        "AD: new in",
        "(ad) new in",
        "Paid partnership with @brand",
        "This is an ad for @brand",
        "Advertisement",
        "ＡＤ｜ new drop",
        "#a\u200bd new drop",
        "Werbung: ein Ring",
        "Anzeige | Ich teste",
        "#werbung",
        "In bezahlter Partnerschaft mit @brand",
        "#publicidad con @marca",
        "Publi. Mi anillo nuevo",
        "Colaboración pagada con @marca",
        "Collaboration commerciale avec @marque",
        "Partenariat rémunéré",
        "#publi @marca",
        "Parceria paga com @marca",
        "#adv un anello",
        "Contenuto sponsorizzato",
        "Pubblicità",
        "#iklan",
        "Kerja sama berbayar dengan @merek",
        "#endorse @merek",
    ],
)
def test_clear_labels_in_seven_languages(caption: str) -> None:
    found = sponsored_label(caption)
    assert found is not None
    assert found.clear


@pytest.mark.parametrize(
    "caption",
    [
        "#collab with @brand",
        "#mejuripartner code ANNA10",
        "Thanks @brand for the free ring",
        "#gifted @brand",
        "@brand sent me this ring",
        "Danke @marke für das Geschenk",
    ],
)
def test_hints_count_beside_a_brand(caption: str) -> None:
    found = sponsored_label(caption)
    assert found is not None
    assert not found.clear


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "thanks @brand",
        "#gifted",
        "#collab",
        "#adidas run",
        "#adventure",
        "add milk",
        "@adstudio",
        "#notanad @brand",
        "not an ad, I bought it @brand",
        "This is not sponsored @brand",
        "Unbezahlte Werbung @marke",
        "Werbung, unbezahlt @marke",
        "Ad ogni modo, buongiorno",
        "una giornata ad aprile",
        "road to nowhere",
        "The publisher wrote back",
        "free entry",
        "nicht gesponsert @marke",
    ],
)
def test_other_words_are_no_label(caption: str) -> None:
    assert sponsored_label(caption) is None
