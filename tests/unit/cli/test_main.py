"""What went wrong is told in one line, never as a traceback."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from infra.cli import main
from shared.domain.errors import ForeshockError

REFUSED = ClientError({"Error": {"Code": "InvalidClientTokenId", "Message": "The token is invalid"}}, "DescribeStacks")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ForeshockError("the port is taken"), "foreshock: the port is taken"),
        (NoCredentialsError(), "foreshock: AWS refused: Unable to locate credentials"),
        (REFUSED, "The token is invalid"),
    ],
)
def test_a_refusal_is_one_line_and_exit_code_1(error: Exception, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise error

    monkeypatch.setattr(main, "app", refuse)
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert told in str(ended.value.code)
    assert "\n" not in str(ended.value.code)
