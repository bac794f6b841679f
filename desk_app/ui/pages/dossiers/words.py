"""What services say of a dossier, in the user's language."""

from datetime import datetime

from desk_app.domain.dates import office_time
from desk_app.services.said import Said
from desk_app.ui.translation import tr
from desk_app.ui.widgets.labels import weekday_name


def say(words: Said) -> str:
    """Return a sentence in the user's language, the sentences inside it too."""
    return tr(words.template, **{name: _filled(value) for name, value in words.values.items()})


def _filled(value: object) -> object:
    return say(value) if isinstance(value, Said) else value


def short_moment(moment: datetime) -> str:
    """Return ``27/08/2026 09:12``."""
    return f"{office_time(moment):%d/%m/%Y %H:%M}"


def weekday_moment(moment: datetime) -> str:
    """Return ``Thứ Sáu, 04/09/2026 17:00`` in the user's language."""
    return f"{weekday_name(office_time(moment))}, {short_moment(moment)}"
