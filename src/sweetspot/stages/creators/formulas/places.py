"""Which country and which language does a cell name?"""

from __future__ import annotations

import unicodedata

from sweetspot.stages.creators.formulas.values import Unreadable, is_missing, short

#: ISO 3166-1 alpha-2 code and the English names under which exports write it, parted by `/`.
_COUNTRIES = """
AD Andorra|AE United Arab Emirates/UAE|AF Afghanistan|AG Antigua and Barbuda|AI Anguilla|AL Albania|AM Armenia
AO Angola|AQ Antarctica|AR Argentina|AS American Samoa|AT Austria/Österreich|AU Australia|AW Aruba|AX Åland Islands
AZ Azerbaijan|BA Bosnia and Herzegovina/Bosnia|BB Barbados|BD Bangladesh|BE Belgium|BF Burkina Faso|BG Bulgaria
BH Bahrain|BI Burundi|BJ Benin|BL Saint Barthélemy|BM Bermuda|BN Brunei/Brunei Darussalam|BO Bolivia
BQ Caribbean Netherlands|BR Brazil/Brasil|BS Bahamas|BT Bhutan|BV Bouvet Island|BW Botswana|BY Belarus|BZ Belize
CA Canada|CC Cocos Islands|CD DR Congo/Congo-Kinshasa|CF Central African Republic|CG Congo/Republic of the Congo
CH Switzerland/Schweiz|CI Côte d'Ivoire/Ivory Coast|CK Cook Islands|CL Chile|CM Cameroon|CN China|CO Colombia
CR Costa Rica|CU Cuba|CV Cabo Verde/Cape Verde|CW Curaçao|CX Christmas Island|CY Cyprus|CZ Czechia/Czech Republic
DE Germany/Deutschland|DJ Djibouti|DK Denmark|DM Dominica|DO Dominican Republic|DZ Algeria|EC Ecuador|EE Estonia
EG Egypt|EH Western Sahara|ER Eritrea|ES Spain/España|ET Ethiopia|FI Finland|FJ Fiji|FK Falkland Islands
FM Micronesia|FO Faroe Islands|FR France|GA Gabon|GB United Kingdom/UK/Great Britain/England/Scotland/Wales
GD Grenada|GE Georgia|GF French Guiana|GG Guernsey|GH Ghana|GI Gibraltar|GL Greenland|GM Gambia|GN Guinea
GP Guadeloupe|GQ Equatorial Guinea|GR Greece|GS South Georgia|GT Guatemala|GU Guam|GW Guinea-Bissau|GY Guyana
HK Hong Kong|HM Heard Island|HN Honduras|HR Croatia|HT Haiti|HU Hungary|ID Indonesia|IE Ireland|IL Israel
IM Isle of Man|IN India|IO British Indian Ocean Territory|IQ Iraq|IR Iran|IS Iceland|IT Italy/Italia|JE Jersey
JM Jamaica|JO Jordan|JP Japan|KE Kenya|KG Kyrgyzstan|KH Cambodia|KI Kiribati|KM Comoros|KN Saint Kitts and Nevis
KP North Korea|KR South Korea/Korea/Republic of Korea|KW Kuwait|KY Cayman Islands|KZ Kazakhstan|LA Laos|LB Lebanon
LC Saint Lucia|LI Liechtenstein|LK Sri Lanka|LR Liberia|LS Lesotho|LT Lithuania|LU Luxembourg|LV Latvia|LY Libya
MA Morocco|MC Monaco|MD Moldova|ME Montenegro|MF Saint Martin|MG Madagascar|MH Marshall Islands
MK North Macedonia/Macedonia|ML Mali|MM Myanmar/Burma|MN Mongolia|MO Macao/Macau|MP Northern Mariana Islands
MQ Martinique|MR Mauritania|MS Montserrat|MT Malta|MU Mauritius|MV Maldives|MW Malawi|MX Mexico/México|MY Malaysia
MZ Mozambique|NA Namibia|NC New Caledonia|NE Niger|NF Norfolk Island|NG Nigeria|NI Nicaragua
NL Netherlands/The Netherlands/Holland|NO Norway|NP Nepal|NR Nauru|NU Niue|NZ New Zealand|OM Oman|PA Panama|PE Peru
PF French Polynesia|PG Papua New Guinea|PH Philippines|PK Pakistan|PL Poland|PM Saint Pierre and Miquelon
PN Pitcairn|PR Puerto Rico|PS Palestine|PT Portugal|PW Palau|PY Paraguay|QA Qatar|RE Réunion|RO Romania|RS Serbia
RU Russia/Russian Federation|RW Rwanda|SA Saudi Arabia|SB Solomon Islands|SC Seychelles|SD Sudan|SE Sweden
SG Singapore|SH Saint Helena|SI Slovenia|SJ Svalbard|SK Slovakia|SL Sierra Leone|SM San Marino|SN Senegal|SO Somalia
SR Suriname|SS South Sudan|ST São Tomé and Príncipe|SV El Salvador|SX Sint Maarten|SY Syria|SZ Eswatini
TC Turks and Caicos Islands|TD Chad|TF French Southern Territories|TG Togo|TH Thailand|TJ Tajikistan|TK Tokelau
TL Timor-Leste|TM Turkmenistan|TN Tunisia|TO Tonga|TR Turkey/Türkiye|TT Trinidad and Tobago|TV Tuvalu|TW Taiwan
TZ Tanzania|UA Ukraine|UG Uganda|UM US Outlying Islands|US United States/USA/United States of America|UY Uruguay
UZ Uzbekistan|VA Vatican City|VC Saint Vincent and the Grenadines|VE Venezuela|VG British Virgin Islands
VI US Virgin Islands|VN Vietnam/Viet Nam|VU Vanuatu|WF Wallis and Futuna|WS Samoa|XK Kosovo|YE Yemen|YT Mayotte
ZA South Africa|ZM Zambia|ZW Zimbabwe
"""
#: ISO 639-1 code and names.
_LANGUAGES = """
af Afrikaans|sq Albanian|am Amharic|ar Arabic|hy Armenian|az Azerbaijani|eu Basque|be Belarusian|bn Bengali/Bangla
bs Bosnian|bg Bulgarian|my Burmese|ca Catalan|zh Chinese/Mandarin|hr Croatian|cs Czech|da Danish|nl Dutch|en English
et Estonian|fi Finnish|fr French/Français|gl Galician|ka Georgian|de German/Deutsch|el Greek|gu Gujarati|he Hebrew
hi Hindi|hu Hungarian|is Icelandic|id Indonesian/Bahasa Indonesia/in|ga Irish|it Italian/Italiano|ja Japanese
kn Kannada|kk Kazakh|km Khmer|ko Korean|ky Kyrgyz|lo Lao|lv Latvian|lt Lithuanian|mk Macedonian|ms Malay
ml Malayalam|mr Marathi|mn Mongolian|ne Nepali|no Norwegian/nb|fa Persian/Farsi|pl Polish|pt Portuguese/Português
pa Punjabi|ro Romanian|ru Russian|sr Serbian|si Sinhala|sk Slovak|sl Slovenian|es Spanish/Español|sw Swahili
sv Swedish|tl Tagalog/Filipino/fil|ta Tamil|te Telugu|th Thai|tr Turkish|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese
cy Welsh|yo Yoruba|zu Zulu
"""


