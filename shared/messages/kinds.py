"""Change the wording of a kind of moment here: one entry in ``KINDS`` says what it is called and how its figures read.

Texts, mails, the API's summaries and the moment's page take their words from it. A new
kind of moment is a new entry. Its templates may contain:

- ``{counted}`` what is counted, ``{subject}`` the hashtag or channel;
- ``{observed}`` the count, ``{count}`` the same with "no" for zero;
- ``{period}`` how long was counted, ``{minutes}`` the same in short, ``{when}`` what the caller adds;
- ``{normal}`` the normal count, ``{times}`` how many times the normal was seen;
- ``{share}`` and ``{normal_share}`` of negative posts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.moments.moment import Kind


class KindText(NamedTuple):
    """The words for one kind of moment.

    ``name`` is what it is called and ``counted`` what it counts. ``headline`` is for a
    headline, ``short`` where that is too long, ``brief`` for a mail's subject, after the
    name, and ``full`` for a sentence; ``recovered`` says after the brand's name that it
    is over. ``subject_mark`` is put before a subject; ``no_subject``
    replaces an unknown one.
    ``shows_share``: a text message adds the share of negative posts.
    """

    name: str
    counted: str
    headline: str = "{observed} {counted} in {minutes}{when}, {times} normal"
    short: str = "{counted} {times} normal"
    brief: str = "{times} normal ({observed} in {period})"
    full: str = "{count} {counted} in {period}{when}, where {normal} would be normal ({times})"
    recovered: str = "{counted} back to normal"
    counted_with_subject: str = "{counted}"
    subject_mark: str = ""
    no_subject: str = ""
    shows_share: bool = True


KINDS: Mapping[Kind, KindText] = MappingProxyType(
    {
        Kind.VOLUME_BURST: KindText(
            name="burst of posts",
            counted="posts",
        ),
        Kind.NEGATIVE_SURGE: KindText(
            name="surge of negative posts",
            counted="negative posts",
        ),
        Kind.SHARING_WAVE: KindText(
            name="wave of reposted criticism",
            counted="reposts of criticism",
        ),
        Kind.QUESTION_WAVE: KindText(
            name="wave of questions",
            counted="questions",
        ),
        Kind.PURCHASE_WAVE: KindText(
            name="wave of people who want to buy",
            counted="posts about buying",
        ),
        Kind.PRAISE_WAVE: KindText(
            name="wave of praise",
            counted="posts of praise",
        ),
        Kind.SENTIMENT_SHIFT: KindText(
            name="shift to negative sentiment",
            counted="negative posts",
            headline="{share} of posts negative in {minutes}{when}, normally {normal_share}",
            short="{share} of posts negative, normally {normal_share}",
            brief="{share} of posts negative, normally {normal_share}",
            full="{count} {counted} in {period}{when}, {share} of all that could be scored, "
            "where {normal_share} would be normal",
            recovered="sentiment back to normal",
            shows_share=False,
        ),
        Kind.TRENDING_HASHTAG: KindText(
            name="trending hashtag",
            counted="posts",
            counted_with_subject="{counted} with {subject}",
            headline="{subject} in {observed} posts in {minutes}{when}, {times} normal",
            short="{subject} in {observed} posts, {times} normal",
            recovered="{subject} back to normal",
            subject_mark="#",
            no_subject="a hashtag",
        ),
        Kind.CHANNEL_SILENCE: KindText(
            name="silent channel",
            counted="posts",
            counted_with_subject="{counted} on {subject}",
            headline="{subject} silent for {minutes}, normally {normal} posts",
            short="{subject} silent for {period}, normally {normal} posts",
            brief="where {normal} posts in {period} would be normal",
            full="{count} {counted} in {period}{when}, where {normal} would be normal",
            recovered="{subject} active again",
            no_subject="a channel",
            shows_share=False,
        ),
        Kind.INFLUENTIAL_VOICE: KindText(
            name="influential voice",
            counted="people reached by one author",
            headline="Critic or question heard by {observed} people, {times} normal",
            short="one author reaches {observed} people, {times} normal",
            brief="one author reaches {observed} people, {times} normal",
            full="an author whom {observed} people hear criticises or asks{when}; "
            "in a normal week the loudest reaches {normal} ({times})",
            recovered="quiet since",
            shows_share=False,
        ),
    }
)
