"""Every table of the store, one class each."""

from desk_app.models.tables.base import Base
from desk_app.models.tables.catalogue import CatalogueChangeRow, CatalogueRow, OfficeLayerRow, ProcedureVersionRow
from desk_app.models.tables.dossiers import DossierRow, FeeTakenRow, FoldedRow, PersonSeenRow
from desk_app.models.tables.history import (
    BlockRow,
    BodyRow,
    ErasureRow,
    EventRow,
    RequestRow,
    ReservedNumberRow,
    SeriesRow,
    StoreRow,
    StreamRow,
)
from desk_app.models.tables.office import (
    AccountRow,
    BackEntryRow,
    CalendarRow,
    CurrentFormRow,
    DraftRow,
    FormVersionRow,
    KeptPaperRow,
    PrintJobRow,
    PublishedFormRow,
    SettingRow,
    WaitingSheetRow,
)
from desk_app.models.tables.sync import SecondVersionRow, SyncLinkRow, SyncMarkRow

__all__ = [
    "AccountRow", "BackEntryRow", "Base", "BlockRow", "BodyRow", "CalendarRow", "CatalogueChangeRow", "CatalogueRow",
    "CurrentFormRow", "DossierRow", "DraftRow", "ErasureRow", "EventRow", "FeeTakenRow", "FoldedRow", "FormVersionRow",
    "KeptPaperRow", "OfficeLayerRow", "PersonSeenRow", "PrintJobRow", "ProcedureVersionRow", "PublishedFormRow",
    "RequestRow", "ReservedNumberRow", "SecondVersionRow", "SeriesRow", "SettingRow", "StoreRow", "StreamRow",
    "SyncLinkRow", "SyncMarkRow", "WaitingSheetRow",
]  # fmt: skip
