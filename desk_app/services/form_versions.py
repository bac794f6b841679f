"""The form that holds on a day: the province's where it has published one, else the office's, else the one shipped.

The province says what a paper says; margins, sizes and signers that the office has settled are kept on the province's
form too. Every version is kept by its hash: what was promised is printed again with the very form it was promised on.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.domain.events import SettingChanged
from desk_app.domain.forms.form import Form, FormVersion, check_stands_for, form_from
from desk_app.models.queries.papers import PublishedForm
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.printing.forms import load_form
from desk_app.services.accounts import Right, Session
from desk_app.services.form_edits import with_looks_of
from desk_app.shipped_forms import shipped_form, shipped_forms

_MOST_KEPT = 64
_checked = lru_cache(_MOST_KEPT)(form_from)
"""Forms of texts that were tried when they came into the store."""


@dataclass(frozen=True)
class FormStanding:
    """Which form holds on a day and from whom. base: without what the office changed.

    since: the first day of the province's, None for the program's own. coming: the province's next one, and its first
    day. unusable: the province's that would hold now or later, but that this program cannot print; why: its fault.
    """

    form: Form
    base: Form
    since: date | None
    until: date | None
    coming: date | None
    unusable: PublishedForm | None
    why: DeskError | None

    @property
    def is_edited(self) -> bool:
        """Tell whether the office has its own margins, sizes or signers on it."""
        return self.form.version.hash != self.base.version.hash


def form_version(reader: Reading, form_set: str, name: str, on: date) -> FormVersion:
    """Return the version of a form that papers of a day are made with. Raises DeskError ``unknown_form``."""
    shipped = shipped_form(form_set, name).version
    published, own = reader.forms.hashes_on(shipped.set, name, on)
    if published is None and own in (None, shipped.hash):
        return shipped
    return current_form(reader, form_set, name, on).version


def current_form(reader: Reading, form_set: str, name: str, on: date) -> Form:
    """Return the form that papers of a day are made with: the province's, else the office's, else the one shipped."""
    shipped = shipped_form(form_set, name)
    published = reader.forms.published_on(shipped.version.set, name, on)
    if published is not None:
        return _by_hash(reader, published[1] or published[0])
    edited = reader.forms.current(shipped.version.set, name)
    return shipped if edited is None or edited.hash == shipped.version.hash else _checked(edited.text)


def form_by_hash(reader: Reading, form_set: str, name: str, digest: str, on: date) -> Form:
    """Return the very version a paper was made with; that of its day where that one is not known here."""
    shipped = shipped_form(form_set, name)
    if shipped.version.hash == digest:
        return shipped
    kept = reader.forms.by_hash(digest)
    return current_form(reader, form_set, name, on) if kept is None else _checked(kept.text)


def form_standing(reader: Reading, form_set: str, name: str, on: date) -> FormStanding:
    """Return which form holds on a day, from whom, and what comes."""
    shipped = shipped_form(form_set, name)
    publications = reader.forms.published(shipped.version.set, name)
    usable = [one for one in publications if not one.fault]
    holding = next((one for one in reversed(usable) if _holds(one, on)), None)
    coming = next((one for one in usable if one.effective_from > on and _ends_after(one, one.effective_from)), None)
    unusable = [one for one in publications if one.fault and _ends_after(one, on)]
    form = current_form(reader, form_set, name, on)
    base = shipped if holding is None else _by_hash(reader, holding.hash)
    return FormStanding(
        form=form,
        base=base,
        since=holding.effective_from if holding else None,
        until=holding.effective_to if holding else None,
        coming=coming.effective_from if coming else None,
        unusable=unusable[-1] if unusable else None,
        why=_fault_of(reader, unusable[-1]) if unusable else None,
    )


def edit_form(store: Store, by: Session, form_set: str, name: str, text: str, now: datetime) -> FormVersion:
    """Make an edited text the office's version of the form that holds now, after its samples were printed with it.

    What the office changed is carried to the province's coming forms too. Raises DeskError ``bad_form``.
    """
    by.require(Right.SETTLE_CATALOGUE)
    form = load_form(text)
    shipped = shipped_form(form_set, name)
    check_stands_for(form, shipped)
    today = office_time(now).date()
    with store.transaction(now, actor=by.login) as tx:
        old = form_version(tx, form_set, name, today).hash
        holding = _holding(tx, shipped.version, today)
        if holding is None:
            tx.forms.put(form.version.set, name, text, now=now)
        else:
            kept = tx.forms.keep(form.version.set, name, text, now=now)
            tx.forms.publish(replace(holding, edition="" if kept.hash == holding.hash else kept.hash))
        _carry_on(tx, shipped.version, today, None)
        tx.record(tx.office_id, SettingChanged(name=f"form.{form.version.set}.{name}", old=old, new=form.version.hash))
    return form.version


def reset_form(store: Store, by: Session, form_set: str, name: str, now: datetime) -> None:
    """Go back to the form that holds without what the office changed; edited versions stay known by their hash."""
    with store.reading() as rd:
        base = form_standing(rd, form_set, name, office_time(now).date()).base
    edit_form(store, by, form_set, name, base.version.text, now)


def keep_shipped(tx: Transaction) -> None:
    """Keep the text of every shipped form, so that a later program can still print what this one promised.

    A form the office edited stays as it edited it.
    """
    for form_set, name in shipped_forms():
        version = shipped_form(form_set, name).version
        tx.forms.put(version.set, name, version.text, now=tx.now)


def take_form(tx: Transaction, form_set: str, name: str, text: str, first: date, last: date | None) -> None:
    """Take a form the province published, in force from a day; last: its last day, None for no end.

    It is tried again here. One that this program cannot print is kept with the reason and never in force: the papers
    before it go on.
    """
    today = office_time(tx.now).date()
    version = tx.forms.keep(form_set, name, text, now=tx.now)
    known = next((one for one in tx.forms.published(form_set, name) if one.effective_from == first), None)
    error = _fault(form_set, name, text)
    fault = "" if error is None else str(error)
    if known is not None and (known.hash, known.fault) == (version.hash, fault):
        tx.forms.publish(replace(known, effective_to=last))
    else:
        tx.forms.publish(PublishedForm(form_set, name, first, last, version.hash, "", fault, tx.now))
    if not fault:
        _carry_on(tx, shipped_form(form_set, name).version, today, None if known and known.edition else first)


def try_again(tx: Transaction) -> None:
    """Try the province's forms that an earlier program could not print."""
    for form in tx.forms.faulty():
        kept = tx.forms.by_hash(form.hash)
        if kept is not None and _fault(form.form_set, form.form, kept.text) is None:
            take_form(tx, form.form_set, form.form, kept.text, form.effective_from, form.effective_to)


