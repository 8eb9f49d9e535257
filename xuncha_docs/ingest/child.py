"""The child process in which foreign files are parsed under limits: `python -m xuncha_docs.ingest.child`."""

from xuncha_docs.errors import ImportFailure
from xuncha_docs.foreign.frames import Message
from xuncha_docs.foreign.process import serve
from xuncha_docs.ingest import ocr
from xuncha_docs.ingest.converters import convert
from xuncha_docs.ingest.frames import pack


def answer(order: Message) -> Message:
    """The document as a message, {unrecognised: pages}, or {failure}; {spent} when the process should be replaced.

    `order` is {name, memory, cpu, recognise} with the file's bytes.
    """
    said, (data,) = order
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


if __name__ == "__main__":
    serve(answer)
