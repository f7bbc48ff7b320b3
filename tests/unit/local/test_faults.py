"""The faults of the end-to-end tests: as many as they say, and never one after another until a record is given up."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from infra.local.streams.invocation import Attempt
from tests.end_to_end.bad_weather.faults import CRASH_SHARE, MOST_FAILURES, Crashes, kill, workers

ENDPOINT = "http://127.0.0.1:1"


def test_three_of_ten_deliveries_crash_but_no_record_that_failed_five_times() -> None:
    crashes = Crashes(1)
    crashes.on, crashes.kill_soon = True, lambda *_: None  # type: ignore[method-assign]  # nothing runs here to be killed
    for failures in (0, MOST_FAILURES - 1, MOST_FAILURES):
        before = crashes.counts.total()
        for _ in range(1_000):
            crashes(Attempt("enrich", 1, failures))
        share = (crashes.counts.total() - before) / 1_000
        assert share == pytest.approx(0 if failures == MOST_FAILURES else CRASH_SHARE, abs=0.05)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_kill_takes_one_process_of_the_function() -> None:
    environment = {"AWS_LAMBDA_FUNCTION_NAME": "test-of-kills", "GATEWAY_PORT": "1"}
    running = [subprocess.Popen(["/bin/sleep", "60"], env=environment) for _ in range(3)]
    try:
        while len(list(workers("test-of-kills", ENDPOINT))) < len(running):
            time.sleep(0.01)
        kill("test-of-kills", ENDPOINT)
        while len(left := list(workers("test-of-kills", ENDPOINT))) == len(running):
            time.sleep(0.01)
        assert len(left) == len(running) - 1
    finally:
        for process in running:
            process.kill()
            process.wait()
