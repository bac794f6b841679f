"""Qt, all of it: window, pages, dialogs, widgets, theme."""

from desk_app.ui.immortal_none import keep_none_alive

keep_none_alive()
