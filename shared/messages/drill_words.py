"""The words of a drill: what happens in it beside the posts, and its score card beside the team's earlier drills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.domain.drill import Inject, Score

WIDTH = 14

TALK = "Talk about it while it is fresh, without blame: what helped, what was missing, who does what?"


def inject_text(inject: Inject) -> str:
    """What happens, as a sentence that goes on.

    >>> inject_text(Inject(12, "A journalist", "calls: is it true?"))
    'a journalist calls: is it true?'
    """
    return f"{inject.who[:1].lower()}{inject.who[1:]} {inject.text}"


def score_lines(score: Score, earlier: Sequence[Score] = (), *, over: bool = True) -> list[str]:
    """A line for each thing that counts; ``earlier`` are the scores before, the latest first.

    While the drill is not ``over``, what has not happened can still come.

    >>> score_lines(Score(detected=6, words_due=2, words_in_time=1), [Score(detected=4.5)])[:2]
    ['detected      after 6 minutes (before: 4.5)', 'acknowledged  not at all (before: never)']
    """
    return [f"{name:{WIDTH}}{told}" for name, told in score_rows(score, earlier, over=over)]


def score_rows(score: Score, earlier: Sequence[Score] = (), *, over: bool = True) -> Iterator[tuple[str, str]]:
    """The same in two columns."""
    if score.detected is not None or not score.plan:  # in a table-top exercise nothing is
        yield "detected", _minutes(score.detected, [one.detected for one in earlier], over=over)
    yield "acknowledged", _minutes(score.acknowledged, [one.acknowledged for one in earlier], over=over)
    yield "first word", _minutes(score.first_word, [one.first_word for one in earlier], over=over)
    if score.plan:
        yield "plan", _plan(score)
        yield "steps", f"{score.steps_done} of {score.steps} done"
        yield "clock", _clock(score, earlier, over=over)
    if score.detected is not None:
        yield "drafts", _drafts(score, over=over)


def _minutes(value: float | None, before: Sequence[float | None], *, over: bool) -> str:
    known = ["never" if each is None else f"{each:g}" for each in before]
    when = _when(value) if value is not None or over else "not yet"
    return f"{when} (before: {', '.join(known)})" if known else when


def _when(value: float | None) -> str:
    if not value:
        return "not at all" if value is None else "at once"
    return f"after {value:g} minute{'' if value == 1 else 's'}"


def _plan(score: Score) -> str:
    if score.right_plan is None:
        return score.plan
    if score.plan != score.wanted_plan:
        return f"{score.plan}; this drill asks for {score.wanted_plan}"
    return f"{score.plan}, the right one" if score.right_plan else f"{score.plan}, the right one, but nobody began it"


def _clock(score: Score, earlier: Sequence[Score], *, over: bool) -> str:
    if not score.words_due:
        return "no public word was due" if over else "no public word is due yet"
    before = ", ".join(f"{one.words_in_time} of {one.words_due}" for one in earlier if one.words_due)
    words = "public word" if score.words_due == 1 else "public words"
    told = f"{score.words_in_time} of {score.words_due} {words} in time"
    return f"{told} (before: {before})" if before else told


def _drafts(score: Score, *, over: bool) -> str:
    if not (score.drafts_approved or score.drafts_refused):
        return "no answer to a post was approved" if over else "no answer to a post is approved yet"
    texts = "text" if score.drafts_refused == 1 else "texts"
    return f"{score.drafts_approved} approved, {score.drafts_refused or 'no'} {texts} refused by the rules for answers"
