"""Papers as this PC prints them: on the size chosen for its printer, where the form is laid out for it."""

from uuid import UUID

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.store import Store
from desk_app.services.desk_settings import desk_settings
from desk_app.services.papers import Paper, dossier_paper
from desk_app.services.session_papers import SLIP, session_paper


def dossier_paper_here(
    store: Store,
    dossier: UUID,
    form: str,
    size: PaperSize | None = None,
    *,
    large_print: bool = False,
    last_spoiled: bool = False,
) -> Paper:
    """Return a paper of a dossier as ``dossier_paper`` does. size: None = as chosen for this PC, else the office's."""
    usual = size or _chosen_size(store, form)
    try:
        return dossier_paper(store, dossier, form, usual, large_print=large_print, last_spoiled=last_spoiled)
    except DeskError as error:
        if error.code != "wrong_size" or size is not None:
            raise
    return dossier_paper(store, dossier, form, large_print=large_print, last_spoiled=last_spoiled)


def session_paper_here(store: Store, session: UUID, form: str = SLIP, *, last_spoiled: bool = False) -> Paper:
    """Return a paper of a receiving session as ``session_paper`` does, on the size chosen for this PC."""
    return session_paper(store, session, _chosen_size(store, form), form, last_spoiled=last_spoiled)


def _chosen_size(store: Store, form: str) -> PaperSize | None:
    with store.reading() as rd:
        size = desk_settings(rd).choice_for(form).size
    return PaperSize(size) if size else None
