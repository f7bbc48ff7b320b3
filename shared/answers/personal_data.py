"""The personal data in a text: of the person who is answered, or of anybody else; and what asks for it in public."""

from __future__ import annotations

import re
from collections.abc import Iterator

_EMAIL = re.compile(r"[^\s@<>,;:“”\"()]+@[^\s@<>,;:“”\"()]+\.\w+")
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]*")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w.])\+?\(?\d[\d\s().-]{5,}\d(?!\w)")
_IP = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
_DATA = re.compile(
    r"""
      \b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,}(?:\s?[A-Z0-9]{1,3})?\b  # IBAN
    | \b(?i:card|account)\s(?i:number\s)?(?i:ending|(?:that\s)?ends)\s(?i:in|with|on)\s\d+
    | \b(?i:order|booking|customer|reference|account|contract|ticket|case|invoice
        |parcel|tracking|passport|policy|reservation|member)
      \s?(?i:is\s|was\s|no\.?\s?|number\s(?:is\s)?|nr\.?\s?|id\s|code\s)?[:#]?\s?(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,}\b
    | \b\d+[a-z]?\s(?:[A-Z][\w'-]+\s){1,3}
        (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Way|Close|Court)\b
    | \b(?:[A-Z][\w'-]+\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Way|Close|Court)\s\d+
    | \b(?i:flat|apartment)\s\d+\b
    | \b(?i:(?:you\swere|was|were)\sborn|your\s(?:birthday|date\sof\sbirth|medical|diagnosis|illness|pregnancy))\b
    | \b(?i:(?:you\s(?:have|suffer\sfrom)|(?:your|his|her)(?:\s\w+'s)?)\s
        (?:diabetes|cancer|asthma|epilepsy|depression|hiv|dementia|an?\sdisability|an?\sallergy|allergy|covid))\b
    | \b(?i:you\sare|you're)\s(?i:pregnant|disabled|ill|diabetic|allergic|epileptic|bankrupt)\b
    | \b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Herr|Frau|Señora?|Madame|Monsieur)\.?\s[A-Z][\w'-]+
    | \b(?:Hi|Hello|Dear|Hey|Thanks|Thank\syou|Sorry),?\s
        (?!Customers?\b|Guests?\b|All\b|Everyone\b|Team\b|Friends?\b|Neighbours?\b)[A-Z][a-z'-]+(?:\s[A-Z][a-z'-]+)?
    """,
    re.VERBOSE,
)
_WANTED = (
    r"(?:phone|mobile|telephone|order|booking|account|customer|card|contract|reference|full\sname|name|e-?mail|address|"
    r"date\sof\sbirth|birthday|password|number)"
)
_ASKED = re.compile(
    rf"""
      \b(?:post|reply|comment|tell\sus|write|send|share|give\sus|put|drop|leave|answer)\b[^.!?]*\byour\s(?:\w+\s)?{_WANTED}\b
      [^.!?]*\b(?:here|below|publicly|in\s(?:the|a)\s(?:comments?|thread|reply))\b
    | \b(?:reply|comment|answer)\s(?:\w+\s)?with\syour\s(?:\w+\s)?{_WANTED}\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONDITION = re.compile(r"\bif\s+(?:you|anybody|anyone|someone|somebody)\b[^,.!?]*", re.IGNORECASE)
"""What holds for whom it holds for tells nothing about anybody."""


def personal_words(text: str, allowed: str) -> Iterator[str]:
    """The words that are personal data, or ask for it; those that stand in ``allowed`` are public.

    >>> list(personal_words("Write to help@acme.example or ana@mail.example.", "help@acme.example"))
    ['ana@mail.example']
    """
    public = allowed.casefold()
    emails = list(_EMAIL.finditer(text))
    yield from (found[0] for found in emails if found[0].casefold() not in public)
    plain = _EMAIL.sub(" ", _URL.sub(" ", text))
    addresses = [found[0] for pattern in (_IP, _HANDLE) for found in pattern.finditer(plain)]
    yield from addresses
    plain = _IP.sub(" ", plain)
    yield from (found[0] for found in _PHONE.finditer(plain) if _digits(found[0]) not in _digits(allowed))
    yield from (found[0] for found in _DATA.finditer(_CONDITION.sub(" ", plain)) if found[0].casefold() not in public)
    yield from (found[0] for found in _ASKED.finditer(plain))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
