"""The commands there are, and what their exit statuses mean."""

COMMANDS = {
    "init": "desk_app.cli.set_up:init",
    "catalogue": "desk_app.cli.catalogue:catalogue",
    "due": "desk_app.cli.due:due",
    "receive": "desk_app.cli.dossiers:receive",
    "submit": "desk_app.cli.submissions:submit",
    "show": "desk_app.cli.dossiers:show",
    "search": "desk_app.cli.dossiers:search",
    "event": "desk_app.cli.event:event",
    "attach": "desk_app.cli.attach:attach_file",
    "print": "desk_app.cli.papers:print_paper",
    "late": "desk_app.cli.later:late",
    "book": "desk_app.cli.later:book",
    "log": "desk_app.cli.later:log",
    "report": "desk_app.cli.later:report",
    "export-national": "desk_app.cli.later:export_national",
    "enrol": "desk_app.cli.sync:enrol",
    "sync": "desk_app.cli.sync:sync",
    "account": "desk_app.cli.accounts:account",
    "export-batch": "desk_app.cli.sync:export_batch_file",
    "import-batch": "desk_app.cli.sync:import_batch_file",
    "verify": "desk_app.cli.store:verify",
    "backup": "desk_app.cli.store:backup",
    "restore": "desk_app.cli.store:restore",
    "selftest": "desk_app.cli.selftest:selftest",
}
"""Command → where it stands; a module is imported only when its command runs."""

EXIT_DONE, EXIT_FAILED, EXIT_USAGE, EXIT_PROPOSED, EXIT_BUG = 0, 1, 2, 3, 70
"""Done, refused or failed, wrong use, a proposed date, a fault of ours."""
