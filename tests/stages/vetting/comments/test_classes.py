"""Comments of seven languages and several scripts end up in the class that a reader would give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sweetspot.stages.vetting.formulas.comments import CommentClass, WrittenText, class_shares, judge_comments

EXPECTED = {
    "purchase": (
        "Where can I buy this?",
        "how much is the small one",
        "I need this in my life",
        "¿Dónde la puedo comprar?",
        "cuánto cuesta el vestido",
        "Wo kann man die Kette kaufen?",
        "was kostet die Jacke",
        "Où peut-on l'acheter ?",
        "C'est combien la robe",
        "onde compra essa blusa?",
        "quanto custa esse vestido",
        "dove posso comprarla?",
        "quanto costa la borsa",
        "harganya berapa kak",
        "beli dimana kak?",
        "The price of gold is up again",
    ),
    "question": (
        "What camera do you use?",
        "¿Qué cámara usas?",
        "Wie heißt das Lied?",
        "C'est quoi la musique ?",
        "Qual o nome da música?",
        "Come si chiama la canzone?",
        "Kak ini pakai kamera apa?",
        "how do you style it with boots",
    ),
    "generic": (
        "Love this!",
        "so beautiful 😍",
        "Qué hermosa!",
        "Sehr schön 👏",
        "Trop belle ❤️",
        "Linda demais",
        "Bellissima!!",
        "cantik banget kak",
        "loooove itttt",
        "wow",
    ),
    "emoji_only": (
        "🔥🔥🔥",
        "👩🏽\u200d🦱👨\u200d👩\u200d👧\u200d👦🇩🇪",
        "1️⃣",
        ":) <3",
        "...",
        "@anna 😍",
    ),
    "tag_only": (
        "@anna @ben_c",
        "@anna.b",
    ),
    "not_judged": (
        "สวยมากค่ะ",
        "ما شاء الله جميل جدا",
        "Очень красиво, где купить?",
        "とてもかわいい",
        "bu çok güzel bir elbise olmuş",
        "dit is echt heel mooi geworden hoor",
        "Ta sukienka jest bardzo piękna",
        "bhai ye kya hai bahut accha hai",
    ),
    "meaningful": (
        "I wore mine all winter and it still looks new",
        "Ich habe sie seit zwei Jahren und trage sie täglich",
        "Je l'ai depuis deux ans et je la porte tous les jours",
        "La tengo desde hace dos años y la uso a diario",
        "Tenho a minha há dois anos e uso todo dia",
        "Ce l'ho da due anni e la porto ogni giorno",
        "Saya sudah pakai ini dua tahun dan masih bagus",
        "I invested in good shoes and it paid off for my knees",
        "I like the link between these two colours",
    ),
    "short": (
        "first",
        "omg the dog",
    ),
    "spam": (
        "Inbox @maria_fx_trades, I made $5,000 in 7 days",
        "DM us to be featured",
        "Check out my channel",
        "Subscribe to me please",
        "https://bit.ly/abc",
        "visita mi canal",
        "Schaut mal auf meinem Kanal vorbei",
        "abonnez-vous à ma chaîne",
        "se inscreva no meu canal",
        "iscrivetevi al mio canale",
        "jual followers murah cek bio",
        "follow balik ya kak",
        "𝓘 𝓶𝓪𝓭𝓮 $5000 𝔀𝓲𝓽𝓱 𝓽𝓻𝓪𝓭𝓲𝓷𝓰 @bella_fx",
        "Сheck оut my сhannel",
        "ch\u200beck out my chan\u200bnel",
        "contact me on WhatsApp +1 555 010 9999",
        "thanks dr Ade for curing my herpes, whatsapp him",
        "I recovered my lost account, contact @hackgenius legit",
        "come see my nudes, link in bio",
    ),
}
CASES = [(text, kind) for kind, texts in EXPECTED.items() for text in texts]


def kind_of(text: str, caption: str = "", *, own: bool = False) -> str:
    return judge_comments([WrittenText(text, caption, own)])[0].kind.value


@pytest.mark.parametrize(("text", "kind"), CASES)
def test_a_comment_gets_the_class_a_reader_would_give_it(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_what_the_creator_wrote_is_never_counted_against_the_audience() -> None:
    assert kind_of("Link in my bio, use code ANNA10", own=True) == "creator"
    assert kind_of("Link in my bio, use code ANNA10") == "spam"


def test_a_comment_that_shares_a_word_with_the_caption_is_about_the_post() -> None:
    found = judge_comments([WrittenText("That necklace though", "My grandmother's necklace, worn daily")])[0]
    assert (found.kind, found.shared) == (CommentClass.ON_TOPIC, ("neckla",))
    assert kind_of("That necklace though", "A quiet morning at the sea") == "short"


def test_a_word_that_most_captions_hold_is_no_topic() -> None:
    batch = [WrittenText("That #ootd though", f"{word} #ootd") for word in ("sea", "rain", "snow", "wind", "dawn")]
    assert {found.kind for found in judge_comments(batch)} == {CommentClass.SHORT}


def test_a_brand_s_own_words_count_as_the_topic() -> None:
    assert judge_comments([WrittenText("my Ondrel ring")], ["Ondrel & Wren"])[0].kind is CommentClass.ON_TOPIC


def test_ten_thousand_characters_are_read() -> None:
    assert kind_of("SUBSCRIBE TO ME " + "!" * 10_000) == "spam"
    assert kind_of("😀" * 10_000) == "emoji_only"
    assert kind_of("") == "emoji_only"


def test_shares_leave_out_the_creator_and_what_is_not_judged() -> None:
    kinds = [CommentClass.QUESTION] * 3 + [CommentClass.SHORT] * 7 + [CommentClass.CREATOR, CommentClass.NOT_JUDGED]
    found = class_shares(kinds)
    share = found.shares[CommentClass.QUESTION]
    assert share is not None
    assert (found.counted, found.own, found.not_judged) == (10, 1, 1)
    # Wilson with z = 1.6449: centre .34259, half .21571
    assert (share.value, round(share.low, 3), round(share.high, 3), share.level) == (0.3, 0.127, 0.558, 0.9)
    assert class_shares([]).shares[CommentClass.SPAM] is None


@given(st.lists(st.text(max_size=60), max_size=8))
def test_every_comment_gets_one_class_and_a_score_between_nought_and_one(texts: list[str]) -> None:
    judged = judge_comments([WrittenText(text) for text in texts])
    assert len(judged) == len(texts)
    assert all(0 <= one.spam.score <= 1 for one in judged)
    shares = class_shares(one.kind for one in judged)
    assert sum(shares.counts.values()) + shares.own + shares.not_judged == len(texts)
