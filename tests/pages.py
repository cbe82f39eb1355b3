"""What every page of the site must hold, whoever wrote what it shows."""

from __future__ import annotations

from collections import Counter

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponseBase
from selectolax.lexbor import LexborHTMLParser

_LABELLED = "input:not([type=hidden]), select, textarea"


def parsed(response: HttpResponseBase) -> LexborHTMLParser:
    """The page of a response, as an HTML parser reads it."""
    content = getattr(response, "content", b"")
    return LexborHTMLParser(content.decode())


def faults(response: HttpResponseBase) -> list[str]:
    """What is wrong with a page: the policy's rules, then those of HTML and access."""
    tree = parsed(response)
    found = _inline(tree)
    ids = Counter(node.attributes["id"] for node in tree.css("[id]"))
    found += [
        f"id {name} given {count} times" for name, count in ids.items() if count > 1
    ]
    for attribute in ("for", "aria-labelledby", "aria-describedby"):
        targets = (node.attributes[attribute] for node in tree.css(f"[{attribute}]"))
        found += [f"{attribute} of {name}" for name in targets if name not in ids]
    labels = {node.attributes["for"] for node in tree.css("label[for]")}
    found += [
        f"no label for {node.html}"
        for node in tree.css(_LABELLED)
        if node.attributes.get("id") not in labels
    ]
    found += [
        f"link to {node.attributes['href']} leads nowhere"
        for node in tree.css("a[href^='#']")
        if str(node.attributes["href"])[1:] not in ids
    ]
    for node in tree.css("link[href], script[src], img[src]"):
        address = str(node.attributes.get("href") or node.attributes.get("src"))
        if not finders.find(address.removeprefix(settings.STATIC_URL)):
            found.append(f"{address} is no static file of ours")
    if len(tree.css("h1")) != 1:
        found.append("not exactly one h1")
    if tree.css_first("html[lang]") is None or not tree.css("title"):
        found.append("no language or no title")
    return found


def inline_faults(html: str) -> list[str]:
    """What in a part of a page the content security policy would block."""
    return _inline(LexborHTMLParser(html))


def _inline(tree: LexborHTMLParser) -> list[str]:
    found = [f"inline {node.tag}" for node in tree.css("style, script:not([src])")]
    for node in tree.css("*"):
        names = [name.lower() for name in node.attributes]
        if "style" in names or any(name.startswith("on") for name in names):
            found.append(f"inline style or script on {node.tag}")
    return found
