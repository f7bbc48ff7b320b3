"""The draft of one post: read, scored and made of the templates, and worded by a model where the deployment has one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from functions.respond.wording.bedrock import ask_model
from functions.respond.wording.checks import faults, reply_in
from functions.respond.wording.prompt import asked_of, prompt_of
from shared.answers.answers import PostToAnswer, answers_to
from shared.domain.errors import IllegalTransition, InvalidInput
from shared.domain.mentions.mention import Mention
from shared.domain.response.approval import Approval
from shared.domain.response.fact import Fact
from shared.enrichment import enrich
from shared.runtime.settings import setting
from shared.store import brands, mentions, moments
from shared.store.response import approvals, facts

OFF = "no model is set; the parameter DraftModel of the deployment names one"


class Wording(NamedTuple):
    """The text of a draft, empty where every wording breaks a rule; the model that worded it, else why none did."""

    text: str
    model: str = ""
    why: str = ""


class DraftedPost(NamedTuple):
    """A post with all that its answer is made of; ``post`` is ``None`` where it wants no answer."""

    crisis: str
    mention: Mention
    contact: str
    facts: Sequence[Fact]
    approved: Sequence[Approval]
    post: PostToAnswer | None

    @property
    def template(self) -> str:
        """The draft of the templates; empty where there is none."""
        return self.post.draft.text if self.post and self.post.draft else ""


def drafted_post(moment_id: str, draft_id: str) -> DraftedPost:
    """The post with this id and its draft, for the crisis of the moment.

    It is scored with the default model: a brand's own may call it calmer or angrier, and changes no word of a draft.

    Raises:
        NotFound: there is no such moment, brand or post.
    """
    moment = moments.get(moment_id)
    brand = brands.get(moment.brand)
    mention = mentions.get(brand, draft_id)
    scored = enrich(mention.text, brand.words, mention.language, lexicon=brand.lexicon)
    known, approved = facts.of_crisis(moment.crisis), approvals.of_crisis(moment.crisis)
    wanted = answers_to([(mention, scored)], known, approved, brand.support)
    post = wanted[0].first[0] if wanted else None
    return DraftedPost(moment.crisis, mention, brand.support, known, approved, post)


def worded_draft(drafted: DraftedPost) -> Wording:
    """The draft as the model words it; the one of the templates where it does not, with the reason.

    Raises:
        IllegalTransition: the post has its answer, or wants none.
        InvalidInput: the brand names no place to go.
    """
    post = drafted.post
    if post is None:
        raise IllegalTransition("this post asks nothing and complains of nothing; there is no draft", field="draft")
    if post.approval:
        raise IllegalTransition(f"the post has its answer, which {post.approval.by} approved", field="draft")
    if not drafted.contact:
        raise InvalidInput("the brand names no place to go: set `support` in its settings", field="support")
    model = setting("DRAFT_MODEL", "")
    if not model:
        return Wording(drafted.template, why=OFF)
    asked = asked_of(post.wanted, drafted.facts, drafted.contact)
    answer = ask_model(model, prompt_of(asked))
    if answer.failure:
        return Wording(drafted.template, why=answer.failure)
    reply = reply_in(answer.text)
    said, others = [fact.text for fact in drafted.facts], [approval.text for approval in drafted.approved]
    found = faults(reply, asked, said, others, drafted.mention.text)
    return Wording(drafted.template, why="; ".join(found[:5])) if found else Wording(reply, model)
