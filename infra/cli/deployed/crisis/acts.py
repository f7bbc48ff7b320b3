"""``foreshock ack``, ``note``, ``dismiss``, ``resolve`` and ``reopen``: a person acts on a crisis or a moment."""

from __future__ import annotations

import getpass
import json
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.cli.api_client import Api
from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName
from shared.domain.moments.dismissal import DismissReason
from shared.domain.text import clean_text

Id = Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")]
MomentIdArgument = Annotated[str, typer.Argument(metavar="ID", help="The id of a moment.")]
One = Annotated[bool, typer.Option("--one", help="Only this moment, not its whole crisis.")]
By = Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")]
NoteOption = Annotated[str, typer.Option(help="Why, for the timeline.")]
Reason = Annotated[DismissReason, typer.Option(help="Why it calls for nothing.")]

ENVIRONMENT = """

    Uses FORESHOCK_API and FORESHOCK_KEY (role act), or the AWS credentials and region of the
    environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done, now or before; 1 = error, the API says why; 2 = usage error.
    """


def ack(
    moment: Id,
    *,
    one: One = False,
    by: By = "",
    note: NoteOption = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Take care of a crisis, so that it pages nobody else; who was first stays the one."""
    _act("ack", moment, {"by": by, "note": note}, whole=not one, as_json=as_json, stack=stack)


def note(
    moment: MomentIdArgument,
    text: Annotated[str, typer.Argument(help="What the team should know.")],
    *,
    by: By = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Write a note on the timeline of a moment, also when it is over."""
    _act("note", moment, {"by": by, "note": text}, whole=False, as_json=as_json, stack=stack)


def dismiss(
    moment: Id,
    *,
    reason: Reason,
    one: One = False,
    by: By = "",
    note: NoteOption = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Say that a crisis calls for nothing, also when it is over; a false alarm counts in the brand's record."""
    given = {"by": by, "note": note, "reason": reason.value}
    _act("dismiss", moment, given, whole=not one, as_json=as_json, stack=stack)


def resolve(
    moment: Id,
    *,
    one: One = False,
    by: By = "",
    note: NoteOption = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Say that a crisis is over, though people still post; it opens anew only if it becomes worse or comes back."""
    _act("resolve", moment, {"by": by, "note": note}, whole=not one, as_json=as_json, stack=stack)


def reopen(
    moment: MomentIdArgument,
    *,
    by: By = "",
    note: NoteOption = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """Say that a moment is not over: it is open again, acknowledged by nobody, and followed until it ebbs."""
    _act("reopen", moment, {"by": by, "note": note}, whole=False, as_json=as_json, stack=stack)


for _command in (ack, note, dismiss, resolve, reopen):
    _command.__doc__ = (_command.__doc__ or "") + ENVIRONMENT


def _act(name: str, moment: str, given: dict[str, str], *, whole: bool, as_json: bool, stack: str) -> None:
    api = deployed_api(stack)
    path = _crisis_path(api, moment) if whole else f"/moments/{quote(moment, safe='')}"
    chosen = {field: value for field, value in given.items() if value}
    answer = api.post(f"{path}/{name}", {**chosen, "by": given["by"] or getpass.getuser(), "via": "cli"})
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else _sentence(answer))


def _crisis_path(api: Api, moment: str) -> str:
    """The crisis of any of its moments; its own id is that of one of them."""
    found = api.get(f"/moments/{quote(moment, safe='')}")
    return f"/crises/{quote(found['crisis'], safe='')}"


def _sentence(answer: dict[str, Any]) -> str:
    """Who did it first and when, and to how many moments."""
    count = len(answer.get("moments", [answer]))
    what = f"{count} moments" if count > 1 else "1 moment"
    who = "you" if answer["yours"] else answer["by"]
    why = f": {answer['note']}" if answer["note"] else ""
    return clean_text(f"{answer['action']} by {who} at {answer['at']}, {what}{why}")
