"""Which language is a comment in, as far as its letters and small words tell?"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from sweetspot.stages.creators.formulas.places import language_name

#: The languages the rules read. Whatever else is found is counted as "not judged".
JUDGED = ("en", "es", "de", "fr", "pt", "it", "id")
#: A few words without a sign of their language: judged by the words of all seven.
UNDETERMINED = "und"
LONGEST_UNDETERMINED = 4
#: One small word does not make a text Danish or Swahili: what is not judged needs this many votes.
FEWEST_VOTES = 2
#: In a longer text small words are never rarer than this.
LEAST_SHARE = 0.08
MOST_WORDS = 200

_SMALL_WORDS = {
    "en": """the a an i you he she it we they my your his her our their this that these those is are was were am be
        been to of in on at for with from and or but not no yes so do does did have has had will would can could
        should just what where when who why how all out up if than then there here me him them its im dont cant
        thats ive youre u ur get got like love one more very too when about as by much now need want know think
        good best nice please wow really never always only thank thanks lol omg gonna wanna bro""",
    "es": """el la los las un una unos unas y o pero que de del en con por para sin sobre es son era fue ser estar
        está están estoy soy eres somos hay yo tú tu te mi me se su sus nos le les lo al más muy también no sí
        si como cómo cuando cuándo donde dónde qué quién quien porque todo todos toda todas este esta esto eso
        esa ese hola gracias qué bien mejor mucho mucha muchas muchos hermosa hermoso linda lindo bonita bonito
        felicidades saludos tienes tiene puedo quiero cuánto cuanto cuesta precio dios amo encanta están vamos
        ya nunca siempre hace hacer""",
    "de": """der die das den dem des ein eine einen einem einer und oder aber nicht kein keine ist sind war waren bin
        bist sein habe hast hat haben wird werden ich du er sie es wir ihr mich dich mir dir uns euch mein dein
        sein unser mit von zu zum zur im in auf für an am bei aus nach über wie was wo wann wer warum so sehr
        auch noch nur schon schön danke bitte ja nein gut toll super echt mal doch immer wieder hier da dass
        wenn dann man viel liebe kann kannst könnte gibt woher""",
    "fr": """le la les un une des du de et ou mais que qui quoi dont où est sont était être suis es sommes êtes ai as
        avons avez ont je tu il elle on nous vous ils elles me te se mon ma mes ton ta tes son sa ses notre
        votre leur ce cet cette ces dans sur pour avec sans par au aux en pas plus très trop aussi bien tout
        tous toute toutes comme comment quand pourquoi merci bonjour oui non si c'est j'ai j'adore j'aime d'un
        qu'il trop beau belle magnifique superbe bravo combien fait faire""",
    "pt": """o os as um uma uns umas e ou mas que de do da dos das em no na nos nas com por para sem sobre é são era
        foi ser está estão estou sou eu tu você vocês ele ela nós eles elas meu minha meus minhas seu sua seus
        suas me te se lhe mais muito muita também não sim como quando onde quem porque tudo todo todos toda isso
        isto esse essa este esta obrigado obrigada parabéns linda lindo demais amei adorei quero preciso tem ter
        bom boa aqui já pra pro vai vou deus gente quanto custa pelo pela ao""",
    "it": """il lo la gli le un uno una e o ma che di del della dei delle da dal in nel nella con su per tra fra è
        sono era essere sei siamo ho hai ha abbiamo hanno io tu lui lei noi voi loro mi ti ci si vi mio mia tuo
        tua suo sua questo questa quello quella non sì si più molto anche come quando dove chi perché tutto
        tutti tutte bella bello bellissima bellissimo bravo brava grazie ciao complimenti sempre ancora così
        bene quanto costa stupenda meraviglia adoro al alla""",
    "id": """yang dan di ke dari untuk dengan ini itu ada tidak tak nggak gak ga enggak bukan saya aku kamu kita kami
        dia mereka anda kak kakak bang mbak mas sis gan apa siapa mana dimana kapan kenapa gimana bagaimana
        berapa harga bisa mau sudah udah belum lagi juga saja aja banget sekali semoga terima kasih makasih
        keren bagus cantik ganteng mantap cocok jual beli pesan order yg dgn utk dong sih deh nih ya lah kok
        suka punya biar buat jadi sama kalau kalo karena tapi atau semua selalu yuk ayo lucu gemes""",
    # Not judged, but known, so that they are not taken for one of the seven.
    "nl": """het een van ik je jij zij wij niet geen ook maar dat dit deze die voor met naar bij uit heel erg mooi
        mooie leuk wat waar hoe wie zo nog wel zijn heb hebt heeft hebben wordt jouw mijn onze lekker echt
        prachtig prachtige""",
    "tr": """bir ve bu şu çok için ile ne nasıl neden kim ben sen biz siz var yok değil güzel harika teşekkürler ama
        gibi daha en olan olarak mı mi mu mü kadar sonra evet hayır abi nerede kaç fiyat""",
    "pl": """nie się jest na że do jak ale czy co to ten ta tak bardzo mnie mi ja ty my wy po za dla od są był była
        być piękna piękne super dziękuję gdzie ile kiedy masz mam jesteś""",
    "sv": """och att det som är på för med inte jag du vi han hon den till av har var så men om fin fint snygg tack
        mycket vad när också bara vilken""",
    "da": """og det som er på til med ikke jeg du vi han hun den af har var så men om fin flot tak meget hvad når
        også bare hvor dejlig""",
    "ro": """și nu este sunt pentru cu din la pe foarte mai ce cum unde cine eu noi voi frumos frumoasă mulțumesc
        bine dar sau asta acest care""",
    "tl": """ang ng mga sa na ako ikaw ka siya kami tayo kayo sila ko mo niya ito iyan hindi wala may meron naman
        lang po opo ganda sana ba kasi pero talaga nang""",
    "vi": """là của và không có cho với này đó những một được người tôi bạn em anh chị quá đẹp rất thì mà ở""",
    "hi-Latn": """hai hain hai ka ki ke ko se mein main nahi nahin kya bhai bhi aur yeh ye woh wo tum aap hum kar karo
        mera meri tera teri bahut bohot accha acha mast paisa raha rahe kaise kyu kyun""",
    "sw": """na ya wa kwa ni hii hiyo sana nzuri asante mimi wewe yeye sisi kama lakini pia bado""",
    "cs": """je se na že to jak ale jsem jsi jsou není být krásné krásná moc děkuji proč kde kdy pro""",
    "hu": """nem egy hogy és van ez az de nagyon szép gyönyörű köszönöm mit hol mikor""",
    "fi": """on ja ei se että hän minä sinä mutta niin kuin kiitos ihana kaunis hyvä missä""",
}  # fmt: skip
_OWN_LETTERS = {
    "es": "ñ¿¡", "de": "ßäöü", "pt": "ãõ", "fr": "œçêèûîâ", "it": "òù", "tr": "ışğİ", "pl": "łąęśźżń", "ro": "țșă",
    "vi": "đơưạảấầẩậắằặẹẻẽếềểễệỉịọỏốồổỗộớờởợụủứừửữựỳỵỷỹ", "cs": "řůě", "hu": "őű", "sv": "å", "da": "æø",
}  # fmt: skip
_SPEAKERS: dict[str, list[str]] = defaultdict(list)
for _language, _words in _SMALL_WORDS.items():
    for _word in set(_words.split()):
        _SPEAKERS[_word].append(_language)

