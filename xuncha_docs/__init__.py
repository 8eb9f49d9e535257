"""xuncha_docs: a searchable knowledge base that feeds the documents of an inspection round.

Rooms, in import order: errors, places · library (files -> records) · ingest (foreign files -> kb files) ·
search (records -> hits) · compose (round + records -> Markdown) · word (Markdown -> .docx) · pack · check ·
workspace (the face over all) · cli.
"""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xuncha_docs.workspace import Workspace

__all__ = ["Workspace", "__version__"]
__version__ = version("xuncha_docs")


def __getattr__(name: str) -> Any:
    """`Workspace`, loaded when first asked for, so that `import xuncha_docs` stays light."""
    if name == "Workspace":
        from xuncha_docs.workspace import Workspace  # noqa: PLC0415 -- 用到才加载

        return Workspace
    raise AttributeError(name)
