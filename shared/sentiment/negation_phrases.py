"""Negation by phrase: a cleaned text in, the same text with such phrases in plain words out.

"Couldn't be happier" praises and "far from perfect" does not, but their words say the
opposite one by one. VADER's rules and the model read words, so they read the plain
wording; the cleaned text itself, and with it VADER's own compound, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

_UNABLE = r"\b(?:could(?:n'?t| not)|can(?:'?t|not| not))(?: possibly| really| honestly)?"
_BE = r"(?:be|have been|get|feel|have felt|have gone|go)(?: any)?"
_INTENSIFIED = "(?:being |even |remotely |particularly |exactly |really |very |as |any )*"
_NO_ADJECTIVE = (
    "the|my|our|your|his|their|home|here|there|me|us|you|it|him|them|a|an|one|two|three|four|five|six|ten|half|that|"
    "this|what|where|over|before|last|i|we|they|when|if|all|of|to|in|for|at|is|with|from|some|and|or|but|done"
)
_PROBLEM = r"(?:an?|any|one|even one|a single|even a single|the slightest|so much as an?)"

_COMPARATIVES = {
    "better": "good", "worse": "bad", "nicer": "nice", "kinder": "kind", "faster": "fast", "quicker": "quick",
    "smoother": "smooth", "sweeter": "sweet", "prouder": "proud", "clearer": "clear", "simpler": "simple",
    "safer": "safe", "slower": "slow", "ruder": "rude", "cheaper": "cheap", "sadder": "sad", "madder": "mad",
    "cooler": "cool", "stronger": "strong", "softer": "soft", "warmer": "warm", "duller": "dull", "dumber": "dumb",
    "weaker": "weak", "meaner": "mean", "prettier": "pretty", "fresher": "fresh", "fairer": "fair",
}  # fmt: skip
_VERBS = "work|load|open|function|start|charge|connect|respond|reply|hold|heat|move|run|fit|turn|stay|answer|care|help"

_TROUBLE = (
    "problems?|issues?|complaints?|faults?|troubles?|hiccups?|glitch(?:es)?|bugs?|regrets?|crash(?:es)?|hitch(?:es)?|"
    "failures?|breakdowns?|worr(?:y|ies)|quibbles?|difficult(?:y|ies)|hassles?|dull moments?"
)
_TROUBLE_LETTERS = (
    "problem|issue|complaint|fault|trouble|hiccup|glitch|bug|regret|crash|hitch|failure|breakdown|worr|quibble|"
    "difficult|hassle|dull moment"
)
_HAD = "(?:had|have|got|gotten|get|received|seen|experienced|encountered|been given|heard)"
_NEVER = r"(?:never|(?:have|has|had)(?:n'?t| not)|not)(?: once| ever| yet| even)*"
_HARDLY = "(?:hardly|barely|scarcely)"
_ADJECTIVE_ENDING = "(?:ed|ful|ing|al|ive|able|ible|ent|ant|ous|ic|y|id|at|od|ct|ar|st|un)"


def _denied(found: re.Match[str], valences: Mapping[str, float]) -> str:
    """Far from good is poor; far from bad is good."""
    return "decent" if valences.get(found[1].lower(), 0.0) < 0 else f"poor, not {found[1]}"


def _denied_noun(found: re.Match[str], valences: Mapping[str, float]) -> str:
    """Far from a disaster is good, far from a success is poor, and far from a city is a place."""
    return _denied(found, valences) if valences.get(found[1].lower(), 0.0) else found[0]


def _lacking(found: re.Match[str], valences: Mapping[str, float]) -> str:
    """Hardly any trouble is fine, hardly any answer is poor."""
    return "works fine" if valences.get(found[1].lower(), 0.0) < 0 else f"poor, no {found[1]}"


def _always(found: re.Match[str], valences: Mapping[str, float]) -> str:
    """Never fails to impress is great; never fails to disappoint is not."""
    return f"always {found[1]}" if valences.get(found[1].lower(), 0.0) < 0 else f"great, always {found[1]}"


def _exclusive(found: re.Match[str], valences: Mapping[str, float]) -> str:
    """Nothing but trouble is much trouble, nothing but praise much praise."""
    valence = sum(valences.get(word, 0.0) for word in found[1].lower().split())
    return f"{'great' if valence > 0 else 'terrible' if valence < 0 else 'only'} {found[1]}"


def _superlative(found: re.Match[str], valences: Mapping[str, float]) -> str:
    """Couldn't be nicer, or more nice, is very nice; a word that is no comparative leaves the text as it is."""
    word = found[1].lower()
    plain = f"{word[:-3]}y" if word.endswith("ier") else _COMPARATIVES.get(word, "" if word.endswith("er") else word)
    if not plain:
        return found[0]
    return f"{'terrible' if valences.get(plain, valences.get(word, 0.0)) < 0 else 'great'}, very {plain}"


