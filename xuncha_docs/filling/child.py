"""The child process in which Word templates are filled in: `python -m xuncha_docs.filling.child`.

Its orders are pickled, as they come from the parent; its answers are JSON and the document, as the parent trusts none.
"""

import pickle

from xuncha_docs.errors import TemplateError, XunchaError
from xuncha_docs.filling.making import made
from xuncha_docs.filling.trial import mistakes
from xuncha_docs.foreign.confinement import confine
from xuncha_docs.foreign.frames import Message
from xuncha_docs.foreign.process import serve


def answer(message: Message) -> Message:
    """What `made` says, or {failures: [message, path, line, spot]}; a trial tells all and makes no document."""
    said, (blob,) = message
    try:
        order = pickle.loads(blob)  # noqa: S301 -- 来自启动本进程的一方
        return _failures(*mistakes(order)) if said["trial"] else made(order)
    except XunchaError as error:
        return _failures(error)
    except MemoryError:
        return _failures(TemplateError(f"填写所需内存超过 {said['memory'] // 2**20} MB，请检查循环"))
    except RecursionError:
        return _failures(TemplateError("循环、判断或括号套得太深，请拆开"))


def _failures(*errors: XunchaError) -> Message:
    places = ((error.message, error.location) for error in errors)
    told = [(message, *((at.path, at.line, at.spot) if at else ("", None, ""))) for message, at in places]
    return {"failures": told}, ()


if __name__ == "__main__":
    confine()
    serve(answer)
