"""A new recovery code for the store, when the sheet with the old one is lost or was seen by somebody."""

from datetime import datetime

from desk_app.domain.events import SettingChanged
from desk_app.models.keys import replace_recovery_code
from desk_app.models.store import Store
from desk_app.services.accounts import Right, Session


def new_recovery_code(store: Store, by: Session, now: datetime) -> str:
    """Return a new code, shown once; the old one opens this store no longer (backups made before keep it).

    That it was replaced, when and by whom stands in the office's history; no code does. Raises DeskError
    ``not_entitled``.
    """
    by.require(Right.SET_UP)
    with store.transaction(now, actor=by.login) as tx:
        tx.record(tx.office_id, SettingChanged(name="recovery_code"))
        return replace_recovery_code(store.folder, store.key)
