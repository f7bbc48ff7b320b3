"""Posts that want an answer, with their drafts, as clients see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.response.fact import Fact
from shared.domain.time import iso
from shared.http.fields import Instant, web_address
from shared.http.views.answers import ApprovedAnswer, FactView, approved_answer, fact_view

if TYPE_CHECKING:
    from shared.answers.answers import ConcernToAnswer, PostToAnswer
    from shared.answers.breach import Breach

RuleName = Literal["time", "blame", "personal", "copy"]

NO_SUPPORT = "The brand names no place to go, so there are no drafts: set `support` in its settings."


class BreachView(TypedDict):
    """Why a wording is refused."""

    rule: RuleName
    words: str
    text: str


class DraftView(TypedDict):
    """A text to start from. Nobody has approved it."""

    text: Annotated[str | None, Field(description="null: every wording breaks a rule; write your own")]
    refused: Annotated[list[BreachView], Field(description="What is wrong with the first wording, where none is left")]


class AnswerablePost(TypedDict):
    """A post that wants an answer."""

    id: Annotated[str, Field(description="Of the mention, and of its draft: POST /moments/{id}/drafts/{id}/approve")]
    channel: str
    url: str | None
    published_at: Instant
    text: Annotated[str, Field(description="Without names, links, numbers and handles")]
    reach: Annotated[int, Field(description="People in the author's audience")]
    reasons: Annotated[list[str], Field(description="Why it stands where it stands")]
    draft: Annotated[DraftView | None, Field(description="null where it has its answer, or the brand has no `support`")]
    answer: Annotated[ApprovedAnswer | None, Field(description="What somebody approved")]


class AnswerableConcern(TypedDict):
    """Posts with the same concern, the most urgent first."""

    concern: Annotated[str, Field(description="A theme, `question` or `complaint`")]
    posts: Annotated[int, Field(description="How many want an answer; one for each author and each wording")]
    first: list[AnswerablePost]


class AnswersView(TypedDict):
    """Whom to answer in a crisis, and with what."""

    crisis: str
    brand: str
    support: Annotated[str | None, Field(description="Where customers reach the brand")]
    facts: Annotated[list[FactView], Field(description="What drafts may say, the first confirmed first")]
    concerns: Annotated[list[AnswerableConcern], Field(description="The most urgent first")]
    posts_read: Annotated[int, Field(description="Posts since the crisis began that were looked at, the latest ones")]
    all_read: Annotated[bool, Field(description="Whether these are all of them")]
    hint: str | None


class CrisisAnswers(NamedTuple):
    """What was read and prepared for the answers of a crisis."""

    crisis: str
    brand: str
    support: str
    facts: Sequence[Fact]
    concerns: Sequence[ConcernToAnswer]
    posts_read: int
    all_read: bool


def answers_view(found: CrisisAnswers) -> AnswersView:
    """The answers as the API shows them."""
    return AnswersView(
        crisis=found.crisis,
        brand=found.brand,
        support=found.support or None,
        facts=[fact_view(fact) for fact in found.facts],
        concerns=[
            AnswerableConcern(concern=each.name, posts=each.posts, first=[_post(post) for post in each.first])
            for each in found.concerns
        ],
        posts_read=found.posts_read,
        all_read=found.all_read,
        hint=None if found.support else NO_SUPPORT,
    )


def _post(post: PostToAnswer) -> AnswerablePost:
    mention = post.wanted.mention
    draft = post.draft
    return AnswerablePost(
        id=post.id,
        channel=mention.channel,
        url=web_address(mention.url),
        published_at=iso(mention.published_ms),
        text=post.wanted.words,
        reach=mention.reach,
        reasons=list(post.wanted.reasons),
        draft=DraftView(text=draft.text or None, refused=[_breach(each) for each in draft.refused]) if draft else None,
        answer=approved_answer(post.approval) if post.approval else None,
    )


def _breach(breach: Breach) -> BreachView:
    return BreachView(rule=breach.rule.value, words=breach.words, text=breach.text)
