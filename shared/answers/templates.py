"""The sentences that drafts are made of. None promises anything, and none says who is to blame.

``{words}`` are the person's own, ``{about}`` is the concern, ``{place}`` is where the brand can be reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from shared.domain.mentions.theme import Theme

ANY_CONCERN = (
    "Thank you for telling us. You wrote “{words}”, and we would like to understand it better.",
    "We read your post, “{words}”. That is not what anybody wishes for.",
    "We are sorry to read “{words}”.",
    "“{words}”: we hear you.",
)

OPENINGS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        Theme.SAFETY: (
            "You wrote “{words}”. Your safety comes first: if anybody is hurt, please see a doctor.",
            "Thank you for the warning, “{words}”. Please keep yourself and others away from any danger.",
            "We take a report like “{words}” very seriously, and hope that nobody was hurt.",
            "“{words}” must have been frightening. Please stay safe.",
        ),
        Theme.DATA_BREACH: (
            "You wrote “{words}”. We know how worrying that is.",
            "“{words}” is a thought that nobody likes to live with.",
            "Thank you for asking about your data. We read “{words}”.",
        ),
        Theme.DISCRIMINATION: (
            "You wrote “{words}”. Everybody deserves respect, and we want to hear you.",
            "Thank you for speaking up. We read “{words}” with great concern.",
            "“{words}” is a serious matter, and we treat it as one.",
        ),
        Theme.OUTAGE: (
            "You wrote “{words}”. We know how annoying that is when you need it.",
            "We see your report, “{words}”, and those of others.",
            "“{words}”: thank you for telling us where it does not work.",
            "We are sorry for the trouble: “{words}”.",
        ),
        Theme.BILLING: (
            "You wrote “{words}”. Matters of money need a clear answer.",
            "Thank you for raising this. “{words}” should be looked at by a person.",
            "We read “{words}”, and understand that you want to know where your money is.",
        ),
        Theme.DELAY: (
            "You wrote “{words}”. To wait without news is hard.",
            "We are sorry about the wait that you describe, “{words}”.",
            "“{words}”: we understand that your patience is worn out.",
        ),
        Theme.SERVICE: (
            "You wrote “{words}”. We read it, and we want to hear the rest.",
            "We are sorry that you had to write “{words}” before somebody answered.",
            "“{words}” is not the experience that we want you to have.",
        ),
    }
)
"""By concern; those that are not here take the ones for any."""

QUESTIONS = (
    "You asked: “{words}” That is a fair question.",
    "Thank you for asking. We read your question, “{words}”",
    "“{words}”: you are right to ask.",
    "Others would like to know the same as you: “{words}”",
)
"""Where the words that are repeated are a question, whatever it is about."""

WITHOUT_WORDS = (
    "Thank you for your post about {about}. We read it.",
    "We saw what you wrote about {about}.",
    "Your post about {about} has reached us.",
)
"""Where the person's words must not be repeated, because they name somebody."""

NOT_KNOWN = (
    "We do not know yet what exactly is behind it.",
    "What happened is still being looked at, and we would rather not guess.",
    "There is nothing confirmed that we could tell you yet.",
)
"""What can be said while no fact is confirmed."""

NEXT_BY_MAIL = (
    "Please write to {place}, so that somebody can look at it with you.",
    "A person reads what you send to {place}; please tell us more there, and nothing private here.",
    "You reach the people who can look into it at {place}.",
)
NEXT_ON_PAGE = (
    "What you can do now, and how to reach us, is at {place}.",
    "Please tell us more at {place}, and nothing private here.",
    "You reach the people who can look into it by {place}.",
)


def label_of(concern: str) -> str:
    """The concern as a person says it.

    >>> label_of("data_breach"), label_of("question")
    ('data breach', 'your question')
    """
    return {"question": "your question", "complaint": "your experience"}.get(concern, concern.replace("_", " "))


def about_of(concern: str) -> str:
    """What a post is about, within a sentence.

    >>> about_of("question"), about_of("recall")
    ('what you would like to know', 'the recall')
    """
    said = {
        "question": "what you would like to know",
        "complaint": "your experience",
        Theme.RECALL: "the recall",
        Theme.OUTAGE: "the outage",
        Theme.DELAY: "the delay",
        Theme.DATA_BREACH: "your data",
        Theme.SERVICE: "our service",
        Theme.LEGAL: "the legal side",
        Theme.BOYCOTT: "the boycott",
        Theme.LAYOFFS: "the layoffs",
    }
    return said.get(concern, concern.replace("_", " "))
