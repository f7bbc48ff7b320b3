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
    | \b(?i:card|account)\s(?i:number\s)?(?i:ending|(?:that\s)?ends)\s(?i:(?:in|with|on)\s)?\d+
    | \b(?i:your\s(?:flat|house|home|apartment|room))\s(?i:at|in|on)\s(?i:the\s)?[A-Z]\w+
    | \b(?i:your\s(?:late\s|elderly\s|little\s)?(?:father|mother|husband|wife|son|daughter|child|partner
        |brother|sister|grand\w+)'s)\s
        (?i:\w+\s)?(?i:policy|account|contract|order|claim|loan|death|illness|funeral|stay|operation|treatment
            |file|booking)\b
    | \b(?i:from|in|on|to)\s(?i:your\s(?:file|records?|profile|history|medical|account
        |statement))\b(?=[^.!?]*\b(?i:you)\b)
    | \b(?i:it\s(?:was|is)|this\s(?:was|is))\s(?!Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|Christmas|Easter
        |English)[A-Z][a-z]{2,}\s
        (?i:at|in|from|on|who)\b
    | \b(?i:order|booking|customer|reference|account|contract|ticket|case|invoice
        |parcel|tracking|passport|policy|reservation|member)
      \s?(?i:is\s|was\s|no\.?\s?|number\s(?:is\s)?|nr\.?\s?|id\s
          |code\s)?[:#]?\s?(?=[A-Z0-9-]*\d)[A-Z0-9][A-Z0-9-]{4,}\b
    | \b\d+[a-z]?\s(?:[A-Z][\w'-]+\s){1,3}
        (?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Way|Close|Court|Terrace|Crescent|Gardens|Boulevard
            |Grove|Mews|Walk)\b
    | \b(?:[A-Z][\w'-]+\s){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Way|Close|Court)\s\d+
    | \b(?i:flat|apartment)\s\d+\b
    | \b(?i:(?:you\swere|was|were)\sborn|your\s(?:birthday|date\sof\sbirth|medical|diagnosis|illness|pregnancy))\b
    | \b(?i:(?:you\s(?:have|suffer\sfrom)|(?:your|his|her)(?:\s\w+'s)?)\s
        (?:diabetes|cancer|asthma|epilepsy|depression|hiv|dementia|an?\sdisability|an?\sallergy|allergy|covid))\b
    | \b(?i:you\sare|you're)\s(?i:pregnant|disabled|ill|hiv\spositive|blind|deaf|terminally|on\s(?:medication
        |benefits|parole|probation)|diabetic|allergic|epileptic|bankrupt)\b
    | \b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Herr|Frau|Señora?|Madame|Monsieur)\.?\s[A-Z][\w'-]+
    | \b(?:Hi|Hiya|Hello|Dear|Hey|Thanks|Thank\syou|Sorry|Cheers|(?:Good\s)?(?:Morning|Evening|Afternoon
        |morning|evening|afternoon)),?\s
        (?!Customers?\b|Guests?\b|All\b|Everyone\b|Team\b|Friends?\b|Neighbours?\b)[A-Z][a-z'-]+(?:\s[A-Z][a-z'-]+)?
    """,
    re.VERBOSE,
)
_ILLNESS = (
    r"(?:diabetes|cancer|asthma|epilepsy|depression|anxiety|hiv|dementia|disabilit(?:y|ies)|allerg(?:y|ies)|covid|"
    r"stroke|arthritis|migraines?|autism|adhd|leuka?emia|tumours?|tumors?|eczema|hepatitis|addiction|alcoholism|"
    r"anorexia|heart\s(?:condition|disease|attack)|(?:blood\s)?pressure|pregnancy|miscarriage|chemotherapy|dialysis|"
    r"coeliac\sdisease)"
)
_PEOPLE = (
    r"(?:colleague|manager|agent|driver|pilot|nurse|neighbou?r|husband|wife|son|daughter|mother|father|brother|sister|"
    r"child|friend|employee|cashier|assistant|supervisor|technician|engineer|boss|steward(?:ess)?|captain|conductor|"
    r"guard|officer|clerk|courier|teacher|doctor|tenant|landlord|waiter|waitress|receptionist)"
)
_NAMED = re.compile(
    rf"\b(?:(?i:{_PEOPLE})\s[A-Z][a-z]+(?:\s[A-Z][\w'-]+)?|(?i:ask\s(?:for\s)?|speak\s(?:to|with)\s|"
    rf"talk\sto\s)(?!Us\b|Any\b|Customers?\b|Our\b)[A-Z][a-z]+\b|(?i:your|his|her)\s(?:\w+'s\s|"
    rf"\w+\s)?(?i:{_ILLNESS})\b|(?i:because\sof|due\sto|given)\s(?i:your|his|her)\s(?:\w+\s)?(?i:illness|condition|"
    rf"age|religion|salary|debts?|income|health|weight|surgery|treatment|medication)\b|"
    rf"(?<!I'm\s)(?<!I\sam\s)(?<!his\sis\s)(?!(?i:we|they|the|you|our|your|people|some\w*|any\w*|every\w*|"
    r"customers?|staff|help|news|those|these|all|more|both|nobody|prices?|what|who|that|this|reports?|"
    r"questions?)\b)[A-Z][a-z]{2,}\s(?:from|at|in|on)\s(?:the|our)\s(?:\w+\s)?(?:shift|team|desk|till|branch|counter|"
    r"department|reception|front\sdesk))"
)
"""Somebody's name beside who they are, and what somebody suffers from."""

_WANTED = (
    r"(?:phone|mobile|telephone|cell|order|booking|account|customer|card|contract|reference|policy|member(?:ship)?|"
    r"client|full\sname|names?|surname|e-?mail|address|postcode|zip(?:\scode)?|date\sof\sbirth|birthday|birth\s?date|"
    r"passport|licen[cs]e|id|identity|iban|password|pin|social\ssecurity|insurance|tracking|number|you\s(?:were\sborn|"
    r"live))"
)
_PLACE = (
    r"(?:here|below|publicly|in\s(?:public|(?:the|a|this|your|our)\s(?:comments?|thread|reply|replies|chat\sbelow|"
    r"post))|under\s(?:this|our|the)\s(?:post|video|photo)|as\sa\s(?:comment|reply))"
)
_ASKS = (
    r"(?:post|reply|comment|tell|write|send|share|give|put|drop|leave|answer|add|paste|type|enter|upload|attach|show|"
    r"confirm|let\sus\s(?:have|know)|provide|need|what(?:'s|\sis|\swas|\sare))"
)
_YOUR = r"(?:your|the|when|where)"
_ASKED = re.compile(
    rf"""
      \b{_ASKS}\b(?=[^.!?;]*\b{_PLACE}\b)[^.!?;]*?\b{_YOUR}\s(?:[\w-]+\s){{0,4}}?{_WANTED}\b[^.!?;]*
    | \b(?:reply|comment|answer)\s(?:\w+\s)?with\syour\s(?:\w+\s)?{_WANTED}\b
    | \b(?:what(?:'s|\sis)|tell\sus)\s(?:your|the)\s(?:\w+\s){{0,2}}?(?:card|account|iban|pin|password|passport|
        date\sof\sbirth|social\ssecurity|phone|(?:long\s)?number\s(?:on|of)\s(?:\w+\s){{0,4}}?(?:card|passport|id))\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_ASKED = re.compile(
    r"\b(?:don't|do\snot|never|not|nothing|nobody|no\sone|rather\sthan|instead\sof|without|avoid)\b", re.IGNORECASE
)
"""Who says that something must not be sent in public does not ask for it."""

_CONDITION = re.compile(r"\bif\s+(?:you|anybody|anyone|someone|somebody)\b[^,.!?]*", re.IGNORECASE)
"""What holds for whom it holds for tells nothing about anybody."""


_PARTS = re.compile(r"(?<=[.!?;])\s")


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
    yield from (found[0] for found in _NAMED.finditer(_CONDITION.sub(" ", plain)) if found[0].casefold() not in public)
    yield from (
        found[0] for part in _PARTS.split(plain) if not _NOT_ASKED.search(part) for found in _ASKED.finditer(part)
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