#: The small words of every language that is known, with a straight apostrophe.
SMALL_WORDS = frozenset(_SPEAKERS)

_WORDS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SCRIPTS = {
    "CJK": "Hani", "HIRAGANA": "Jpan", "KATAKANA": "Jpan", "HANGUL": "Kore", "ARABIC": "Arab", "CYRILLIC": "Cyrl",
    "GREEK": "Grek", "HEBREW": "Hebr", "THAI": "Thai", "DEVANAGARI": "Deva", "BENGALI": "Beng", "TAMIL": "Taml",
    "TELUGU": "Telu", "GUJARATI": "Gujr", "GURMUKHI": "Guru", "GEORGIAN": "Geor", "ARMENIAN": "Armn", "LAO": "Laoo",
    "KHMER": "Khmr", "MYANMAR": "Mymr", "SINHALA": "Sinh", "ETHIOPIC": "Ethi", "KANNADA": "Knda",
    "MALAYALAM": "Mlym", "LATIN": "Latn",
}  # fmt: skip
_SCRIPT_TITLES = {code: name.title() for name, code in _SCRIPTS.items()} | {
    "Hani": "Chinese", "Jpan": "Japanese", "Kore": "Korean",
}  # fmt: skip


def is_judged(language: str) -> bool:
    """Whether the rules read a comment of this language (`und` among them: a few words of no language)."""
    return language in JUDGED or language == UNDETERMINED


def title_of(language: str) -> str:
    """A language of `language_of` in words: `es` is Spanish, `und-Thai` in Thai script, `und` too short to tell."""
    name, _, written = language.partition("-")
    if name != UNDETERMINED:
        return language_name(name)
    return f"in {_SCRIPT_TITLES.get(written, 'another')} script" if written else "too short to tell"


def words_of(text: str) -> list[str]:
    """The words of a folded text in lower case; marks that belong to a letter stay with it."""
    return _WORDS.findall(text.lower())


def language_of(text: str) -> str:
    """The language of a folded text: `en`, `es`, … , or `und-Thai`, `und-Arab`, … by script, or `und`.

    Every small word speaks for the languages that use it (shared between them), every letter of one language alone for
    that language; the most votes win. A text of five words or more for which nothing speaks is `und-Latn`; a shorter
    one is `und`, as is one without letters. Source: identification by small words, Grefenstette 1995.
    """
    found = script(text)
    if found not in ("Latn", ""):
        return f"und-{found}"
    words = words_of(text)[:MOST_WORDS]
    votes = _votes(text, words)
    if not votes or (len(words) > 8 and max(votes.values()) < LEAST_SHARE * len(words)):
        return UNDETERMINED if len(words) <= LONGEST_UNDETERMINED else "und-Latn"
    most = max(votes.values())
    # Ties go to the languages the rules read, in their order: the commonest first.
    return next(language for language in _SMALL_WORDS if votes.get(language, 0.0) >= most - 1e-9)


def _votes(text: str, words: Sequence[str]) -> dict[str, float]:
    votes: dict[str, float] = defaultdict(float)
    for word in words:
        speakers = _SPEAKERS.get(word.replace("’", "'"), ())
        for language in speakers:
            votes[language] += 1 / len(speakers)
    if not text.isascii():
        letters = set(text.lower())
        for language, own in _OWN_LETTERS.items():
            if not letters.isdisjoint(own):
                votes[language] += 1
    return {language: number for language, number in votes.items() if language in JUDGED or number >= FEWEST_VOTES}


def script(text: str) -> str:
    """The script of most letters; empty without letters."""
    if text.isascii():
        return "Latn"
    counted = Counter(_script_of(letter) for letter in text[:2000] if letter.isalpha())
    if not counted:
        return ""
    if counted.get("Jpan"):
        counted["Jpan"] += counted.pop("Hani", 0)
    return counted.most_common(1)[0][0]


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    if letter < "\u0250":
        return "Latn"
    name = unicodedata.name(letter, "").split(" ")[0].split("-")[0]
    return _SCRIPTS.get(name, "Zyyy")
