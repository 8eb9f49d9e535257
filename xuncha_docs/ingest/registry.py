"""The converters in the order in which they are asked; plain text comes last and is not listed."""

from xuncha_docs.ingest.converters import Converter
from xuncha_docs.ingest.pdf import PdfConverter

CONVERTERS: tuple[Converter, ...] = (PdfConverter(),)
