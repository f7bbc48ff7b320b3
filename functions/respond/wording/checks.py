"""Whether a reply that a model worded may be shown: the model may have made things up, or obeyed a stranger.

The rules for every draft hold (:mod:`shared.answers.lint`). A model must do more: what is confirmed stands in its
reply word for word, and it adds no figure and no address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from functions.respond.wording.prompt import ADDED, Asked
from shared.answers.lint import breaches
from shared.domain.hidden_characters import hidden_character
from shared.sentiment.language import is_english, language_of

_FOREIGN = re.compile(r"https?:|www\.|\w\.\w|[@#<>*_`{}\[\]|\\]")
"""Addresses, handles, tags, and marks of a format: none of them belongs into a reply in plain words."""

_FIGURE = re.compile(r"\d+")


def reply_in(answer: str) -> str:
    """The reply on one line, without quotation marks around all of it, which models like to add.

    >>> reply_in(' "We read your post.\\n\\nPlease write to us." ')
    'We read your post. Please write to us.'
    """
    plain = " ".join(answer.split())
    whole = plain[:1] in {'"', "“"} and plain[-1:] in {'"', "”"} and not set(plain[1:-1]) & set('"“”')
    return plain[1:-1].strip() if whole else plain


def faults(reply: str, asked: Asked, facts: Sequence[str], others: Sequence[str], quoted: str) -> list[str]:
    """Why a reply must not be shown, in words for a person; none if it may.

    ``facts`` are all that were confirmed, ``others`` the approved answers of the crisis, ``quoted`` the post.
    """
    if not reply:
        return ["it wrote nothing"]
    rules = breaches(reply, facts=facts, others=others, contact=asked.contact, quoted=quoted)
    return [*_of_a_model(reply, asked), *(breach.text for breach in rules)]


def _of_a_model(reply: str, asked: Asked) -> Iterator[str]:
    plain, said = _plain(reply), _plain(asked.said)
    own = plain.replace(said, " ").replace(_plain(asked.contact), " ")
    if asked.words:
        own = own.replace(_plain(asked.words), " ")
    if len(reply) > len(asked.said) + ADDED:
        yield "it wrote too much"
    if hidden_character(reply, ""):
        yield "it wrote a hidden character"
    if said not in plain:
        yield "it changed or left out what may be said"
    if asked.contact not in reply:
        yield "it left out where to go"
    if _FOREIGN.search(own):
        yield "it added an address or a mark"
    known = {found[0] for text in (said, asked.words, asked.contact) for found in _FIGURE.finditer(text)}
    if any(found[0] not in known for found in _FIGURE.finditer(own)):
        yield "it added a figure"
    if not is_english(language_of(reply)):
        yield "it did not write English, which is all that the rules know"


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2019", "'").split()).casefold()
