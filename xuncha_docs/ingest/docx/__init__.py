"""Word documents -> paragraphs of text as a reader sees them, with the numbers Word only computes.

Map: parts (the zip and its relations) · styles · numbering with number_forms (第%1条 → 第十一条) · runs (inside a
paragraph) · body (paragraphs, tables, footnotes) with grid (merged cells) · chunks (altChunk) · converter.
"""

from xuncha_docs.ingest.docx.converter import DocxConverter

__all__ = ["DocxConverter"]
