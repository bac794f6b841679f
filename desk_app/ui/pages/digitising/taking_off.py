"""The question before a file is taken off a dossier: why; the file and the history both stay."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desk_app.ui.pages.dossiers.asking import AskPanel, Way
from desk_app.ui.translation import mark, tr

REASONS = (mark("Nhầm hồ sơ"), mark("Nhầm giấy tờ"), mark("Quét hỏng, quét lại"))


def taking_off(
    name: str, code: str, what_follows: str, do: Callable[[str], object], close: Callable[[], object], parent: QWidget
) -> AskPanel:
    """Return the panel. what_follows: in the user's language; do: gets the reason."""
    return AskPanel(
        tr("Gỡ tệp {name} khỏi hồ sơ {code}", name=name, code=code),
        what_follows,
        tr("Lý do"),
        (Way(tr("Gỡ &tệp này"), do, danger=True),),
        close,
        parent,
        reasons=tuple(tr(reason) for reason in REASONS),
    )
