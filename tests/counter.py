"""Who sits at the counter in window tests, and programs that stand for its printers."""

import stat
from datetime import datetime
from pathlib import Path

from desk_app.domain.dates import OFFICE_ZONE
from desk_app.services.accounts import Role, Session

MORNING = datetime(2026, 8, 27, 9, 12, tzinfo=OFFICE_ZONE)
CLERK = Session("canbo", "NGUYỄN THỊ LAN", Role.CLERK, "Quầy 2")
SUPERVISOR = Session("truongbophan", "LÊ VĂN HÙNG", Role.SUPERVISOR, "Quầy 1")
ADMINISTRATOR = Session("quantri", "PHẠM QUỐC TUẤN", Role.ADMINISTRATOR)

LP = """#!/bin/sh
while [ $# -gt 0 ]; do case "$1" in -d) printer="$2"; shift;; esac; shift; done
case "$printer" in
  refuses) cat >/dev/null; exit 1;;
esac
number=$(ls "$0.d" | wc -l)
cat > "$0.d/$printer-$number.pdf"
[ "$printer" = jammed ] && echo "$printer-$number" >> "$0.queue"
echo "request id is $printer-$number (1 file(s))"
"""
LPSTAT = """#!/bin/sh
here=$(dirname "$0")
case "$1" in
  -e) cat "$here/printers";;
  -d) echo "system default destination: $(head -1 "$here/printers")";;
  -W) [ -f "$here/lp.queue" ] && sed 's/$/ someone 1024 now/' "$here/lp.queue"; exit 0;;
esac
"""
CANCEL = """#!/bin/sh
here=$(dirname "$0")
grep -v "^$1$" "$here/lp.queue" > "$here/lp.queue.new"
mv "$here/lp.queue.new" "$here/lp.queue"
"""


class Cups:
    """A folder of programs named as CUPS's; what was printed lies in ``lp.d``."""

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

    def queue(self) -> str:
        file = self.folder / "lp.queue"
        return file.read_text() if file.exists() else ""
