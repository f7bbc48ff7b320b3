"""The HTML document around every page: its style, its security headers, no script, nothing loaded from outside.

People read it on a phone at night, so it follows the phone's own light or dark mode, font
and zoom. Its headers tell the browser to run and load nothing, whatever strangers wrote in it.
"""

from __future__ import annotations

import base64
import hashlib

from shared.html.markup import Markup, element

MEDIA_TYPE = "text/html; charset=utf-8"

STYLE = Markup("""
:root{color-scheme:light dark;--back:#fff;--ink:#1c2024;--quiet:#555b64;--line:#d9dde3;--soft:#f3f5f7;--link:#0b57a4}
@media (prefers-color-scheme:dark){
:root{--back:#111418;--ink:#eceff3;--quiet:#a9b2be;--line:#333a43;--soft:#1c2127;--link:#8cc2ff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;max-width:36rem;padding:1rem;background:var(--back);color:var(--ink);overflow-wrap:anywhere;
font:1.0625rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
h1{font-size:1.4rem;line-height:1.3;margin:.75rem 0 .5rem;text-wrap:balance}
h2{font-size:1.1rem;line-height:1.3;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
a{color:var(--link);text-underline-offset:.15em}
.badge{display:inline-block;margin:0;padding:.2rem .7rem;border-radius:.4rem;color:#fff;font-weight:600}
.sev1{background:#b3141d}.sev2{background:#b8430b}.sev3{background:#7d5700}.sev4{background:#3a5f8a}
.over{background:#1d6b3d}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1rem;margin:1rem 0}
dt{color:var(--quiet)}dd{margin:0}
figure{margin:1.25rem 0}svg{display:block;width:100%;max-width:28rem;height:auto;margin-bottom:.4rem}
figcaption,.quiet,footer{color:var(--quiet);font-size:.9375rem}
blockquote{margin:.6rem 0;padding:.6rem .9rem;border-radius:.4rem;background:var(--soft);
border-left:.25rem solid var(--line)}
blockquote p{margin:0}blockquote footer{margin-top:.25rem}
ol,ul{margin:.5rem 0;padding-left:1.4rem}li{margin:.35rem 0}
.times{list-style:none;padding:0}.times li{display:grid;grid-template-columns:minmax(3rem,max-content) 1fr;gap:.75rem}
.times time{color:var(--quiet);font-variant-numeric:tabular-nums}
body>footer{margin-top:2rem;padding-top:.75rem;border-top:1px solid var(--line)}
""")


def _source(style: str) -> str:
    """A style by its hash, so that the browser applies no other one (Content Security Policy Level 3)."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def content_security_policy(*styles: str) -> str:
    """A policy that lets a page use its own style and ``styles``, send forms to its own address, and nothing else."""
    sources = " ".join(_source(style) for style in (STYLE, *styles))
    return (
        f"default-src 'none'; style-src {sources}; img-src data:;"
        " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def security_headers(*styles: str) -> dict[str, str]:
    """The headers of every page. Whoever has the address may read the page, so no other site may learn it."""
    return {
        "Content-Security-Policy": content_security_policy(*styles),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }


CACHE_CONTROL = "private, max-age=15"
"""A reload within 15 seconds costs nothing."""


def html_page(title: str, *body: str) -> str:
    """A whole HTML document.

    >>> html_page("a < b", "x").startswith("<!doctype html>\\n<html lang=\\"en\\">")
    True
    """
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("title", title),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="format-detection", content="telephone=no, date=no, address=no"),
        element("link", rel="icon", href="data:,"),
        element("style", STYLE),
    )
    return f"<!doctype html>\n{element('html', head, element('body', *body), lang='en')}\n"


def message_page(heading: str, *sentences: str) -> str:
    """A page with a heading and some sentences only, such as an error."""
    return html_page(
        heading, element("main", element("h1", heading), *(element("p", sentence) for sentence in sentences))
    )
