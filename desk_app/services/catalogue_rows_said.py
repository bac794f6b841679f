"""What rows of catalogue files said last time: a row that says the very same again is no news.

A list and detail records name one procedure in different words. Were each compared with what stands, importing the
same two files in turn would amend the catalogue every time; so each kind of file is compared with itself first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pydantic import BaseModel

from desk_app.catalogue_files import FileKind
from desk_app.domain.codes import national_code
from desk_app.domain.envelope import digest
from desk_app.models.transaction import Reading, Transaction

SETTING = "catalogue.rows_said"
_DIGITS = 16


@dataclass(frozen=True)
class RowsSaid:
    """Digests of the rows of one kind of file, by national code: known from earlier imports, and those of this one."""

    kind: FileKind
    known: dict[str, str]
    new: dict[str, str] = field(default_factory=dict)

    @classmethod
    def before(cls, rd: Reading, kind: FileKind) -> "RowsSaid":
        """Return what files of a kind said until now."""
        return cls(kind, dict((rd.settings.get(SETTING) or {}).get(kind.value, {})))

    def says_something_new(self, code: str, row: BaseModel) -> bool:
        """Note what a row says; tell whether it differs from what such a row said last time."""
        said = digest(row.model_dump_json())[:_DIGITS]
        self.new[code] = said
        return self.known.get(code) != said

    def spoke_before(self, code: str) -> bool:
        """Tell whether a file of this kind spoke of a procedure before."""
        return code in self.known

    def remember(self, tx: Transaction, *, abolished: Iterable[str] = ()) -> None:
        """Store what was said, in the import's own transaction.

        abolished: codes a list fell silent about; named again they are news.
        """
        everything = dict(tx.settings.get(SETTING) or {})
        kept = {**everything.get(self.kind.value, {}), **self.new}
        for code in abolished:
            kept.pop(national_code(code), None)
        if everything.get(self.kind.value) != kept:
            tx.settings.set(SETTING, {**everything, self.kind.value: kept})
