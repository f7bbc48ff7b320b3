"""Whether English is told from 59 other languages: ``python -m tests.benchmarks languages``.

Sentences of the test data that the package eld brings along (Apache 2.0), a thousand in
each of sixty languages, cut to 5 to 30 words; nothing was learned from them. Posts in
English besides, if the recorded sets are on this machine.
"""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean
from zlib import crc32

from shared.sentiment.language import is_english, language_of
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.cpu_time import mean_us
from tests.benchmarks.recorded_posts import BRANDS, GENERAL, posts

RELEASE = "eld==1.0.6"
SHA256 = "68f750069cabab1294b54020bd2c7e2ce72b42779261b0446168f1f7171d97a7"
INNER = "eld-1.0.6/eld/tests/data/big-test.txt"
SHORTEST, LONGEST = 5, 30
UNSPACED = frozenset(["ja", "zh", "th", "lo"])
"""Languages that put no blanks between words."""

SAMPLE = 1_500


def figures() -> list[Figure]:
    """Recall and precision of "is English", the worst languages, and the cost of a post."""
    try:
        texts = list(_sentences())
    except (OSError, subprocess.CalledProcessError):
        return [("the package index cannot be reached: languages not measured", 0.0, "", None)]
    texts += [("en", post.text) for name in (*BRANDS, *GENERAL) for post in posts(name)[:SAMPLE]]
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for language, text in texts:
        short = _cut(text)
        if len(short.split()) >= SHORTEST or language in UNSPACED:
            found[language].append(is_english(language_of(short)))
    recall = fmean(found.pop("en"))
    taken = {language: fmean(answers) for language, answers in found.items()}
    precision = recall / (recall + fmean(taken.values()))
    worst = sorted(taken, key=taken.__getitem__, reverse=True)[:3]
    english = [text for language, text in texts if language == "en"][:SAMPLE]
    return [
        ("is English, recall at least", recall, "", 0.97),
        (
            f"is English, precision against {len(taken)} languages, half of the posts English, at least",
            precision,
            "",
            0.97,
        ),
        *((f"taken for English: {language}", taken[language], "", None) for language in worst),
        ("language of a post in English", mean_us(language_of, english), "us", None),
        (
            "language of a post in another language",
            mean_us(language_of, [text for _, text in texts[:SAMPLE]]),
            "us",
            None,
        ),
    ]


def _cut(text: str) -> str:
    """A piece of a text whose place and length depend only on the text."""
    words, chance = text.split(), crc32(text.encode())
    size = SHORTEST + chance % (LONGEST - SHORTEST + 1)
    start = chance // 97 % max(1, len(words) - size + 1)
    return " ".join(words[start : start + size])


def _sentences() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "--dest", folder, RELEASE], check=True)
        raw = next(Path(folder).glob("*.tar.gz")).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA256
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        file = archive.extractfile(INNER)
        assert file is not None
        for line in file.read().decode().splitlines():
            language, _, text = line.partition("\t")
            yield language, text
