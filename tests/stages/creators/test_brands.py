"""Which brands a text speaks of, and how a workspace says what it listens for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.conftest import Brand as Workspace
from tests.factories.creators import NOW

from sweetspot.core.errors import Conflict, Invalid, NotFound
from sweetspot.engines.isolation import scope
from sweetspot.stages.accounts.models import AuditEntry
from sweetspot.stages.creators import queries, services
from sweetspot.stages.creators.formulas.brands import Words, is_own, listener, shared
from sweetspot.stages.creators.services.brands import Asked

MEJURI = Words(
    "mejuri", names=("Mejuri", "メジュリ"), handles=("mejuri", "tiktok:mejuri_official"), hashtags=("FineCrew",)
)
LUISA = Words("luisa", names=("Ana Luisa",), hashtags=("#FineCrew",))
GAP = Words("gap", names=("Gap",), ordinary=("gap",), context=("jeans", "denim jacket"), hashtags=("mygap",))
EAR = listener([MEJURI, LUISA, GAP])


def heard(text: str, network: str = "instagram") -> dict[str, list[str]]:
    return {one.key: [word.text for word in one.words] for one in EAR.heard(text, network)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My @Mejuri hoops, MEJURI forever #mejuri", {"mejuri": ["@mejuri", "#mejuri", "mejuri"]}),
        ("Méjuri’s new ring", {"mejuri": ["mejuri"]}),
        ("mejurissimo, premejuri and @mejuri.fan", {}),
        ("メジュリの指輪がMejuriから", {"mejuri": ["mejuri", "メジュリ"]}),
        ("メジュリの指輪", {"mejuri": ["メジュリ"]}),
        ("ana\n luisa and #analuisa", {"luisa": ["#analuisa", "ana luisa"]}),
        ("mail press@mejuri.com", {}),
        ("#finecrew", {"mejuri": ["#finecrew"], "luisa": ["#finecrew"]}),
        ("mind the gap", {}),
        ("my gap jeans", {"gap": ["gap"]}),
        ("a gap year with a denim  jacket", {"gap": ["gap"]}),
        ("gap, you know #mygap", {"gap": ["#mygap", "gap"]}),
        ("#gap", {}),
        ("@mejuri_official", {}),
        ("", {}),
    ],
)
def test_a_text_speaks_of_the_brands_whose_words_it_holds(text: str, expected: dict[str, list[str]]) -> None:
    assert heard(text) == expected


def test_a_handle_of_one_network_counts_there_alone() -> None:
    assert heard("@mejuri_official", "tiktok") == {"mejuri": ["@mejuri_official"]}
    assert (is_own("mejuri_official", "tiktok", MEJURI), is_own("mejuri_official", "x", MEJURI)) == (True, False)


def test_words_that_brands_share_are_told() -> None:
    assert shared([MEJURI, LUISA, GAP]) == {"#finecrew": ("mejuri", "luisa")}


def test_nothing_listened_for_hears_nothing() -> None:
    assert listener([]).heard("@mejuri", "instagram") == ()


ASKED = Asked(
    "  Mejuri  ", "own", aliases=["メジュリ", "MEJURI CO", "mejuri  co"],
    handles=["@Mejuri", "TikTok: @mejuri_official", "https://instagram.com/mejuri?hl=de"],
    hashtags=["#FineCrew", "finecrew", ""],
)  # fmt: skip


def test_a_brand_is_added_changed_and_deleted_with_a_trail(in_brand: Workspace) -> None:
    brand_id = services.add_brand(in_brand.actor, ASKED, now=NOW)
    row = queries.brand(brand_id)
    assert (row.name, row.kind, row.aliases) == ("Mejuri", "own", ("メジュリ", "MEJURI CO"))
    assert row.words.handles == ("mejuri", "tiktok:mejuri_official", "instagram:mejuri")
    assert row.words.hashtags == ("FineCrew",)
    assert [one.key for one in queries.listening().heard("@mejuri", "x")] == [brand_id]
    services.change_brand(in_brand.actor, brand_id, replace(ASKED, kind="competitor", hashtags=()), now=NOW)
    assert (queries.brand(brand_id).label, queries.brand(brand_id).words.hashtags) == ("Competitor", ())
    services.delete_brand(in_brand.actor, brand_id, now=NOW)
    with pytest.raises(NotFound):
        queries.brand(brand_id)
    trail = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert trail[-3:] == ["brand.added", "brand.changed", "brand.deleted"]


def test_everything_wrong_with_a_brand_is_told_at_once(in_brand: Workspace) -> None:
    asked = Asked(
        "💍", "friend", aliases=["a" * 81], ordinary=["seed"], context=[str(one) for one in range(51)],
        handles=["two words", "tiktok: a b"], hashtags=["#no tag", f"#{'a' * 500}"],
    )  # fmt: skip
    with pytest.raises(Invalid) as refused:
        services.add_brand(in_brand.actor, asked, now=NOW)
    assert [one.field for one in refused.value.problems] == [
        "handles", "handles", "hashtags", "hashtags", "name", "kind", "aliases", "context", "ordinary",
    ]  # fmt: skip
    assert queries.brands() == []


def test_a_name_is_listened_for_once_in_each_workspace(in_brand: Workspace, cleo: Workspace) -> None:
    brand_id = services.add_brand(in_brand.actor, ASKED, now=NOW)
    with pytest.raises(Conflict, match="MEJURI is listened for already"):
        services.add_brand(in_brand.actor, Asked("MEJURI"), now=NOW)
    services.add_brand(in_brand.actor, Asked("Ana Luisa", "competitor", hashtags=["FineCrew"]), now=NOW)
    assert [(one.name, one.shares) for one in queries.brands()] == [
        ("Mejuri", ("#finecrew",)), ("Ana Luisa", ("#finecrew",)),
    ]  # fmt: skip
    with scope(cleo.workspace.id):
        assert queries.brands() == []
        with pytest.raises(NotFound):
            services.delete_brand(cleo.actor, brand_id, now=NOW)
