"""How wide a block of the page Trả kết quả must be for what belongs together to stand in one row."""

from desk_app.ui.theme import current_theme

_ROW_WIDTH = 620
"""px at the usual size of letters."""
_PER_STEP = 40
"""px more for each px that letters are larger."""


def fits_one_row(width: int) -> bool:
    """Tell whether a block of this width, px, holds its fields side by side at the letters' present size."""
    return width >= _ROW_WIDTH + _PER_STEP * current_theme().sizes.extra
