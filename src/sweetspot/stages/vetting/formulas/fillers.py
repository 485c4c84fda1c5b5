"""Words that captions are full of and that name no subject: chat, courtesies, calls to act, days and months."""

from __future__ import annotations

import re

from sweetspot.stages.vetting.formulas.comments.languages import SMALL_WORDS

_FILLERS = {
    "calls": """link links bio follow following followers comment comments tag share save swipe giveaway code discount
        sale shop sponsored advertisement gifted collab collaboration partner partnership werbung anzeige kooperation
        publicité publi publicidad patrocinado pubblicità iklan endorse instagood instadaily instagram tiktok youtube
        reels reel viral fyp foryou foryoupage explore explorepage photooftheday picoftheday followme likeforlike new
        post video today day week subscribe click repost via credit captured handled tonight tomorrow yesterday monday
        tuesday wednesday thursday friday saturday sunday january february march april may june july august september
        october november december shopee lazada promo diskon klik cek download""",
    "en": """haha hahaha hehe hihi thx thankyou tysm pls plz yes yeah yep yay okay guys guyss everyone someone
        anyone something anything everything anyway maybe cause cuz because actually literally basically honestly kinda
        sorta gotta lemme hello hey hi bye hope use using used let lets make makes made making take taking took come
        coming going gone give giving looking thing things way lot lots bit ago soon later back over still
        even ever every each another other others first last next many few little big great amazing awesome happy fav
        cute crazy feel feeling feels see seeing seen say says said tell told try trying find found keep put left right
        before after again always through until while since off down away out around into onto own same such both any
        some enough well able sure done isn aren wasn weren doesn didn hasn haven couldn wouldn shouldn i'm i'll i've
        i'd you're you'll we're we'll they're it's that's there's here's what's let's don't can't won't didn't doesn't
        isn't wasn't haven't""",
    "es": """jaja jajaja jeje hoy mañana ayer día días semana gracias buenos buenas años vez veces así cosa cosas
        alguien algo nada cada otro otra otros otras mismo misma solo sólo aunque mientras después antes desde hasta
        entre donde cual cuál pues luego entonces voy va van ver dar sé ahora aquí allí tan tanto feliz amor lunes
        martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto septiembre
        octubre noviembre diciembre""",
    "de": """haha heute morgen gestern tag tage woche leider gerade einfach vielleicht eigentlich natürlich endlich
        bisschen etwas nichts alles alle jeder jede jedes andere anderen mehr weniger ganz ohne durch gegen vor unter
        zwischen bis seit weil damit diese dieser dieses jetzt also denn sondern machen macht gemacht geht gehen kommt
        kommen sagen sagt bleibt bleiben freue hallo ihr eure euer euren montag dienstag mittwoch donnerstag freitag
        samstag sonntag januar februar märz april mai juni juli august september oktober november dezember""",
    "fr": """haha mdr lol aujourd'hui demain hier jour jours semaine bonsoir coucou salut voilà encore toujours jamais
        peu beaucoup chose choses quelque chaque autre autres même mêmes après avant depuis pendant entre sous vers
        chez donc alors puis là ici ça cela ceux celle celui vais va vont aller dire dit voir vu
        lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre
        octobre novembre décembre""",
    "pt": """haha kkk kkkk rs hoje amanhã ontem dia dias semana vez coisa coisas alguém algo nada cada outro outra
        outros outras mesmo mesma só depois antes desde até entre cada então agora ainda tão tanto fazer faz feito ver
        dizer bora gostei oi olá feliz segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril
        maio junho julho agosto setembro outubro novembro dezembro""",
    "it": """ahah ahaha oggi domani ieri giorno giorni settimana buongiorno buonasera volta volte cosa cose qualcosa
        qualcuno niente ogni altro altra altri altre stesso stessa solo dopo prima fino mentre quindi allora poi ora
        adesso qui qua là fare fatto fa dire detto vedere lunedì martedì mercoledì giovedì venerdì sabato
        domenica gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre""",
    "id": """haha hihi hehe wkwk wkwkwk wk gue gua gw gwe lo lu loe elo aq sy uda dah sdh udh blm ngga engga gk tdk ndak
        klo kl klu kalau krn karna dgn dg sm utk tuk pake pakai ato bgt bngt bget lgsg lgs langsung skrg skrng skarang
        sekarang kmu km kmrn kemarin besok nanti jgn jangan ttp tetap tetep cmn cma cuma cuman hanya kan kok tuh yak
        yah yaa yaaa inii ituu bs bsa jg jga sampe sampai smpe tp tpi trus terus gitu gini begini begitu banyak smua
        smoga amin aamiin mimin admin sobat gengs guys dngn dr dri pd pada dalam oleh akan telah sedang masih pernah
        setiap tiap para sang si hari minggu bulan tahun pagi siang sore malam lbh lebih kurang paling sangat lupa
        yaa nya banget semua kah pun deh loh lho nah hai halo teman temen kalian aku ku mu bareng bersama senin selasa
        rabu kamis jumat sabtu januari februari maret april juni juli agustus september oktober november desember""",
}  # fmt: skip
_WORDS = frozenset(word for words in _FILLERS.values() for word in words.split())
_DRAWN_OUT = re.compile(r"(\w)\1+$")


def is_filler(word: str) -> bool:
    """Whether a word in lower case, with straight apostrophes, names no subject in any language that is known.

    Small words do not, nor do those above, however drawn out: `yesss` is read as `yes`.
    """
    return word in SMALL_WORDS or word in _WORDS or _DRAWN_OUT.sub(r"\1", word) in _WORDS
