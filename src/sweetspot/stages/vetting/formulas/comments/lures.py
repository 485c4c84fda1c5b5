"""By which words and marks does a comment lead people away from the post, or ask for what it did not earn?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Lure(StrEnum):
    """What a comment does that spam does; the order is that of the model's inputs."""

    LINK = "link"
    SUBSCRIBE = "subscribe"
    LOOK_HERE = "look here"
    OWN_PLACE = "own channel or page"
    BEGGING = "asks for likes or help"
    MONEY = "money or free things"
    FOLLOW = "follow for follow"
    CONTACT = "private contact"
    TESTIMONY = "profit testimony"
    TOKEN = "coin or token"  # noqa: S105 - a coin, not a secret
    GIFT = "gives money away"
    ADULT = "adult lure"
    RECOVERY = "recovers accounts or funds"
    PROMOTION = "sells reach"
    MIRACLE = "cure or spell"


#: From here on lures make spam: one that suffices alone (2), or two that point the same way (1 and 1).
SPAM_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class _Rule:
    """A lure's pattern, its weight, and pieces of text of which one stands in every text that can match."""

    lure: Lure
    weight: int
    needs: frozenset[str]
    pattern: re.Pattern[str]


def _rule(lure: Lure, weight: int, needs: str, pattern: str) -> _Rule:
    return _Rule(lure, weight, frozenset(needs.split()), re.compile(pattern, re.VERBOSE))


_PLACE = r"""(?:ch+an+el+s?|canal|kanal|chaine|canale|page|pagina|profile?|perfil|web\s?site|site|blog
        |insta(?:gram)?|snap(?:chat)?|bio
    |vid(?:io|eo|s)\w*|covers?|music|musik|song|track|remix|beats?|mixtape|rap|freestyle|playlist|book|app|store
        |shop|tienda|loja|negozio|toko)"""
_SUMS = (
    r"(?:[$£€₹]\s?\d[\d.,\s]{0,15}k?"
    r"|(?<!\d)\d[\d.,]{0,15}\s?(?:k\b|[$£€₹]|usd|(?:us\s)?dollars?|euros?|pounds?|grands?\b|btc|naira|rupees?|reais))"
)

