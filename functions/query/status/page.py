"""The public page of a brand: static, without script, for everybody."""

from __future__ import annotations

from collections.abc import Sequence

from functions.query.status.told import Told, story
from shared.domain.response.feedback import MAX_TEXT
from shared.html.form import button, hidden
from shared.html.layout import html_page, security_headers
from shared.html.markup import Markup, element

STYLE = Markup("""
body{max-width:42rem}
article{margin:1rem 0 2.5rem}
article+article{border-top:1px solid var(--line);padding-top:1rem}
h1{font-size:1.1rem;color:var(--quiet);font-weight:600}
h2{font-size:1.5rem;margin:.5rem 0}h3{font-size:1.1rem;margin:1.5rem 0 .5rem}
.next{padding:.6rem .9rem;border-left:.3rem solid var(--act);border-radius:.3rem;background:var(--soft);font-weight:600}
.steps{list-style:none;padding:0}.steps li{padding:.5rem 0;border-top:1px solid var(--line);margin:0}
.steps li:first-child{border-top:0}
.steps span{display:block}small{font-size:.9375rem;color:var(--quiet)}
blockquote{margin:.75rem 0;padding:.6rem .9rem;border-radius:.4rem;background:var(--soft);border-left:.25rem solid
var(--line)}
blockquote footer{margin-top:.25rem}
form{display:grid;gap:1rem;margin-top:2rem;padding:1rem;border:1px solid var(--line);border-radius:.5rem}
fieldset{border:0;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:0 1.5rem}
legend{padding:0;font-weight:600;font-size:1.1rem}
.box{display:flex;align-items:center;gap:.6rem;min-height:2.75rem}
.box input{width:1.25rem;min-height:1.25rem;margin:0}
form small{display:block;margin-top:.25rem}
button{justify-self:start}
""")


def status_page(brand: str, brand_name: str, told: Sequence[Told], now_ms: int) -> str:
    """The page of ``brand`` with all that is published, the latest crisis first."""
    return html_page(
        f"{told[0].publication.headline} - {brand_name}",
        element(
            "main",
            element("h1", element("bdi", brand_name), ": what is going on"),
            *(_article(brand, each, now_ms) for each in told),
        ),
        element(
            "footer",
            element("a", "Follow this page in a feed reader", href=f"{brand}/feed.atom", type="application/atom+xml"),
        ),
        style=STYLE,
        feed=f"{brand}/feed.atom",
    )


def page_headers() -> dict[str, str]:
    """The headers of the page. Its address is no secret, but no copy of it shall outlive what is taken off."""
    return {**security_headers(STYLE), "Referrer-Policy": "same-origin", "X-Robots-Tag": "noarchive"}


def _article(brand: str, told: Told, now_ms: int) -> Markup:
    headline = element("h2", told.publication.headline, dir="auto")
    question = _question(brand, told.publication.crisis) if told.publication.feedback else Markup()
    return element("article", headline, story(told, now_ms), question)


def _question(brand: str, crisis: str) -> Markup:
    """The form below a crisis; each has ids of its own."""
    answers = [
        element("label", element("input", type="radio", name="helped", value=value, required=""), text, class_="box")
        for value, text in (("yes", "Yes"), ("no", "No"))
    ]
    words = element("textarea", name="text", rows="3", maxlength=str(MAX_TEXT))
    hint = "We read it, and we do not keep who you are. Leave out your name and other personal data."
    return element(
        "form",
        hidden("crisis", crisis),
        element("fieldset", element("legend", "Did this help?"), *answers),
        element("label", f"What is missing? (optional, up to {MAX_TEXT} characters)", words, element("small", hint)),
        button("Send"),
        method="post",
        action=f"{brand}/feedback",
    )
