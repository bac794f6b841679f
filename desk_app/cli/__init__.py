"""The same services from a terminal: ``desk-app``, and the window when no command is given."""

from desk_app.cli.main import main, run

__all__ = ["main", "run"]
