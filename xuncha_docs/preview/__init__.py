"""A document to look at without WPS or Word: HTML of our own making, and PDF where LibreOffice is installed.

stylesheet: the styles of word/ as CSS · notes: footnotes and comments · blocks: one method per node type, with tables
and figures · framing: 版头 and 版记 · webpage: all of it in one file · rendition: PDF and the fonts in it ·
beside: both next to the document.
"""
