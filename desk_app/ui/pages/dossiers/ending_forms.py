"""The steps that end a dossier before its result: withdrawn, stopped, and its originals given back."""

from typing import Any

from PySide6.QtWidgets import QWidget

from desk_app.domain.events import Stopped, Withdrawn
from desk_app.services.later_steps import StepGround
from desk_app.services.returning import give_originals_back
from desk_app.ui.pages.dossiers.proposed import ProposedLine
from desk_app.ui.pages.dossiers.step_form import StepDeed, StepForm, required
from desk_app.ui.translation import tr
from desk_app.ui.widgets.fields import CheckRow, LineField


class EndForm(StepForm):
    """A reason, and whether the originals are given back with it."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.reason = LineField(tr("Lý do"), self)
        self.put(self.reason)
        names = "; ".join(paper.name for paper in ground.originals)
        self.originals = CheckRow(tr("Đã trả lại giấy tờ gốc: {names}", names=names).replace("&", "&&"), self)
        self.originals.setVisible(bool(names))

    def end(self) -> None:
        """Put the tick last."""
        self.put(self.originals)

    def values(self) -> dict[str, Any]:
        """Return the fields of both ways to end. Raises DeskError ``step_field_missing``."""
        return {"reason": required(self.reason), "originals_returned": self.originals.isChecked()}


class WithdrawForm(EndForm):
    """The citizen takes the request back."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.end()

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        says = tr("Đã ghi công dân rút hồ sơ {code}.", code=self.ground.dossier.code)
        return self.step(Withdrawn.KIND, self.values(), says)


class StopForm(EndForm):
    """The agency stops: number and signer of the notice."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        self.number = LineField(tr("Số thông báo"), self, max_length=100)
        self.signer = LineField(tr("Người ký thông báo"), self, max_length=200)
        self.put(self.number, self.signer)
        self.end()

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        fields = {**self.values(), "number": self.number.text(), "signer": self.signer.text()}
        says = tr("Đã dừng giải quyết hồ sơ {code}. Đang in thông báo.", code=self.ground.dossier.code)
        return self.step(Stopped.KIND, fields, says, "stop")


class OriginalsForm(StepForm):
    """Into whose hand the originals go."""

    def __init__(self, ground: StepGround, parent: QWidget | None = None) -> None:
        super().__init__(ground, parent)
        owners = [owner.name for owner in ground.dossier.owners]
        self.to = ProposedLine(tr("Người nhận lại giấy tờ"), self, proposals=owners)
        self.put(self.to)

    def deed(self) -> StepDeed:
        """Raises DeskError ``step_field_missing``."""
        to, dossier = required(self.to), self.dossier
        return StepDeed(
            lambda store, session, now, at: give_originals_back(store, session, dossier, to, now, at=at),
            tr("Đã trả lại giấy tờ của hồ sơ {code} cho {name}.", code=self.ground.dossier.code, name=to),
        )
