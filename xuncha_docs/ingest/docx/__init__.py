"""Word documents -> paragraphs of text as a reader sees them, with the numbers Word only computes.

Map: `foreign` opens the zip and knows styles and numbers · runs (inside a paragraph) · body (paragraphs, tables,
footnotes) with grid (merged cells) · chunks (altChunk) · converter.
"""

from xuncha_docs.ingest.docx.converter import DocxConverter

__all__ = ["DocxConverter"]
