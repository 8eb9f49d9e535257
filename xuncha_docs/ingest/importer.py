"""The public door: read everything, then place everything, then report."""

from collections.abc import Sequence
from pathlib import Path

from xuncha_docs.ingest.isolation import Isolation
from xuncha_docs.ingest.manifest import read_manifest
from xuncha_docs.ingest.placing import Placing
from xuncha_docs.ingest.reading import Progress, Reading
from xuncha_docs.ingest.report import ImportReport
from xuncha_docs.ingest.spool import open_spool
from xuncha_docs.library.records import RegulationKind


def import_paths(
    paths: Sequence[Path],
    workspace_kb: Path,
    *,
    kind: RegulationKind | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """The report of importing files, folders and archives into `workspace_kb/regulations`.

    A file that cannot be understood is named in the report and stops nothing. Sources that have not changed since the
    last import are not read again and nothing is rewritten for them; corrections people made in the kb files stay.
    `kind` overrides what a source says of its kind; `dry_run` reports without writing into the workspace.
    ImportFailure only when the workspace's own record of imports cannot be read.
    """
    known = read_manifest(workspace_kb)
    held = frozenset(path.stem for path in (workspace_kb / "regulations").glob("*.md") if path.is_file())
    with open_spool() as spool, Isolation() as isolation:
        reading = Reading(known=known, held=held, spool=spool, convert=isolation.convert, kind=kind)
        reading.run(paths, progress)
        placing = Placing(kb=workspace_kb, known=known, seen=frozenset(reading.seen), dry_run=dry_run)
        placing.run(reading.candidates)
    return ImportReport(
        files=reading.files,
        imported=tuple(placing.entries),
        unchanged=tuple(reading.unchanged),
        corrections=tuple(placing.corrections),
        warnings=(*reading.warnings, *placing.warnings),
        refused=(*reading.refused, *placing.refused),
        cleaned=tuple(reading.cleaned),
        dry_run=dry_run,
    )
