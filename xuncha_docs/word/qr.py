"""QR codes: a text -> a PNG that depends on nothing else, printed at a fixed size."""

import io
from functools import lru_cache

import segno

from xuncha_docs.errors import XunchaError
from xuncha_docs.word.drawings import Attachment

SIZE_MM = 30.0
"""Edge of the printed code with its quiet zone."""
_PIXELS = 8
"""Of one module."""
_QUIET = 4
"""Modules of the white border that ISO/IEC 18004 asks for."""
_HIGHEST = 10
"""The version whose modules are still half a millimetre wide at this size."""


@lru_cache(maxsize=64)
def _png(text: str) -> bytes:
    try:
        # 字节模式、UTF-8：手机读汉字时，日文汉字模式会读错。纠错级固定为 M，不随内容提高。
        code = segno.make_qr(text, error="m", mode="byte", encoding="utf-8", boost_error=False)
    except segno.DataOverflowError:
        code = None
    if code is None or int(code.version) > _HIGHEST:
        raise XunchaError(f"二维码的内容有 {len(text.encode())} 字节，最多 213 字节（约 70 个汉字），请改短")
    data = io.BytesIO()
    code.save(data, kind="png", scale=_PIXELS, border=_QUIET)
    return data.getvalue()


def qr_code(number: int, text: str) -> Attachment:
    """The code of `text`; XunchaError when it is too long to be read at this size."""
    return Attachment(path=f"media/qr{number}.png", kind="image", content_type="image/png", data=_png(text))
