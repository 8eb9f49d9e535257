"""Pictures in a line of their own: parts of the package, and the w:drawing that shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from xuncha_docs.word.runs import escape_attribute

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_EMU = 36000  # 每毫米
_FIRST_NUMBER = 100
"""Headers, footers and 版记 number their boxes below and far above."""
PLAIN_LINE = '<w:spacing w:line="240" w:lineRule="auto"/>'
"""The w:spacing of a paragraph with a picture: an exact line would cut it off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A part that the document shows: a picture, a chart, the workbook of a chart."""

    path: str
    """Inside word/; its stem is its relationship id."""
    kind: str
    """The last word of the relationship's type: image, chart, package."""
    content_type: str
    data: bytes
    attached: tuple["Attachment", ...] = ()
    """What it refers to in its turn."""

    @property
    def id(self) -> str:
        """The relationship id."""
        return self.path.rpartition("/")[2].partition(".")[0]


def with_attached(attachments: Iterable[Attachment]) -> list[Attachment]:
    """The attachments and what they refer to."""
    return [part for one in attachments for part in (one, *with_attached(one.attached))]


def picture(number: int, attachment: Attachment, *, width_mm: float, height_mm: float, told: str) -> str:
    """The w:r that shows the image `attachment`; `told` is its text for those who do not see it."""
    size = f'cx="{round(width_mm * _EMU)}" cy="{round(height_mm * _EMU)}"'
    inside = (
        f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{_FIRST_NUMBER + number}" name="图"/>'
        f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{attachment.id}"/><a:stretch><a:fillRect/>'
        f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
    )
    return _drawing(number, size, f"{_DRAWING}/picture", inside, told)


def chart(number: int, attachment: Attachment, *, width_mm: float, height_mm: float, told: str) -> str:
    """The w:r that shows the chart `attachment`."""
    size = f'cx="{round(width_mm * _EMU)}" cy="{round(height_mm * _EMU)}"'
    inside = f'<c:chart xmlns:c="{_DRAWING}/chart" r:id="{attachment.id}"/>'
    return _drawing(number, size, f"{_DRAWING}/chart", inside, told)


def _drawing(number: int, size: str, uri: str, inside: str, told: str) -> str:
    return (
        f"<w:r><w:drawing>"
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" '
        f'b="0"/><wp:docPr id="{_FIRST_NUMBER + number}" name="图{number}" descr="{escape_attribute(told)}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{uri}">{inside}</a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
