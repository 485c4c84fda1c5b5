"""Does a caption look like an advertisement that does not say so? A hint for a person to look, never a finding."""

from __future__ import annotations

import re

from sweetspot.stages.creators.formulas.captions import folded, handles
from sweetspot.stages.vetting.formulas.labels import sponsored_label

VERSION = "ad hints 1"
# English, Spanish, German, French, Portuguese, Italian, Indonesian; accents are folded away.
_CODE = re.compile(
    r"(?<!\w)(?:codes?|coupon|promo|discount|voucher|codigo|cupon|descuento|rabattcode|gutschein|rabatt|reduction"
    r"|cupom|desconto|codice|sconto|kode|diskon|potongan)(?!\w)"
)
_LINK = re.compile(
    r"https?://|www\.|(?<!\w)(?:links? (?:in|is in|on|en|na|nel|di) (?:my |the |mi |la |minha |ma |meiner |der )?"
    r"(?:bio|profil\w*|stor(?:y|ies)|description)|affiliate|lien en bio|swipe up)(?!\w)"
)
_CALL = re.compile(
    r"(?<!\w)(?:shop (?:now|here|my|the|it|this)|buy (?:now|here|it)|order (?:now|yours|here)|get yours|use my"
    r"|check (?:it |them )?out|compra (?:ya|ahora|aqui)|consigue|jetzt (?:kaufen|shoppen|sichern|bestellen)|profitez"
    r"|achetez|compre (?:ja|agora)|garanta|acquista(?:lo|la)?|approfitta\w*|beli sekarang|dapatkan)(?!\w)"
)
_SIGNS = (("a code", _CODE), ("a link", _LINK), ("a call to buy", _CALL))


def ad_signs(caption: str, network: str, flagged: bool | None, names_brand: bool) -> tuple[str, ...]:
    """What makes a caption look like an unlabelled advertisement; empty where nothing does.

    A brand is named (`names_brand`, or any @handle), beside it stands a code, a link or a call to buy, and neither a
    label nor the network's mark (`flagged`) says that it was paid for. How well it does on captions that people
    labelled is in docs/formulas/fit-and-safety.md. KeyError for an unknown network.
    """
    plain = folded(caption)
    if flagged or not (names_brand or handles(plain, network)):
        return ()
    signs = tuple(name for name, pattern in _SIGNS if pattern.search(plain))
    return signs if signs and sponsored_label(caption) is None else ()
