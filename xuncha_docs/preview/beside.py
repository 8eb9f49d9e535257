"""What a preview puts next to each document: x-预览.html, and x-预览.pdf where LibreOffice is installed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xuncha_docs.press import Printed
from xuncha_docs.preview.rendition import Rendition, renditions
from xuncha_docs.preview.webpage import webpage

HTML, PDF = "-预览.html", "-预览.pdf"
"""What is put behind the name of the document."""
_PAGES = (
    "网页按节和另起页分张，不按页分；在浏览器里打印，得到版心相同的 A4 页面，不带页码。"
    "每页排到哪里、页码、页眉页脚，以 WPS/Word 或 PDF 为准"
)
_CARRIED = "本单位 Word 底稿里的版头、页眉和样式不在网页里，只在 PDF 里"


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """What stands beside one document."""

    files: Mapping[str, bytes]
    """End of the name -> content."""
    told: tuple[str, ...]
    """What a person should know."""


def previews(documents: Sequence[Printed]) -> list[Preview]:
    """The preview of each document; TemplateError for a node it does not know."""
    rendered = renditions({str(at): one.data for at, one in enumerate(documents)})
    return [_preview(one, rendered[str(at)]) for at, one in enumerate(documents)]


def _preview(printed: Printed, rendition: Rendition) -> Preview:
    files = {PDF: rendition.pdf} if rendition.pdf else {}
    if printed.draft.document is not None:
        told = (*rendition.told, "用本单位 Word 模板填写的文书没有网页预览")
        return Preview(files=files, told=told)
    carried = (_CARRIED,) if printed.base else ()
    html = webpage(
        printed.draft.markdown,
        source=printed.draft.source.path,
        title=printed.draft.title,
        header=printed.header,
        landscape=printed.draft.landscape,
        form=printed.base.form(printed.draft.form) if printed.base else printed.draft.form,
        told=(*rendition.told, _PAGES, *carried),
    )
    return Preview(files={HTML: html.encode(), **files}, told=rendition.told)
