"""What an office may change of a form without touching its file: margins, text size, who signs. Text in, text out."""

import re
from dataclasses import dataclass

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.blocks import Margins, SignaturesBlock
from desk_app.domain.forms.form import Form, form_from
from desk_app.domain.forms.paper_data import PaperSize

_LABEL = re.compile(r'(\blabel\s*=\s*)"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class FormLooks:
    """What may be changed. margins: mm; size: points; signers: words above each signature, in their order."""

    margins: Margins
    size: float
    signers: tuple[str, ...]


def looks_of(form: Form, size: PaperSize) -> FormLooks:
    """Return what stands in a form for one size of paper."""
    layout = form.layout(size)
    return FormLooks(layout.margins, layout.size, _signers(form))


def with_looks(form: Form, size: PaperSize, looks: FormLooks) -> str:
    """Return the form's text with other looks at one size; everything else stays as written, remarks too.

    The text is not checked here: ``edit_form`` prints its samples first. Raises DeskError ``bad_form`` where the file
    is written in a way that cannot be edited in place.
    """
    text = form.version.text
    margins = looks.margins
    text = _in_table(
        text,
        f"layout.{size.value}",
        {
            "margins": f"{{ top = {margins.top:g}, right = {margins.right:g}, "
            f"bottom = {margins.bottom:g}, left = {margins.left:g} }}",
            "size": f"{looks.size:g}",
        },
    )
    name = _signature_block(form)
    if name is None or looks.signers == _signers(form):
        return text
    return _with_signers(text, name, _signers(form), looks.signers)


def with_looks_of(edited: Form, base: Form, new: Form) -> str:
    """Return a new form with what an office had changed of the one before; the new one's own text where nothing.

    edited: the office's edition of base. Signers are carried only where base and new name the same ones. Raises
    DeskError ``bad_form`` as ``with_looks``.
    """
    for size in new.sizes:
        if size not in base.sizes or size not in edited.sizes:
            continue
        chosen, given, stands = looks_of(edited, size), looks_of(base, size), looks_of(new, size)
        looks = FormLooks(
            chosen.margins if chosen.margins != given.margins else stands.margins,
            chosen.size if chosen.size != given.size else stands.size,
            chosen.signers if chosen.signers != given.signers and given.signers == stands.signers else stands.signers,
        )
        if looks != stands:
            new = form_from(with_looks(new, size, looks))
    return new.version.text


def _signature_block(form: Form) -> str | None:
    return next((name for name, block in form.spec.block.items() if isinstance(block, SignaturesBlock)), None)


def _signers(form: Form) -> tuple[str, ...]:
    name = _signature_block(form)
    block = form.spec.block[name] if name is not None else None
    return tuple(column.label for column in block.columns) if isinstance(block, SignaturesBlock) else ()


def _table(text: str, name: str) -> tuple[int, int]:
    """Return where the lines of a table begin and end. Raises DeskError ``bad_form``."""
    head = re.search(rf"^\[{re.escape(name)}\][^\n]*\n", text, re.MULTILINE)
    if head is None:
        raise DeskError("bad_form", reason=f"tệp không có mục [{name}] để sửa")
    following = re.compile(r"^\[", re.MULTILINE).search(text, head.end())
    return head.end(), following.start() if following else len(text)


def _in_table(text: str, name: str, values: dict[str, str]) -> str:
    start, end = _table(text, name)
    lines = text[start:end]
    for key, value in values.items():
        pattern = re.compile(rf"^{key}\s*=[^\n]*$", re.MULTILINE)
        if len(pattern.findall(lines)) != 1:
            raise DeskError("bad_form", reason=f"mục [{name}] không ghi “{key}” trên một dòng")
        at = pattern.search(lines)
        assert at is not None
        lines = f"{lines[: at.start()]}{key} = {value}{lines[at.end() :]}"
    return text[:start] + lines + text[end:]


def _with_signers(text: str, name: str, old: tuple[str, ...], signers: tuple[str, ...]) -> str:
    start, end = _table(text, f"block.{name}")
    lines = text[start:end]
    if not len(_LABEL.findall(lines)) == len(old) == len(signers):
        raise DeskError("bad_form", reason="số người ký không khớp với biểu mẫu")
    pairs = iter(zip(old, signers, strict=True))

    def replaced(match: re.Match[str]) -> str:
        before, after = next(pairs)
        return match[0] if before == after else match[1] + _quoted(after)

    return text[:start] + _LABEL.sub(replaced, lines) + text[end:]


def _quoted(words: str) -> str:
    """Return words as a TOML string that the form's sentences print as they are: no markup, no expressions."""
    plain = " ".join(words.split())
    if any(sign in plain for sign in ("{{", "{%", "{#", "<", ">")):
        raise DeskError("bad_form", reason="chức danh người ký không được có dấu ngoặc nhọn")
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
