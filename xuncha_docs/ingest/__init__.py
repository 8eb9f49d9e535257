"""Foreign files -> clean text and metadata -> regulation files of a private workspace.

Map: containers (folders, archives -> bytes, under the limits of foreign.preflight) -> isolation (a child process) ->
converters (registry: docx, pdf, …; formats names what nobody reads, secrecy refuses) with encoding (bytes -> text) ->
cleaning -> document (title, metadata, body; from titles, dates, versions, issuers, body) -> reading -> placing (works,
versions, ids) -> kbfile and manifest (files, people's corrections) -> report.
Nothing in search, compose or word imports this room.
"""

from xuncha_docs.ingest.importer import import_paths
from xuncha_docs.ingest.manifest import MANIFEST
from xuncha_docs.ingest.report import Entry, ImportReport, Note

__all__ = ["MANIFEST", "Entry", "ImportReport", "Note", "import_paths"]
