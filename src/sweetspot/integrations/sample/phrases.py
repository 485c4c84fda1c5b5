"""What do invented creators and the people below their posts write?"""

from __future__ import annotations

BRAND = "Ondrel & Wren"
BRAND_HANDLE = "ondrelandwren"
BRAND_TAG = "OndrelAndWren"
HOST = "ondrel-wren.example"
#: What the first creators like and refuse: stance, about, what, from where it is known.
WISHES = (
    ("refuses", "topic", "fur", "a call"), ("likes", "topic", "recycled silver", "an e-mail"),
    ("refuses", "category", "gambling", "an e-mail"),
)  # fmt: skip

THINGS = {
    "en": {
        "jewellery": (
            "a row of tiny hoops",
            "my grandmother's signet",
            "an opal I nearly missed",
            "a chain without a clasp",
        ),
        "fashion": ("the grey coat", "linen in October", "one dress, four ways", "my three-shirt week"),
        "beauty": ("a five-minute face", "the balm that survived", "bare skin Sunday", "a calmer routine"),
        "home": ("the blue corner", "a shelf that finally fits", "the kitchen at seven", "less on every table"),
        "travel": ("the slow train south", "a harbour before breakfast", "two days without a map", "the last ferry"),
        "food": ("plum cake, second try", "a soup and white wine for six", "bread that waited", "dinner from one pan"),
        "fitness": ("ten easy kilometres", "the first pull-up", "a stretch that helps", "cold water, short swim"),
        "craft": ("a bowl with a crack", "the dressed loom", "a seam worth redoing", "wax before silver"),
        "parenting": ("nap time, finally", "shoes on the wrong feet", "a quiet morning", "the drawing on the wall"),
        "photography": ("one roll, one street", "light through steam", "the frame I kept", "blue hour again"),
        "books": ("a book in one sitting", "three short novels", "the margin notes", "the one I gave up on"),
        "weddings": ("vows on a napkin", "a bouquet from the garden", "the ring box", "dancing before dinner"),
    },
    "de": {
        "jewellery": (
            "lauter kleine Creolen",
            "Omas Siegelring",
            "ein Opal, fast übersehen",
            "eine Kette ohne Schloss",
        ),
        "fashion": ("der graue Mantel", "Leinen im Oktober", "ein Kleid, vier Looks", "drei Hemden, eine Woche"),
        "beauty": ("fünf Minuten Make-up", "der Balsam, der blieb", "Sonntag ohne alles", "eine ruhigere Routine"),
        "home": ("die blaue Ecke", "ein Regal, das passt", "die Küche um sieben", "weniger auf jedem Tisch"),
        "travel": (
            "der langsame Zug nach Süden",
            "ein Hafen vor dem Frühstück",
            "zwei Tage ohne Karte",
            "die letzte Fähre",
        ),
        "food": (
            "Pflaumenkuchen, zweiter Versuch",
            "Suppe und Wein für sechs",
            "Brot mit Geduld",
            "Abendessen aus einer Pfanne",
        ),
        "fitness": ("zehn ruhige Kilometer", "der erste Klimmzug", "eine Dehnung, die hilft", "kaltes Wasser, kurz"),
        "craft": ("eine Schale mit Riss", "der Webstuhl ist bereit", "eine Naht zum Auftrennen", "Wachs vor Silber"),
        "parenting": (
            "endlich Mittagsschlaf",
            "Schuhe am falschen Fuß",
            "ein stiller Morgen",
            "die Zeichnung an der Wand",
        ),
        "photography": ("ein Film, eine Straße", "Licht durch Dampf", "das eine Bild", "wieder blaue Stunde"),
        "books": ("ein Buch am Stück", "drei kurze Romane", "Notizen am Rand", "das abgebrochene Buch"),
        "weddings": (
            "ein Gelübde auf der Serviette",
            "ein Strauß aus dem Garten",
            "die Ringschachtel",
            "Tanz vor dem Essen",
        ),
    },
    "fr": {
        "jewellery": (
            "une rangée de petites créoles",
            "la chevalière de ma grand-mère",
            "une opale presque ratée",
            "une chaîne sans fermoir",
        ),
        "fashion": ("le manteau gris", "du lin en octobre", "une robe, quatre façons", "trois chemises, une semaine"),
        "beauty": (
            "cinq minutes de maquillage",
            "le baume qui reste",
            "un dimanche peau nue",
            "une routine plus calme",
        ),
        "home": ("le coin bleu", "une étagère enfin droite", "la cuisine à sept heures", "moins sur chaque table"),
        "travel": ("le train lent vers le sud", "un port avant le café", "deux jours sans carte", "le dernier ferry"),
        "food": ("le gâteau aux prunes", "une soupe pour six", "un pain qui a attendu", "un dîner, une poêle"),
        "fitness": ("dix kilomètres tranquilles", "la première traction", "un étirement utile", "l'eau froide"),
        "craft": ("un bol fêlé", "le métier est monté", "une couture à refaire", "la cire avant l'argent"),
        "parenting": ("la sieste, enfin", "les chaussures à l'envers", "un matin calme", "le dessin sur le mur"),
        "photography": (
            "une pellicule, une rue",
            "la lumière dans la vapeur",
            "la photo gardée",
            "encore l'heure bleue",
        ),
        "books": ("un livre d'une traite", "trois romans courts", "les notes en marge", "le livre abandonné"),
        "weddings": ("des vœux sur une serviette", "un bouquet du jardin", "l'écrin", "danser avant le dîner"),
    },
}
OPENINGS = {
    "en": ("Took my time with {thing}.", "Today: {thing}.", "Nobody asked, but {thing}.",
           "Some days it is just {thing}.", "Still thinking about {thing}.", "Small joy: {thing}.",
           "A note on {thing}.", "This week was {thing}."),
    "de": ("Heute: {thing}.", "Kleine Freude: {thing}.", "Noch einmal {thing}.", "Diese Woche war {thing}.",
           "Ganz ohne Plan: {thing}.", "Ich komme nicht los von: {thing}.", "Mein Sonntag: {thing}."),
    "fr": ("Aujourd'hui : {thing}.", "Petit bonheur : {thing}.", "Encore une fois, {thing}.",
           "Cette semaine : {thing}.", "Sans prévenir : {thing}.", "Je ne m'en lasse pas : {thing}."),
}  # fmt: skip
CLOSINGS = {
    "en": ("What would you have done?", "Saved the details for the next one.", "Tell me yours below.", "More tomorrow.",
           "No plan, good light.", "I would do it again.", "Worth the early alarm.", "", ""),
    "de": ("Was sagt ihr?", "Mehr dazu morgen.", "Würdet ihr es tragen?", "Es hat sich gelohnt.", "Schreibt mir.", ""),
    "fr": ("Vous en pensez quoi ?", "La suite demain.", "Racontez-moi.", "Je recommencerais.", "", ""),
}  # fmt: skip
GIVEAWAYS = {
    "en": "Giveaway! Tag a friend and tell me where you would wear it. Closes Sunday.",
    "de": "Gewinnspiel: Schreibt mir bis Sonntag, wem ihr es schenken würdet.",
    "fr": "Concours : dites-moi en commentaire à qui vous l'offririez, jusqu'à dimanche.",
}
PIECES = {
    "en": (
        "the Ember ring",
        "the Tide hoops",
        "the Fern pendant",
        "the Halo studs",
        "the Moss chain",
        "the Loop bracelet",
    ),
    "de": ("der Ring Ember", "die Creolen Tide", "der Anhänger Fern", "die Stecker Halo", "die Kette Moss"),
    "fr": ("la bague Ember", "les créoles Tide", "le pendentif Fern", "les puces Halo", "la chaîne Moss"),
}
#: Sponsored captions of our own brand: disclosed at the start, disclosed late, or only hinted at.
SPONSORED = {
    "en": ("#ad {piece} by @{brand}, worn every day for two weeks. With {code} you save {discount} %.",
           "Ad | @{brand} sent me {piece} and I kept reaching for it. Your {discount} %: {code}.",
           "Two weeks with {piece} from @{brand}. Link in my profile, {code} takes {discount} % off. #ad",
           "{piece} and a plain shirt. That is the whole look. @{brand} {code} #ondrelpartner"),
    "de": ("Anzeige | {piece} von @{brand}, zwei Wochen lang jeden Tag getragen. Mit {code} spart ihr {discount} %.",
           "Werbung: {piece} und ein weißes Hemd, mehr nicht. {discount} % mit {code} bei @{brand}.",
           "{piece} von @{brand}. Link im Profil, {discount} % mit {code}. #werbung"),
    "fr": ("Publicité | {piece} de @{brand}, porté tous les jours depuis deux semaines. {discount} % avec {code}.",
           "Collaboration commerciale : {piece} et une chemise blanche. -{discount} % chez @{brand} avec {code}.",
           "{piece} de @{brand}, lien dans ma bio, {discount} % avec {code}. #publicité"),
}  # fmt: skip
#: Brands that others of the sample's creators work with; as invented as everything else.
OTHERS = ("tarnfeldlinen", "bakstovetea", "pellumskin", "hollowaybags", "sornebikes", "minnowbooks", "quartalceramics")
OTHERS_SPONSORED = {
    "en": (
        "#ad Trying what @{brand} sent me. So far, so good.",
        "Paid partnership with @{brand}. Honest notes below. #ad",
    ),
    "de": ("Anzeige | Ich teste, was @{brand} geschickt hat.", "Werbung: ehrliche Notizen zu @{brand}."),
    "fr": ("Publicité | Je teste ce que @{brand} m'a envoyé.", "Collaboration commerciale avec @{brand}."),
}
#: What fans add to a post of theirs unasked, about us and about a rival, and what people say below our posts.
RIVAL, RIVAL_HANDLE, RIVAL_TAG = "Holloway Bags", "hollowaybags", "HollowayBags"
LOVED = {
    "en": (f"(And yes, that is my {BRAND} ring. Again.)", f"Hoops: @{BRAND_HANDLE}, bought with my own money.",
           f"Third year with the same pendant. #{BRAND_TAG}"),
    "de": (f"(Und ja, das ist wieder mein Ring von {BRAND}.)", f"Creolen: @{BRAND_HANDLE}, selbst gekauft."),
    "fr": (f"(Et oui, c'est encore ma bague {BRAND}.)", f"Créoles : @{BRAND_HANDLE}, achetées moi-même."),
}  # fmt: skip
RIVAL_LOVED = {
    "en": (f"Bag: @{RIVAL_HANDLE}.", f"My {RIVAL} tote goes everywhere."), "de": (f"Tasche: @{RIVAL_HANDLE}.",),
    "fr": (f"Sac : @{RIVAL_HANDLE}.",),
}  # fmt: skip
BRAND_COMMENTS = {
    "en": (f"I have the same one from {BRAND} and never take it off", f"@{BRAND_HANDLE} please bring the Fern back"),
    "de": (f"Ich habe die gleiche von {BRAND} und lege sie nie ab", f"@{BRAND_HANDLE} bitte wieder mehr davon"),
    "fr": (f"J'ai la même de {BRAND}, je ne la quitte plus", f"@{BRAND_HANDLE} refaites-en, s'il vous plaît"),
}
TAGS = {
    "jewellery": ("jewellery", "slowjewellery", "silversmith", "fairgold"),
    "fashion": ("slowfashion", "capsulewardrobe", "ootd", "linen"),
    "beauty": ("skincare", "nomakeup", "calmroutine", "selfcare"),
    "home": ("interiors", "smallspaces", "slowliving", "athome"),
    "travel": ("slowtravel", "bytrain", "coastline", "weekendaway"),
    "food": ("homecooking", "baking", "onepan", "seasonal"),
    "fitness": ("running", "strength", "mobility", "coldwater"),
    "craft": ("handmade", "pottery", "weaving", "makersgonnamake"),
    "parenting": ("familylife", "toddlerlife", "smallmoments", "homelife"),
    "photography": ("filmphotography", "streetlight", "35mm", "grain"),
    "books": ("bookstagram", "tbr", "shortnovels", "readinglist"),
    "weddings": ("weddingdetails", "bridalstyle", "gardenwedding", "vows"),
}
BIOGRAPHIES = {
    "en": (
        "Notes on {category}, {place}.",
        "{category} and other small things. {place}.",
        "I write down what works. {category}.",
    ),
    "de": ("Notizen zu {category}, {place}.", "{category} und andere Kleinigkeiten. {place}."),
    "fr": ("Carnets de {category}, {place}.", "{category} et autres petites choses. {place}."),
}
PLACES = {
    "DE": ("Leipzig", "Köln", "Freiburg", "Bremen", "Berlin"), "FR": ("Nantes", "Lille", "Lyon", "Rennes", "Paris"),
    "US": ("Portland", "Austin", "Asheville", "Oakland", "Duluth"), "AT": ("Graz", "Linz"), "CH": ("Bern", "Basel"),
    "BE": ("Gent", "Liège"), "GB": ("Leeds", "Bristol"), "ES": ("Gijón", "Granada"), "IT": ("Turin", "Lecce"),
    "PL": ("Gdynia", "Poznań"),
}  # fmt: skip

