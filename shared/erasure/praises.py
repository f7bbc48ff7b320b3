"""Erases praise: posts that a team asked to show, with their words and what their authors answered.

They outlive the mentions, so they are looked for on their own.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.mentions.mention import Mention
from shared.domain.response.consent import ConsentAct
from shared.domain.response.praise import Praise
from shared.erasure.posts import Erased
from shared.erasure.tables import delete_keys
from shared.runtime.settings import setting
from shared.store import mentions
from shared.store.response import praises


def erase_praise(brand_id: str, wanted: Callable[[Mention], bool], *, dry_run: bool = False) -> Erased:
    """Erase the praise of the mentions that are ``wanted``; how much, and where it is shown.

    Raises:
        StorageBusy: DynamoDB kept refusing; repeat the whole.
    """
    found = [praise for praise in praises.of_brand(brand_id) if wanted(praise.mention)]
    if not dry_run:
        keys = ((f"praise#{brand_id}", mentions.sort_key(praise.mention)) for praise in found)
        delete_keys(setting("STATE_TABLE"), keys)
    return Erased(praise=len(found), shown=sorted({place for praise in found for place in _shown(praise)}))


def _shown(praise: Praise) -> list[str]:
    """Where it was shown, with the address if it is known."""
    used = [entry for entry in praise.entries if entry.act is ConsentAct.USE]
    return [f"{entry.places[0]} {entry.url}".strip() for entry in used]
