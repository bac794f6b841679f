"""The form that holds: the office's edited version of it, or the one shipped; every version kept by its hash."""

from datetime import datetime

from desk_app.domain.errors import DeskError
from desk_app.domain.events import SettingChanged
from desk_app.domain.forms.form import Form, FormVersion
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.forms import load_form
from desk_app.services.accounts import Right, Session
from desk_app.shipped_forms import shipped_form, shipped_forms


def form_version(reader: Reading, form_set: str, name: str) -> FormVersion:
    """Return the version of a form that papers are made with now. Raises DeskError ``unknown_form``."""
    shipped = shipped_form(form_set, name).version
    if reader.forms.current_hash(shipped.set, name) in (None, shipped.hash):
        return shipped
    return current_form(reader, form_set, name).version


def current_form(reader: Reading, form_set: str, name: str) -> Form:
    """Return the form papers are made with now: the office's edition where there is one."""
    shipped = shipped_form(form_set, name)
    edited = reader.forms.current(shipped.version.set, name)
    return shipped if edited is None or edited.hash == shipped.version.hash else load_form(edited.text)


def form_by_hash(reader: Reading, form_set: str, name: str, digest: str) -> Form:
    """Return the very version a paper was made with; today's where that one is not known here."""
    shipped = shipped_form(form_set, name)
    if shipped.version.hash == digest:
        return shipped
    kept = reader.forms.by_hash(digest)
    return current_form(reader, form_set, name) if kept is None else load_form(kept.text)


def edit_form(store: Store, by: Session, form_set: str, name: str, text: str, now: datetime) -> FormVersion:
    """Make an edited text the version in use, after its samples were printed with it. Raises DeskError ``bad_form``."""
    by.require(Right.SETTLE_CATALOGUE)
    form = load_form(text)
    shipped = shipped_form(form_set, name).version
    if (form.version.set, form.version.form) != (shipped.set, shipped.form):
        raise DeskError("bad_form", reason=f"đây là mẫu “{form.version.form}”, không phải “{shipped.form}”")
    with store.transaction(now, actor=by.login) as tx:
        old = form_version(tx, form_set, name).hash
        tx.forms.put(form.version.set, name, text, now=now)
        tx.record(tx.office_id, SettingChanged(name=f"form.{form.version.set}.{name}", old=old, new=form.version.hash))
    return form.version


def reset_form(store: Store, by: Session, form_set: str, name: str, now: datetime) -> None:
    """Go back to the shipped version of a form; edited versions stay known by their hash."""
    edit_form(store, by, form_set, name, shipped_form(form_set, name).version.text, now)


def keep_shipped(tx: Transaction) -> None:
    """Keep the text of every shipped form, so that a later program can still print what this one promised.

    A form the office edited stays as it edited it.
    """
    for form_set, name in shipped_forms():
        version = shipped_form(form_set, name).version
        tx.forms.put(version.set, name, version.text, now=tx.now)
