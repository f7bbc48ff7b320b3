"""What happens to a run besides crashes: ticks are lost or come twice, stream shards split, a version is deployed.

The version before is the last tag of this repository, or what FORESHOCK_PREVIOUS names (a commit).
Without either it is this version with other code files, which tries the deployment but not the formats.
"""

# ruff: noqa: S311 - seeded faults, not secrets

from __future__ import annotations

import io
import os
import random
import shutil
import subprocess
import tarfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from infra.local.deployment.runtime import ROOT
from infra.local.stack import Stack
from shared.domain.errors import ForeshockError
from shared.domain.time import iso

PARTS = ("template.yaml", "infra", "functions", "shared")
"""What a deployment is made of."""

FATES = ("lost", "doubled", "in time", "in time")
"""What becomes of four ticks, in an order that the seed decides."""


def version_before(folder: Path) -> Path:
    """The template of the version before, with its code, in an empty folder."""
    if commit := os.environ.get("FORESHOCK_PREVIOUS") or _last_tag():
        packed = subprocess.run(["git", "archive", commit, *PARTS], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        return folder / "template.yaml"
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, folder / part)
    for handler in folder.glob("functions/*/handler.py"):
        handler.write_text(handler.read_text() + "\n# the version before\n")
    return folder / "template.yaml"


def _last_tag() -> str:
    found = subprocess.run(["git", "describe", "--tags", "--abbrev=0"], cwd=ROOT, capture_output=True, check=False)
    return found.stdout.decode().strip()


class Weather:
    """Makes bad weather for a stack; ``counts`` has how often there was which kind."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self._stack, self._random = stack, random.Random(seed)
        self._fates: list[str] = []

    def tick(self, function: str, now_ms: int) -> None:
        """The tick of a minute, or none, or two at once; those that fail are counted."""
        fate = self._fate()
        self.counts[f"ticks {fate}"] += 1
        times = {"lost": 0, "doubled": 2}.get(fate, 1)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: self.tick_in_time(function, now_ms), range(times)))

    def tick_in_time(self, function: str, now_ms: int) -> None:
        """The tick of a minute; one that fails is counted."""
        try:
            self._stack.invoke(function, {"trigger": "tick", "time": iso(now_ms)})
        except ForeshockError:
            self.counts["ticks failed"] += 1
        with suppress(ForeshockError):
            self._stack.drain(timeout_s=300)

    def split(self, *functions: str) -> None:
        """Split all stream shards of these functions."""
        for function in functions:
            self.counts["shards split"] += self._stack.split_shards(function)

    def deploy(self, template: Path) -> None:
        """Put another version over the running one."""
        self._stack.redeploy(template)
        self.counts["versions deployed"] += 1

    def _fate(self) -> str:
        if not self._fates:
            self._fates = self._random.sample(FATES, len(FATES))
        return self._fates.pop()
