"""Which language a post is in, as far as the sentiment lexicon cares: English or not.

The channel's own field comes first, unless the script contradicts it (Mastodon
clients label Chinese posts "en"). Without a field, the script decides, then the most
frequent words of eleven languages vote. Deterministic, a few microseconds, no model.
"""

from __future__ import annotations

import re
from collections import Counter

UNKNOWN = ""

_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""Codes that name no language: ISO 639's own, and the private ones of X for bare links, tags and media."""

_COMMON = {
    "en": """the and is to of in it for that this you my with was have are not on be so they your just but get what i a an me we
        he she his her him us our at as by or if no do did does done has had can will would could should from out up down about
        now when how why who all more some one been than then there their them these those after before over back again still
        only into am im dont cant its it's i'm don't can't too very much any own way day time new good great go going got make
        made want need know think see look work works use please thanks thank never ever every really yes love like best last
        first here where which were because while through off against same other such few most both each being having doing
        come came take give says said say man men war die hat war bad fast gut art kind rat rote note mine era son sin con
        sola red pan once main sale comment on or car pour dans chat pain est tour data per come solo do mas os no de para
        long live next week today tomorrow night home help better worst phone flight people delayed
        cancelled angeles vegas paso airport""",
    "de": """der die das und ist nicht ich es ein eine zu mit auf für den dem war sind auch wie aber noch wird bei wir ihr sie er
        mir mich dich uns euch haben habe hat hast kann können nur schon wenn weil dass oder sehr mehr keine kein einen einem
        einer nach vom zum zur im am um über wieder immer heute morgen jetzt hier doch mal ja nein seit gibt warum leider
        in nie schlecht schlechter schlechte kaputt danke macht geht""",
    "fr": """le la les et est pas je un une des que pour dans ce il qui ne sur avec mais c'est au vous nous plus du en tu elle on
        ils sont suis mon ma mes ton ta votre notre cette ces être avoir fait faire très bien aussi tout tous toujours jamais
        encore rien même où quand comment pourquoi parce aux ont avez j'ai n'est qu'il d'un d'une merci depuis chez
        mauvais mauvaise adore j'adore marche panne colis commande""",
    "es": """el la los las y es no que en un una por con para se lo mi como pero más muy del esta está qué de al su sus me te le
        nos ya si sí yo tú él ella son ser estar hay tiene tengo hace hacer todo todos nada nunca siempre también porque
        cuando donde dónde cómo este esto eso ese hoy ahora bien gracias sin sobre desde hasta mis tu fue han ni
        mal malo mala servicio pedido producto nadie funciona quiero ayuda vuelo""",
    "it": """il gli e è non che di un una per con sono mi ma come più della questo anche ho ha si lo la le i del dei delle nel
        nella al alla da dal io tu lui lei noi voi loro ci ti vi se perché quando dove cosa molto tutto tutti sempre mai
        ancora già oggi ora grazie essere avere fatto hanno abbiamo sei stato questa quello
        servizio adoro pessimo prodotto funziona pacco ordine mio mia nessuno""",
    "pt": """o os as e é não que de um uma por com para se mas como mais muito do da em está eu meu você na no nas nos dos das
        ao à ele ela eles isso esse essa este esta tem ter ser são foi já só também porque quando onde tudo todos nada nunca
        sempre hoje agora bem obrigado obrigada pra minha sem até sobre vai vou
        serviço péssimo pela pelo adoro produto pedido funciona consigo conta ninguém vergonha ajuda""",
    "nl": """de het een en is niet ik van dat op te zijn met voor maar ook er aan wat nog bij naar dit heb je jij hij zij wij ze
        mijn jouw ons onze deze die geen wel kan kunnen moet moeten wordt worden al als dan toch weer nu hier waar waarom
        heeft hebben was waren heel veel meer altijd nooit vandaag morgen bedankt over uit om
        slecht slechte werkt pakket bestelling vlucht niemand""",
    "sv": """och att det är inte jag en ett som på för av med har till om den de vi ni kan men så nu när var vad här mycket från
        min mitt din alla bara eller ska skulle vara blir också aldrig alltid tack idag
        fungerar paket hjälpen appen dålig ingen""",
    "pl": """nie jest się na to że do jak tak ale za od po co przez już tylko czy są był była było mnie mi ja ty dla jestem bardzo
        jeszcze teraz dziś nigdy zawsze dlaczego dziękuję i
        aplikacja działa zła obsługa paczka nikt konto""",
    "tr": """bir ve bu da de için ne çok ben sen biz değil var yok ama gibi daha kadar olarak her şey mi mı neden hiç bugün şimdi
        teşekkürler olan bana sonra
        uygulama hala kötü gelmedi sipariş""",
    "id": """yang dan di ini itu tidak dengan untuk dari ke saya aku kamu ada akan bisa sudah juga tapi kalau karena lagi banget
        nggak gak udah aja sama mau kenapa terima kasih""",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_LANGUAGES = {
    word: tuple(language for language in _WORDS if word in _WORDS[language])
    for words in _WORDS.values()
    for word in words
}
_FOREIGN = frozenset(_LANGUAGES) - _WORDS["en"]
"""The words that are not English as well."""

SURE = 3
"""Half votes for another language that are enough; two are in a post of :data:`FEW` words and none for English."""

FEW = 3
"""From so many words on, a post without any common English word is looked at twice."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_NOISE = re.compile(r"https?://\S+|[@#]\w+")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
MOSTLY = 0.5
"""The share of letters from which on a script decides."""


def language_of(text: str, field: str = UNKNOWN) -> str:
    """A two-letter code, ``""`` where nothing tells.

    >>> language_of("Das ist nicht gut"), language_of("这个产品有问题", "en"), language_of("ok", "en-GB")
    ('de', 'zh', 'en')
    >>> language_of("👍👍")
    ''
    """
    words = _NOISE.sub(" ", text) if "@" in text or "#" in text or "://" in text else text
    return _by_script(words) or _primary(field) or _by_votes(words)


def is_english(language: str) -> bool:
    """Whether the lexicon may speak; the unknown (a lone emoji, a name) counts as English.

    >>> is_english(""), is_english("en"), is_english("de")
    (True, True, False)
    """
    return language in (UNKNOWN, "en")


def _primary(field: str) -> str:
    code = field[:20].strip().lower().replace("_", "-").partition("-")[0]
    if not re.fullmatch(r"[a-z]{2,3}", code) or code in _NO_LANGUAGE:
        return UNKNOWN
    return "en" if code == "eng" else code


def _by_script(text: str) -> str:
    if text.isascii():
        return UNKNOWN
    letters = sum(map(str.isalpha, text))
    for language, script in _SCRIPTS:
        if letters and len(script.findall(text)) / letters >= MOSTLY:
            return language
    # Japanese mixes its own syllables with Chinese characters; either alone may be under half.
    mixed = len(_SCRIPTS[0][1].findall(text)) + len(_SCRIPTS[2][1].findall(text))
    return "ja" if letters and mixed / letters >= MOSTLY else UNKNOWN


def _by_votes(text: str) -> str:
    """The language with the most of its common words in the post, each once; half a vote for what is English too."""
    words = set(_WORD.findall(text.lower().replace("\u2019", "'")))
    english = words & _WORDS["en"]
    if _FOREIGN.isdisjoint(words):
        return "en" if english else UNKNOWN
    votes: Counter[str] = Counter()
    for word in words & _LANGUAGES.keys():
        for language in _LANGUAGES[word]:
            votes[language] += 1 if word in english else 2
    rival = sum(1 if len(_LANGUAGES[word]) > 1 else 2 for word in english)
    votes.pop("en", None)
    best = max(votes.values())
    if best > rival and (best >= SURE or (not english and len(words) >= FEW)):
        return next(language for language in _WORDS if votes[language] == best)
    return "en" if english else UNKNOWN
