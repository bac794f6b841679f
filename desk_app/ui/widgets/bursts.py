"""Bursts: which keys are a scanner's, told by when they were pressed, not by when the program got to them."""

from dataclasses import dataclass

from PySide6.QtGui import QKeyEvent

BURST_SECONDS = 0.15
"""Keys closer together than this are a scanner's, not a hand's."""


@dataclass(frozen=True)
class Moment:
    """When a key was pressed.

    stamped: as the window system says, in milliseconds of its own clock; 0 when it does not say. seen: when the
    program got to it, in seconds of a monotonic clock.
    """

    stamped: int
    seen: float

    def follows(self, earlier: "Moment") -> bool:
        """Return whether this key came within a scanner's time of an earlier one.

        A slow machine may stand still between two keys of a scan; the window system's stamps do not.
        """
        if self.stamped and earlier.stamped:
            return self.stamped - earlier.stamped <= BURST_SECONDS * 1000
        return self.seen - earlier.seen <= BURST_SECONDS


LONG_AGO = Moment(0, float("-inf"))


def pressed_at(event: QKeyEvent, seen: float) -> Moment:
    """Return when a key was pressed. seen: now, in seconds of a monotonic clock."""
    return Moment(event.timestamp(), seen)
