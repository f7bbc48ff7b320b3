"""Train the default model again: ``python -m infra.training.ratings`` (``make table``).

It learns from two sources. The ratings, by twenty people each, of 4,200 tweets and 3,708
sentences of product reviews (Hutto and Gilbert, 2014) are in the source archive of
vaderSentiment on PyPI, under the MIT licence. 549 posts about brands in trouble and 997
everyday posts about brands were written for this project. It writes the same bytes on every Python and machine.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from infra.training.examples import example_of
from infra.training.labelled_posts import LabelledPost
from infra.training.rule_weights import add_rule_weights
from infra.training.trainer import NEGATIVE, NEUTRAL, POSITIVE, Hyperparameters, fit, quantise
from shared.domain.errors import InvalidInput
from shared.sentiment import model as sentiment_model

RELEASE = "vaderSentiment==3.3.2"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
INNER_ARCHIVE = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
FILES = ("tweets_GroundTruth.txt", "amazonReviewSnippets_GroundTruth.txt")
NEGATIVE_BELOW, POSITIVE_ABOVE = -0.5, 0.8
"""The limits of the mean rating, from -4 to 4. A friendly tone alone is rated up to 0.8."""

FOLDER = Path(__file__).parents[2] / "tests" / "labelled"
CLASSES_OF_POSTS = {"neg": NEGATIVE, "neu": NEUTRAL, "pos": POSITIVE}
OWN_POSTS = {"dev.jsonl": 0.6, "drafts.jsonl": 0.6, "mentions.jsonl": 1.8}
"""Posts written and labelled for this project (``tests/labelled``), and how much each counts beside a rating.

The first two are all about trouble, and harder than most posts, so they count less. The
third are everyday posts to brands and about them, which the ratings lack: they count more.
"""

HYPERPARAMETERS = Hyperparameters(epochs=24, learning_rate=0.06, penalty=0.001, decay=20.0)
SLOPE, OFFSET = 1.0, 0.1
"""The offset changes no label: among posts to brands, somewhat more are negative than among those of the ratings."""
NAME = "shipped: ratings in vaderSentiment 3.3.2, and own posts"


def main() -> None:
    """Download the archive, check it, train the model and write its file."""
    raw = train_on(download_archive())
    Path(sentiment_model.__file__).with_name("shipped.table").write_bytes(raw)
    sys.stdout.write(f"shared/sentiment/shipped.table: {len(raw):,} bytes, sha256 {hashlib.sha256(raw).hexdigest()}\n")


def train_on(archive: bytes) -> bytes:
    """The bytes of the model's file, from the bytes of the source archive."""
    rated = [LabelledPost(text, _class(mean)) for mean, text in read_ratings(archive)]
    examples = [replace(example_of(post), weight=1.0) for post in rated]
    for file, weight in OWN_POSTS.items():
        examples += [replace(example_of(post), weight=weight) for post in read_own_posts(FOLDER / file)]
    weights = add_rule_weights(fit(examples, HYPERPARAMETERS))
    return sentiment_model.serialize(quantise(weights)._replace(slope=SLOPE, offset=OFFSET, name=NAME))


def download_archive() -> bytes:
    """The source archive, downloaded by pip, which knows the settings for mirrors and proxies.

    Raises:
        InvalidInput: the checksum is not the one pinned here.
    """
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(f"{RELEASE} --hash=sha256:{SHA256}\n")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "--dest", folder, "--requirement", str(wanted)], check=True)  # noqa: S603 - we start pip
        raw = next(Path(folder).glob("*.tar.gz")).read_bytes()
    if hashlib.sha256(raw).hexdigest() != SHA256:
        raise InvalidInput(f"the source archive of {RELEASE} is not the one this model is trained on")
    return raw


def read_ratings(archive: bytes) -> Iterator[tuple[float, str]]:
    """The mean rating of each text, and the text."""
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as outer,
        tarfile.open(fileobj=outer.extractfile(INNER_ARCHIVE)) as inner,
    ):
        for name in FILES:
            file = inner.extractfile(f"hutto_ICWSM_2014/{name}")
            assert file is not None  # noqa: S101 - the archive is pinned
            for line in filter(None, file.read().decode("utf-8-sig").replace("\r", "").split("\n")):
                _, mean, text = line.split("\t", 2)
                yield float(mean), text


def read_own_posts(file: Path) -> Iterator[LabelledPost]:
    """The project's own labelled posts in one file."""
    for line in file.read_text("utf-8").splitlines():
        post = json.loads(line)
        yield LabelledPost(post["text"], CLASSES_OF_POSTS[post["sentiment"]])


def _class(mean: float) -> int:
    return NEGATIVE if mean < NEGATIVE_BELOW else POSITIVE if mean > POSITIVE_ABOVE else NEUTRAL


if __name__ == "__main__":
    main()