_NOT_AT_ALL = (
    "(?:by no means|in no way|not in the least|not in the slightest|not the least bit|"
    "not (?:even )?(?:remotely|exactly|particularly))"
)
_CANNOT = "couldn't couldnt could can't cant cannot"
_NEVER_WORDS = "never haven't havent hasn't hasnt hadn't hadnt"

_Plain = str | Callable[[re.Match[str], Mapping[str, float]], str]

_RULES: tuple[tuple[str, str, str, _Plain], ...] = (
    (_CANNOT, "more", rf"{_UNABLE} {_BE} more ([a-z]+)", _superlative),
    (_CANNOT, "less", rf"{_UNABLE} {_BE} less ([a-z]+)", _denied),
    (_CANNOT, "er|worse", rf"{_UNABLE} {_BE} ([a-z]+er|worse)\b", _superlative),
    (_CANNOT, " for ", rf"{_UNABLE} (?:ask|hope|wish) for (?:an? |any )?(?:more|better|nicer|kinder)", "very good"),
    (
        _CANNOT,
        "recommend|thank|praise",
        rf"{_UNABLE} (recommend|thank|praise)((?: [\w@]+){{0,4}}?) (?:enough|more|highly enough)",
        r"highly \1\2",
    ),
    (
        _CANNOT,
        "beat|fault|go wrong|enough",
        rf"{_UNABLE} (?:be beaten|be beat|beat|fault|go wrong with|get enough of)\b",
        "love",
    ),
    (_CANNOT, " wait ", rf"{_UNABLE} wait(?= (?:to|for|till|until)\b)", "so excited"),
    ("impossible hard", " to ", r"\b(?:impossible|hard) to (?:fault|beat|dislike)\b", "very good"),
    ("hesitate", " to", r"\b(?:would|will|do|did)(?:n'?t| not) hesitate to\b", "would gladly"),
    ("hardly barely scarcely", " wait", rf"\b(?:can|could) {_HARDLY} wait\b", "so excited"),
    (
        "far way miles",
        " from ",
        rf"(?<!not )\b(?:far|a long way|miles) (?:away )?from {_INTENSIFIED}(?!(?:{_NO_ADJECTIVE})\b)([a-z]+)",
        _denied,
    ),
    ("anything", " but ", rf"\banything but {_INTENSIFIED}(?:an? )?([a-z]+)", _denied),
    ("nowhere", "ere ", rf"\bnowhere (?:near|close to) {_INTENSIFIED}(?!(?:{_NO_ADJECTIVE})\b)([a-z]+)", _denied),
    ("close", "close to ", rf"\bnot (?:even )?close to {_INTENSIFIED}(?!(?:{_NO_ADJECTIVE})\b)([a-z]+)", _denied),
    (
        "means way least slightest remotely exactly particularly",
        "by no|in no|not ",
        rf"\b{_NOT_AT_ALL} (?!(?:{_NO_ADJECTIVE})\b)([a-z]+)",
        _denied,
    ),
    ("less", "less than", rf"\bless than (?!(?:{_NO_ADJECTIVE})\b)([a-z]+{_ADJECTIVE_ENDING})\b", _denied),
    ("hardly barely scarcely even", "ly |not even", rf"\b(?:{_HARDLY}|not even) ({_VERBS})s\b", r"poor, doesn't \1"),
    (
        f"{_NEVER_WORDS} hardly barely any single",
        _TROUBLE_LETTERS,
        rf"\b(?:{_HARDLY} any|{_NEVER} {_HAD} {_PROBLEM}|without an?y?|without a single) (?:{_TROUBLE})\b",
        "works fine",
    ),
    ("hardly barely scarcely", "ly any ", rf"\b{_HARDLY} any ([a-z]+)", _lacking),
    ("barely hardly", "ly notic", rf"\b{_HARDLY} notic\w+ (?:any |the |an? )?", "no "),
    ("hardly barely scarcely", "ly ever", rf"\b{_HARDLY} ever (\w+)", _lacking),
    ("hardly scarcely", "ly ", r"\b(?:hardly|scarcely) (?:an? )?(?!(?:surprising|a surprise)\b)([a-z]+)", _denied),
    ("barely", "barely ", r"\bbarely (?!(?:used|worn|touched|new)\b)((?:an? )?[a-z]+)", _denied),
    (
        "call",
        "not what ",
        r"\bnot what (?:i|we|you|anyone|most)(?: would| could|'d) call (?:an? )?([a-z]+)",
        _denied,
    ),
    ("far", "far from a", r"(?<!not )\bfar from an? ([a-z]+)", _denied_noun),
    (
        "never",
        " so | such | more | this ",
        r"\bnever (?:once )?(?:been|felt|seen|had|met|known) (?:so|such an?|such|more|this) ([a-z]+)",
        _superlative,
    ),
    ("nothing", "nothing short|nothing less|nothing if", r"\bnothing (?:short of|less than|if not) (?:an? )?", "very "),
    ("nothing", "nothing but|nothing ex", r"\bnothing (?:but|except) (?:the )?([a-z]+(?: [a-z]+)?)", _exclusive),
    (
        "never",
        "better|worse",
        rf"\bnever {_HAD[:-1]}|used|tried|owned|met|known|felt|been) (?:an? |any )?(better|worse)\b",
        _superlative,
    ),
    (
        f"{_NEVER_WORDS} single",
        _HAD.strip("(?:)"),
        rf"\b{_NEVER} {_HAD} {_PROBLEM} (?!(?:better|worse|more|such|so|few|lot|bit|good|chance)\b)([a-z]+)",
        _lacking,
    ),
    ("single", "not", r"\bnot (?:a|one)? ?single ([a-z]+)", r"no \1"),
    ("never", " down", r"\bnever (?:once |ever )*(?:let|lets|letting) (?:me|us|you|anyone) down\b", "always reliable"),
    ("never", "disappoint", r"\bnever (?:once |ever )*disappoint(?:s|ed)?\b", "always great"),
    ("never", "never fail|never cease", r"\bnever (?:fail|fails|failed|ceases?) to (\w+)", _always),
    ("fail fails failed", " to ", r"\b(?:fail|fails|failed) to (\w+)", r"doesn't \1"),
    ("bad", "my bad", r"\b(?:sorry\W+)?my bad\b", "noted"),
    ("cap", "no cap", r"\bno cap\b", "honestly"),
)
"""Words of which one stands in every text with the phrase, letters of which some do, the phrase, and its plain wording.

In their order.
"""

