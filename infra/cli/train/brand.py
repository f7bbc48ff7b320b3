"""What training has to do with a deployed brand: its corrections, its own lexicon, and its own table's place."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from infra.cli.spinner import waiting
from infra.cli.stack_tables import use_tables
from infra.training.examples import CLASSES, Labelled
from shared.domain.brand import Brand
from shared.domain.correction import Correction
from shared.sentiment.language import is_english, language_of
from shared.store import brand_models, brands, labels


@dataclass(frozen=True, slots=True)
class Taught:
    """A brand with the posts that people corrected; ``foreign`` of them are not English and teach nothing."""

    brand: Brand
    posts: Sequence[Labelled]
    foreign: int


def taught(brand_id: str, stack: str) -> Taught:
    """The brand of a deployed stack and what people said of its mentions.

    Raises:
        NotFound: there is no such brand.
        ForeshockError: the stack is not Foreshock's.
    """
    with waiting("Reading corrections"):
        use_tables(stack)
        brand = brands.get(brand_id)
        found = list(labels.of_brand(brand_id))
    english = [one for one in found if is_english(language_of(one.text, one.language))]
    return Taught(brand, [_labelled(one, brand) for one in english], len(found) - len(english))


def install(brand_id: str, raw: bytes) -> str:
    """Put a table beside the brand's others and choose it in its settings; its name.

    Raises:
        Conflict: somebody changed the settings at the same time; repeat.
    """
    now_ms = time.time_ns() // 1_000_000
    name = brand_models.install(brand_id, raw, now_ms)
    brand = brands.get(brand_id)
    if brand.sentiment_model != name:
        changed = replace(brand, sentiment_model=name, updated_ms=now_ms, version=brand.version + 1)
        brands.put(changed, expected_version=brand.version)
    return name


def _labelled(correction: Correction, brand: Brand) -> Labelled:
    return Labelled(correction.text, CLASSES[correction.label], brand.words)
