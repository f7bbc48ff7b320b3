"""What a browser finds in a page, and texts that try to be more than texts."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import strategies as st

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=200)
NASTY = st.text(alphabet=st.sampled_from("<>&\"'/=!- ;#xaonerscriptjv:\x00\u202e\n"), max_size=80)


class Reader(HTMLParser):
    """What a browser finds: elements with their attributes, and the text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(str(page))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_pi = unknown_decl = handle_comment

    def handle_decl(self, decl: str) -> None:
        assert decl == "doctype html"
