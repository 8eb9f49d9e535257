"""Text boxes: what stands at a fixed place of the page whatever the text does."""

from dataclasses import dataclass

from xuncha_docs.word.styles import W

NAMESPACES = (
    f'{W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
"""What the root of a part with boxes declares."""
_EMU = 36000  # 每毫米
BESIDE, ABOVE_AND_BELOW = '<wp:wrapSquare wrapText="bothSides"/>', "<wp:wrapTopAndBottom/>"
"""How text keeps clear; LibreOffice 7.4 forgets to place boxes that none of both is said of."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A box without frame and margins; lengths in mm."""

    number: int
    """Unique in its part."""
    name: str
    x: float
    """Left edge, from the left of the sheet."""
    y: float
    """Upper edge, from the top of the sheet."""
    width: float
    height: float
    wrap: str = BESIDE
    direction: str = ""
    """`vert` turns the text clockwise."""
    anchor: str = "t"
    """`b` puts the text at the bottom of the box."""

    def run(self, content: str) -> str:
        """The w:r that anchors the box to its paragraph; `content` are block elements, the last a w:p."""
        size = f'cx="{_emu(self.width)}" cy="{_emu(self.height)}"'
        direction = f'vert="{self.direction}" ' if self.direction else ""
        return (
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
            '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" '
            'locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="page"><wp:posOffset>{_emu(self.x)}</wp:posOffset></wp:positionH>'
            f'<wp:positionV relativeFrom="page"><wp:posOffset>{_emu(self.y)}</wp:posOffset></wp:positionV>'
            f'<wp:extent {size}/><wp:effectExtent l="0" t="0" r="0" b="0"/>{self.wrap}'
            f'<wp:docPr id="{self.number}" name="{self.name}"/><wp:cNvGraphicFramePr/>'
            '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
            f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr>'
            f"<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx>"
            f'<wps:bodyPr {direction}lIns="0" tIns="0" rIns="0" bIns="0" anchor="{self.anchor}"/></wps:wsp>'
            "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>"
        )


def _emu(mm: float) -> int:
    return round(mm * _EMU)
