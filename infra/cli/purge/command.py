"""``foreshock purge``: erases posts of a brand, or all that is kept of one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from infra.cli.deployed.stack_tables import INTERNAL_SECRET, MENTIONS, use_tables
from infra.cli.purge.brand import erase_brand
from infra.cli.purge.posts import Erased, erase_posts
from infra.cli.purge.praises import erase_praise
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import parse_public_id, public_id_of
from shared.domain.text import pseudonym
from shared.domain.time import parse_time
from shared.runtime.secrets import internal_keys

_PSEUDONYM = re.compile(r"[0-9a-f]{16}")

AUTHOR = "Everything of this author: the name as the channel gives it, or the pseudonym that the API shows."
EVERYTHING = "All that is kept of the brand, which must have been deleted before."


def purge(
    brand: Annotated[str, typer.Argument(help="The id of the brand.")],
    *,
    author: Annotated[str, typer.Option(help=AUTHOR)] = "",
    mention: Annotated[str, typer.Option(help="One mention, by the id that the API shows.")] = "",
    channel: Annotated[str, typer.Option(help="Everything of this channel, with --before only what is older.")] = "",
    before: Annotated[str, typer.Option(help="Only what was published before this time, such as 2026-03-01.")] = "",
    everything: Annotated[bool, typer.Option("--everything", help=EVERYTHING)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; erase nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    stack: Annotated[str, typer.Option(help="Name of the deployed stack.")] = "foreshock",
) -> None:
    """Erase posts of a brand with all that quotes them, or all that is kept of a brand.

    Give one of --author, --mention, --channel and --everything. Counts stay, for they name
    nobody; messages that were sent cannot be taken back, and backups end after 35 days. What
    was interrupted is finished by the same call.

    Uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the local stack).

    Exit codes: 0 = done; 1 = error; 2 = usage error.
    """
    if sum(map(bool, (author, mention, channel, everything))) != 1:
        raise typer.BadParameter("give exactly one of --author, --mention, --channel and --everything")
    if before and not channel:
        raise typer.BadParameter("goes with --channel", param_hint="--before")
    use_tables(stack, also=MENTIONS | INTERNAL_SECRET)
    now_ms = time.time_ns() // 1_000_000
    if not dry_run and not yes:
        typer.confirm(f"Erase this of {brand}, for good?", abort=True)
    if everything:
        done = erase_brand(brand, now_ms, dry_run=dry_run)
    else:
        wanted = _wanted(author, mention, channel, before)
        done = erase_posts(brand, wanted, now_ms, whole_author=bool(author), dry_run=dry_run)
        erase_praise(brand, wanted, done, dry_run=dry_run)
    typer.echo(json.dumps(asdict(done)) if as_json else _said(done, dry_run=dry_run))


def _wanted(author: str, mention: str, channel: str, before: str) -> Callable[[Mention], bool]:
    if author:
        names = _pseudonyms(author)
        return lambda found: found.author in names
    if mention:
        if parse_public_id(mention) is None:
            raise typer.BadParameter("is not the id of a mention, such as 1772373900000-0123…", param_hint="--mention")
        return lambda found: public_id_of(found) == mention
    until_ms = parse_time(before, field="before") if before else None
    return lambda found: found.channel == channel and (until_ms is None or found.published_ms < until_ms)


def _pseudonyms(author: str) -> frozenset[str]:
    """What an author is called in the tables, under the secret in use and the one before it."""
    given = {author} if _PSEUDONYM.fullmatch(author) else set()
    names = {author, author.removeprefix("@"), f"@{author.removeprefix('@')}"}
    return frozenset(given | {pseudonym(name, key) for key in internal_keys("author") for name in names})


def _said(done: Erased, *, dry_run: bool) -> str:
    shown = f" Shown, and to be taken down: {', '.join(done.shown)}." if done.shown else ""
    if dry_run:
        counted = f"{done.mentions} mentions, {done.moments} moments and {done.praise} posts with a consent"
        return f"{counted} would go; nothing was erased.{shown}"
    return (
        f"Erased: {done.mentions} mentions and {done.praise} posts with a consent;"
        f" {done.counters} counters and {done.moments} moments held something of it.{shown}"
    )