def _fault(form_set: str, name: str, text: str) -> DeskError | None:
    try:
        check_stands_for(load_form(text), shipped_form(form_set, name))
    except DeskError as error:
        return error
    return None


def _fault_of(reader: Reading, form: PublishedForm) -> DeskError | None:
    """Return what this very program finds wrong with a form: the reason kept with it is that of an earlier one."""
    kept = reader.forms.by_hash(form.hash)
    return None if kept is None else _fault(form.form_set, form.form, kept.text)


def _by_hash(reader: Reading, digest: str) -> Form:
    kept = reader.forms.by_hash(digest)
    assert kept is not None, "a publication keeps its text"
    return _checked(kept.text)


def _holds(form: PublishedForm, on: date) -> bool:
    return form.effective_from <= on and _ends_after(form, on)


def _ends_after(form: PublishedForm, on: date) -> bool:
    return form.effective_to is None or form.effective_to >= on


def _holding(reader: Reading, shipped: FormVersion, on: date) -> PublishedForm | None:
    found = (one for one in reversed(reader.forms.published(shipped.set, shipped.form)) if not one.fault)
    return next((one for one in found if _holds(one, on)), None)


def _carry_on(tx: Transaction, shipped: FormVersion, today: date, taken: date | None) -> None:
    """Carry what the office changed of each form to the province's next one that has not begun, or was just taken.

    taken: its first day. Where the office's looks do not fit a form, the form stands as it was published.
    """
    for form in tx.forms.published(shipped.set, shipped.form):
        begins = form.effective_from
        if form.fault or (begins <= today and begins != taken) or not _ends_after(form, begins):
            continue
        before = form_standing(tx, shipped.set, shipped.form, begins - timedelta(days=1))
        edition = _carried(tx, before, form) if before.is_edited else ""
        tx.forms.publish(replace(form, edition=edition))


def _carried(tx: Transaction, before: FormStanding, form: PublishedForm) -> str:
    try:
        text = with_looks_of(before.form, before.base, _by_hash(tx, form.hash))
        carried = load_form(text).version
    except DeskError:
        return ""
    return "" if carried.hash == form.hash else tx.forms.keep(form.form_set, form.form, text, now=tx.now).hash
