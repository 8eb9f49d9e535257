"""The form of an official document as plain values: what a template states and what Word prints.

Clauses are those of GB/T 9704—2012.
"""

from dataclasses import dataclass
from enum import StrEnum


class FormKind(StrEnum):
    """How a document is dressed."""

    DOCUMENT = "文件"
    """With a red head and a rule below it (7.2)."""
    LETTER = "信函"
    """10.1."""
    MINUTES = "纪要"
    """10.3."""
    TABLE = "表格"
    """A sheet that is a table: the title close above it."""
    PLAIN = "普通"
    """Title and text only."""

    @property
    def headed(self) -> bool:
        """Whether it begins with the mark of its office."""
        return self in (FormKind.DOCUMENT, FormKind.LETTER, FormKind.MINUTES)


JOINT_WORD = "文件"
"""What stands right of the names of those who issue a joint document, in the middle of their height (7.2.4)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """版头; in a template each field may hold `{{ … }}`, an empty one is not printed."""

    mark: str | tuple[str, ...]
    """发文机关标志 (7.2.4); of a joint document the names, the main issuer's first, and last 文件 where it says so."""
    number: str | None = None
    """发文字号 (7.2.5)."""
    copy_number: str | None = None
    """份号 (7.2.1)."""
    urgency: str | None = None
    """紧急程度 (7.2.3)."""
    signers: str | None = None
    """签发人 of a document to a superior, names separated by 、 (7.2.6)."""

    @property
    def issuers(self) -> tuple[str, ...]:
        """What the mark says, line by line."""
        return (self.mark,) if isinstance(self.mark, str) else tuple(name for name in self.mark if name != JOINT_WORD)

    @property
    def word(self) -> str:
        """What stands beside the names of a joint document; empty for nothing."""
        return JOINT_WORD if not isinstance(self.mark, str) and JOINT_WORD in self.mark else ""

    @property
    def joint(self) -> bool:
        """Whether several issue the document."""
        return len(self.issuers) > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Imprint:
    """版记 (7.4); in a template each field may hold `{{ … }}`, an empty one is not printed."""

    to: str | None = None
    """主送 that would leave the first page without text (7.3.2)."""
    copies: str | None = None
    """抄送 (7.4.2)."""
    office: str | None = None
    """印发机关 (7.4.3)."""
    date: str | None = None
    """印发日期, without the word 印发."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One document's form with its texts."""

    kind: FormKind = FormKind.PLAIN
    head: Head | None = None
    """Of a headed form only."""
    secrecy: str | None = None
    """密级和保密期限 (7.2.2); printed in the head."""
    imprint: Imprint | None = None
    """Of a headed form only."""


PLAIN = Form()
