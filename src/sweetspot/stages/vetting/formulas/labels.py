"""Does a caption say that the post was paid for, in one of seven languages?

This asks only whether there is a label, so that sponsored posts are found. Whether the label is clear enough for a
market's rules, and stands where it must, is another question.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in a caption: the words as written. `clear` ones say it alone; others need a brand beside them."""

    words: str
    clear: bool


# Each line one language: English, Spanish, German, French, Portuguese, Italian, Indonesian.
_CLEAR = re.compile(
    r"""(?<![\w#])\#?(?:
      advert(?:isement|orial|ising)? | sponsored(?:post|ad)?
      | paid[ ]?(?:partnership|promotion|promote|collaboration|ad)
      | (?:an|this[ ]is)[ ]ad(?![\w-])
      | publi(?:cidad)? | patrocinad[oa] | colaboraci[oó]n[ ]?(?:pagada|remunerada|comercial)
      | (?:bezahlte[ ])?werbung | anzeige | gesponsert | bezahlte[ ]?(?:partnerschaft|kooperation)
      | publicit[eé] | sponsoris[eé]e? | partenariat[ ]?(?:r[eé]mun[eé]r[eé]|commercial) | collaboration[ ]?commerciale
      | publipost | publicidade | parceria[ ]?(?:paga|remunerada)
      | adv | pubblicit[aà] | sponsorizzat[oa] | (?:collaborazione|partnership)[ ]?(?:retribuita|pagata|commerciale)
      | iklan | berbayar | (?:kerja[ ]?sama|kemitraan)[ ]?berbayar | disponsori
    )(?!\w)
    | \#(?:ad|pub|spon|sp|anuncio|annonce|endorse(?:ment)?|publi|brandpartner|brand_?ambassador)(?!\w)
    | (?:^|[\n(\[|/])\s*ad\s*(?=[|:)\]/*.–—-]|$)                       # the bare word, as a heading
    | (?:in[ ])?(?:bezahlter[ ])?(?:partnership|partnerschaft|partenariat|parceria)[ ](?:with|mit|avec|com)[ ]@
    """,
    re.VERBOSE,
)
# Words that a paid post has and many an unpaid one too.
_HINT = re.compile(
    r"""\#(?:collab|gifted|gift|pr|prsample|ambassador|partner|collaborazione|colaboraci[oó]n|collaboration|kooperation
      | cadeau | regalo | recebidos? | supplied | spons\w*)(?!\w)
    | \#\w+(?:partner|ambassador|collab)(?!\w)
    | (?<!\w)(?:thanks|thank[ ]you|gracias|danke|merci|obrigad[oa]|grazie|terima[ ]kasih)\b[^.!?\n]{0,60}
      \b(?:free|gift(?:ed)?|gratis|regalo|regal[oó]|geschenk(?:t)?|cadeau|offert|presente|omaggio|hadiah)(?!\w)
    | (?<!\w)(?:gifted[ ]by|sent[ ]me|kindly[ ]sent)(?!\w)
    """,
    re.VERBOSE,
)
_DENIED = re.compile(
    r"""(?<!\w)(?:not|isn.?t|non|no|nicht|keine|kein|unbezahlte|pas|não|nao|bukan)[ ](?:an?[ ]|una?[ ]|es[ ])?
      \#?(?:ad|advert\w*|sponsor\w*|gesponsert|werbung|anzeige|publicit\w*|publicidade?|pubblicit\w*|patrocinad[oa]|iklan)(?!\w)
    | \#?werbung[ ,/|-]*(?:da[ ]|weil[ ])?(?:unbezahlt|unbeauftragt|markennennung)\w*
    | \#(?:not|non|nicht)(?:an?)?(?:ad|sponsored|sponsorizzato|gesponsert)(?!\w)
    """,
    re.VERBOSE,
)
_BRAND = re.compile(r"(?<!\w)@[\w.]{2,}|(?<!\w)(?:code|código|codigo|codice|rabattcode|kode)\b[ :]*\S*\d|https?://")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
# Every label holds one of these, or is one of the short words: most captions need no further look.
_STEMS = tuple(
    "advert spons #spon paid publi pubblicit patrocin colabor werbung anzeige gesponsert bezahlt partner partenariat "
    "commercial parceria iklan berbayar anuncio annonce endorse ambassador collab gift kooperation cadeau regal "
    "recebido supplied free gratis geschenk offert presente omaggio hadiah sent".split()
)
_SHORT = re.compile(r"(?<![^\W_])(?:ad|sp|spon|pr|pub|adv)(?![^\W_])")
#: A pattern for PostgreSQL that the captions of nearly all labels match, and few others.
MAYBE_LABELLED = r"\m(ad|sp|spon|pr|pub|adv)\M|" + "|".join(_STEMS)


@lru_cache(1 << 16)
def sponsored_label(caption: str) -> Label | None:
    """The first label that says a post was paid for; None where there is none, or where it is denied.

    A clear label says it alone (`#ad`, `Werbung`, `publicité`). A hint (`#gifted`, `#collab`, `#somethingpartner`)
    counts only beside a brand: an @mention, a code or a link. Tokens are whole: `#adidas` is not `#ad`.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", caption)).casefold()
    if not any(stem in text for stem in _STEMS) and not _SHORT.search(text):
        return None
    text = _DENIED.sub(" ", text)
    if clear := _CLEAR.search(text):
        return Label(clear[0].strip(" \n([|/"), clear=True)
    hint = _HINT.search(text)
    return Label(hint[0], clear=False) if hint and _BRAND.search(text) else None
