"""What people do in a table-top exercise: one set of rules for the API and for the buttons of its page.

Each returns what holds: where somebody did the same before, that is theirs.
"""

from __future__ import annotations

from shared.domain.drill import Drill
from shared.domain.errors import IllegalTransition, InvalidInput, NotFound
from shared.domain.text import clean_text
from shared.plans.table_top import MOST_NOTE, Act
from shared.store.drill import drills, table_tops
from shared.store.drill.drill_end import plan_of


def running(drill_id: str, now_ms: int) -> Drill:
    """The table-top exercise of this id, which goes on.

    Raises:
        NotFound: there is no such drill.
        IllegalTransition: it has posts, or it is over.
    """
    drill = drills.get(drill_id)
    if not drill.table_top:
        raise IllegalTransition(
            "this drill has posts: act on its crisis, on its page or with POST /moments/{id}/steps/{n}, as for real"
        )
    if not drill.runs(now_ms):
        raise IllegalTransition("this exercise is over; its page has the score card")
    return drill


def do_step(drill: Drill, number: int, act: Act) -> Act:
    """Note that somebody did the step of this number, from 1.

    Raises:
        NotFound: the plan has no such step.
    """
    steps = plan_of(drill).steps
    if not 0 < number <= len(steps):
        raise NotFound(f"the plan has {len(steps)} steps, and no step {number}", field="n")
    return table_tops.tick(drill.id, steps[number - 1].id, act.at_ms, act.by)


def tell_inject(drill: Drill, number: int, act: Act) -> Act | None:
    """Note that somebody told the inject of this number, from 1, before its minute; ``None``: that is over, it came.

    Raises:
        NotFound: the drill has no such inject.
    """
    if not 0 < number <= len(drill.injects):
        raise NotFound(f"the drill has {len(drill.injects)} injects, and no inject {number}", field="n")
    if drill.inject_ms(drill.injects[number - 1]) <= act.at_ms:
        return None
    return table_tops.tell(drill.id, number - 1, act.at_ms, act.by)


def say_update(drill: Drill, act: Act) -> Act:
    """Note that an update went out."""
    return table_tops.say(drill.id, act.at_ms, act.by)


def write_note(drill: Drill, text: str, act: Act) -> Act:
    """Write something down for the talk afterwards, on one line.

    Raises:
        InvalidInput: it is empty or too long.
        IllegalTransition: the exercise has too many notes.
    """
    note = " ".join(clean_text(text).split())
    if not note:
        raise InvalidInput("the note is empty; write down what you want to talk about", field="note")
    if len(note) > MOST_NOTE:
        raise InvalidInput(f"the note has {len(note)} characters; at most {MOST_NOTE} are kept", field="note")
    return table_tops.write_down(drill.id, act._replace(text=note))
