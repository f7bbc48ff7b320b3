"""``foreshock replay``: sends the dead letters of a deployed stack to their functions again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import boto3
import typer
from rich.console import Console

from infra.cli.deployed.discarded_batch import records_of
from infra.cli.deployed.options import STACK, StackName
from infra.cli.deployed.stack_outputs import stack_output
from shared.domain.errors import ForeshockError

if TYPE_CHECKING:
    from mypy_boto3_sqs.type_defs import MessageTypeDef

BUS = "bus"
"""In place of a function: an event that a receiver did not take goes on the bus again, to the same rule."""

VISIBILITY_SECONDS = 120
"""How long a dead letter is hidden from other readers while it is replayed."""

DRY_RUN = "Only list the dead letters; replay nothing. (--look is the older name.)"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A dead letter: the function that failed (ARN or package name), the reason, and the event to send again."""

    id: str
    receipt: str
    function: str
    reason: str
    event: dict[str, Any] | None
    batch: dict[str, Any] | None = None


def replay(
    stack: StackName = STACK,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", "--look", help=DRY_RUN)] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line per dead letter.")] = False,
) -> None:
    """Replay the dead letters of a deployed stack, and remove those that succeed.

    Uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the
    local stack).

    Exit codes: 0 = all succeeded; 75 = some failed again and stay in the queue; 1 = error; 2 = usage error.
    """
    console = Console(stderr=as_json)
    failed = total = 0
    for total, letter in enumerate(_dead_letters(stack), 1):  # noqa: B007 - the last number is the total
        error = "" if dry_run else _replayed(stack, letter)
        failed += bool(error)
        if as_json:
            result = {"id": letter.id, "function": letter.function, "reason": letter.reason, "error": error}
            typer.echo(json.dumps(result | {"replayed": not dry_run and not error}))
        else:
            outcome = "not replayed" if dry_run else error or "succeeded"
            console.print(f"{letter.function}: {letter.reason} - {outcome}", markup=False, highlight=False)
    console.print(f"{total} dead letters, {failed} failed again." if not dry_run else f"{total} dead letters.")
    raise typer.Exit(75 if failed else 0)


def read(message: MessageTypeDef) -> DeadLetter:
    """The dead letter in a queue's message.

    It is one of Foreshock's own, a discarded stream batch, a failed event, a dropped file,
    or an event of the bus that its receiver did not take.
    """
    body = json.loads(message["Body"])
    receipt, name = message["ReceiptHandle"], message["MessageId"]
    if body.get("source") == "aws.s3":
        return DeadLetter(name, receipt, "intake", "a dropped file could not be read three times", body)
    if "detail-type" in body:
        told = message.get("MessageAttributes", {})
        why = told["ERROR_MESSAGE"].get("StringValue", "") if "ERROR_MESSAGE" in told else "no reason given"
        return DeadLetter(name, receipt, BUS, f"{body['detail-type']}: {why}", body)
    if "DDBStreamBatchInfo" in body:
        context = body["requestContext"]
        return DeadLetter(name, receipt, context["functionArn"], context["condition"], None, body["DDBStreamBatchInfo"])
    if "requestPayload" in body:
        context = body["requestContext"]
        return DeadLetter(name, receipt, context["functionArn"], context["condition"], body["requestPayload"])
    if body.get("record") is None:
        return DeadLetter(name, receipt, body.get("source", "?"), body.get("reason", "?"), None)
    return DeadLetter(name, receipt, body["source"], body["reason"], {"Records": [body["record"]], "replay": name})


def _dead_letters(stack: str) -> Iterator[DeadLetter]:
    """The dead letters in the queue now; one that comes back during the replay waits for the next call."""
    queues, url = boto3.client("sqs"), stack_output(stack, "DeadLettersUrl")
    attributes = queues.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    left = int(attributes["Attributes"]["ApproximateNumberOfMessages"])
    while left > 0 and (
        messages := queues.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=min(10, left),
            VisibilityTimeout=VISIBILITY_SECONDS,
            MessageAttributeNames=["All"],
        ).get("Messages")
    ):
        left -= len(messages)
        yield from map(read, messages)


def _replayed(stack: str, letter: DeadLetter) -> str:
    """The reason if it failed again; otherwise it is removed from the queue and the reason is empty."""
    try:
        if letter.function == BUS:
            _put(stack, letter.event or {})
        else:
            _send(_function(stack, letter.function), letter)
    except ForeshockError as error:
        return error.message
    boto3.client("sqs").delete_message(QueueUrl=stack_output(stack, "DeadLettersUrl"), ReceiptHandle=letter.receipt)
    return ""


def _put(stack: str, event: dict[str, Any]) -> None:
    answer = boto3.client("events").put_events(
        Entries=[
            {
                "EventBusName": stack_output(stack, "BusName"),
                "Source": event["source"],
                "DetailType": event["detail-type"],
                "Detail": json.dumps(event["detail"]),
            }
        ]
    )
    if answer["FailedEntryCount"]:
        raise ForeshockError(f"failed again: {answer['Entries'][0].get('ErrorMessage', 'the bus refused it')}")


def _send(function: str, letter: DeadLetter) -> None:
    """Let the function handle the dead letter's event, or the records of its batch, again."""
    if letter.batch is None:
        _invoke(function, _event(letter))
        return
    batch = records_of(boto3.client("dynamodbstreams"), boto3.client("lambda"), function, letter.batch)
    if not batch.records:
        raise ForeshockError("the stream keeps records for a day; this batch is older")
    _invoke(function, {"Records": batch.records, "replay": letter.id})
    if batch.missing:
        raise ForeshockError(
            f"replayed {len(batch.records)} of {batch.size} records; the others are older than a day and gone from the "
            "stream, so the dead letter stays"
        )


def _event(letter: DeadLetter) -> dict[str, Any]:
    if letter.event is None:
        raise ForeshockError("the record was too big to be stored completely; it cannot be replayed")
    if any("letter" in record for record in letter.event.get("Records", [])):
        raise ForeshockError("a message that nobody took for hours is not sent again; read it, then delete it")
    return letter.event


def _invoke(function: str, event: dict[str, Any]) -> None:
    answer = boto3.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event).encode())
    result = json.loads(answer["Payload"].read() or b"null")
    if answer.get("FunctionError"):
        raise ForeshockError(f"failed again: {str(result)[:200]}")
    if isinstance(result, dict) and result.get("batchItemFailures"):
        raise ForeshockError("it could not be processed now; try again later")


def _function(stack: str, name: str) -> str:
    if ":" in name:
        return name
    resource = boto3.client("cloudformation").describe_stack_resource(
        StackName=stack, LogicalResourceId=f"{name.title()}Function"
    )
    return resource["StackResourceDetail"]["PhysicalResourceId"]
