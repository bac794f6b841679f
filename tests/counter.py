"""Who sits at the counter in window tests, and programs that stand for its printers."""

import stat
from datetime import datetime
from pathlib import Path

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.services.accounts import Role, Session
from desk_app.ui.cups import CupsLibrary, JobEnd, RollPaper
from desk_app.ui.printers import CupsPrinters

MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)
CLERK = Session("canbo", "NGUYỄN THỊ LAN", Role.CLERK, "Quầy 2")
SUPERVISOR = Session("truongbophan", "LÊ VĂN HÙNG", Role.SUPERVISOR, "Quầy 1")
ADMINISTRATOR = Session("quantri", "PHẠM QUỐC TUẤN", Role.ADMINISTRATOR)

LP = """#!/bin/sh
told="$*"
while [ $# -gt 0 ]; do case "$1" in -d) printer="$2"; shift;; esac; shift; done
case "$printer" in
  refuses) cat >/dev/null; exit 1;;
  closed) cat >/dev/null; echo 'lp: Destination "closed" is not accepting jobs.' >&2; exit 1;;
esac
number=$(ls "$0.d" | grep -c pdf)
cat > "$0.d/$printer-$number.pdf"
printf '%s\n' "$told" > "$0.d/$printer-$number.told"
case "$printer" in jammed|paused|kẹt) echo "$printer-$number" >> "$0.queue";; esac
here=$(dirname "$0")
[ -f "$here/goes-down" ] && mv "$here/goes-down" "$here/down"
echo "request id is $printer-$number (1 file(s))"
"""
LPSTAT = """#!/bin/sh
here=$(dirname "$0")
case "$1" in
  -e) [ -f "$here/down" ] || cat "$here/printers";;
  -d) echo "system default destination: $(head -1 "$here/printers")";;
  -W) [ -f "$here/down" ] && exit 1
      [ -f "$here/lp.queue" ] && sed 's/ẹ/%E1%BA%B9/; s/$/ someone 1024 now/' "$here/lp.queue"; exit 0;;
  -p) case "$2" in paused) echo "printer paused disabled since now -";; *) echo "printer $2 is idle.";; esac;;
  -r) [ -f "$here/down" ] && echo "scheduler is not running" || echo "scheduler is running";;
esac
"""
CANCEL = """#!/bin/sh
here=$(dirname "$0")
echo "$1" >> "$here/cancelled"
grep -v "^$1$" "$here/lp.queue" > "$here/lp.queue.new"
mv "$here/lp.queue.new" "$here/lp.queue"
"""


class Cups(CupsLibrary):
    """A folder of programs named as CUPS's, and its library; what was printed lies in ``lp.d``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "lp.d").mkdir(parents=True)
        self.name_printers("laser", "slips", "jammed", "refuses")
        for name, text in (("lp", LP), ("lpstat", LPSTAT), ("cancel", CANCEL)):
            file = folder / name
            file.write_text(text)
            file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def name_printers(self, *names: str) -> None:
        (self.folder / "printers").write_text("".join(f"{name}\n" for name in names))

    def printed(self, printer: str = "") -> list[bytes]:
        return [file.read_bytes() for file in sorted((self.folder / "lp.d").glob(f"{printer}*.pdf"))]

    def printers(self) -> CupsPrinters:
        """Return these printers, as patient as a test can be."""
        return CupsPrinters(answer_seconds=1.0, seconds_a_page=0, library=self)

    def ending(self, job: str) -> JobEnd | None:
        """Jobs of ``drops`` are given up, nobody knows of those of ``forgets``, those taken back never came out."""
        if job in self.taken_back():
            return JobEnd.DROPPED
        ends = {"drops": JobEnd.DROPPED, "forgets": None}
        return ends.get(job.rpartition("-")[0], JobEnd.PRINTED)

    def roll(self, printer: str, length: int) -> RollPaper | None:
        """Rolls are as wide as the head of ``slips``."""
        return RollPaper(72.0) if printer == "slips" else None

    def told(self, printer: str) -> str:
        """Return the last command line ``lp`` got for a printer."""
        return max((self.folder / "lp.d").glob(f"{printer}-*.told")).read_text()

    def clear_the_jam(self) -> None:
        """Let out what is waiting."""
        (self.folder / "lp.queue").unlink()

    def go_down(self) -> None:
        (self.folder / "down").touch()

    def go_down_after_taking(self) -> None:
        """Stop as soon as the next paper is taken."""
        (self.folder / "goes-down").touch()

    def come_back(self) -> None:
        (self.folder / "down").unlink(missing_ok=True)

    def taken_back(self) -> list[str]:
        file = self.folder / "cancelled"
        return file.read_text().split() if file.exists() else []

    def queue(self) -> str:
        file = self.folder / "lp.queue"
        return file.read_text() if file.exists() else ""
