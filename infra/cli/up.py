"""``foreshock up``: runs Foreshock on this machine until it is stopped."""

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

REFRESH_S = 0.5
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
    port: Annotated[int, typer.Option(help="Port of the local AWS; 0 means a free one.", min=0, max=65535)] = 0,
    *,
    paused: Annotated[bool, typer.Option("--paused", help="Turn the schedules off: no polls, no ticks.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line when ready.")] = False,
) -> None:
    """Run Foreshock on this machine until Ctrl-C: the same template and functions, without an AWS account.

    It leaves nothing behind. Exit codes: 0 = it was stopped; 1 = error; 2 = usage error.
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
    """Treat SIGTERM and SIGHUP like Ctrl-C, and do not ignore Ctrl-C in a background job."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)


def describe(stack: Stack) -> dict[str, Any]:
    """Return the addresses and keys of a running stack."""
    return {
        "api": stack.api_url,
        "api_key": stack.api_key,
        "pages": f"{stack.api_url}/pages/now",
        "intake_secret": stack.secret("IntakeSecret"),
        "drop": stack.outputs["DropBucket"],
        "endpoint": stack.endpoint,
    }


def show(details: dict[str, Any], console: Console, brand: str = "") -> None:
    """Print addresses, keys and commands to copy; without a ``brand``, also the command that creates one."""
    names = {
        "api": "API",
        "api_key": "API key",
        "pages": "Pages",
        "intake_secret": "Intake secret",
        "drop": "Drop bucket",
        "endpoint": "AWS endpoint",
    }
    console.print(Text(f"Foreshock is up ({details['seconds']} s). Ctrl-C stops it.", style="bold green"))
    for key, name in names.items():
        _line(console, Text(f"{name:14}", style="bold"), Text(str(details[key])))
    _line(console, Text("\nUse it with the AWS CLI or foreshock replay:", style="bold"))
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
    """Print messages as they come, after the first ``seen``; raise ForeshockError if the emulator ends."""
    while stack.alive:
        messages = stack.inbox.messages()
        for message in messages[seen:]:
            _show_message(console, message)
        seen = len(messages)
        time.sleep(REFRESH_S)
    raise ForeshockError("the local AWS has ended unexpectedly")


def _show_message(console: Console, message: Message) -> None:
    _line(console, Text(f"\n{message.received} {message.topic}", style="bold yellow"), Text(message.subject))
    _line(console, Text(message.text))


def _line(console: Console, *parts: Text) -> None:
    console.print(*parts, soft_wrap=True)