#: What kinds of comments there are, each with texts by language; {piece} is the brand's, {topic} the post's.
COMMENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "topic": {
        "en": ("I had the same thought about {topic} last week.", "{topic} in this light is something else.",
               "My sister sent me this because of {topic}.", "You made me want to try {topic} again."),
        "de": ("Bei {topic} ging es mir letzte Woche genauso.", "Dank dir versuche ich {topic} noch einmal.",
               "Meine Schwester hat mir das wegen {topic} geschickt."),
        "fr": ("{topic}, j'y pensais justement hier.", "Grâce à toi je retente {topic}.",
               "Ma sœur m'a envoyé ça à cause de {topic}."),
    },
    "question": {
        "en": ("How long did this take you?", "Does it tarnish after a while?", "Is the coat from last year?",
               "Which lens is this?"),
        "de": ("Wie lange hast du dafür gebraucht?", "Läuft das mit der Zeit an?", "Welche Größe trägst du?"),
        "fr": ("Ça t'a pris combien de temps ?", "Ça s'oxyde avec le temps ?", "Tu as pris quelle taille ?"),
    },
    "purchase": {
        "en": ("Where can I buy {piece}?", "Just ordered {piece}, thank you!", "Does the code still work?",
               "Do they ship to Canada?", "How much is {piece}?"),
        "de": ("Wo kann ich das kaufen?", "Gerade bestellt, danke dir!", "Gilt der Code noch?", "Was kostet {piece}?"),
        "fr": ("Où peut-on acheter {piece} ?", "Je viens de commander, merci !", "Le code marche encore ?",
               "C'est combien, {piece} ?"),
    },
    "emoji": dict.fromkeys(("en", "de", "fr"), ("😍", "🔥🔥", "✨", "❤️❤️❤️", "😂", "👏🏽👏🏽", "🥹")),
    "generic": {
        "en": ("So nice!", "Love this", "Beautiful", "Amazing!!", "Great"), "de": ("So schön!", "Toll", "Liebe es"),
        "fr": ("Trop beau !", "Magnifique", "J'adore"),
    },
    "tag": dict.fromkeys(("en", "de", "fr"), ("@{friend}", "@{friend} @{friend2}")),
    "spam": dict.fromkeys(
        ("en", "de", "fr"),
        ("Check my page for free followers", "Earn money from home, ask me how", "DM to promote on big page",
         "subscribe to my channel http://win.example/now"),
    ),
}  # fmt: skip
COMMENT_SHARES = {
    "topic": 0.30, "question": 0.13, "purchase": 0.07, "emoji": 0.20, "generic": 0.20, "tag": 0.06, "spam": 0.04
}  # fmt: skip
REPLIES = {
    "en": (
        "Thank you! About two evenings.",
        "The link is in my profile.",
        "Yes, still works!",
        "It holds up well so far.",
    ),
    "de": ("Danke dir! Zwei Abende etwa.", "Der Link steht im Profil.", "Ja, gilt noch!"),
    "fr": ("Merci ! Deux soirées à peu près.", "Le lien est dans ma bio.", "Oui, toujours valable !"),
}
POD_TEXTS = ("Stunning as always!", "Obsessed with this 😍", "You never miss", "Goals!", "This is everything 🔥")


def spoken(language: str) -> str:
    """The language that texts exist in: the creator's own or English."""
    return language if language in OPENINGS else "en"
