"""The buttons of the page: forms that post to the address of one action each. A page without tokens has none."""

from __future__ import annotations

from collections.abc import Mapping

from shared.domain.moments.history import acknowledged
from shared.html.form import button, text_area
from shared.html.markup import Markup, element
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.crisis_words import status_text

BY_LENGTH, NOTE_LENGTH, ANSWER_LENGTH = 60, 200, 2_000

ACTION_TEXT = {
    "ack": "Acknowledge: I am on it",
    "resolve": "It is over",
    "dismiss": "False alarm",
}
"""The actions of which a page can have a button, the most important first."""


def step_button(step: str) -> str:
    """The name, among the permitted actions, of the one that says that this step of the plan is done."""
    return f"step:{step}"


def answer_button(draft: str) -> str:
    """The name, among the permitted actions, of the one that approves the answer of this draft."""
    return f"answer:{draft}"


def approve(text: str, token: str, model: str = "") -> Markup:
    """The folded form that approves the answer to a post, to be changed first; ``model`` may word another draft."""
    words = text_area("text", text, rows=8, maxlength=str(ANSWER_LENGTH), spellcheck="true", dir="auto")
    by = element("input", name="by", maxlength=str(BY_LENGTH), autocomplete="name")
    worded = button("Let a model word it", name="do", value="word", lesser=True) if model else Markup()
    form = element(
        "form",
        element("label", "The answer, as you want it", words),
        element("label", "Your name, if you are not signed in ", by),
        button("Approve: I stand for it"),
        worded,
        method="post",
        action=f"../a/{token}",
    )
    return element("details", element("summary", "Approve an answer"), form, class_="approve")


def tick(number: int, token: str) -> Markup:
    """The button beside a step; it works without a script, and a screen reader says of which step it is."""
    words = element("span", f": step {number}", class_="unseen")
    done = element("button", "Done", words, type="submit", class_="lesser")
    return element("form", done, method="post", action=f"../a/{token}", class_="tick")


def action_block(figures: CrisisFigures, tokens: Mapping[str, str]) -> Markup:
    """Who is on it, and the buttons; ``tokens`` are the permitted actions, each with its signed token."""
    if not figures.ongoing and not tokens:
        return Markup()
    left = [moment for moment in figures.moments if moment.status.ongoing and not acknowledged(moment)]
    shown = {name: token for name, token in tokens.items() if name in ACTION_TEXT and (left or name != "ack")}
    first = _form("ack", shown["ack"]) if "ack" in shown else Markup()
    others = [_form(name, shown[name], lesser=True) for name in ACTION_TEXT if name in shown and name != "ack"]
    closing = "Close it by hand" if figures.ongoing else "Was it a false alarm?"
    more = element("details", element("summary", closing), *others) if others else Markup()
    said = element("p", status_text(figures), _joined(len(left)) if figures.care.taken and left else "")
    return element("div", said, first, more, class_="actions")


def _joined(count: int) -> str:
    """What has joined a crisis that somebody takes care of: as the crisis is no worse for it, no phone rings.

    >>> _joined(2)
    ' 2 moments have joined; they are no worse, so nobody is paged for them.'
    """
    words, them = ("moment has joined; it is", "it") if count == 1 else ("moments have joined; they are", "them")
    return f" {count} {words} no worse, so nobody is paged for {them}."


def _form(name: str, token: str, *, lesser: bool = False) -> Markup:
    """A form of one action. Nobody has to fill in anything: the token says for whom the link was made."""
    by = element("input", name="by", maxlength=str(BY_LENGTH), autocomplete="name")
    why = element("label", "Why (optional) ", element("input", name="note", maxlength=str(NOTE_LENGTH)))
    fields = [element("label", "Your name (optional) ", by), why if lesser else Markup()]
    press = button(ACTION_TEXT[name], lesser=lesser)
    return element("form", press, *fields, method="post", action=f"../a/{token}")
