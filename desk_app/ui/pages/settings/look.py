"""Thiết lập › Màn hình và ngôn ngữ: colours, text size, language, sounds; each holds at once, for this PC."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from desk_app.services.desk_settings import DeskSettings, change_desk, desk_settings
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import FONT_STEPS, Role, Scheme
from desk_app.ui.translation import Language, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.fields import CheckRow, ComboField
from desk_app.ui.widgets.labels import Paragraph


class LookSection(Section):
    """Everybody may change how the desk looks; it needs no main button."""

    right = None

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self.theme = ComboField(
            tr("Màu"),
            self,
            items=(
                (Scheme.LIGHT, tr("Sáng")),
                (Scheme.DARK, tr("Tối")),
                (Scheme.SYSTEM, tr("Theo hệ điều hành")),
            ),
        )
        steps = (tr("Thường"), tr("Lớn"), tr("Rất lớn"))
        self.text_size = ComboField(tr("Cỡ chữ"), self, items=tuple(zip(FONT_STEPS, steps, strict=True)))
        self.language = ComboField(
            tr("Ngôn ngữ"),
            self,
            items=((Language.VIETNAMESE, "Tiếng Việt"), (Language.ENGLISH, "English")),
        )
        self.sounds = CheckRow(tr("Kêu khi quét: một tiếng là nhận, hai tiếng là không đọc được"), self)
        screen = Block(0, tr("Màn hình của máy này"), self)
        screen.add_row(self.theme, self.text_size, self.language)
        screen.add(Paragraph(tr("Giấy in ra không đổi theo các mục này."), Role.DETAIL, self))
        sound = Block(0, tr("Âm thanh"), self)
        sound.add(self.sounds)
        self.column.addWidget(screen)
        self.column.addWidget(sound)
        self.column.addStretch(1)
        for field, name in ((self.theme, "theme"), (self.text_size, "font_step"), (self.language, "language")):
            field.picked.connect(partial(self._pick, name))
        self.sounds.clicked.connect(partial(self._pick, "sounds"))

    def on_shown(self) -> None:
        """Show the settings in force."""
        store = self.desk.store

        def read() -> DeskSettings:
            with store.reading() as rd:
                return desk_settings(rd)

        self.desk.operations.read(self, read, done=self._show, slot="look")

    def _show(self, settings: DeskSettings) -> None:
        self.theme.set_value(Scheme(settings.theme))
        self.text_size.set_value(settings.font_step)
        self.language.set_value(Language(settings.language))
        self.sounds.setChecked(settings.sounds)

    def _pick(self, name: str, value: Any) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        self.desk.operations.write(
            self,
            lambda: change_desk(store, session, {name: value}, now),
            changes=Changes.of(Topic.SETTINGS),
            done=self.desk.settings_changed.emit,
        )