def _folded(text: str) -> str:
    """Lower case, without accents, points and doubled spaces, so that `Türkiye` meets `turkiye`."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'").replace(".", ""))
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _by_name(table: str) -> dict[str, str]:
    found = {}
    for line in table.replace("\n", "|").split("|"):
        code, _, names = line.strip().partition(" ")
        found.update(dict.fromkeys(map(_folded, filter(None, [code, *names.split("/")])), code))
    return found


def _by_code(table: str) -> dict[str, str]:
    lines = (line.strip().partition(" ") for line in table.strip().replace("\n", "|").split("|"))
    return {code: names.split("/")[0] for code, _, names in lines}


_COUNTRY_CODES, _COUNTRY_NAMES = _by_name(_COUNTRIES), _by_code(_COUNTRIES)
_LANGUAGE_CODES, _LANGUAGE_NAMES = _by_name(_LANGUAGES), _by_code(_LANGUAGES)


def country(text: str) -> str | None:
    """The ISO 3166-1 code of a country named or coded: `Spain`, `es`, `Türkiye`; raises Unreadable for others."""
    if is_missing(text):  # `NA` is read as not available, and so Namibia has to be written out
        return None
    code = _COUNTRY_CODES.get(_folded(text))
    if code is None:
        raise Unreadable(f"“{short(text)}” is not a country we know; write its name in English or its two letters")
    return code


def country_name(code: str) -> str:
    """What a country is called in English: `DE` is `Germany`; a code that is none stays as it is."""
    return _COUNTRY_NAMES.get(code, code)


def language_name(code: str) -> str:
    """What a language is called in English: `es` is `Spanish`; a code that is none stays as it is."""
    return _LANGUAGE_NAMES.get(code, code)


def language(text: str) -> str | None:
    """The ISO 639-1 code of a language named or coded: `English`, `fr-FR`; raises Unreadable for others."""
    if is_missing(text):
        return None
    plain = _folded(text)
    code = _LANGUAGE_CODES.get(plain) or _LANGUAGE_CODES.get(plain.replace("_", "-").split("-")[0])
    if code is None:
        raise Unreadable(f"“{short(text)}” is not a language we know; write its name in English or its code")
    return code
