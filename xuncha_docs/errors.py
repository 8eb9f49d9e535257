"""Errors that say where they happened and what to write instead."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Location:
    """A place in a file a person can open; prints `kb/x.md:12`."""

    path: str
    """Relative to the layer's root where there is one (`kb/focus/x.yaml`), else as the user gave it."""
    line: int | None = None
    """1-based; None for the file as a whole."""

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}:{self.line}"


class XunchaError(Exception):
    """Anything the user can mend; `str()` is the Chinese sentence the command line prints."""

    def __init__(self, message: str, location: Location | None = None) -> None:
        super().__init__(message, location)
        self.message = message
        self.location = location

    def __str__(self) -> str:
        return self.message if self.location is None else f"{self.location}: {self.message}"


class RecordError(XunchaError):
    """A file of the knowledge base, a round file or a workspace that cannot be read as what it claims to be."""


class InvalidCitation(XunchaError):  # noqa: N818 -- 名称由公开接口约定
    """Text that is not a citation, or a citation that does not resolve to exactly one text."""


class QueryError(XunchaError):
    """A search query that cannot be parsed, or a filter value that does not exist."""


class TemplateError(XunchaError):
    """A template that does not parse, declares too little, or yields Markdown without a Word form."""


class PackError(XunchaError):
    """A pack that cannot be written or does not verify."""


class ImportFailure(XunchaError):  # noqa: N818 -- 名称由公开接口约定
    """A foreign file from which no regulation could be understood."""
