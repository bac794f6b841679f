"""Which dossiers of the list are chosen, what F9 would do with them, and what Ctrl+A chooses next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from desk_app.domain.errors import DeskError, sentences
from desk_app.services.late import Stage, Watch, WatchedDossier
from desk_app.services.steps import STATE_WORDS
from desk_app.ui.pages.late.words import DEED_OF, Deed
from desk_app.ui.translation import mark

sentences(
    letters_of_several_moments="Đang chọn lẫn {draft} hồ sơ cần lập thư, {sign} thư chờ ký, {send} thư chờ gửi. "
    "Chọn một loại: nhấn Ctrl+A hoặc bỏ bớt dấu.",
)

_ROUNDS = (
    (Stage.NONE, mark("Đã chọn {n} hồ sơ trễ chưa có thư xin lỗi.")),
    (Stage.DRAFTED, mark("Đã chọn {n} dự thảo chờ ký.")),
    (Stage.SIGNED, mark("Đã chọn {n} thư đã ký, chưa gửi.")),
)


_NONE_CHOSEN = mark("Đã bỏ dấu mọi hồ sơ. Ctrl+A chọn lại từ hồ sơ trễ chưa có thư.")
_NONE_LEFT = mark("Không còn hồ sơ trễ nào chờ lập thư, chờ ký hay chờ gửi trong danh sách này.")


@dataclass(frozen=True)
class Round:
    """What Ctrl+A chose. words: to say it, with {n}."""

    dossiers: frozenset[UUID] = frozenset()
    words: str = ""


def next_round(rows: Sequence[WatchedDossier], chosen: Iterable[UUID]) -> Round:
    """Return what Ctrl+A chooses: all late ones without a letter; when there are none, or they are chosen already,
    the drafts that wait for a signature; then the signed letters that wait to be sent; then nothing, and so on.
    """
    found = [Round(frozenset(_of_stage(rows, stage)), words) for stage, words in _ROUNDS]
    rounds = [one for one in found if one.dossiers]
    now = frozenset(chosen)
    at = next((at for at, one in enumerate(rounds) if one.dossiers == now), -1)
    if at + 1 < len(rounds):
        return rounds[at + 1]
    return Round(words=_NONE_CHOSEN if now else _NONE_LEFT)


def deed_for(rows: Sequence[WatchedDossier]) -> Deed:
    """Return the one thing F9 does with these dossiers.

    Raises DeskError ``no_dossier_chosen``, ``apology_for_finished`` for one that has its result,
    ``letters_of_several_moments``.
    """
    if not rows:
        raise DeskError("no_dossier_chosen")
    ended = next((row for row in rows if not row.line.open), None)
    if ended is not None:
        raise DeskError("apology_for_finished", code=ended.line.code or "", state=STATE_WORDS[ended.line.state])
    deeds = [DEED_OF[row.stage] for row in rows]
    if len(set(deeds)) > 1:
        amounts = {deed.value: deeds.count(deed) for deed in Deed}
        raise DeskError("letters_of_several_moments", **amounts)
    return deeds[0]


def apologised_before(rows: Sequence[WatchedDossier]) -> tuple[WatchedDossier, ...]:
    """Return those that already have a signed apology: another one is a second."""
    return tuple(row for row in rows if row.letter is not None)


def _of_stage(rows: Sequence[WatchedDossier], stage: Stage) -> Iterable[UUID]:
    """Yield the dossiers of a stage; of those without a letter only the late ones."""
    for row in rows:
        if row.line.open and row.stage is stage and (stage is not Stage.NONE or row.group is Watch.LATE):
            yield row.line.id
