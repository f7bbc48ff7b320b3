"""``foreshock up``: Foreshock on this machine, until it is told to stop."""

import json
import shlex
import signal
import time
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from infra.local.emulator.inbox import Message
from infra.local.emulator.server import ACCESS_KEY, REGION
from infra.local.stack import Stack
from shared.domain.errors import ForeshockError

LOOK_S = 0.5
JSON = "'Content-Type: application/json'"
ACME = '{"name": "Acme", "aliases": ["@acmehq"]}'
AWS = """\
export AWS_ENDPOINT_URL={endpoint} AWS_DEFAULT_REGION={region} AWS_ACCESS_KEY_ID={key} AWS_SECRET_ACCESS_KEY={key}"""
PUSH = """\
BODY='[{{"brand": "{brand}", "channel": "webhook", "id": "1", "text": "Third delivery in a row that never came"}}]'
SECRET={secret}
NOW=$(date +%s); ID="$NOW-$RANDOM"
SIGN=$(printf '%s.%s.%s' "$NOW" "$ID" "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed 's/.* //')
curl -sS {api}/mentions -H 'Content-Type: application/json' -H "Idempotency-Key: $ID" \\
  -H "X-Foreshock-Timestamp: $NOW" -H "X-Foreshock-Signature: v1=$SIGN" --data "$BODY"
"""


def up(
    port: Annotated[int, typer.Option(help="Port of the local AWS; 0 takes a free one.", min=0, max=65535)] = 0,
    *,
    paused: Annotated[bool, typer.Option("--paused", help="Poll no channel and judge nothing by the minute.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line on standard output when ready.")] = False,
) -> None:
    """Run Foreshock on this machine: the same template and functions, no AWS account, until Ctrl-C.

    Nothing is left behind. Exit codes: 0 = it was stopped; 1 = error.
    """
    stop_on_signals()
    console = Console(stderr=as_json)
    began = time.monotonic()
    try:
        with Stack.start(port=port, parameters={"ScheduleState": "DISABLED" if paused else "ENABLED"}) as stack:
            stack.update({"LinkBase": stack.api_url})
            details = describe(stack) | {"seconds": round(time.monotonic() - began, 1)}
            if as_json:
                typer.echo(json.dumps(details))
            else:
                show(details, console)
            stay(stack, console)
    except KeyboardInterrupt:
        console.print("Stopped; nothing is left running.")


def stop_on_signals() -> None:
    """Treat a polite kill and a closed terminal like Ctrl-C, and Ctrl-C as one even in a background job."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def describe(stack: Stack) -> dict[str, Any]:
    """Return what somebody needs in order to use a running stack."""
    return {
        "api": stack.api_url,
        "api_key": stack.api_key,
        "intake_secret": stack.secret("IntakeSecret"),
        "drop": stack.outputs["DropBucket"],
        "endpoint": stack.endpoint,
    }


def show(details: dict[str, Any], console: Console, brand: str = "") -> None:
    """Print addresses, keys and commands to try, each ready to be copied; without a ``brand`` how to create one."""
    names = {
        "api": "API",
        "api_key": "API key",
        "intake_secret": "Intake secret",
        "drop": "Drop bucket",
        "endpoint": "AWS endpoint",
    }
    console.print(Text(f"Foreshock is up ({details['seconds']} s). Ctrl-C stops it.", style="bold green"))
    for key, name in names.items():
        _line(console, Text(f"{name:14}", style="bold"), Text(str(details[key])))
    _line(console, Text("\nUse the AWS CLI or foreshock replay on it:", style="bold"))
    _line(console, Text(AWS.format(endpoint=details["endpoint"], key=ACCESS_KEY, region=REGION)))
    key = shlex.quote(f"x-api-key: {details['api_key']}")
    if not brand:
        brand = "acme"
        _line(console, Text("\nCreate a brand:", style="bold"))
        _line(console, Text(f"curl -sS -X PUT {details['api']}/brands/{brand} -H {key} -H {JSON} -d '{ACME}'"))
    _line(console, Text("\nRead the moments:", style="bold"))
    _line(console, Text(f"curl -sS {details['api']}/moments -H {key}"))
    _line(console, Text("\nPush a mention:", style="bold"))
    _line(console, Text(PUSH.format(api=details["api"], brand=brand, secret=shlex.quote(details["intake_secret"]))))


def stay(stack: Stack, console: Console, seen: int = 0) -> None:
    """Print what people would receive as it comes, after the first ``seen``; raise ForeshockError if the stack dies."""
    while stack.alive:
        letters = stack.inbox.messages()
        for letter in letters[seen:]:
            _show_message(console, letter)
        seen = len(letters)
        time.sleep(LOOK_S)
    raise ForeshockError("the local AWS has ended; somebody must have killed it")


def _show_message(console: Console, letter: Message) -> None:
    _line(console, Text(f"\n{letter.received} {letter.topic}", style="bold yellow"), Text(letter.subject))
    _line(console, Text(letter.text))


def _line(console: Console, *parts: Text) -> None:
    console.print(*parts, soft_wrap=True)
