"""Print published procedures, chosen by a fixed seed, as crawled and as read, for a person to compare."""

import argparse
import gzip
import json
import random
import sys
from pathlib import Path
from typing import TextIO

from desk_app.domain.portal_channels import propose_unit
from desk_app.domain.portal_record import read_record
from desk_app.domain.procedure_diff import channel_words, paper_words
from desk_app.domain.procedures import Procedure

SEED = 2026


def chosen(path: Path, count: int, seed: int) -> list[dict[str, str]]:
    """Return count records of a JSON-lines file (packed or not), the same ones for the same seed."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return random.Random(seed).sample(records, min(count, len(records)))


def show(record: dict[str, str], procedure: Procedure, out: TextIO) -> None:
    """Print the raw tables of one record, then their reading row by row."""
    print("=" * 100, f"{procedure.code} · {procedure.name}", sep="\n", file=out)
    print("--- CÁCH THỨC, như đăng:", record["cach_thuc_thuc_hien"], sep="\n", file=out)
    print("--- đọc được:", file=out)
    for channel in procedure.channels:
        print("  •", channel_words(channel), file=out)
        if proposed := propose_unit(procedure, channel):
            print(f"      đề xuất đơn vị {proposed.unit}: {proposed.words}", file=out)
    print("--- GIẤY TỜ, như đăng:", record["thanh_phan_ho_so"], sep="\n", file=out)
    print("--- đọc được:", file=out)
    for paper in procedure.papers:
        print("  •", paper_words(paper), file=out)
    print("--- KẾT QUẢ, như đăng:", record["ket_qua_xu_ly"], sep="\n", file=out)
    print("--- đọc được:", "; ".join(procedure.results), file=out)


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="detail records, one JSON object a line (.jsonl or .jsonl.gz)")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    for record in chosen(arguments.file, arguments.count, arguments.seed):
        show(record, read_record(record).procedure, sys.stdout)


if __name__ == "__main__":
    main()
