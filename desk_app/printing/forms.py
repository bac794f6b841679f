"""The desk's check of a form: its samples are laid out before a paper of anybody is."""

from desk_app.domain.forms.form import Form, contexts
from desk_app.domain.forms.sentences import BadSentence
from desk_app.domain.forms.speaking import TRIAL_MARKS, spoken_form, trial_fault
from desk_app.printing.compose import compose


def load_form(text: str) -> Form:
    """Return a form from its TOML text, after every sentence of it has spoken its own samples and was laid out.

    Raises DeskError ``bad_form`` with the first fault found.
    """
    form = spoken_form(text)
    for name, sample in form.samples.items():
        for context in contexts(form, sample, TRIAL_MARKS):
            try:
                for size in form.sizes:
                    compose(form.spec, size, context)
            except BadSentence as fault:
                raise trial_fault(fault, name) from fault
    return form
