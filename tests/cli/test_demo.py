"""``make demo``: the day at the counter does what it says, and does it the same every time."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.fixture(scope="module")
def demo() -> ModuleType:
    """The demo's module; tools are no package."""
    spec = importlib.util.spec_from_file_location("demo", TOOLS / "demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def out(demo: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder one day left behind."""
    folder = tmp_path_factory.mktemp("demo")
    demo.run_demo(folder)
    return folder


def test_the_summary_names_what_was_done(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["verify"]["ok"] is True
    codes = [dossier["code"] for dossier in summary["dossiers"] if dossier["code"]]
    assert len(codes) >= 12
    assert len(set(codes)) == len(codes)
    states = {dossier["state_name"] for dossier in summary["dossiers"]}
    assert {"Đã trả", "Đã hủy tiếp nhận", "Không tiếp nhận", "Đang xử lý", "Đã tiếp nhận"} <= states
    assert [act["fees_total"] for act in summary["done"] if "Chứng thực" in act["what"]] == [70_000]
    assert any(act.get("provisional") for act in summary["done"])


def test_every_paper_stands_in_the_folder_and_names_its_dossier(out: Path) -> None:
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert {paper["file"] for paper in summary["papers"]} == {file.name for file in out.glob("*.pdf")}
    assert {"receipt", "supplement", "decline", "emergency", "label", "explanation", "receipt_several"} <= {
        paper["form"] for paper in summary["papers"]
    }
    marks = {"da-sua": "Thay thế phiếu in lúc", "mat-phieu": "In lại lần 1", "lich-chua": "2027"}
    for word, mark in marks.items():
        (file,) = out.glob(f"*{word}*.pdf")
        with pypdfium2.PdfDocument(file) as document:
            assert mark in document[0].get_textpage().get_text_range().replace("\r\n", " ")