_TRIGGERS = frozenset(word for words, *_ in _RULES for word in words.split())


def in_plain_words(clean: str, lower: Iterable[str], valences: Mapping[str, float]) -> str:
    """The text with each negation by phrase in plain words; ``lower`` are its words in lower case.

    ``valences`` tell what is good and what is bad.

    >>> in_plain_words("It couldn't be easier", ["it", "couldn't", "be", "easier"], {"easy": 1.9})
    'It great, very easy'
    >>> words = "far from perfect, nothing but trouble"
    >>> in_plain_words(words, words.split(), {"perfect": 2.7, "trouble": -1.7})
    'poor, not perfect, terrible trouble'
    """
    triggers = _TRIGGERS.intersection(lower)
    if not triggers:
        return clean
    letters = clean.lower() if clean.isascii() else None  # other scripts have letters that count as Latin ones
    for words, some, pattern, plain in _compiled():
        if words.isdisjoint(triggers) or (letters is not None and not any(map(letters.__contains__, some))):
            continue
        clean = pattern.sub(plain if isinstance(plain, str) else partial(plain, valences=valences), clean)
        letters = clean.lower() if letters is not None else None
    return clean


@cache
def _compiled() -> list[tuple[frozenset[str], list[str], re.Pattern[str], str | Callable[..., str]]]:
    return [
        (frozenset(words.split()), letters.split("|"), re.compile(pattern, re.IGNORECASE), plain)
        for words, letters, pattern, plain in _RULES
    ]
