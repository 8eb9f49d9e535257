"""Errors that say where they happened and what to write instead."""

import errno
from dataclasses import dataclass

_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限，或正被别的程序打开",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EFBIG: "文件超过了允许的大小",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径当中有一段不是文件夹",
    errno.ENAMETOOLONG: "名字太长",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.EBUSY: "正被占用",
    errno.ELOOP: "链接绕成了圈",
}


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Location:
    """A place in a file a person can open; prints `kb/x.md:12`, or `templates/x.docx 表2第3行第1格`."""

    path: str
    """Relative to the layer's root where there is one (`kb/focus/x.yaml`), else as the user gave it."""
    line: int | None = None
    """1-based; None for the file as a whole."""
    spot: str = ""
    """Where in a file that has no lines, such as a Word document."""

    def __str__(self) -> str:
        path = f"{self.path} {self.spot}" if self.spot else self.path
        return path if self.line is None else f"{path}:{self.line}"


NOWHERE = Location(path="")
"""The place of a value that was not read from a file."""


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


def reason(error: OSError) -> str:
    """Why the system refused a file, in Chinese where we know it."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