_RULES = (
    _rule(Lure.LINK, 2,
        "http www wa.me t.me bit.ly .com .net .org .info .biz .ru .xyz .shop .online .store .club .site "
        "watch?v .tv .pl", r"""
        https?\s?:\s?/\s?/(?![^\s]*[?&;]t=\d) | \bwww\s?\.\s?\w | \b(?:wa|t)\.me/ | \bbit\.ly
        | /?\bwatch\?v=(?![^\s]*[?&;]t=\d)
        | (?<![@\w.])[a-z0-9][\w-]{1,40}\s{0,2}\.(?:com|net|org|info|biz|tv|ru|xyz|shop|online|store|club|site)\b
        | \b[a-z0-9][\w-]{2,40}\.(?:pl|de|fr|br|es|it|id)/\w"""),
    _rule(Lure.LINK, 2, "com", r"\b[a-z0-9]{4,40}\s{1,2}\.\s{1,2}com\b"),
    _rule(Lure.SUBSCRIBE, 2, "sub suscr abonn inscrev iscriv", r"""
        \bsub?s?cribe\b(?!\s(?:button|count)) | \bsu(?:b|s)?scri\w+\s(?:to\s)?(?:me|us|my|our|back|pl\w*)\b
        | \bi\s?.?ll\ssub | \bsubs?\s(?:to\s)?(?:me|my|us|4|for|back|pl\w*)\b
        | \bsub\s?4\s?sub | \bsuscrib(?:e|an|anse|ete|ete)\w* | \babonn(?:iert|iere|ez)\b | \binscreva\w*
        | \biscrivi(?:ti|tevi)\b
        | \b(?:more|need|get|reach|only|\d+)\s(?:\w+\s)?subs\b | \bsubscriber\s\w+\s?\bme\b"""),
    _rule(Lure.LOOK_HERE, 2, "my our me us mi mein mon meu minha mio mia", rf"""
        \b(?:check(?:ing|s)?|chek|look\sat|visit|listen\sto|have\sa\slook|take\sa\slook|go\sto|come\s(?:to|see
        |check)|watch|see|hear|view|read|feedback\son
        |mira|visita\w*|schau\w*|guarda|kunjungi|cek|confira|regardez)\b [^.!?]{{0,30}}\b(?:my|our|mi|mein\w*|mon
        |meu|minha|mio|mia)\b [^.!?]{{0,20}}\b{_PLACE}\b"""),
    _rule(Lure.LOOK_HERE, 2, "check", r"""
        \bcheck(?:ing)?\s(?:it\s|this\s|that\s|these\s|me\s|us\s|my\s|our\s)*out\b (?=.*\b(?:this|my|our|me|us
        |channel|page|video|playlist)\b|\W*$) | \bcheck\s(?:out\s)?(?:me|us|my|our)\b | \bcheck\sout\sthis\b"""),
    _rule(Lure.LOOK_HERE, 1, "check look", r"""
        \bcheck\b.{0,30}\bout\b | \bcheck\b.{0,20}\b(?:channel|page)\b | \blook\s(?:her|him|me|us)?\s?up\b
        | \btake\sa\slook\b"""),
    _rule(Lure.OWN_PLACE, 2, "chan canal kanal chaine youtube bio cover vid site parody remix mixtape", r"""
        \b(?:my|our|mi|mein\w*|meu|mon|mio)\s(?:\w+\s){0,3}?(?:ch+an+el+s?|canal|kanal|chaine|canale|youtube
        |web\s?site|covers?|vidios|vids|parody|remix(?:es)?|mixtape)\b
        | \b(?:channel|kanal|canal)\s(?:called|named)\b
        | \blink\s(?:is\s)?(?:in\s|on\s)?(?:my\s|the\s|our\s|her\s|his\s)?(?:bio|profile)\b"""),
    _rule(Lure.OWN_PLACE, 1, "my our", rf"""
        \b(?:my|our)\s(?:\w+\s){{0,2}}?{_PLACE}\b
        | \bi\s(?:upload|make|do)\b.{{0,20}}\b(?:vid\w+|covers?|music|beats)\b"""),
    _rule(Lure.BEGGING, 2, "like thumb vote share donat petition fund kickstart repost pledge scribe repass", r"""
        \b(?:like|thumbs?\sup|upvote)\s(?:this|my)\s(?:comments?|post|page)
        | \bplea*[sz]e?\w*\s(?:\w+\s){0,2}?(?:vote|donate|subscr\w*|repass|pledge)\b
        | \bplea*[sz]e?\w*\s(?:\w+\s)?(?:like|share)\s(?:this|my|our|and)\b | \bvote\s(?:for|4)\s(?:me|us|my|our)\b
        | \bplea*se?\s(?:help|donate)\b.{0,60}\b(?:donat\w+|pledge|fund\w*)\b
        | \bsign\s(?:the|this|my|our)\s?petition | \bgo\s?fund\s?me | \bkick\s?starter"""),
    _rule(Lure.BEGGING, 1,
        "pl help thumbs click join copy donat vote", r"""
        \bpl(?:ea)*[sz]e*\b.{0,30}\bhelp\b | \bhelp\s(?:me|us|my)\b | \bthumbs\sup\b
        | \bplea*[sz]e?\b.{0,30}\b(?:read|watch|click|listen|view|share)\b | \bclick\b
        | (?<!to\s)\bvote\s(?:for|4)\b | \bjoin\s(?:me|us|our|my)\b | \bcopy\s(?:and|&)\spaste\b
        | \bdonat(?:e|ions?)\b"""),
    _rule(Lure.MONEY, 2, "money cash income bucks free gratis cheap home geld dinero dinheiro guadagnare argent", r"""
        \b(?:earn|make|making|made)\b.{0,20}\b(?:money|cash|income|bucks)\b.{0,40}\b(?:online|from\shome|easy|fast
        |daily|weekly|internet|website)\b
        | \bfree\s(?:money|cash|robux|v-?bucks|gift\s?cards?|iphones?|followers|likes|minecraft|android|gems|coins
        |leads|beats|cs\s?go|paypal)\b
        | \b(?:earn|earning|money|income|job)\b.{0,40}\bfrom\shome\b | \bgan(?:a|ar|e)\sdinero\b
        | \bgeld\sverdienen\b | \bganhe?\w*\sdinheiro\b
        | \bguadagnare\b.{0,20}\b(?:online|casa)\b | \bgagner\sde\sl.argent\b"""),
    _rule(Lure.MONEY, 1,
        "money free income paid", r"""
        \bmoney\b.{0,40}\b(?:online|easy|free|earn)\b | \b(?:earn|easy|making)\b.{0,30}\bmoney\b
        | \bfree\b.{0,30}\b(?:app|game|code|gift|card|giveaway|signal|music|download)s?\b
        | \b(?:financial|passive)\s(?:freedom|income)\b | \bget\spaid\b | \bpaid\b.{0,12}[$£€]"""),
    _rule(Lure.FOLLOW, 2, "follow 4 giveaway sigue sigan folg segu suivez folback", r"""
        \bfollow\s(?:me|us|back|my|4|for)\b | \b[fl]4[fl]\b
        | \bgive\s?a\s?way\b.{0,40}\b(?:on|at|in)\s(?:my|our|@|the\spage)\b
        | \bsigueme\b | \bsiganme\b | \bfolg(?:t|e)?\smir\b | \bsegui(?:mi|temi)\b | \bsuivez[\s-]moi\b
        | \bme\ssegue\sai\b | \bfollow\s(?:aku|akun|balik)\b | \bfolback\b"""),
    _rule(Lure.CONTACT, 2,
        "inbox dm message msg hmu contact whats telegram wsp kontak hubungi schreib escrib write reach chat", r"""
        \b(?:inbox|dm|msg|hmu|contact|whats\s?app|telegram|kontak|hubungi)\s?(?:me|us|her|him|mir|mich|admin|@)
        | \b(?:message|msg)\s(?:me|us|her|him|@)\b | \bhmu\b
        | \bsend\s(?:me|us|her|him)\s(?:a\s)?(?:dm|message|msg)\b | \b(?:via|on|my)\s(?:whats\s?app|telegram)\b
        | \b(?:whats\s?app|telegram|wa|wsp)\b\W{0,3}(?:no\W*|number\W*|link\b)?\W{0,3}\+?\d{6,}
        | \b(?:telegram|whats\s?app)\slink\b
        | \bprivate\schat\sme\b | \bescrib(?:eme|anme)\b | \bschreib(?:t)?\smir\b
        | \b(?:reach|write|talk|connect)\s(?:out\s)?(?:to\s)?(?:@|her\b|him\b)"""),
    _rule(Lure.CONTACT, 1, "+ dm inbox 0 1 2 3 4 5 6 7 8 9 .com .net hit", r"""
        \+\d{9,14}\b | \b(?:dm|inbox)\b | \bhit\sme\sup\b | \b[\w.]{1,60}@[\w-]{1,60}\.(?:com|net|org)\b"""),
    _rule(Lure.TOKEN, 2,
        "0x contract presale airdrop whitelist token coin inu defi metaverse nft blockchain moon", r"""
        \b0x[0-9a-f]{8,} | \bcontract\saddress\b
        | \b(?:pre\s?sale|air\s?drop|whitelist(?:ed)?)\b.{0,80}\b(?:token|coin|nft|live|launch\w*|join|crypto)\b
        | \b(?:token|coin|\w+inu|defi|metaverse|nfts?|blockchain)\b.{0,80}\b(?:100x|1000x|x100|presale|next\s(?:big
        |doge|shib\w*)|best\s(?:token|project|coin)|buy\s(?:and|&|now)|don.?t\smiss|hold\w*|join\sus)\b
        | \bbest\s(?:token|coin)\b | \bbuy\b.{0,12}\b\w+\s?coin\b(?<!bitcoin)"""),
    _rule(Lure.TOKEN, 1, "token inu nft defi airdrop binance ecosystem metaverse staking swap coin moon chain", r"""
        \#?\w{2,}token\b | \b\w{3,}inu\b
        | \b(?:nfts?|defi|airdrop|staking|ecosystem|metaverse|web3|decentralized)\b | \bbinance\s?smart
        | \#\w{2,12}(?:coin|swap|chain)\b(?<!bitcoin) | \b(?:to\sthe|is\sour|our)\smoon\b | \bthe\smoon\b"""),
    _rule(Lure.GIFT, 2, "first struggling", r"""
        \b(?:help|pay|giv|bless|clear|fund|sponsor)\w*\b.{0,60}\bfirst\s\(?(?:\d+|five|ten|twenty)\)?\b
        | \bstruggling\b.{0,60}\b(?:bills?|rent|debts?|loan)\b.{0,160}\b(?:msg|message|hmu|dm|text|inbox|first)\b
        | \bfirst\s\(?\d+\)?\s(?:lucky\s)?people\s(?:to|who)\s(?:\w+\s)?(?:dm|message|msg|text|inbox|hmu
        |comment)\b"""),
    _rule(Lure.ADULT, 2, "nude onlyfans naked sex hot horny xxx 18+ escort sugar cam penis dating hookup", r"""
        \b(?:nudes?|only\s?fans|naked|sexy?\s(?:pics|video|chat)|hot\s(?:girls|pics|videos|singles)|horny|xxx
        |escorts?|sugar\s(?:daddy|mommy|mummy|baby)|cam\s?girl|penis|18\+)\b.{0,80}(?:\b(?:my|bio|profile|link|click
        |page|chat|dm|formula|enlarg\w+)\b|@)
        | \b(?:my|click|check|link)\b.{0,40}\b(?:nudes|only\s?fans|naked|hot\spics|xxx|sexy?\s(?:ass|body|pics
        |video))\b | \b(?:dating|hookup)\s(?:site|app)\b"""),
    _rule(Lure.RECOVERY, 2, "recover restor retriev hack unblock customer", r"""
        \b(?:recover\w*|restor\w*|retriev\w*|unblock)\b.{0,60}\b(?:account|funds?|money|password|wallet|bitcoin
        |crypto|instagram|facebook)\b.{0,120}(?:@|\b(?:help\w*|legit|contact|dm|thanks?|recommend\w*|genius|hacker
        |message|expert|cares?)\b)
        | \b(?:lost|stolen|hacked|disabled)\b.{0,60}\b(?:funds?|account|bitcoin|wallet)\b.{0,120}\b(?:recover\w*
        |contact\s@|dm\sme) | \bcustomer\scare\srep | \banti\s?hack\b | \bhacker\b.{0,40}(?:@|\bcontact|\blegit)
        | \bhelp\b.{0,30}\bunblock\b"""),
    _rule(Lure.PROMOTION, 2,
        "followers promot featur ambassador collab send sell jual stock order promo our invest trade editor "
        "designer dm", r"""
        \b(?:buy|get|gain|sell\w*|cheap)\b.{0,20}\b(?:followers|likes|subscribers|views)\b.{0,60}(?:\b(?:dm|cheap
        |fast|site|page|bio|visit|instant\w*|price)\b|@)
        | \bpromote\s(?:it\s|this\s|your\s\w+\s)?(?:on|at)\b.{0,6}@ | \bfeature\w*\b.{0,40}\b(?:dm|on\s@|send)
        | \b(?:ambassador|collab\w*|model)\b.{0,40}(?:\b(?:dm|message|send)\b.{0,20}@|\bdm\s(?:us|me)\b)
        | \bsend\s(?:a\s|this\s|your\s|it\s|us\s)*(?:pic\w*|photo|post|dm|message)?\s?(?:to\s)?@
        | \bdm\s(?:it\s|us\s|this\s|your\s)?(?:to|on|at)\s?@ | \bdm\s@
        | \bi\s(?:sell|am\sselling)\b
        | \b(?:jual|ready\sstock|open\sorder|promo)\b.{0,60}\b(?:wa|dm|cek|bio|murah|hubungi|followers?)\b
        | \b(?:video|graphic)\s(?:editor|designer)\b.{0,60}\b(?:dm|hire|contact|available)\b
        | \b(?:invest\w*|trad\w+)\b.{0,30}\bwith\s(?:me|@) | \binvestment\sproposal"""),
    _rule(Lure.MIRACLE, 2, "spell herb herpes cure illuminati", r"""
        \b(?:spell\s?cast\w*|herbal(?:ist)?|herpes|love\sspell|\bdr\.?\s?\w+\b.{0,60}\b(?:cure[sd]?|herbs)
        |cured\b.{0,40}\b(?:dr|herbs?|herbal))\b.{0,160}(?:@|\b(?:contact|help\w*|thanks?|whats|cured?|dm)\b)
        | \bjoin\b.{0,30}\billuminati\b"""),
)  # fmt: skip

