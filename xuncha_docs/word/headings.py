"""A heading that its text follows in the same paragraph: where its own sentence ends."""

import re
from collections.abc import Sequence
from dataclasses import replace

from xuncha_docs.word.inline import plain
from xuncha_docs.word.tree import Node

SENTENCE = re.compile("[^。]*。(?![”’）])")
"""What a heading that runs on begins with: all that is set as the heading."""


def divided(nodes: Sequence[Node]) -> tuple[Sequence[Node], Sequence[Node]]:
    """The nodes of a heading up to its first 。 and those behind it; the second empty where no text is behind it."""
    for at, node in enumerate(nodes):
        sentence = SENTENCE.match(node.text) if node.type == "text" else None
        if sentence:
            lead = (*nodes[:at], replace(node, text=sentence[0]))
            rest = (replace(node, text=node.text[sentence.end() :]), *nodes[at + 1 :])
            return (lead, rest) if plain(rest).strip() else (nodes, ())
    return nodes, ()
