"""What an office names its work by, as data: frameworks with their themes, types of units, roles of interviewees."""

from dataclasses import dataclass
from datetime import date

from xuncha_docs.errors import Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """One heading of a framework."""

    name: str
    wording: str | None = None
    """Official wording; None: 待核."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Framework:
    """A named set of themes under which a round reports."""

    id: str
    name: str
    themes: tuple[Theme, ...]
    source: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day; an older framework is kept to be read, and no round reports under it."""
    special: bool = False
    """专项: what it is about is looked at in rounds under it, else only where a unit's duty leads there."""
    sample: bool = False
    location: Location

    def refusal(self, day: date) -> str | None:
        """Why no round whose 基准日 is `day` reports under it; None when it may."""
        if self.valid_from and day < self.valid_from:
            return f"监督框架“{self.name}”自 {self.valid_from} 起用，早于它的基准日 {day} 不能用"
        if self.valid_to and day > self.valid_to:
            return f"监督框架“{self.name}”用到 {self.valid_to} 为止，基准日 {day} 不能再用"
        return None


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitType:
    """A kind of inspected unit and its internal subtypes."""

    id: str
    name: str
    subtypes: tuple[str, ...] = ()
    """Internal labels (发展滞后村 …); never in an outgoing document."""
    sample: bool = False
    location: Location


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role of interviewees; outlines are made one for each."""

    id: str
    name: str
    plain: bool = False
    """True: villagers and service users: no jargon, at most 25 characters a question."""
    notice: str = ""
    """What interviewers tell this role first."""
    opening: tuple[str, ...] = ()
    """Easy questions to begin with."""
    closing: tuple[str, ...] = ()
    """Open questions to end with."""
    sample: bool = False
    location: Location
