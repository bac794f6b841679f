"""Note every stroke of a rendered paper on ReportLab's canvas, and draw the same strokes again on a bare one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.pathobject import PDFPathObject
from reportlab.pdfgen.textobject import PDFTextObject

from desk_app.printing import papers

_SETTERS = ("_setFont", "_textOut", "_setColor")
"""Internal methods that ReportLab's own paragraphs call from outside."""


@dataclass(frozen=True)
class _Ref:
    """Stands for a text or path object of the recording in a stroke's arguments."""

    place: int


Stroke = tuple[int, str, tuple[Any, ...], dict[str, Any]]
"""Which object (0 = the canvas), which method, its arguments."""


@dataclass
class Recording:
    """The outermost calls on one canvas and on the text and path objects it gave out. made: place → how it began."""

    strokes: list[Stroke] = field(default_factory=list)
    objects: list[object] = field(default_factory=list)
    depth: int = 0
    options: dict[str, Any] = field(default_factory=dict)

    def place_of(self, thing: object) -> int | None:
        """Return the place of a text or path object."""
        return next((place for place, known in enumerate(self.objects) if known is thing), None)


def _noting(base: type) -> Any:
    """Return a class of ReportLab whose outermost calls are noted."""

    class Noted(base):  # type: ignore[misc]
        recording: Recording

        def __getattribute__(self, name: str) -> Any:
            found = super().__getattribute__(name)
            if (name.startswith("_") and name not in _SETTERS) or not callable(found) or isinstance(found, type):
                return found
            recording = self.__dict__.get("recording")
            return found if recording is None else _noted_call(recording, self, name, found)

    return Noted


def _noted_call(recording: Recording, thing: object, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*arguments: Any, **named: Any) -> Any:
        if recording.depth:
            return call(*arguments, **named)
        place = recording.place_of(thing)
        if place is not None and not name.startswith("get"):
            refs = tuple(_as_ref(recording, one) for one in arguments)
            recording.strokes.append((place, name, refs, named))
        recording.depth += 1
        try:
            answer = call(*arguments, **named)
        finally:
            recording.depth -= 1
        if isinstance(answer, _NotedText | _NotedPath) and recording.place_of(answer) is None:
            recording.objects.append(answer)
            answer.recording = recording
        return answer

    return noted


def _as_ref(recording: Recording, value: Any) -> Any:
    place = recording.place_of(value) if isinstance(value, _NotedText | _NotedPath) else None
    return value if place is None else _Ref(place)


_NotedCanvas = _noting(Canvas)
_NotedText = _noting(PDFTextObject)
_NotedPath = _noting(PDFPathObject)


@contextmanager
def noted() -> Iterator[list[Recording]]:
    """Note every canvas that papers draw on inside the block, in order."""
    recordings: list[Recording] = []
    make = papers._Paper._makeCanvas

    def make_noted(document: Any, filename: Any = None, canvasmaker: object = None) -> Any:
        def noting_canvas(*arguments: Any, **named: Any) -> Any:
            canvas = _NotedCanvas(*arguments, **named)
            recording = Recording(objects=[canvas], options=named)
            canvas.recording = recording
            recordings.append(recording)
            return canvas

        return make(document, filename, noting_canvas)

    with (
        patch.object(papers._Paper, "_makeCanvas", make_noted),
        patch("reportlab.pdfgen.canvas.PDFTextObject", _NotedText),
        patch("reportlab.pdfgen.canvas.pathobject.PDFPathObject", _NotedPath),
    ):
        yield recordings


def drawn_again(recording: Recording) -> bytes:
    """Return the PDF of the same strokes on a bare canvas."""
    canvas = Canvas(None, **recording.options)
    things: list[Any] = [canvas]
    for place, name, arguments, named in recording.strokes:
        drawn = tuple(things[one.place] if isinstance(one, _Ref) else one for one in arguments)
        answer = getattr(things[place], name)(*drawn, **named)
        if type(answer) in (PDFTextObject, PDFPathObject) and not any(answer is thing for thing in things):
            things.append(answer)
    made: bytes = canvas.getpdfdata()
    return made
