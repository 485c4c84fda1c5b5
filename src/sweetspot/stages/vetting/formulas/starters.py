"""With which word lists does a workspace begin? Short ones, of plain words, in seven languages, to be edited."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Starter:
    """A list to begin with: terms parted by commas; `except_beside` names the words beside which a term is no match."""

    key: str
    name: str
    terms: str
    except_beside: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each term with the words beside which it does not count."""
        beside = {term: tuple(words.split()) for term, words in self.except_beside}
        terms = dict.fromkeys(" ".join(term.split()) for term in self.terms.split(","))
        return tuple((term, beside.get(term, ())) for term in terms)


#: Each in the order English, Spanish, German, French, Portuguese, Italian, Indonesian.
STARTERS = (
    Starter(
        "alcohol", "Alcohol",
        """alcohol, beer, beers, wine, wines, vodka, whisky, whiskey, gin, rum, tequila, champagne, cocktail, cocktails,
        drunk, hangover, aperol, cerveza, vino, borracho, borracha, resaca, bier, wein, schnaps, sekt, betrunken, kater,
        bière, vin, ivre, gueule de bois, cerveja, vinho, cachaça, bêbado, bêbada, ressaca, birra, ubriaco, ubriaca,
        alkohol, bir, anggur merah, mabuk""",
        (
            ("wine", "colour color lipstick red nail"), ("champagne", "colour color gold"), ("kater", "katze miau"),
            ("alcohol", "free wipes"), ("rum", "um herum"), ("cocktail", "dress ring"), ("bir", "bir"),
        ),
    ),
    Starter(
        "gambling", "Gambling",
        """casino, casinos, gambling, betting, sportsbook, slot machine, jackpot, roulette, blackjack, poker,
        free spins, apuestas, tragamonedas, ruleta, glücksspiel, sportwetten, spielautomat, wettquote, jeux d'argent,
        paris sportifs, machine à sous, apostas, caça-níqueis, roleta, cassino, scommesse, gioco d'azzardo, slot online,
        judi, taruhan, judi online""",
    ),
    Starter(
        "politics", "Politics",
        """election, elections, vote for, president, parliament, democrats, republicans, left wing, right wing, protest,
        elecciones, partido político, presidente, manifestación, wahl, wahlen, bundestag, bundeskanzler, demonstration,
        élections, parti politique, assemblée nationale, manifestation, eleições, partido, elezioni, partito politico,
        parlamento, pemilu, partai, presiden, demonstrasi""",
        (("wahl", "erste beste freie qual"), ("presidente", "avenida"), ("president", "company club")),
    ),
    Starter(
        "adult", "Adult content",
        """nsfw, porn, porno, onlyfans, nude, nudes, naked, sexy, sex, erotic, strip club, desnuda, desnudo, erótico,
        nackt, erotik, érotique, nue, pelada, pelado, erótica, nuda, nudo, erotico, telanjang, bugil""",
        (
            ("nude", "lipstick lip palette nails heels shade tone makeup colour color"), ("naked", "palette juice"),
            ("nue", "peau"),
        ),
    ),
    Starter(
        "violence", "Violence and weapons",
        """gun, guns, shot, shooting, rifle, pistol, knife fight, murder, kill, killed, blood, bomb, terror,
        arma, armas, pistola, asesinato, tiroteo, waffe, waffen, mord, schießerei, arme à feu, fusillade, meurtre,
        assassinato, tiroteio, omicidio, sparatoria, senjata, pembunuhan, bom""",
        (
            ("shot", "photo photos picture pictures camera film espresso shots one best coffee by"),
            ("shooting", "photo photos photoshoot video star stars camera today"), ("gun", "glue nail massage"),
            ("kill", "look vibe"), ("killed", "it look"), ("blood", "orange type donation"), ("bomb", "bath"),
            ("mord", "ort"), ("arma", "letal"), ("bom", "dia"),
        ),
    ),
    Starter(
        "health", "Health claims",
        """cures, cure for, miracle cure, heals, detox, lose weight fast, weight loss, burns fat, fat burner,
        anti cancer, boosts immunity, no side effects, clinically proven, cura para, milagroso, quema grasa,
        bajar de peso, sin efectos secundarios, heilt, wundermittel, fettverbrenner, abnehmen,
        nebenwirkungsfrei, guérit, remède miracle, perdre du poids, brûle graisse, sem efeitos colaterais,
        emagrecer, queima gordura, guarisce, dimagrire, brucia grassi, senza effetti collaterali, menyembuhkan,
        obat ajaib, menurunkan berat badan,
        tanpa efek samping""",
        (("detox", "digital social phone"),),
    ),
)  # fmt: skip