#: Looking for these first spares most texts most patterns.
_PIECES = tuple(sorted(frozenset().union(*(rule.needs for rule in _RULES))))

_TRADE = re.compile(
    r"\b(?:invest(?:ed|ing|ment|ments|or|ors)?|trad(?:e|es|ed|er|ers|ing)|profit\w*|withdr[ae]w\w*|deposit\w*"
    r"|payouts?|bit\s?coins?|btc|crypto\w*|forex"
    r"|fx|binary|mining|broker\w*|returns?\s(?:of|on|in)|earned|earnings?|capital|testimon\w+|inversion\w*"
    r"|invertir|ganancias?|lucros?|rendite|guadagn\w*|penghasilan)\b"
)
_MONEY = re.compile(_SUMS)
_GAIN = re.compile(
    r"\bi\s?(?:.?ve\s|have\s|just\s|was\sable\sto\s|am\sable\sto\s)*(?:made|make|received?|earn(?:ed)?|got"
    r"|withdr[ae]w|invest(?:e?a?d)?|deposited|started\swith|collected)\b"
    r"|\b(?:profit|return|withdrawal|payout|payment|earning)s?\sof\b|\b(?:got|get|been)\spaid\b|\b(?:in|within"
    r"|after)\s(?:just\s|only\s)*(?:\d+|a|one|two|three|few|seven)\s?(?:working\s|trading\s)?(?:days?|weeks?"
    r"|hours?)\b"
    r"|\breceiv(?:ing|ed)\b|\bstart\s?up\b|\bzunachst\b|\bhabe?\b.{0,20}\bverdient\b|\bgane\b|\bganhei\b"
    r"|\bj.ai\sgagne\b|\bho\sguadagnato\b"
)
_PRAISE = re.compile(
    r"\b(?:thanks?|thank\syou|thankful|grateful|gratitude|appreciat\w*|recommend\w*|recommendat\w*|shout\s?out"
    r"|help\sof|reliable|trust(?:ed|worthy)?|legit\w*|honest\w*|genuine\w*|testif\w*"
    r"|god\s?sent|worthy|credits?\sto|transparency|expertise|diligence|mentor\w*|manager|coach|strategist|analyst"
    r"|guidance|platform|leadership|changed\smy\slife|life\schanging|chang\w+\smy\slife"
    r"|saved\smy\slife|smile\son|massive|mrs|ma.?am|sir|miss|gracias|danke|grazie|obrigad[oa]|merci|terima\skasih)\b"
)
_DISGUISED = re.compile(r"#\w*_\w*|#\w*(?:fx|trade|invest|money|profit|wealth|pips)\w*")
_TURN = re.compile(
    r"\bga?ve\s(?:it|her|him|this)\sa\s(?:try|trial)\b|\bscam\b.{0,60}\b(?:until|till)\b|\bdebt\s?free\b"
    r"|\bfinancial(?:ly)?\s(?:free\w*|problem\w*)|\byou\s(?:can|may)\s(?:as\swell\s)?(?:do\sthe\s)?same\b"
)


