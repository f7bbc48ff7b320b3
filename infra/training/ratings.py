"""The table that ships, made anew: ``python -m infra.training.ratings`` (``make table``).

From one source: the ratings by twenty people each of 4,200 tweets and 3,708 sentences of
product reviews (Hutto and Gilbert, 2014), in vaderSentiment's source archive on PyPI
under the MIT licence. Writes the same bytes on every Python and machine.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from infra.training.examples import Labelled, example
from infra.training.rule_weights import add_rule_weights
from infra.training.trainer import Plan, quantised, trained
from shared.domain.errors import InvalidInput
from shared.sentiment import model as tables

RELEASE = "vaderSentiment==3.3.2"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
INNER = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
FILES = ("tweets_GroundTruth.txt", "amazonReviewSnippets_GroundTruth.txt")
NEGATIVE, POSITIVE = -0.5, 0.8
"""A mean rating (-4 to 4) below is a negative post, above a positive one; a friendly tone alone is rated up to 0.8."""

PLAN = Plan(passes=24, step=0.06, penalty=0.001)
CALIBRATION = (1.0, 0.0)
NAME = "shipped: ratings in vaderSentiment 3.3.2"


def main() -> None:
    """Download, check, train and write the table."""
    table = made(archive())
    Path(tables.__file__).with_name("shipped.table").write_bytes(table)
    sys.stdout.write(
        f"shared/sentiment/shipped.table: {len(table):,} bytes, sha256 {hashlib.sha256(table).hexdigest()}\n"
    )


def made(raw: bytes) -> bytes:
    """The table's file from the bytes of the source archive."""
    learned = trained([example(Labelled(text, _class(mean))) for mean, text in rated(raw)], PLAN)
    slope, offset = CALIBRATION
    return tables.serialize(quantised(add_rule_weights(learned))._replace(slope=slope, offset=offset, name=NAME))


def archive() -> bytes:
    """The source archive, through pip, so that its settings for mirrors and proxies hold.

    Raises:
        InvalidInput: what came is not the release whose sum is pinned here.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{RELEASE} --hash=sha256:{SHA256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "--dest", folder, "--requirement", str(wanted)], check=True)  # noqa: S603 - pip, by us
        raw = next(Path(folder).glob("*.tar.gz")).read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise InvalidInput(f"the source archive of {RELEASE} is not the one this table is made of")
    return raw


def rated(raw: bytes) -> Iterator[tuple[float, str]]:
    """Each rated text with the mean of its ratings."""
    with tarfile.open(fileobj=io.BytesIO(raw)) as outer, tarfile.open(fileobj=outer.extractfile(INNER)) as inner:
        for name in FILES:
            file = inner.extractfile(f"hutto_ICWSM_2014/{name}")
            assert file is not None  # noqa: S101 - the archive is pinned
            for line in filter(None, file.read().decode("utf-8-sig").replace("\r", "").split("\n")):
                _, mean, text = line.split("\t", 2)
                yield float(mean), text


def _class(mean: float) -> int:
    return 0 if mean < NEGATIVE else 2 if mean > POSITIVE else 1


if __name__ == "__main__":
    main()
