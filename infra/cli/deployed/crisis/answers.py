"""``foreshock answers``: whom to answer in a crisis with what; confirm a fact, word a draft, approve an answer."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import quote

import typer

from infra.cli.deployed.deployed_api import deployed_api
from infra.cli.deployed.options import STACK, AsJson, StackName
from shared.domain.text import clean_text


def answers(
    moment: Annotated[str, typer.Argument(metavar="ID", help="The id of a crisis, or of one of its moments.")],
    *,
    fact: Annotated[str, typer.Option(help="Confirm this fact, which drafts may then say.")] = "",
    about: Annotated[str, typer.Option(help="The theme that the fact answers; without it, all of the crisis.")] = "",
    approve: Annotated[str, typer.Option(metavar="POST", help="Approve the answer to the post with this id.")] = "",
    text: Annotated[str, typer.Option(help="The text that you approve; - reads it from standard input.")] = "",
    word: Annotated[
        str, typer.Option(metavar="POST", help="Have the deployment's model word the draft of this post.")
    ] = "",
    worded_by: Annotated[str, typer.Option(help="The model that worded what you approve, for the record.")] = "",
    hand_over: Annotated[bool, typer.Option("--hand-over", help="Also put what you approve on the bus.")] = False,
    by: Annotated[str, typer.Option(help="Your name, as your team knows you; otherwise your user name here.")] = "",
    as_json: AsJson = False,
    stack: StackName = STACK,
) -> None:
    """List the posts of a crisis that want an answer, with drafts; or confirm a fact, word a draft, approve an answer.

    Nothing is sent. Uses FORESHOCK_API and FORESHOCK_KEY (role act to confirm, word or approve), or the AWS credentials
    and region of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done, now or before; 1 = error, the API says why; 2 = usage error.
    """
    if sum(map(bool, (fact, word, approve))) > 1:
        raise typer.BadParameter("--fact, --word or --approve, one at a time", param_hint="--fact")
    if approve and not text:
        raise typer.BadParameter("give the text that you approve, or - for standard input", param_hint="--text")
    api, path = deployed_api(stack), f"/moments/{quote(moment, safe='')}"
    who = {"by": by or getpass.getuser(), "via": "cli"}
    if fact:
        answer = api.post(f"{path}/facts", {**who, "text": fact, **({"about": about} if about else {})})
        lines = [f"Confirmed by {answer['confirmed_by']}: {answer['text']}"]
    elif approve:
        words = sys.stdin.read() if text == "-" else text
        sent = {**who, "text": words, "hand_over": hand_over, **({"worded_by": worded_by} if worded_by else {})}
        answer = api.post(f"{path}/drafts/{quote(approve, safe='')}/approve", sent)
        lines = [f"Approved by {answer['approved_by']}: {' '.join(answer['text'].split())}"]
        lines += [answer["hint"]] if answer["hint"] else []
    elif word:
        answer = api.post(f"{path}/drafts/{quote(word, safe='')}/word")
        lines = list(_worded(answer))
    else:
        answer = api.get(f"{path}/answers")
        lines = list(_lines(answer)) or ["No post wants an answer."]
    typer.echo(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(map(clean_text, lines)))


def _worded(answer: dict[str, Any]) -> Iterator[str]:
    """The text and who worded it."""
    yield answer["text"] or "No draft."
    yield f"Worded by {answer['worded_by']}" if answer["worded_by"] else f"Worded by the templates: {answer['why']}"


def _lines(answer: dict[str, Any]) -> Iterator[str]:
    """The concerns with their posts, each with its draft or its answer."""
    if answer["hint"]:
        yield answer["hint"]
    for concern in answer["concerns"]:
        yield f"{concern['concern'].replace('_', ' ')}, {concern['posts']}"
        for post in concern["first"]:
            yield f"  {post['id']} on {post['channel']} {post['url'] or ''}".rstrip()
            yield f"    “{post['text']}” ({', '.join(post['reasons'])})"
            yield f"    {_answer(post)}"


def _answer(post: dict[str, Any]) -> str:
    if post["answer"]:
        return f"Approved by {post['answer']['approved_by']}: {' '.join(post['answer']['text'].split())}"
    draft = post["draft"]
    if draft is None:
        return "No draft."
    return f"Draft: {draft['text']}" if draft["text"] else f"No draft: {'; '.join(b['text'] for b in draft['refused'])}"
