"""What the reception page reads: procedures as typed, everything of the chosen one, people and their matters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from desk_app.domain.card import CardReading
from desk_app.domain.dates import office_time
from desk_app.domain.dossier_fields import joined
from desk_app.domain.events.reception import Guided
from desk_app.domain.fees import FeeBasis, FeeRule, money
from desk_app.domain.limits import Unit
from desk_app.domain.people import Person
from desk_app.domain.procedures import (
    Channel,
    ChannelKind,
    OfficeLayer,
    Paper,
    PaperClass,
    PaperTag,
    Procedure,
    UsualPaper,
)
from desk_app.domain.text import clean_line
from desk_app.models.queries.catalogue import ProcedureLine
from desk_app.models.queries.dossiers import DossierLine
from desk_app.models.queries.people import PersonFound
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Session
from desk_app.services.ground import ground_for
from desk_app.services.limit_said import limit_said
from desk_app.services.procedure_standing import standing
from desk_app.services.promise import limit_for, variants
from desk_app.services.said import Said, plain, said
from desk_app.services.snapshot import Ground, short_name

MOST_HITS = 30
MOST_USUAL = 3
LINE_LENGTH = 90
"""A paper's line is cut at the first “;” or “(” or here, at a word's end."""
RECENT = 5


@dataclass(frozen=True)
class ProcedureHit:
    """A procedure as the search list shows it. detail: “code · field · limit · fee”. favourite: its digit."""

    code: str
    name: str
    detail: Said
    favourite: int | None = None
    listed: bool = True


@dataclass(frozen=True)
class ProceduresFound:
    """Hits for a text. everywhere: whether procedures outside the office's own list were looked at too."""

    hits: tuple[ProcedureHit, ...]
    everywhere: bool


@dataclass(frozen=True)
class PaperRow:
    """One paper as the page shows it. line: cut to one line. usual: its counts in the office's confirmed set."""

    name: str
    line: str
    paper_class: PaperClass = PaperClass.SUBMIT
    tags: tuple[PaperTag, ...] = ()
    original: int = 0
    copy_count: int = 0
    usual: UsualPaper | None = None


@dataclass(frozen=True)
class Shelves:
    """The papers of one case on their three shelves. has_usual: the office confirmed a usual set for it."""

    submit: tuple[PaperRow, ...] = ()
    present: tuple[PaperRow, ...] = ()
    notes: tuple[PaperRow, ...] = ()
    has_usual: bool = False

    def required(self) -> frozenset[str]:
        """Return the names that have to be ticked: the confirmed usual set, else every row of Phải nộp; tagged none."""
        return frozenset(
            row.name for row in self.submit if not row.tags and (row.usual is not None or not self.has_usual)
        )


@dataclass(frozen=True)
class ChosenProcedure:
    """Everything the page needs of the procedure that was chosen, as it stands on the day."""

    ground: Ground
    detail: Said
    warnings: tuple[Said, ...] = ()

    @property
    def code(self) -> str:
        """Return its code as published."""
        return self.ground.procedure.code

    @property
    def name(self) -> str:
        """Return its full name, on one line."""
        return clean_line(self.ground.procedure.name)

    @property
    def short_name(self) -> str:
        """Return the office's name for it."""
        return short_name(self.ground.procedure, self.ground.layer)

    def cases(self) -> tuple[str, ...]:
        """Return its cases; to be asked when there is more than one."""
        return self.ground.procedure.cases()

    def variants(self, channel: ChannelKind, case: str) -> tuple[Channel, ...]:
        """Return the limits published for a channel and case; to be asked when there are several."""
        return variants(self.ground.procedure, self.ground.layer, channel, case)

    def unit_is_missing(self, channel: ChannelKind, case: str, variant: int) -> bool:
        """Tell whether a number was published without a unit, and nobody has confirmed one."""
        found = limit_for(self.ground.procedure, self.ground.layer, channel, case, variant)
        return found.row is not None and found.limit.unit is Unit.MISSING


@dataclass(frozen=True)
class GuidedBefore:
    """A guidance (Mẫu 02) a person was given and has not come back from."""

    dossier: UUID
    guided: Guided


@dataclass(frozen=True)
class PersonMatters:
    """What the desk knows of a person. known: as last seen, None for a new one; usual: what they often hand in."""

    known: PersonFound | None = None
    usual: tuple[ProcedureHit, ...] = ()
    guided: tuple[GuidedBefore, ...] = ()


