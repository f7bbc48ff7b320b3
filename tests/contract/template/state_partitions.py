"""The partitions of the state table, as the code makes them."""

from __future__ import annotations

import re

from tests.contract.conftest import ROOT


def partitions() -> set[str]:
    """Every partition key of the state table that the code makes, with an example behind its #."""
    found = {"outbox#due", "outbox#texts", "sign-in-used", "idempotency#intake"}
    for path in [*(ROOT / "shared/store").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]:
        if "STATE_TABLE" not in (code := path.read_text()) and "cursor#" not in code:
            continue
        found |= set(re.findall(r'pk": text\("([a-z#-]+)"', code))
        found |= {f"{name}#acme" for name in re.findall(r'(?:pk": text\(|return )f"([a-z-]+)#\{', code)}
        found |= set(re.findall(r'^PARTITION = "([a-z#-]+)"', code, re.MULTILINE))
    return found
