"""The token of one button: it permits one act on one crisis, one step of its plan, or one answer, for an hour.

A page makes its tokens anew each time it is shown. A token says what its page showed: it acts only on
moments that the person could see, so a button on an old page acknowledges nothing that has come since.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.errors import NotFound
from shared.domain.moments.act import Act
from shared.domain.moments.history import reopened_ms
from shared.domain.moments.moment import Moment
from shared.domain.time import HOUR_MS
from shared.links.page_link import PageLink, Scope
from shared.links.signature import check_signature, signature

VALID_MS = HOUR_MS
"""How long a button can be pressed after its page was shown."""

SIGNATURE_BYTES = 16
BUTTONS = (Act.ACK, Act.RESOLVE, Act.DISMISS)
"""What a page can have a button for."""

_FIELDS, _STEP_FIELDS, _ANSWER_FIELDS = 6, 7, 8


class ActionToken(NamedTuple):
    """What a button does: the act, on the crisis of the link's moment, as far as it was seen at ``seen_ms``.

    ``link`` is that by which the person came, so that the answer can lead back to the page. ``step`` is the id of
    the step of the plan that is done, if the button says so, and ``draft`` that of the draft whose answer is approved;
    then the act is a note.
    """

    act: Act
    link: PageLink
    seen_ms: int
    until_ms: int
    step: str = ""
    draft: str = ""

    def expired(self, now_ms: int) -> bool:
        """Whether the page is too old for its button."""
        return now_ms >= self.until_ms


def seen_ms(moments: Iterable[Moment]) -> int:
    """The newest of the times at which one of the moments was detected or reopened."""
    return max((max(moment.detected_ms, reopened_ms(moment) or 0) for moment in moments), default=0)


def action_tokens(link: PageLink, shown: Iterable[Moment], now_ms: int, key: bytes) -> dict[str, str]:
    """The tokens of a page's buttons, by act; none if the link does not permit to act (any more).

    >>> from shared.links.page_link import Scope, new_link
    >>> link = new_link("a1b2c3d4e5f6", Scope.ACT, 1, 1_772_373_900_000)
    >>> list(action_tokens(link, [], 1_772_373_900_000, b"key")), action_tokens(PageLink("a1"), [], 0, b"key")
    (['ack', 'resolve', 'dismiss'], {})
    """
    if not link.may_act(now_ms):
        return {}
    seen, until_ms = seen_ms(shown), now_ms + VALID_MS
    return {act.value: action_token(ActionToken(act, link, seen, until_ms), key) for act in BUTTONS}


def step_tokens(link: PageLink, steps: Iterable[str], now_ms: int, key: bytes) -> dict[str, str]:
    """The tokens that say of a step that it is done, by the step's id; none if the link does not permit to act."""
    if not link.may_act(now_ms):
        return {}
    return {step: action_token(ActionToken(Act.NOTE, link, now_ms, now_ms + VALID_MS, step), key) for step in steps}


def answer_tokens(link: PageLink, drafts: Iterable[str], now_ms: int, key: bytes) -> dict[str, str]:
    """The tokens that approve the answer to a post, by the draft's id; none if the link does not permit to act."""
    if not link.may_act(now_ms):
        return {}
    until_ms = now_ms + VALID_MS
    return {draft: action_token(ActionToken(Act.NOTE, link, now_ms, until_ms, draft=draft), key) for draft in drafts}


def action_token(token: ActionToken, key: bytes) -> str:
    """The part of the address after ``/a/``."""
    link = token.link
    numbers = (link.level, link.until_day or 0, token.seen_ms, token.until_ms)
    last = ["", token.draft] if token.draft else [token.step] if token.step else []
    text = ".".join([token.act, link.moment_id, *(f"{number:x}" for number in numbers), *last])
    return f"{text}.{signature(f'action {text}', key, SIGNATURE_BYTES)}"


def verified_action(token: str, keys: Iterable[bytes]) -> ActionToken:
    """What the button does for which ``token`` was made; whether it has expired is for the caller to ask.

    Raises:
        NotFound: it was not made with any of these keys.
    """
    text, _, given = token.rpartition(".")
    check_signature(f"action {text}", given, keys, SIGNATURE_BYTES)
    fields = text.split(".")
    if len(fields) not in (_FIELDS, _STEP_FIELDS, _ANSWER_FIELDS):
        raise NotFound("there is no such page", field="token")
    level, until_day, seen, until_ms = (int(field, 16) for field in fields[2:_FIELDS])
    link = PageLink(fields[1], scope=Scope.ACT, level=level, until_day=until_day)
    return ActionToken(Act(fields[0]), link, seen, until_ms, *fields[_FIELDS:])