def favourites(store: Store) -> tuple[ProcedureHit, ...]:
    """Return the office's favourites, 1 to 9."""
    with store.reading() as rd:
        return tuple(_hit(rd, line) for line in rd.procedures.favourites())


def find_procedures(store: Store, typed: str, *, everywhere: bool = False) -> ProceduresFound:
    """Return procedures for what is typed: of the office's own list, or of the whole catalogue.

    Where the office's list has none, the whole catalogue is looked at by itself.
    """
    with store.reading() as rd:
        lines = rd.procedures.search(typed, listed_only=not everywhere, limit=MOST_HITS)
        if not lines and not everywhere:
            everywhere = True
            lines = rd.procedures.search(typed, limit=MOST_HITS)
        return ProceduresFound(tuple(_hit(rd, line) for line in lines), everywhere)


def chosen_procedure(store: Store, code: str, now: datetime) -> ChosenProcedure:
    """Return the procedure in force today with the office's layer, settings and calendar.

    Raises DeskError ``unknown_procedure``.
    """
    today = office_time(now).date()
    with store.reading() as rd:
        ground = ground_for(rd, code, "receipt", on=today)
    procedure = ground.procedure
    parts = _detail(procedure, ground.layer)
    if procedure.decision:
        parts = (*parts, said("QĐ {decision}", decision=procedure.decision))
    return ChosenProcedure(ground, joined(parts), tuple(standing(procedure, today).values()))


def shelves(ground: Ground, case: str) -> Shelves:
    """Return the papers of a case on their shelves, with the office's corrections and its confirmed usual set."""
    corrections = {correction.key: correction for correction in ground.layer.paper_corrections}
    usual = {paper.name: paper for paper in ground.layer.usual_papers if paper.case in ("", case)}
    rows: dict[PaperClass, list[PaperRow]] = {shelf: [] for shelf in PaperClass}
    for paper in ground.procedure.papers_of(case):
        correction = corrections.get(paper.key)
        shelf = correction.paper_class if correction else paper.paper_class
        tags = correction.tags if correction else paper.tags
        rows[shelf].append(_paper_row(paper, shelf, tags, usual.get(paper.name)))
    shown = {row.name for row in rows[PaperClass.SUBMIT]}
    rows[PaperClass.SUBMIT] += [
        PaperRow(name, one_line(name), usual=paper, original=paper.original, copy_count=paper.copy_count)
        for name, paper in usual.items()
        if name not in shown
    ]
    # What everybody hands in first; rows for some people only behind it, each group in published order.
    rows[PaperClass.SUBMIT].sort(key=lambda row: bool(row.tags) and row.usual is None)
    return Shelves(
        tuple(rows[PaperClass.SUBMIT]),
        tuple(rows[PaperClass.PRESENT]),
        tuple(rows[PaperClass.NOTE]),
        has_usual=bool(usual),
    )


def one_line(name: str) -> str:
    """Return a paper's name cut at the first “;” or “(” or after 90 characters, ending in “…” where it was cut."""
    plain = clean_line(name)
    ends = [at for mark in ";(" if (at := plain.find(mark)) > 0]
    cut = min([*ends, len(plain)])
    if cut > LINE_LENGTH:
        cut = plain.rfind(" ", 0, LINE_LENGTH)
        cut = cut if cut > 0 else LINE_LENGTH
    shown = plain[:cut].rstrip(" ,;:.(-")
    return shown if cut == len(plain) else f"{shown}…"


def find_people(store: Store, typed: str) -> tuple[PersonFound, ...]:
    """Return people known from earlier dossiers, by last digits or name, last seen first."""
    with store.reading() as rd:
        return tuple(rd.people.search(typed, limit=MOST_HITS))


def person_matters(store: Store, person: Person, key: str = "") -> PersonMatters:
    """Return what the desk knows of a person; key: as ``PersonFound.key``, "" to look by the document's number."""
    with store.reading() as rd:
        known = rd.people.by_id_number(person.id_number) if person.id_number else None
        key = key or (known.key if known else "")
        lines = rd.dossiers.of_person(key) if key else []
        return PersonMatters(known, _usual(rd, lines), _guided(rd, lines))


def card_matters(store: Store, card: CardReading) -> PersonMatters:
    """Return what the desk knows of the person of a card, also under the card's old number."""
    with store.reading() as rd:
        known = rd.people.by_id_number(card.number)
        if known is None and card.old_id:
            known = rd.people.by_id_number(card.old_id)
        lines = rd.dossiers.of_person(known.key) if known else []
        return PersonMatters(known, _usual(rd, lines), _guided(rd, lines))


