"""The guide sheet of a procedure: what is published, as the office reads it, in plain values for printing."""

from collections import defaultdict
from datetime import date

from desk_app.domain.forms.office_papers import GuideChannel, GuideData, GuidePaper
from desk_app.domain.forms.paper_data import Office, PaperSize, PrintMarks
from desk_app.domain.procedure_diff import CHANNEL_LABELS, fee_words, limit_words
from desk_app.domain.procedures import ALL_CASES, Channel, OfficeLayer, Paper, PaperClass, Procedure
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.printing.papers import render
from desk_app.services.form_versions import current_form
from desk_app.services.ground import version_in_force
from desk_app.services.office_layer import channels_as_read, papers_as_read
from desk_app.services.office_settings import office_settings
from desk_app.services.papers import Paper as MadePaper
from desk_app.services.papers import office_of

GUIDE, POSTING = "guide", "posting"


def guide_data(procedure: Procedure, layer: OfficeLayer, office: Office, printed_on: date) -> GuideData:
    """Return what the sheet says: hidden rows left out, settled units and corrected shelves in."""
    papers = papers_as_read(procedure, layer)
    return GuideData(
        office=office,
        code=procedure.code,
        name=procedure.name,
        short_name=layer.short_name,
        field=procedure.field,
        decision=procedure.decision,
        effective_from=procedure.effective_from,
        levels=", ".join(procedure.levels),
        applicants=procedure.applicants,
        competent_agency=procedure.competent_agency or "; ".join(procedure.agencies),
        steps=procedure.steps,
        channels=_channels(channels_as_read(procedure, layer)),
        submit=_papers(papers, PaperClass.SUBMIT),
        present=_papers(papers, PaperClass.PRESENT),
        notes=_papers(papers, PaperClass.NOTE),
        requirements=procedure.requirements,
        results=procedure.results,
        legal_basis=procedure.legal_basis,
        printed_on=printed_on,
    )


def procedure_sheet(
    store: Store, code: str, on: date, form: str = GUIDE, size: PaperSize | None = None, *, large_print: bool = False
) -> MadePaper:
    """Return the sheet of a procedure for a citizen (``guide``) or for the notice board (``posting``).

    Raises DeskError ``unknown_procedure``, ``paper_failed``.
    """
    with store.reading() as rd:
        data = sheet_data(rd, code, on)
        made_with = current_form(rd, "office", form, on)
    chosen = size or made_with.sizes[0]
    marks = PrintMarks(large_print=large_print)
    return MadePaper(form, made_with.version.hash, chosen, render(data, made_with, chosen, marks))


def sheet_data(rd: Reading, code: str, on: date) -> GuideData:
    """Return the sheet of the version in force on a day. Raises DeskError ``unknown_procedure``."""
    version = version_in_force(rd, code, on)
    office = office_settings(rd)
    return guide_data(version.procedure, rd.layers.get(code), office_of(office.heading), on)


def _channels(rows: tuple[Channel, ...]) -> tuple[GuideChannel, ...]:
    """Return one row for each channel and case, its limits and fees as alternatives where there are several."""
    grouped: defaultdict[tuple[str, str], list[Channel]] = defaultdict(list)
    for row in rows:
        grouped[CHANNEL_LABELS[row.channel], row.case].append(row)
    return tuple(
        GuideChannel(
            channel=channel,
            case=case,
            limit="\n".join(dict.fromkeys(limit_words(row.limit) for row in group)),
            fees="\n".join(dict.fromkeys(fee_words(fee) for row in group for fee in row.fees)),
            note="\n".join(dict.fromkeys(row.note for row in group if row.note)),
        )
        for (channel, case), group in grouped.items()
    )


def _papers(rows: tuple[Paper, ...], shelf: PaperClass) -> tuple[GuidePaper, ...]:
    """Return a shelf, rows of all cases first, then case by case as published."""
    kept = [row for row in rows if row.paper_class is shelf]
    kept.sort(key=lambda row: row.case != ALL_CASES)
    return tuple(
        GuidePaper(name=row.name, case=row.case, original=row.original, copy_count=row.copy_count, form=row.form)
        for row in kept
    )
