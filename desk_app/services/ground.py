"""What a paper of today stands on: the procedure in force, the office's layer, its settings, calendar and form."""

from datetime import date

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.form import form_set_for
from desk_app.domain.procedures import ProcedureStatus
from desk_app.models.queries.catalogue import ProcedureVersion
from desk_app.models.transaction import Reading
from desk_app.services.form_versions import form_version
from desk_app.services.office_settings import office_calendar, office_settings
from desk_app.services.snapshot import Ground


def ground_for(reader: Reading, procedure_code: str, form: str, on: date) -> Ground:
    """Return what a reception on a day stands on. Raises DeskError ``unknown_procedure``."""
    version = version_in_force(reader, procedure_code, on)
    office = office_settings(reader)
    form_set = office.form_set or form_set_for(on)
    return Ground(
        procedure=version.procedure,
        version=version.ordinal,
        layer=reader.layers.get(procedure_code),
        office=office,
        calendar=office_calendar(reader, office),
        form_set=form_set,
        form_hash=form_version(reader, form_set, form, on).hash,
    )


def version_in_force(reader: Reading, procedure_code: str, on: date) -> ProcedureVersion:
    """Return the version to receive under on a day: the newest in force then, else the one last published.

    An abolished one stays the last published: an earlier version does not come back to life.

    Raises DeskError ``unknown_procedure``.
    """
    current = reader.procedures.current(procedure_code)
    if current is None:
        raise DeskError("unknown_procedure", code=procedure_code)
    if current.procedure.in_force_on(on) or current.procedure.status is ProcedureStatus.ABOLISHED:
        return current
    earlier = [version for version in reader.procedures.versions(procedure_code) if version.procedure.in_force_on(on)]
    return earlier[-1] if earlier else current