def recent(store: Store, by: Session) -> tuple[DossierLine, ...]:
    """Return the last dossiers a clerk accepted, newest first (Vừa tiếp nhận)."""
    with store.reading() as rd:
        return tuple(rd.dossiers.recent(by.login, RECENT))


def guided_before(store: Store, dossier: UUID) -> GuidedBefore | None:
    """Return a guidance by its dossier, None where it is none."""
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
    return GuidedBefore(dossier, found.guided) if found is not None and found.guided is not None else None


def fee_said(procedure: Procedure, layer: OfficeLayer) -> Said | None:
    """Return a procedure's fee for a list: the office's rules, else what is published; None where nothing is said."""
    if layer.fee_rules:
        return _rule_words(layer.fee_rules)
    amounts = {fee.amount for row in procedure.channels for fee in row.fees if fee.currency == "VND"}
    known = sorted(amount for amount in amounts if amount is not None)
    if not known:
        return None
    return plain(money(known[0]) if len(known) == 1 else f"{money(known[0])} – {money(known[-1])}")


def limit_of(procedure: Procedure, layer: OfficeLayer) -> Said | None:
    """Return a procedure's limit at the counter for a list; of several cases or variants, the first two."""
    found: dict[str, Said] = {}
    for case in procedure.cases() or ("",):
        for at in range(len(variants(procedure, layer, ChannelKind.DIRECT, case))):
            limit = limit_for(procedure, layer, ChannelKind.DIRECT, case, at).limit
            words = limit_said(limit) or said("không ghi thời hạn")
            found.setdefault(str(words), words)
    if not found:
        return said("trong ngày") if layer.same_day else None
    first, *others = found.values()
    if not others:
        return first
    if len(others) == 1:
        return said("{first} hoặc {second}", first=first, second=others[0])
    return said("{first} hoặc {second} …", first=first, second=others[0])


def _hit(rd: Reading, line: ProcedureLine) -> ProcedureHit:
    version = rd.procedures.version(line.code, line.ordinal)
    layer = rd.layers.get(line.code)
    parts = _detail(version.procedure, layer) if version else _named(line.code, line.field)
    if not line.listed:
        parts = (*parts, said("ngoài danh mục"))
    return ProcedureHit(
        line.code,
        line.short_name or clean_line(line.name),
        joined(parts),
        line.favourite,
        line.listed,
    )


def _detail(procedure: Procedure, layer: OfficeLayer) -> tuple[Said, ...]:
    asked = (limit_of(procedure, layer), fee_said(procedure, layer))
    return (*_named(procedure.code, procedure.field), *(part for part in asked if part is not None))


def _named(code: str, field: str) -> tuple[Said, ...]:
    return tuple(plain(part) for part in (code, field) if part)


def _rule_words(rules: Iterable[FeeRule]) -> Said:
    first = next(iter(rules))
    if first.basis is FeeBasis.PER_PAGE:
        page = first.tiers[0].amount if first.tiers else first.amount
        return said("{amount}/trang", amount=money(page))
    if first.basis is FeeBasis.PER_COPY:
        return said("{amount}/bản", amount=money(first.amount))
    if first.basis is FeeBasis.PER_CASE:
        return said("{amount}/việc", amount=money(first.amount))
    return plain(money(first.amount))


def _paper_row(paper: Paper, shelf: PaperClass, tags: tuple[PaperTag, ...], usual: UsualPaper | None) -> PaperRow:
    return PaperRow(paper.name, one_line(paper.name), shelf, tags, paper.original, paper.copy_count, usual)


def _usual(rd: Reading, lines: Iterable[DossierLine]) -> tuple[ProcedureHit, ...]:
    """Return what a person hands in most often (hay làm)."""
    counted = Counter(line.procedure_code for line in lines if line.code is not None and not line.voided)
    found = (rd.procedures.line(code) for code, _times in counted.most_common(MOST_USUAL))
    return tuple(_hit(rd, line) for line in found if line is not None)


def _guided(rd: Reading, lines: Iterable[DossierLine]) -> tuple[GuidedBefore, ...]:
    found = []
    for line in lines:
        if line.code is not None or line.voided:
            continue
        dossier = rd.dossiers.by_id(line.id)
        if dossier is not None and dossier.guided is not None and dossier.declined is None:
            found.append(GuidedBefore(line.id, dossier.guided))
    return tuple(found)
