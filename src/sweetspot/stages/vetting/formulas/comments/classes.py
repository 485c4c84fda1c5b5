"""What is a comment, by rules in order: the first that applies gives its class?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sweetspot.stages.vetting.formulas.comments.folding import has_words, without_accents, without_mentions
from sweetspot.stages.vetting.formulas.comments.languages import is_judged, words_of


class CommentClass(StrEnum):
    """The classes, in the order in which they are tried."""

    CREATOR = "creator"
    SPAM = "spam"
    TAG_ONLY = "tag_only"
    EMOJI_ONLY = "emoji_only"
    NOT_JUDGED = "not_judged"
    PURCHASE = "purchase"
    QUESTION = "question"
    GENERIC = "generic"
    ON_TOPIC = "on_topic"
    MEANINGFUL = "meaningful"
    SHORT = "short"


#: What people read for each class.
LABELS: Mapping[CommentClass, str] = {
    CommentClass.CREATOR: "Creator's own",
    CommentClass.SPAM: "Spam or promotion",
    CommentClass.TAG_ONLY: "Only names somebody",
    CommentClass.EMOJI_ONLY: "Emoji only",
    CommentClass.NOT_JUDGED: "Not judged",
    CommentClass.PURCHASE: "Wants to buy",
    CommentClass.QUESTION: "Question",
    CommentClass.GENERIC: "Short praise",
    CommentClass.ON_TOPIC: "About the post",
    CommentClass.MEANINGFUL: "Says something",
    CommentClass.SHORT: "A few other words",
}
#: Classes that count in shares: everybody's but the creator's, in languages the rules read.
COUNTED = tuple(one for one in CommentClass if one not in (CommentClass.CREATOR, CommentClass.NOT_JUDGED))
#: Classes that show somebody engaged with what was said.
MEANINGFUL = frozenset((CommentClass.PURCHASE, CommentClass.QUESTION, CommentClass.ON_TOPIC, CommentClass.MEANINGFUL))
ASKING = frozenset((CommentClass.PURCHASE, CommentClass.QUESTION))
GENERIC_WORDS, MEANINGFUL_WORDS = 4, 5

# All patterns read lower-case text without accents.
_PURCHASE = re.compile(
    r"\bwhere\s(?:can|could|do|did|to|is|are)\s?(?:i|you|we|u|one|it|this|these|they|that)?\s?(?:\w+\s)?(?:buy"
    r"|get|find|order|purchase|from)\b"
    r"|\b(?:link|links|shop|store)\s?\?+|\blink\s(?:please|pls|plz)\b|\bprices?\b\s?\??|\bhow\smuch\b(?!\s(?:i|we"
    r"|you|he|she|they|of|time|longer|more|love)\b)"
    r"|\b(?:i|we)\s(?:so\s|really\s|definitely\s)?(?:need|want|gotta\s(?:have|get|try))\s(?:this|these|one|it"
    r"|that|them|those)\b(?!\s(?:to|is|so\sbad\sto)\b)|^(?:need|want)\s(?:this|these|one|it)\b|\btake\smy\smoney\b"
    r"|\b(?:just|already|finally)\s(?:bought|ordered|purchased)\b|\b(?:gonna|going\sto|will|wanna"
    r"|want\sto)\s(?:buy|order|purchase)\b|\badded?\sto\s(?:my\s)?(?:cart|basket)\b"
    r"|\b(?:discount|promo|coupon)\scodes?\b|\bdiscounts?\b|\bcode\s?\?|\b(?:do|can|will)\s(?:you|u"
    r"|they)\s(?:\w+\s)?(?:ship|deliver|sell)\b|\bship(?:ping)?\sto\b"
    r"|\b(?:back\s)?in\sstock\b|\brestock\w*\b|\bsold\sout\b|\bwh(?:at|ich)\s(?:size|shade|brand|colou?r)\b"
    r"|\bsizes?\s?\?|\bavailable\s(?:in|at|for)\b.{0,40}\?|\bwhere\s.{0,20}\bfrom\s?\?"
    # Spanish
    r"|\bdonde\s(?:lo\s|la\s|los\s|las\s|se\s|puedo\s|podemos\s|la\spuedo\s)*(?:compr\w+|consig\w+|venden?"
    r"|encuentr\w+|pido|pedir)\b|\b(?:precio|cuanto\s(?:cuesta|vale|sale)|descuento|lo\squiero|la\squiero"
    r"|los\squiero|las\squiero|lo\snecesito|la\snecesito|hacen\senvios?|envios?\sa|hay\sstock|que\stalla)\b"
    # German
    r"|\bwo\s(?:kann|gibt|habt|hast|kriegt|bekommt|bekomme)\b.{0,30}\b(?:kauf\w*|bekomm\w*|bestell\w*|es|das|man"
    r"|her)\b|\bwoher\s(?:ist|hast|sind|habt)\b|\b(?:preis|was\skostet|wie\steuer|rabatt\w*|brauche\s?ich"
    r"|will\sich\shaben|gerade\sbestellt|schon\sbestellt|lieferbar|welche\sgro(?:ss|s)e|versand)\b"
    # French
    r"|\bou\s(?:puis|peut|est|as|avez|trouv|achet)\w*\b.{0,30}\b(?:achet\w*|trouv\w*|command\w*)\b|\b(?:le\sprix"
    r"|quel\sprix|c.est\scombien|combien\s(?:ca\s)?(?:coute|ca)|code\spromo|reduction|il\sme\sle\sfaut|je\s(?:le"
    r"|la|les)\sveux|je\sviens\sde\scommander|livr(?:ez|aison)|en\sstock|quelle\staille)\b"
    # Portuguese
    r"|\bonde\s(?:\w+\s){0,2}?(?:compr\w+|vende\w*|encontr\w+|consigo)\b|\b(?:preco|quanto\s(?:custa|e|ta|esta"
    r"|sai)|desconto|cupom|eu\squero\s(?:um|uma|esse|essa)|preciso\s(?:desse|dessa|disso)|entregam?\sem"
    r"|enviam?\spara|tem\sestoque|qual\so?\s?tamanho|acabei\sde\scomprar)\b"
    # Italian
    r"|\bdove\s(?:\w+\s){0,2}?(?:compr\w+|acquist\w+|trov\w+|prend\w+)\b|\b(?:prezzo|quanto\s(?:costa|viene"
    r"|costano)|sconto|lo\svoglio|la\svoglio|appena\s(?:comprato|ordinato)|spedite|disponibile|che\staglia)\b"
    # Indonesian
    r"|\b(?:beli|order|pesan)\s?(?:di\s?mana|dimana|gimana|nya\sdimana)\b|\b(?:harga(?:nya)?"
    r"|berapa(?:an)?\s(?:kak|harga\w*|duit)|ready\s(?:kak|gak|stock)|mau\s(?:beli|order|dong|pesan)|diskon|ongkir"
    r"|bisa\skirim|stok)\b"
)
#: The first four letters of words of which one stands in every text that can match.
_BUYING = frozenset(
    """wher link shop stor pric how need want gott take just alre fina gonn goin will wann adde add disc prom coup
        code do can ship stoc back rest sold what whic size avai i we dond prec cuan desc lo la los las hace envi
        hay que wo wohe prei was wie raba brau gera scho lief welc vers ou le quel c'es c\u2019es comb redu il je
        livr en onde quan cupo eu preh tem qual acab prec entr dove prez scon appe sped disp che beli orde pesa harg
        bera read mau disk ongk bisa stok where""".split()
)  # fmt: skip
_ASKING_START = re.compile(
    r"^(?:\W|@\S+)*(?:(?:so|and|but|wait|hey|hi|omg|ok|okay)\s)?(?:(?:what|where|when|why|who|whose|which"
    r"|how)(?:.?s)?\s(?!a\b|an\b|i\slove|beautiful|cute|amazing|lovely|wonderful|dare)\w"
    r"|(?:do|does|did|can|could|would|will|is|are|was|were|has|have|should)\s(?:you|u|i|it|this|that|they|he|she"
    r"|we|there|the|these|those|anyone|anybody)\b"
    r"|(?:cual|cuanto|cuando|donde|quien|por\sque|como)\s\w+\s\w|(?:was|wer|wann|warum|wieso|welche\w*"
    r"|wie)\s(?:ist|sind|hast|habt|machst|viel|lange|oft|heisst|kann|geht|war)\b"
    r"|(?:quel\w*|quand|pourquoi|combien|est.ce\sque|comment)\s\w|(?:qual|quando|onde|quem|por\sque"
    r"|quanto)\s\w+\s\w|(?:quale|quando|dove|chi|perche|quanto)\s\w+\s\w"
    r"|(?:apa|siapa|kapan|kenapa|mengapa|bagaimana|gimana|berapa|apakah|dimana)\s\w)"
)
_MARK = re.compile(r"[?？؟]\s*(?:[^\w\s]|\s|️)*$")

_PRAISE = frozenset(
    """nice nicee great good best love loves loved loving lovely like likes wow woow amazing amazin awesome awsome
        cool beautiful beautifull perfect perfection cute cutie pretty gorgeous stunning fire lit dope sick
        fantastic fabulous incredible wonderful super excellent brilliant hot sexy sweet yum yummy delicious goals
        queen king legend iconic slay insane epic fave favorite favourite inspiring inspiration congrats
        congratulations bravo yes yess yesss yas yasss yeah omg lol haha hahaha lmao thanks thank ty well done
        agreed true exactly facts respect blessed bless amen happy proud heart hearts hello hi hey morning night day
        birthday welcome linda lindo lindas lindos hermosa hermoso hermosas bella bello bellas guapa guapo preciosa
        precioso bonita bonito genial increible excelente felicidades felicitaciones amo encanta espectacular divina
        divino gracias saludos hola schon schone schoner super toll wunderschon klasse mega traumhaft hubsch geil
        danke liebe perfekt prima spitze wahnsinn cool glueckwunsch magnifique magnifiques superbe superbes belle
        beau jolie joli genial top trop sublime canon parfait parfaite bravo merci adore felicitations coucou
        maravilhosa maravilhoso perfeita perfeito gata gato top demais arrasou amei amo parabens obrigada obrigado
        deusa incrivel show sensacional bellissima bellissimo bellissime bellissimi stupenda stupendo meravigliosa
        meraviglioso fantastica fantastico splendida splendido complimenti brava bravo grazie ciao meraviglia wow
        keren bagus cantik ganteng mantap mantul lucu indah suka gemes kece cakep hebat semangat makasih terimakasih
        sukses""".split()
)  # fmt: skip
_FILLING = frozenset(
    """a an the this that these it its it's is are was so very too much such really just i i'm im my me you your u
        ur we all for of in on to and with one ever always more what how look looks looking girl girls boy man bro
        sis babe baby dear guys friend lady mama mate dude bhai el la los las un una que muy tan mas es son eres
        esta estas de te me lo mi y tu todo toda por so sehr das ist die der ein eine ganz wie du bist sieht aus ich
        dich und mal echt sind le la les un une tres trop c'est c est tu es si que ca de ma mon j j'adore o a os as
        um uma que muito e ta esta voce vc te minha meu de como mais il lo un una che molto sei e tu sempre piu come
        cosi mi troppo banget sekali kak kakak aku nya ya sih bang mbak deh terima kasih""".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What a class was decided on: the words that were shared with the post, for the class that needs them."""

    kind: CommentClass
    shared: tuple[str, ...] = ()


