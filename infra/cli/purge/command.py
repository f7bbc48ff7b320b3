"""``foreshock purge``: erases posts of a brand, or all that is kept of one."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from infra.cli.deployed.options import STACK, StackName
from infra.cli.deployed.stack_tables import INTERNAL_SECRET, MENTIONS, use_tables
from infra.cli.purge.gone import Checked, posts_gone
from shared.channels.lookup import LOOKUPS
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import parse_public_id, public_id_of
from shared.domain.time import parse_time
from shared.erasure.authors import pseudonyms_of, written_by
from shared.erasure.brand import erase_brand
from shared.erasure.posts import Erased, erase_posts
from shared.erasure.praises import erase_praise
from shared.store import brands

STOPPED_EARLY = 75
"""The exit code for "try again later", EX_TEMPFAIL of sysexits.h."""

AUTHOR = "Everything of this author: the name as the channel gives it, or the pseudonym that the API shows."
GONE = f"What was deleted at its source; the channel ({', '.join(LOOKUPS)}) is asked for each stored post."
EVERY_BRAND = "With --gone, in place of a brand: every brand that is watched."
EVERYTHING = "All that is kept of the brand, which must have been deleted before."


def purge(
    brand: Annotated[str, typer.Argument(help="The id of the brand.")] = "",
    *,
    author: Annotated[str, typer.Option(help=AUTHOR)] = "",
    mention: Annotated[str, typer.Option(help="One mention, by the id that the API shows.")] = "",
    channel: Annotated[str, typer.Option(help="Everything of this channel, with --before only what is older.")] = "",
    gone: Annotated[str, typer.Option(help=GONE, metavar="CHANNEL")] = "",
    every_brand: Annotated[bool, typer.Option("--every-brand", help=EVERY_BRAND)] = False,
    most: Annotated[int, typer.Option(min=1, help="With --gone: ask for so many posts, the newest.")] = 10_000,
    base_url: Annotated[str, typer.Option(help="With --gone: ask this address instead of the channel's own.")] = "",
    before: Annotated[str, typer.Option(help="Only what was published before this time, such as 2026-03-01.")] = "",
    everything: Annotated[bool, typer.Option("--everything", help=EVERYTHING)] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; erase nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON.")] = False,
    stack: StackName = STACK,
) -> None:
    """Erase posts of a brand with all that quotes them, or all that is kept of a brand.

    Give one of --author, --mention, --channel, --gone and --everything. Counts stay, for they name
    nobody; messages that were sent cannot be taken back, and backups end after 35 days. What
    was interrupted is finished by the same call.

    Uses the AWS credentials and region of the environment (AWS_ENDPOINT_URL for the local stack).

    --gone takes the credentials of the channel from the environment, as ``foreshock poll`` does;
    X takes 0.005 USD for each post, at most FORESHOCK_X_DAILY_UNITS (2,000) in a call.

    Exit codes: 0 = done; 1 = error; 2 = usage error; 75 = --gone could not ask for every post.
    """
    if sum(map(bool, (author, mention, channel, gone, everything))) != 1:
        raise typer.BadParameter("give exactly one of --author, --mention, --channel, --gone and --everything")
    if before and not channel:
        raise typer.BadParameter("goes with --channel", param_hint="--before")
    if every_brand and (brand or not gone):
        raise typer.BadParameter("goes with --gone, and in place of a brand", param_hint="--every-brand")
    if not brand and not every_brand:
        raise typer.BadParameter("name the brand by its id, or with --gone give --every-brand", param_hint="BRAND")
    use_tables(stack, also=MENTIONS | INTERNAL_SECRET)
    now_ms = time.time_ns() // 1_000_000
    asked = [one.id for one in brands.every()] if every_brand else [brand]
    checked = posts_gone(asked, gone, most, base_url, now_ms) if gone else Checked(brands=asked)
    if gone:
        typer.echo(_said_of_check(gone, checked), err=True)
    if not dry_run and not yes:
        typer.confirm(f"Erase this of {brand or 'every brand'}, for good?", abort=True)
    done = Erased()
    wanted = _is_gone(gone, checked) if gone else _wanted(author, mention, channel, before)
    for one in checked.brands:
        parts = (
            erase_brand(one, now_ms, dry_run=dry_run)
            if everything
            else _posts(one, wanted, now_ms, author, dry_run=dry_run)
        )
        for part in parts:
            done.add(part)
    typer.echo(json.dumps(asdict(done)) if as_json else _said(done, dry_run=dry_run))
    if checked.left:
        raise typer.Exit(STOPPED_EARLY)


def _posts(
    brand: str, wanted: Callable[[Mention], bool], now_ms: int, author: str, *, dry_run: bool
) -> Iterator[Erased]:
    for hour in erase_posts(brand, wanted, now_ms, whole_author=bool(author), dry_run=dry_run):
        yield hour.erased
    yield erase_praise(brand, wanted, dry_run=dry_run)


def _is_gone(channel: str, checked: Checked) -> Callable[[Mention], bool]:
    return lambda found: found.channel == channel and found.key in checked.gone


def _said_of_check(channel: str, checked: Checked) -> str:
    rest = f"; {checked.left} were not asked for" if checked.left else ""
    why = f" ({checked.stopped})" if checked.stopped else ""
    return f"{channel}: {checked.asked} posts looked up, {len(checked.gone)} of them are gone{rest}{why}"


def _wanted(author: str, mention: str, channel: str, before: str) -> Callable[[Mention], bool]:
    if author:
        return written_by(pseudonyms_of(author))
    if mention:
        if parse_public_id(mention) is None:
            raise typer.BadParameter("is not the id of a mention, such as 1772373900000-0123…", param_hint="--mention")
        return lambda found: public_id_of(found) == mention
    until_ms = parse_time(before, field="before") if before else None
    return lambda found: found.channel == channel and (until_ms is None or found.published_ms < until_ms)


def _said(done: Erased, *, dry_run: bool) -> str:
    shown = f" Shown, and to be taken down: {', '.join(done.shown)}." if done.shown else ""
    if dry_run:
        counted = f"{done.mentions} mentions, {done.moments} moments and {done.praise} posts with a consent"
        return f"{counted} would go; nothing was erased.{shown}"
    return (
        f"Erased: {done.mentions} mentions and {done.praise} posts with a consent;"
        f" {done.counters} counters and {done.moments} moments held something of it.{shown}"
    )
