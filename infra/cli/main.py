"""The command ``foreshock``: every subcommand in a module of its own, loaded when it is called."""

from __future__ import annotations

import sys

import typer
from botocore.exceptions import BotoCoreError, ClientError

from infra.cli.backtest.command import backtest
from infra.cli.calibrate.command import calibrate
from infra.cli.demo.command import demo
from infra.cli.explain.command import explain
from infra.cli.poll.command import poll
from infra.cli.replay import replay
from infra.cli.score import score
from infra.cli.train.command import train
from infra.cli.up import up
from infra.cli.watch.command import watch
from shared.domain.errors import ForeshockError

app = typer.Typer(
    name="foreshock",
    help="Early warning for brands in a social-media crisis.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
for command in (demo, up, watch, poll, score, train, replay, backtest, calibrate, explain):
    app.command()(command)


def run() -> None:
    """Run the command line; what we or AWS refuse is told in one line, with exit code 1."""
    try:
        app()
    except ForeshockError as error:
        sys.exit(f"foreshock: {error.message}")
    except (ClientError, BotoCoreError) as error:
        sys.exit(f"foreshock: AWS refused: {error}")
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, as `head` does
        sys.exit(0)
