"""The entry point of the command ``foreshock``: runs the command line and turns errors into one line."""

from __future__ import annotations

import sys

from shared.domain.errors import ForeshockError

# Imports are local: typer takes longer to import than a post takes to score.
# ruff: noqa: PLC0415


def run() -> None:
    """Run the command line; an error of ours or of AWS is one line on standard error, with exit code 1."""
    try:
        _run()
    except ForeshockError as error:
        sys.exit(f"foreshock: {error.message}")
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output went away, as `head` does
        sys.exit(0)
    except Exception as error:
        if _is_from_aws(error):
            sys.exit(f"foreshock: AWS refused: {error}")
        raise


def _run() -> None:
    if sys.argv[1:] == ["score"]:  # as it stands in a pipe: there are no options to parse
        from infra.cli.score.answers import answer_stdin

        answer_stdin()
    else:
        from infra.cli.app import app

        app()


def _is_from_aws(error: Exception) -> bool:
    """Whether botocore raised it; a command that calls no AWS need not import botocore to know."""
    return any(base.__module__ == "botocore.exceptions" for base in type(error).__mro__)
