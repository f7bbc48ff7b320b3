"""``foreshock subscribers``: who is told, and whether messages can reach them."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.table import Table

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName, plain_console


class What(StrEnum):
    """What to do."""

    LIST = "list"
    PUT = "put"
    REMOVE = "remove"
    TEST = "test"


EMAIL_HELP = "Gets the alerts, and pages too where there is no phone; - removes it."
PHONE_HELP = "Gets the pages as texts, such as +491701234567; - removes it."


def subscribers(
    what: Annotated[What, typer.Argument(help="What to do.")] = What.LIST,
    subscriber: Annotated[str, typer.Argument(metavar="[ID]", help="The subscriber's id.")] = "",
    *,
    name: Annotated[str, typer.Option(help="As your team knows them.")] = "",
    email: Annotated[str, typer.Option(help=EMAIL_HELP)] = "",
    phone: Annotated[str, typer.Option(help=PHONE_HELP)] = "",
    levels: Annotated[str, typer.Option(help="On-call levels, such as 1,2; none: alerts only.")] = "",
    brands: Annotated[str, typer.Option(help="Ids of brands, such as acme,globex; all: every brand.")] = "",
    severities: Annotated[str, typer.Option(help="Severities, such as SEV1,SEV2; all: every severity.")] = "",
    kinds: Annotated[str, typer.Option(help="Kinds of moment; all: every kind.")] = "",
    drills: Annotated[bool | None, typer.Option("--drills/--no-drills", help="Also exercises.")] = None,
    role: Annotated[str, typer.Option(help="read, act or admin: what they may do on the pages.")] = "",
    time_zone: Annotated[str, typer.Option(help="Time zone of the pages they see.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List who is told, add or change somebody (put ID), remove them, or send them a test.

    `put` keeps what is not given. Uses FORESHOCK_API and FORESHOCK_KEY (role admin), or the
    AWS credentials and region of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error, the API says why; 2 = usage error.
    """
    if what is not What.LIST and not subscriber:
        raise typer.BadParameter("name the subscriber by their id", param_hint="ID")
    api, path = deployed_api(stack), f"/subscribers/{quote(subscriber)}"
    match what:
        case What.LIST:
            answer = api.get("/subscribers")
        case What.PUT:
            answer = api.put(
                path,
                _settings(api.get("/subscribers"), subscriber)
                | _text(name=name, email=email, phone=phone, role=role, time_zone=time_zone)
                | _lists(levels=levels, brands=brands, severities=severities, kinds=kinds)
                | ({} if drills is None else {"drills": drills}),
            )
        case What.REMOVE:
            api.delete(path)
            answer = {"removed": subscriber}
        case What.TEST:
            answer = api.post(f"{path}/test")
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _show(what, subscriber, answer)


def _settings(listed: dict[str, Any], subscriber: str) -> dict[str, Any]:
    """The settings that are there now; a new subscriber has none."""
    return next((one for one in listed["subscribers"] if one["id"] == subscriber and not one["being_removed"]), {})


def _text(**given: str) -> dict[str, str]:
    return {name: "" if value == "-" else value for name, value in given.items() if value}


def _lists(**given: str) -> dict[str, list[Any]]:
    parts = {name: [part for part in value.split(",") if part not in ("all", "none")] for name, value in given.items()}
    found: dict[str, list[Any]] = {name: parts[name] for name, value in given.items() if value}
    if "levels" in found:
        found["levels"] = [int(level) if level.isdecimal() else level for level in found["levels"]]
    return found


def _show(what: What, subscriber: str, answer: Any) -> None:
    console = plain_console()
    match what:
        case What.LIST:
            console.print(_table(answer["subscribers"]))
            if answer["others"]:
                console.print(f"\n{answer['others']} more on the topics belong to nobody here: subscribed by hand.")
        case What.PUT:
            console.print(_table([answer]))
        case What.REMOVE:
            console.print(f"{subscriber} is told nothing any more.")
        case What.TEST:
            for each in answer["sent"]:
                console.print(f"sent a test {each['topic']} to {each['address']}; ask whether it came")
            for each in answer["not_sent"]:
                console.print(f"not sent to {each['address']}: {each['state']}")
            if answer["opted_out"]:
                console.print("the phone answered STOP; it gets no text until its owner opts in again")


def _table(found: list[dict[str, Any]]) -> Table:
    table = Table("id", "name", "levels", "brands", "severities", "role", "reached by", box=None)
    for one in found:
        limits = [", ".join(map(str, one[field])) or "all" for field in ("brands", "severities")]
        levels = ", ".join(map(str, one["levels"])) or "none"
        table.add_row(one["id"], one["name"], levels, *limits, one["role"], _ways(one))
    return table


def _ways(one: dict[str, Any]) -> str:
    if one["being_removed"]:
        return "being removed"
    notes = ["answered STOP"] if one["opted_out"] else []
    ways = [f"{each['topic']}: {each['address']}{_state(each)}" for each in one["subscriptions"]]
    return "\n".join([*ways, *notes])


def _state(each: dict[str, Any]) -> str:
    return {"pending": " (not confirmed yet)", "missing": " (missing: put again)"}.get(each["state"], "")
