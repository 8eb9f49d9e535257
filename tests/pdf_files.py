"""Small PDF files written by hand: Chinese text by a font every reader knows, ruling lines, pictures, seals."""

from collections.abc import Iterable, Sequence
from math import cos, pi, sin

Placed = tuple[float, float, float, str]
"""Left and baseline in points from the lower left corner of an A4 page, size, text."""
Text = Placed | str
"""A text in its place, or drawing commands as they are."""
Rule = tuple[float, float, float, float]
"""A line from a point to a point."""


def pdf(*pages: tuple[Iterable[Text], Iterable[Rule], bool]) -> bytes:
    """A PDF of pages, each with texts, ruling lines, and whether a picture fills it."""
    objects: list[bytes] = []
    first = 8
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>"
    )
    objects.append(
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
        b" /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >> >>"
    )
    objects.append(
        _stream(
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", b"\x80"
        )
    )
    objects.append(
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /Identity-H /DescendantFonts [4 0 R]"
        b" /ToUnicode 7 0 R >>"
    )
    objects.append(_stream(b"", _own_codes()))
    for number, (texts, rules, picture) in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R"
            f" /Resources << /Font << /F1 3 0 R /F2 6 0 R >> /XObject << /P 5 0 R >> >> >>".encode()
        )
        objects.append(_stream(b"", _drawn(texts, rules, picture=picture)))
    return _file(objects)


def text_page(lines: Sequence[str], *, top: float = 780, size: float = 16) -> list[Placed]:
    """Lines one below the other; two ideographic spaces at a line's beginning indent it."""
    return [
        (90 + size * (len(line) - len(line.lstrip("\u3000"))), top - number * 28, size, line.lstrip("\u3000"))
        for number, line in enumerate(lines)
    ]


def vertical_page(columns: Sequence[str], *, right: float = 480, top: float = 760, size: float = 16) -> Sequence[Text]:
    """Columns from right to left, each character below the one before."""
    return [
        (right - number * 1.75 * size, top - place * size, size, char)
        for number, column in enumerate(columns)
        for place, char in enumerate(column)
        if place >= len(column) - len(column.lstrip())
    ]


def seal(around: str, inside: str, *, x: float, y: float, radius: float = 50) -> str:
    """A red seal: a name around its upper edge, each character turned, and a word upright in its middle."""
    parts = ["q 1 0 0 rg"]
    for number, char in enumerate(around):
        angle = pi * (1 - (number + 0.5) / len(around))
        turn = angle - pi / 2
        place = f"{cos(turn):.4f} {sin(turn):.4f} {-sin(turn):.4f} {cos(turn):.4f}"
        at = f"{x + radius * cos(angle):.2f} {y + radius * sin(angle):.2f}"
        parts.append(f"BT /F1 12 Tf {place} {at} Tm <{char.encode('utf-16-be').hex()}> Tj ET")
    parts += [_shown(x - 12 * len(inside) / 2, y + 5, 12, inside), "Q"]
    return "\n".join(parts)


def grid(columns: Sequence[float], rows: Sequence[float]) -> list[Rule]:
    """The ruling lines of a table."""
    across = [(columns[0], y, columns[-1], y) for y in rows]
    return across + [(x, rows[0], x, rows[-1]) for x in columns]


def _drawn(texts: Iterable[Text], rules: Iterable[Rule], *, picture: bool) -> bytes:
    parts = ["q 595 0 0 842 0 0 cm /P Do Q"] if picture else []
    parts += [text if isinstance(text, str) else _shown(*text) for text in texts]
    parts += [f"0.5 w {x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in rules]
    return "\n".join(parts).encode()


def _shown(x: float, y: float, size: float, text: str) -> str:
    """The text in the font that has its characters: radicals are in none but the one with codes of its own."""
    font = "F2" if any("\u2e80" <= char <= "\u2fdf" for char in text) else "F1"
    return f"BT /{font} {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def _own_codes() -> bytes:
    """A font's table that calls each of its glyphs by the character whose code it has, radicals too."""
    blocks = (0x2E, 0x2F, 0x30, 0xFF, *range(0x4E, 0xA0))
    ranges = "\n".join(f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(blocks)} beginbfrange\n{ranges}\nendbfrange\nendcmap end end"
    ).encode()


def _stream(entries: bytes, data: bytes) -> bytes:
    return b"<< " + entries + b" /Length " + str(len(data)).encode() + b" >>\nstream\n" + data + b"\nendstream"


def _file(objects: Sequence[bytes]) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    data += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(data)
