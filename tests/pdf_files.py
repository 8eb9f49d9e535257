"""Small PDF files written by hand: Chinese text by a font every reader knows, ruling lines, pictures."""

from collections.abc import Iterable, Sequence

Text = tuple[float, float, float, str]
"""Left and baseline in points from the lower left corner of an A4 page, size, text."""
Rule = tuple[float, float, float, float]
"""A line from a point to a point."""


def pdf(*pages: tuple[Iterable[Text], Iterable[Rule], bool]) -> bytes:
    """A PDF of pages, each with texts, ruling lines, and whether a picture fills it."""
    objects: list[bytes] = []
    first = 6
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
    for number, (texts, rules, picture) in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {first + 2 * number + 1} 0 R"
            f" /Resources << /Font << /F1 3 0 R >> /XObject << /P 5 0 R >> >> >>".encode()
        )
        objects.append(_stream(b"", _drawn(texts, rules, picture=picture)))
    return _file(objects)


def text_page(lines: Sequence[str], *, top: float = 780, size: float = 16) -> Sequence[Text]:
    """Lines one below the other; two ideographic spaces at a line's beginning indent it."""
    return [
        (90 + size * (len(line) - len(line.lstrip("\u3000"))), top - number * 28, size, line.lstrip("\u3000"))
        for number, line in enumerate(lines)
    ]


def grid(columns: Sequence[float], rows: Sequence[float]) -> list[Rule]:
    """The ruling lines of a table."""
    across = [(columns[0], y, columns[-1], y) for y in rows]
    return across + [(x, rows[0], x, rows[-1]) for x in columns]


def _drawn(texts: Iterable[Text], rules: Iterable[Rule], *, picture: bool) -> bytes:
    parts = ["q 595 0 0 842 0 0 cm /P Do Q"] if picture else []
    parts += [f"BT /F1 {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET" for x, y, size, text in texts]
    parts += [f"0.5 w {x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in rules]
    return "\n".join(parts).encode()


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
