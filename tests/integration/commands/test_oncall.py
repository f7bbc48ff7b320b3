"""``foreshock oncall`` reads the policy of a stored brand back."""

from __future__ import annotations

import json

import pytest

from infra.cli.app import imported
from shared.domain.brand import Brand
from shared.domain.errors import NotFound
from shared.domain.people.oncall import OnCall, QuietHours
from shared.store import brands


def test_a_person_reads_who_is_paged_when_and_a_program_reads_json(
    aws: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert aws
    policy = OnCall(levels=(0, 15), quiet_hours=QuietHours(22 * 60, 7 * 60))
    brands.put(Brand("acme", "Acme", time_zone="Europe/Berlin", oncall=policy))
    imported("oncall")(["acme"], standalone_mode=False)
    said = capsys.readouterr().out
    assert "SEV1 and SEV2: level 1 is paged at once, level 2 after 15 min." in said
    assert "between 22:00 and 07:00 (Europe/Berlin) they wait until 07:00" in said
    imported("oncall")(["acme", "--json"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out)["oncall"]["levels"] == [0, 15]
    with pytest.raises(NotFound, match="there is no brand 'nobody'"):
        imported("oncall")(["nobody"], standalone_mode=False)
