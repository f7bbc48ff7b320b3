"""The command line: a table of commands, each of which is imported only when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup


class Command(NamedTuple):
    """The module of a command, whose function has the command's name, and what the command does."""

    module: str
    summary: str


SECTIONS: Mapping[str, Mapping[str, Command]] = {
    "Try it on this machine": {
        "demo": Command("infra.cli.demo.command", "Play a day with a crisis in it on this machine."),
        "up": Command("infra.cli.up", "Run Foreshock on this machine until Ctrl-C."),
        "watch": Command("infra.cli.watch.command", "Watch a brand on live channels from this machine."),
        "poll": Command("infra.cli.poll.command", "Poll a channel once and print its mentions."),
        "score": Command("infra.cli.score.command", "Score posts: sentiment, intent and themes."),
    },
    "When something goes on": {
        "moments": Command("infra.cli.deployed.crisis.moments", "List what is going on, or show one moment."),
        "ack": Command("infra.cli.deployed.crisis.acts", "Take care of a crisis, so that it pages nobody else."),
        "note": Command("infra.cli.deployed.crisis.acts", "Write a note on the timeline of a moment."),
        "step": Command("infra.cli.plans.step", "List the steps of a crisis, or say that one is done."),
        "statement": Command(
            "infra.cli.deployed.crisis.statement", "Record what was said in public; list what it changed."
        ),
        "answers": Command("infra.cli.deployed.crisis.answers", "Whom to answer in a crisis, and with what."),
        "status": Command("infra.cli.deployed.crisis.status", "Tell the public about a crisis on a page of its own."),
        "dismiss": Command("infra.cli.deployed.crisis.acts", "Say that a crisis calls for nothing, and why."),
        "resolve": Command("infra.cli.deployed.crisis.acts", "Say that a crisis is over."),
        "reopen": Command("infra.cli.deployed.crisis.acts", "Say that a moment is not over."),
        "case": Command("infra.cli.deployed.crisis.case", "Print the case file of a crisis, to learn from it."),
    },
    "Who is told, and how a team prepares": {
        "oncall": Command("infra.cli.deployed.team.oncall", "Say in words who is paged when for a brand."),
        "subscribers": Command("infra.cli.deployed.team.subscribers", "Show and change who is told."),
        "silence": Command("infra.cli.deployed.team.silence", "List silences, set one, or end one."),
        "plans": Command("infra.cli.plans.command", "List, pull and push response plans."),
        "cases": Command("infra.cli.cases.command", "Well-known public crises, to learn from and to play."),
        "drill": Command("infra.cli.drill.command", "Practise with a well-known crisis, or list drills."),
    },
    "Who speaks of a brand": {
        "voices": Command("infra.cli.deployed.voices", "List who is heard: influential critics and advocates."),
        "praise": Command("infra.cli.deployed.praise", "Find posts worth showing; keep what authors allow."),
    },
    "Tune it to your own past": {
        "backfill": Command("infra.cli.backfill.command", "Teach a brand's past; nobody is alerted."),
        "backtest": Command("infra.cli.backtest.command", "Run the detector on a recorded series."),
        "calibrate": Command("infra.cli.calibrate.command", "Compare false alarms with the promise."),
        "explain": Command("infra.cli.explain.command", "Explain why an alert was sent."),
        "train": Command("infra.cli.train.command", "Train a sentiment model on your own posts."),
    },
    "Operate a stack": {
        "keys": Command("infra.cli.deployed.keys", "List the API keys of a stack and their roles."),
        "replay": Command("infra.cli.deployed.replay", "Replay the dead letters of a deployed stack."),
        "purge": Command("infra.cli.purge.command", "Erase posts of a brand, or all of a brand."),
    },
}
"""The commands by what they are for, as the help lists them."""

COMMANDS: Mapping[str, Command] = {name: found for section in SECTIONS.values() for name, found in section.items()}


class LazyGroup(TyperGroup):
    """Lists commands by their summaries, and imports the one that is called."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = {name: TyperCommand(name, help=command.summary) for name, command in COMMANDS.items()}

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """Write the commands under the heading of their section; all summaries begin in one column."""
        width = max(map(len, self.commands))
        for heading, commands in SECTIONS.items():
            with formatter.section(heading):
                formatter.write_dl([(name.ljust(width), command.summary) for name, command in commands.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Return the name, the imported command and the arguments that are left for it."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, imported(name or ""), rest


def imported(name: str) -> Any:
    """Import a command and return it ready to be called."""
    single = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    single.command(name)(getattr(import_module(COMMANDS[name].module), name))
    return typer.main.get_command(single)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata  # noqa: PLC0415 - slow to import, and only needed here

        typer.echo(f"foreshock {metadata.version('foreshock')}")
        raise typer.Exit


app = typer.Typer(
    name="foreshock",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # a plain list: importing what draws boxes takes longer than all else
)


@app.callback()
def foreshock(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Early warning for brands in a social-media crisis."""
