"""What can go wrong at the desk and is not a bug: one code, its values, one clear Vietnamese sentence."""

from typing import ClassVar


class DeskError(Exception):
    """The world's fault or the user's; never a bug.

    code: stable English name for programs (``unknown_procedure``). values: what the sentence speaks of; never
    personal data beyond what the user just typed. Subclasses state the sentence as a ``str.format`` template.
    """

    sentences: ClassVar[dict[str, str]] = {}

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        template = self.sentence_template()
        return template.format(**self.values)

    def sentence_template(self) -> str:
        """Return the Vietnamese template of this error's code (the source string of its translation)."""
        return DeskError.sentences[self.code]


def sentences(**by_code: str) -> None:
    """Declare the sentences of a module's error codes; a code is declared once."""
    for code, template in by_code.items():
        if code in DeskError.sentences and DeskError.sentences[code] != template:
            raise ValueError(f"error code declared twice: {code}")
        DeskError.sentences[code] = template
