"""Training for a deployed brand: its id in, the posts that people corrected out; its new model in, installed."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from infra.cli.deployed.stack_tables import use_tables
from infra.cli.spinner import spinner
from infra.training.labelled_posts import CLASSES, LabelledPost
from shared.domain.brand import Brand
from shared.domain.mentions.correction import Correction
from shared.sentiment.language import is_english, language_of
from shared.store import brand_models, brands, labels


@dataclass(frozen=True, slots=True)
class CorrectedPosts:
    """A brand with the posts that people corrected; ``foreign`` more are not in English and cannot be used."""

    brand: Brand
    posts: Sequence[LabelledPost]
    foreign: int


def corrected_posts(brand_id: str, stack: str) -> CorrectedPosts:
    """The brand of a deployed stack, and the corrections of its mentions.

    Raises:
        NotFound: there is no such brand.
        ForeshockError: the stack is not one of Foreshock.
    """
    with spinner("Reading corrections"):
        use_tables(stack)
        brand = brands.get(brand_id)
        corrections = list(labels.of_brand(brand_id))
    english = [one for one in corrections if is_english(language_of(one.text, one.language))]
    return CorrectedPosts(brand, [_labelled(one, brand) for one in english], len(corrections) - len(english))


def install_model(brand_id: str, raw: bytes) -> str:
    """Store a model beside the brand's others and select it in the brand's settings; returns its name.

    Raises:
        Conflict: somebody changed the settings at the same time; repeat.
    """
    now_ms = time.time_ns() // 1_000_000
    name = brand_models.install(brand_id, raw, now_ms)
    brand = brands.get(brand_id)
    if brand.sentiment_model != name:
        changed = brand._replace(sentiment_model=name, updated_ms=now_ms, version=brand.version + 1)
        brands.put(changed, expected_version=brand.version)
    return name


def _labelled(correction: Correction, brand: Brand) -> LabelledPost:
    return LabelledPost(correction.text, CLASSES[correction.label], brand.words)
