"""The command line's refusals, in one sentence of Vietnamese."""

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from desk_app.command_line import speak_vietnamese, usage_words


class Refused(click.ClickException):
    """What was asked for was not done: the sentence alone, exit status 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence to standard error, or to a given file."""
        click.echo(self.format_message(), file=file, err=file is None)


class InVietnamese(click.Group):
    """A group whose wrong use is said as the desk says it: one sentence, and where help stands."""

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, *_: Any, **named: Any) -> NoReturn:
        """Run the command and end the process: 0 done, 1 refused, 2 typed wrong."""
        speak_vietnamese()
        try:
            status = super().main(args, prog_name, **{**named, "standalone_mode": False})
        except click.UsageError as error:
            click.echo(usage_words(error), err=True)
            sys.exit(error.exit_code)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(1)
        sys.exit(status if isinstance(status, int) else 0)
