"""A breach of a rule in a draft of an answer: the rule, and the words that broke it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple


class Rule(StrEnum):
    """What an answer must not do."""

    TIME = "time"
    BLAME = "blame"
    PERSONAL = "personal"
    COPY = "copy"


REASONS: Mapping[Rule, str] = MappingProxyType(
    {
        Rule.TIME: "promises a time that no confirmed fact names",
        Rule.BLAME: "admits or assigns blame that no confirmed fact states",
        Rule.PERSONAL: "names personal data, or asks for it in public",
        Rule.COPY: "is more than 80 % alike another answer of this crisis",
    }
)


class Breach(NamedTuple):
    """The rule that is broken, and the words that break it, as they are written."""

    rule: Rule
    words: str

    @property
    def text(self) -> str:
        """The breach for a person.

        >>> Breach(Rule.TIME, "by Friday").text
        '“by Friday” promises a time that no confirmed fact names'
        """
        return f"“{self.words}” {REASONS[self.rule]}"
