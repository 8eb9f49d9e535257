"""The child process in which foreign files are parsed under limits: `python -m xuncha_docs.ingest.child`."""

import os
import sys
import time
from contextlib import suppress
from typing import IO

from xuncha_docs.errors import ImportFailure
from xuncha_docs.ingest import ocr
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.frames import Message, pack, receive, send

if sys.platform != "win32":
    import resource


def main() -> None:
    """Answers orders {name, memory, cpu, recognise} with the file's bytes until the parent closes the pipe."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # 库里打印的文字不得混进答复
    serve(sys.stdin.buffer, answers)


def serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Answers each order in turn."""
    while order := receive(orders):
        said, blobs = answer(order)
        send(answers, said, *blobs)


def answer(order: Message) -> Message:
    """The document as a message, {unrecognised: pages}, or {failure}; {spent} when the process should be replaced."""
    said, (data,) = order
    _limit(int(said["memory"]), int(said["cpu"]))
    with ocr.postponing(when=not said["recognise"]) as waiting:
        try:
            answered = pack(convert(data, said["name"]))
        except ImportFailure as failure:
            answered = {"failure": failure.message}, ()
        except MemoryError:
            return {
                "failure": f"解析所需内存超过 {said['memory'] // 2**20} MB，未读；请拆成几个文件",
                "spent": True,
            }, ()
        except RecursionError:
            return {"failure": "文件内部嵌套过深，疑为恶意文件，未读；请重新取得原件"}, ()
    return ({"unrecognised": waiting.pages}, ()) if waiting.pages else answered


def _limit(memory: int, cpu: int) -> None:
    """Sets the limits for one file where the system knows them; on Windows the parent's clock alone counts."""
    if sys.platform == "win32":
        return
    used = int(time.process_time()) + 1
    for kind, soft in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CPU, used + cpu)):
        hard = resource.getrlimit(kind)[1]
        within = soft if hard == resource.RLIM_INFINITY else min(soft, hard)
        with suppress(ValueError, OSError):  # macOS 有的限额设不了；墙钟限额总在
            resource.setrlimit(kind, (within, hard))


if __name__ == "__main__":
    main()
