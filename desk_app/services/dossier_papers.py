"""Which papers a dossier has to print now, in the order a person meets them."""

from desk_app.domain.dossier import Dossier
from desk_app.domain.states import State
from desk_app.models.transaction import Reading
from desk_app.services.apology_drafts import apology_draft
from desk_app.services.session_papers import SESSION_PAPERS


def papers_of(rd: Reading, dossier: Dossier) -> tuple[str, ...]:
    """Return the forms of a dossier that have something to say; none once its reception is cancelled."""
    if dossier.voided:
        return ()
    accepted = dossier.reception is not None
    has = {
        "receipt": accepted,
        "label": accepted,
        "explanation": accepted,
        "control": accepted,
        "supplement": bool(dossier.supplements) or (not accepted and dossier.guided is not None),
        "decline": dossier.declined is not None and not accepted,
        "apology": accepted and (bool(dossier.apologies) or apology_draft(rd, dossier.id) is not None),
        "stop": accepted and dossier.state is State.STOPPED,
        "return_slip": accepted and dossier.returned is not None,
        **dict.fromkeys(SESSION_PAPERS, _came_with_others(rd, dossier)),
    }
    return tuple(form for form, there in has.items() if there)


def _came_with_others(rd: Reading, dossier: Dossier) -> bool:
    session = None if dossier.reception is None else dossier.reception.session
    return session is not None and sum(not line.voided for line in rd.dossiers.of_session(session)) > 1