def classify(
    text: str, language: str, *, spam: bool = False, own: bool = False, topic: Mapping[str, float] | None = None
) -> Reading:
    """The class of one folded comment: the first rule that applies, in the order of `CommentClass`.

    `spam` and `own` are decided by the caller; `topic` gives the post's content stems with their weight (inverse
    document frequency): a comment that shares at least one of weight 1 or more is about the post. A text of handles
    alone is `tag_only`; one without a letter or digit is `emoji_only` (also an empty one); a language the rules do not
    read is `not_judged`; of what remains five words or more are `meaningful`, fewer `short`.
    """
    if own:
        return Reading(CommentClass.CREATOR)
    if spam:
        return Reading(CommentClass.SPAM)
    rest = without_mentions(text)
    if not has_words(rest):
        return Reading(
            CommentClass.TAG_ONLY if rest != text and not rest.strip(" ,.!&:;-") else CommentClass.EMOJI_ONLY
        )
    if not is_judged(language):
        return Reading(CommentClass.NOT_JUDGED)
    plain = without_accents(rest.lower()).replace("’", "'").strip()
    if not _BUYING.isdisjoint(word[:4] for word in plain.split()) and _PURCHASE.search(plain):
        return Reading(CommentClass.PURCHASE)
    if _MARK.search(plain) or _ASKING_START.match(plain):
        return Reading(CommentClass.QUESTION)
    words = words_of(plain)
    if is_praise(words):
        return Reading(CommentClass.GENERIC)
    if topic and (shared := tuple(sorted(stem for stem in set(stems(words)) if topic.get(stem, 0.0) >= 1.0))):
        return Reading(CommentClass.ON_TOPIC, shared)
    return Reading(CommentClass.MEANINGFUL if len(words) >= MEANINGFUL_WORDS else CommentClass.SHORT)


def is_praise(words: list[str]) -> bool:
    """Whether at most four words praise and say nothing else: at least one of praise, the others filling."""
    plain = [_unstretched(word) for word in words]
    return (
        0 < len(plain) <= GENERIC_WORDS
        and any(word in _PRAISE for word in plain)
        and all(word in _PRAISE or word in _FILLING for word in plain)
    )


_STRETCH = re.compile(r"(\w)\1{2,}")


def _unstretched(word: str) -> str:
    """`loooove` as `love`, `yesss` as `yes`."""
    return word if word in _PRAISE else _STRETCH.sub(r"\1", word)


def stems(words: list[str]) -> list[str]:
    """Content words cut to what inflections share: the first six letters of those of four or more; no praise."""
    return [word[:6] for word in words if len(word) >= 4 and word not in _FILLING and word not in _PRAISE]
