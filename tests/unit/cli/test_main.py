"""The command line as a whole: its list of commands, its version, its errors in one line, and what it imports."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata

import pytest
from botocore.exceptions import ClientError, NoCredentialsError
from typer.testing import CliRunner

from infra.cli import app as app_module
from infra.cli import main
from infra.cli.app import COMMANDS, app
from shared.domain.errors import ForeshockError

REFUSED = ClientError({"Error": {"Code": "InvalidClientTokenId", "Message": "The token is invalid"}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ForeshockError("the port is taken"), "foreshock: the port is taken"),
        (NoCredentialsError(), "foreshock: AWS refused: Unable to locate credentials"),
        (REFUSED, "The token is invalid"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_1(error: Exception, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise error

    monkeypatch.setattr(app_module, "app", refuse)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert message in str(ended.value.code)
    assert "\n" not in str(ended.value.code)


HEAVY = {"boto3", "botocore", "pydantic", "rich", "urllib3", "yaml", "shared.enrichment", "functions"}


def imported_by(*arguments: str) -> set[str]:
    """Return the modules that the command line imports when it is called with ``arguments``."""
    program = (
        "import sys; sys.argv[0] = 'foreshock'\n"
        "from infra.cli.main import run\n"
        "try: run()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], input="", capture_output=True, text=True, check=False
    )
    return set(done.stderr.split())


def test_help_lists_every_command_with_its_whole_summary() -> None:
    done = CliRunner().invoke(app, ["--help"])
    assert done.exit_code == 0
    for name, command in COMMANDS.items():
        assert any(line.split(maxsplit=1) == [name, command.summary] for line in done.output.splitlines())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_that_is_listed_can_be_called(name: str) -> None:
    done = CliRunner().invoke(app, [name, "--help"])
    assert (done.exit_code, name in done.output) == (0, True)


def test_the_list_of_commands_imports_none_of_them() -> None:
    assert not imported_by("--help") & HEAVY


def test_the_version_is_that_of_the_package() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.output) == (0, f"foreshock {metadata.version('foreshock')}\n")


def test_an_unknown_command_is_a_usage_error_that_suggests_the_nearest() -> None:
    done = CliRunner().invoke(app, ["explian"])
    assert done.exit_code == 2
    assert "Did you mean 'explain'" in done.output


def test_scoring_in_a_pipe_imports_no_parser_and_no_aws() -> None:
    assert not imported_by("score") & (HEAVY - {"shared.enrichment"} | {"typer", "shared.sentiment.explanation"})


def test_scoring_in_a_pipe_gives_the_same_answer_as_through_the_parser() -> None:
    line = '{"id": 1, "text": "It melted, awful"}\n'
    program = [sys.executable, "-c", "from infra.cli.main import run; run()", "score"]
    direct = subprocess.run(program, input=line, capture_output=True, text=True, check=True)
    assert direct.stdout == CliRunner().invoke(app, ["score"], input=line).stdout
