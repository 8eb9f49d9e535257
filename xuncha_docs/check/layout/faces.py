"""The names under which the faces of official documents are known."""

from collections.abc import Iterable

from xuncha_docs.word.layout import FONTS, Face


def _names(faces: Iterable[Face], *more: str) -> frozenset[str]:
    """The faces' own names, those that stand in for them, and `more`."""
    return frozenset(name for face in faces for name in (face.name, *face.alternates)) | {*more}


_PROFILES = FONTS.values()
FANGSONG = _names(
    (fonts.body for fonts in _PROFILES),
    "FangSong_GB2312",
    "方正仿宋_GB2312",
    "方正仿宋简体",
    "华文仿宋",
    "CESI仿宋-GB2312",
)
KAITI = _names(
    (fonts.kai for fonts in _PROFILES), "KaiTi_GB2312", "方正楷体_GB2312", "方正楷体简体", "华文楷体", "CESI楷体-GB2312"
)
HEITI = _names((fonts.hei for fonts in _PROFILES), "方正黑体简体", "华文黑体", "CESI黑体-GB2312")
SONGTI = _names((fonts.song for fonts in _PROFILES), "新宋体", "NSimSun", "方正书宋简体", "华文宋体", "CESI宋体-GB2312")
XIAOBIAOSONG = _names(
    (fonts.title for fonts in _PROFILES),
    "方正小标宋_GB18030",
    "方正小标宋_GB2312",
    "CESI小标宋-GB2312",
    "小标宋体",
    "小标宋",
)
PRINTED = {
    "FangSong_GB2312": ("仿宋_GB2312",),
    "FangSong": ("仿宋",),
    "STFangsong": ("华文仿宋",),
    "KaiTi_GB2312": ("楷体_GB2312",),
    "KaiTi": ("楷体",),
    "STKaiti": ("华文楷体",),
    "SimHei": ("黑体",),
    "STHeiti": ("华文黑体",),
    "SimSun": ("宋体",),
    "NSimSun": ("新宋体",),
    "STSong": ("华文宋体",),
    "FZXBSJW": ("方正小标宋简体",),
    "FZXBSK": ("方正小标宋_GBK",),
    "FZFSK": ("方正仿宋_GBK",),
    "FZKTK": ("方正楷体_GBK",),
    "FZHTK": ("方正黑体_GBK",),
    "FZSSK": ("方正书宋_GBK",),
}
"""The name of a font inside a PDF -> the faces in documents that it is."""
