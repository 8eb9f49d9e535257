"""xuncha_docs: a searchable knowledge base that feeds the documents of an inspection round.

Rooms, in import order: errors, places · library (files -> records) · ingest (foreign files -> kb files) ·
search (records -> hits) · compose (round + records -> Markdown) · word (Markdown -> .docx) · pack · check ·
workspace (the face over all) · cli.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xuncha_docs.workspace import Workspace

__all__ = ["Workspace", "__version__"]
__version__: str


def __getattr__(name: str) -> Any:
    """`Workspace` and `__version__`, looked up when first asked for, so that `import xuncha_docs` stays light."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 -- 用到才加载

        return version("xuncha_docs")
    if name == "Workspace":
        from xuncha_docs.workspace import Workspace  # noqa: PLC0415 -- 用到才加载

        return Workspace
    raise AttributeError(name)
