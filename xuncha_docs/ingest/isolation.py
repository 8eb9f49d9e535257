"""Foreign files are parsed in a child process with limits, so that none of them can stop or harm an import."""

from types import TracebackType
from typing import Self

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.frames import Message
from xuncha_docs.foreign.process import Child, Ended, Limits
from xuncha_docs.ingest.converters import Converted, Converter, convert, converter_of
from xuncha_docs.ingest.frames import unpack
from xuncha_docs.ingest.office import OfficeConverter

_FILES = 500
"""Files after which the child is replaced, so that its memory does not grow with their number."""
_USUAL = Limits()
_OFFICE = Limits(memory=360 * 2**20, cpu=18, clock=60)
"""LibreOffice, which runs below the child, starts afresh for each file and takes its time on a busy machine."""
_CRASHED = "解析这个文件时子进程意外结束，未读；文件可能损坏或是恶意文件，请用原软件另存一份"


class Isolation:
    """A child process that parses one file after another; it is started when needed and replaced when it dies."""

    def __init__(self, limits: Limits | None = None) -> None:
        """`limits` are used for every file instead of those of its format."""
        self._limits = limits
        self._child: Child | None = None
        self._files = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child."""
        child, self._child = self._child, None
        if child:
            child.close()

    def convert(self, data: bytes, name: str) -> Converted:
        """The document in `data`; ImportFailure says why there is none, also when the child crashed or was stopped.

        Plain text, which needs no foreign code, is read here. Recognising text takes more than any other file may have:
        the child first reads all else under the usual limits and says how many pages are left.
        """
        converter = converter_of(data)
        if converter is None:
            return convert(data, name)
        said, blobs = self._ask(data, name, self._limits or _limits_for(converter))
        pages = said.pop("unrecognised", 0)
        if pages:
            said, blobs = self._ask(data, name, self._limits or _limits_of_scans(pages), recognise=True)
        if pages or said.pop("spent", False) or self._files >= _FILES:
            self.close()
        if "failure" in said:
            raise ImportFailure(said["failure"])
        return unpack((said, blobs))

    def _ask(self, data: bytes, name: str, limits: Limits, *, recognise: bool = False) -> Message:
        child = self._running()
        self._files += 1
        answer = child.ask({"name": name, "recognise": recognise}, data, limits=limits)
        if isinstance(answer, Ended):
            self._child = None
            raise ImportFailure(_too_long(limits) if answer is Ended.LATE else _CRASHED)
        return answer

    def _running(self) -> Child:
        if self._child is None or not self._child.alive:
            self.close()
            self._child = Child("xuncha_docs.ingest.child")
            self._files = 0
        return self._child


def _limits_for(converter: Converter) -> Limits:
    return _OFFICE if isinstance(converter, OfficeConverter) else _USUAL


def _limits_of_scans(pages: int) -> Limits:
    """Recognising a page takes ten seconds, the models nearly a gigabyte: measured, see the project's notes."""
    return Limits(memory=1536 * 2**20, cpu=30 + 30 * pages, clock=60 + 60 * pages)


def _too_long(limits: Limits) -> str:
    return f"解析超过 {limits.clock} 秒，已停止；文件可能过大、损坏或是恶意文件，请拆成几个文件，或用原软件另存一份"
