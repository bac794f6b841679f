"""What a row of a catalogue file makes of the procedure that is known: no kind of file erases what it cannot tell."""

from desk_app.catalogue_files.report import FileKind
from desk_app.domain.procedure_diff import complete
from desk_app.domain.procedures import Procedure, ProcedureStatus


def joined(old: Procedure | None, told: Procedure, kind: FileKind, *, spoke_before: bool = False) -> Procedure:
    """Return the version to keep of a procedure. told: the row; spoke_before: such a file named it once already.

    A list sums up in its own words what the details tell: its first word of a procedure is no amendment. An empty cell
    of the office's own workbook erases nothing. What is published again has no end from the time it was abolished.
    """
    if old is None:
        return told
    row = told
    if kind is FileKind.PORTAL_LIST and old.is_full and not spoke_before:
        row = told.model_copy(update={"name": old.name, "field": old.field, "publisher": old.publisher})
    kept = complete(old, row)
    if kind is FileKind.OFFICE_TEMPLATE:
        kept = _filled(old, kept)
    if old.status is ProcedureStatus.ABOLISHED and kept.status is not ProcedureStatus.ABOLISHED:
        kept = kept.model_copy(update={"effective_to": told.effective_to})
    return kept


def _filled(old: Procedure, new: Procedure) -> Procedure:
    """Return the office's row with what its empty cells leave unsaid."""
    unsaid = {field: value for field, value in old if value and not getattr(new, field)}
    return new.model_copy(update={**unsaid, "is_full": old.is_full or new.is_full})
