"""A day at the counter without a screen, and the days that follow from it: ``make demo``.

Everything goes through the services the window uses, on a store of the sample office and on a clock that is handed in,
so that every run gives the same codes, dates and papers; only what names the store's own chain (the foot of a closed
day's papers) and ids are its own. Writes papers, spreadsheets and records into ``out/demo/`` and
``out/demo/summary.json``.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import Any

from desk_app.cli.answers import dossier_json
from desk_app.cli.as_json import plain
from desk_app.cli.dossiers import find_dossier
from desk_app.cli.main import speak_utf8
from desk_app.cli.store import verification_json
from desk_app.domain.dates import at_office
from desk_app.models.verification import verify
from desk_app.services.sample import sample_store
from tools.demo_day import the_day
from tools.demo_desk import DAY, PASSWORD, Desk
from tools.demo_later import after_the_holiday, friday_afternoon, friday_morning, late_day, rest_of_the_day
from tools.demo_supervisor import end_of_the_year, erased, evening, mended, next_morning, reports, two_machines
from tools.demo_sync import sync_day

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out" / "demo"
LAST_OF_THE_YEAR = date(2026, 12, 31)


def summary(desk: Desk) -> dict[str, Any]:
    """Return what was done, for ``summary.json``; the store is verified from its pages up."""
    found = verify(desk.store)
    names = dict.fromkeys(name for act in desk.done for name in act["dossiers"])
    with desk.store.reading() as rd:
        folded = [dossier_json(find_dossier(rd, name), []) for name in names]
    shown = ("id", "code", "state", "state_name", "voided", "original_due_at", "due_at", "shown_due_at")
    dossiers = list({dossier["id"]: {name: dossier[name] for name in shown} for dossier in folded}.values())
    return {
        "day": DAY,
        "done": desk.done,
        "dossiers": dossiers,
        "papers": desk.papers,
        "tables": desk.tables,
        "verify": verification_json(found),
    }


def run_demo(out: Path, *, exchanging: bool = True) -> dict[str, Any]:
    """Play the day into a folder, which is emptied first; return the summary. exchanging: with a server at its end."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    with tempfile.TemporaryDirectory(prefix="desk-demo-") as scratch, _own_keys(Path(scratch)):
        store, _ = sample_store(Path(scratch) / "store", at_office(DAY, time(7)))
        with store:
            desk = Desk(store, out)
            kept = the_day(desk)
            rest_of_the_day(desk, kept)
            evening(desk)
            next_morning(desk)
            friday_morning(desk, kept)
            mended(desk, kept)
            friday_afternoon(desk, kept)
            after_the_holiday(desk, kept)
            two_machines(desk, kept, Path(scratch))
            late_day(desk, kept)
            reports(desk)
            erased(desk, kept)
            end_of_the_year(desk)
            exchanged: dict[str, Any] = {}
            if exchanging:
                exchanged = sync_day(store, Path(scratch), at_office(LAST_OF_THE_YEAR, time(7, 30)), PASSWORD)
                print("31/12 07:30  Hai quầy và máy chủ của tỉnh: gửi, nhận, một quầy mất mạng cả ngày")
            result: dict[str, Any] = plain({**summary(desk), "sync": exchanged})
    (out / "summary.json").write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return result


@contextmanager
def _own_keys(folder: Path) -> Iterator[None]:
    """Keep the key of the demo's store out of the user's keyring and folders."""
    before = {name: os.environ.get(name) for name in ("PYTHON_KEYRING_BACKEND", "XDG_DATA_HOME")}
    os.environ |= {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "XDG_DATA_HOME": str(folder / "home")}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _is_of_a_demo(out: Path) -> bool:
    """Tell whether a folder may be emptied: there is nothing in it, or a demo ended there."""
    return out.is_dir() and ((out / "summary.json").is_file() or not any(out.iterdir()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Play the day; return 1 when the store is not whole at its end, or the folder holds what no demo wrote."""
    for stream in (sys.stdout, sys.stderr):
        speak_utf8(stream)
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=OUT)
    out: Path = options.parse_args(arguments).out
    if out.resolve() != OUT and out.exists() and not _is_of_a_demo(out):
        print(f"{out} is no folder a demo wrote, and it would be emptied: name a new one.", file=sys.stderr)
        return 1
    result = run_demo(out)
    whole = bool(result["verify"]["ok"])
    print(f"{len(result['dossiers'])} dossiers, {len(result['papers'])} papers in {out}; store whole: {whole}")
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