def lures(text: str) -> dict[Lure, int]:
    """The lures in a text (folded, lower case, without accents), each with its weight: 2 suffices alone, 1 does not."""
    found: dict[Lure, int] = {}
    here = {piece for piece in _PIECES if piece in text}
    for rule in _RULES:
        if found.get(rule.lure, 0) < rule.weight and not here.isdisjoint(rule.needs) and rule.pattern.search(text):
            found[rule.lure] = rule.weight
    if weight := _testimony(text):
        found[Lure.TESTIMONY] = weight
    return found


#: How many parts a testimony may have.
PARTS = 6


def parts(text: str) -> tuple[bool, bool, bool, bool, bool, bool]:
    """Which parts of a testimony a text has: trade, a sum, a disguised handle, a gain, praise, a turn of fortune."""
    return (
        bool(_TRADE.search(text)),
        bool(_MONEY.search(text)),
        "#" in text and bool(_DISGUISED.search(text)),
        bool(_GAIN.search(text)),
        bool(_PRAISE.search(text)),
        bool(_TURN.search(text)),
    )


def _testimony(text: str) -> int:
    """How much a text reads as "I earned so much, thanks to @somebody": several of its parts must meet."""
    trade, money, disguised, gain, praise, turn = parts(text)
    named = disguised or "@" in text
    together = trade + money + named + gain + praise + turn
    if disguised and (together >= 3 or (gain and money)):
        return 2
    if together >= 4 or (trade and named and (money or praise)) or (money and named and gain):
        return 2
    return 1 if together >= 2 and (trade or (money and (gain or named)) or (named and praise)) else 0


def is_spam_by_rules(found: Mapping[Lure, int]) -> bool:
    """Whether the lures found make a comment spam: one of weight 2, or several of weight 1."""
    return sum(found.values()) >= SPAM_WEIGHT
