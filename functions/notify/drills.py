"""What a tick does for drills: mails what happens in them, and ends those that are over or must give way.

Every mail has a name, so that a tick that comes twice, late or after a crash sends nothing twice. The end is told
before the drill is closed: if that breaks off, the next tick closes it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.notify.decision import moment_links
from functions.notify.outbox import store
from functions.notify.outbox.delivery import succeeds
from shared.domain.drill import Drill
from shared.domain.moments.moment import SYSTEM
from shared.domain.time import MINUTE_MS
from shared.runtime.telemetry import logger
from shared.store.drill import drills

if TYPE_CHECKING:
    from shared.plans.table_top import Played

LATEST_MS = 15 * MINUTE_MS
"""An inject that could not be sent for so long is left out: it would come in the middle of something else."""


def keep_drills(now_ms: int) -> list[bool]:
    """Do all that is due in drills; whether each worked."""
    try:
        found = drills.untold()
    except (BotoCoreError, ClientError) as error:
        logger.warning("drills are not read", error=type(error).__name__)
        return [False]
    return [succeeds(drill.id, partial(_keep, drill, now_ms)) for drill in found]


def _keep(drill: Drill, now_ms: int) -> None:
    from functions.notify.messages.mails import drill_mail  # noqa: PLC0415 - most minutes have no drill
    from shared.plans.table_top import Played  # noqa: PLC0415 - as before
    from shared.store.drill import drill_end, table_tops  # noqa: PLC0415 - as before

    link = _link(drill, now_ms)
    why = drill.why if drill.ended_ms else drill_end.stop_reason(drill, now_ms)
    played = table_tops.played(drill.id) if drill.table_top else Played()
    if why:
        score, earlier = drill_end.score_now(drill, now_ms), drill_end.earlier_scores(drill)
        over = drill_mail.Over(score, earlier, why, [note.text for note in played.notes])
        store.put_new([drill_mail.end_mail(drill, over, link)], now_ms)
        drills.mark_told(drill_end.close(drill, now_ms, by=SYSTEM, why=why), now_ms)
        return
    if drill.table_top:
        drill = drill.with_told({place: act.at_ms for place, act in played.told.items()})
        _play_plan(drill, played, link, now_ms)
    for number, inject in enumerate(drill.injects):
        if _due(drill, inject.minute, now_ms):
            store.put_new([drill_mail.inject_mail(drill, number, link)], now_ms)


def _play_plan(drill: Drill, played: Played, link: str, now_ms: int) -> None:
    """Mail the steps of the plan when they are due."""
    from functions.notify.messages.mails import drill_mail  # noqa: PLC0415 - most minutes have no drill
    from shared.plans.table_top import cues  # noqa: PLC0415 - as before
    from shared.store.drill import drill_end  # noqa: PLC0415 - as before

    plan = drill_end.plan_of(drill)
    if _due(drill, 0, now_ms):
        store.put_new([drill_mail.begin_mail(drill, plan, link)], now_ms)
    done = {each.step for each in played.ticked}
    words = [at_ms - drill.started_ms for at_ms in played.words_ms]
    left = [(minute, [cue for cue in due if cue.step not in done]) for minute, due in cues(plan, drill.minutes, words)]
    for minute, due in left:
        if due and minute and _due(drill, minute, now_ms):
            late = [
                f"step {cue.number}, {cue.owner}: {cue.do}"
                for before, missed in left
                for cue in missed
                if before < minute and cue.step
            ]
            store.put_new([drill_mail.cue_mail(drill, drill_mail.DueNow(minute, due, late), link)], now_ms)


def _due(drill: Drill, minute: int, now_ms: int) -> bool:
    since_ms = now_ms - drill.started_ms - minute * MINUTE_MS
    return 0 <= since_ms < LATEST_MS


def _link(drill: Drill, now_ms: int) -> str:
    """The page of its crisis, or of the exercise; empty where nothing is detected yet."""
    from shared.store.drill import drill_end  # noqa: PLC0415 - most minutes have no drill

    links = moment_links(now_ms)
    if drill.table_top:
        return links.page(f"drill?id={drill.id}")
    found = drill_end.moments_of(drill)
    return links.mail_link(found[0].crisis) if found else ""
