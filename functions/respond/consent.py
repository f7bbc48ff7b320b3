"""What is recorded about the consent of an author: read, decide, store; decide again where somebody else was first."""

from __future__ import annotations

from shared.domain.brand import Brand
from shared.domain.errors import Conflict, NotFound, StorageBusy
from shared.domain.mentions.mention_id import parse_public_id
from shared.domain.response.consent import ConsentAct, ConsentEntry
from shared.domain.response.praise import Praise, praise_of
from shared.store import mentions
from shared.store.response import praises

ATTEMPTS = 5
"""How often it is decided anew while others keep being first."""


def on_praise(brand: Brand, mention_id: str, new: ConsentEntry, known: int | None = None) -> Praise:
    """The praise after ``new`` is recorded; unchanged where the same was recorded before.

    Raises:
        NotFound: there is no such mention, or nobody has asked its author.
        InvalidInput, IllegalTransition: as :func:`shared.domain.response.consent.after`.
        StorageBusy: others kept recording meanwhile; ask again.
    """
    for _ in range(ATTEMPTS):
        stored = _stored(brand, mention_id)
        before = stored.version if stored else 0
        changed = (stored or _read(brand, mention_id, new)).after(new, known)
        if changed.version == before:
            return changed
        if new.act is ConsentAct.ASK and not changed.text:
            changed = praise_of(mentions.get(brand, mention_id))._replace(entries=changed.entries)
        try:
            praises.put(changed, before)
        except Conflict:
            continue
        return changed
    raise StorageBusy("others keep recording something about this post")


def _stored(brand: Brand, mention_id: str) -> Praise | None:
    place = parse_public_id(mention_id)
    return praises.find(brand.id, f"{place[0]:013d}#{place[1]}") if place else None


def _read(brand: Brand, mention_id: str, new: ConsentEntry) -> Praise:
    if new.act is not ConsentAct.ASK:
        raise NotFound("nobody has asked the author of this post; record that first, with ask", field="id")
    return praise_of(mentions.get(brand, mention_id))
