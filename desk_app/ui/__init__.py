"""Qt, all of it: window, pages, dialogs, widgets, theme."""
