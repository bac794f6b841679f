"""The server's command line says what is wrong as the desk's does: one Vietnamese sentence and a status."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from central_server.cli import main


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "còn thiếu tên lệnh"),
        ("khong-co", "không có lệnh “khong-co”"),
        ("office khong-co", "không có lệnh “khong-co”"),
        ("office", "còn thiếu tên lệnh"),
        ("office add", "còn thiếu AGENCY"),
        ("office list thua", "thừa hoặc thiếu tham số"),
        ("run --port 99999", "giá trị của --port không dùng được; cần số nguyên từ 0 đến 65535"),
        ("run --port", "tùy chọn --port chưa có giá trị"),
        ("run --khong-co", "không có tùy chọn --khong-co"),
        ("account add lan", "còn thiếu --role; chọn một trong: province, office, back_office"),
        ("account add lan --role vua", "giá trị của --role không dùng được; chọn một trong: province"),
        ("batch import khong-co.dongbo", "giá trị của FILE không dùng được; cần một tệp có thật"),
        ("publish khong-co.csv", "giá trị của FILE không dùng được; cần một tệp có thật"),
    ],
)
def test_a_command_typed_wrong_is_one_sentence_and_where_help_stands(typed: str, fault: str, tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["--data", str(tmp_path / "data"), *typed.split()], prog_name="central-server")
    assert told.exit_code == 2
    assert told.output.startswith(f"Lệnh chưa đúng: {fault}")
    assert told.output.count("\n") == 1 and told.output.endswith(" --help\n")
    assert not (tmp_path / "data").exists()


def test_what_is_refused_is_the_sentence_alone() -> None:
    for typed, sentence in (
        (["run", "--tls-key", __file__], "Cần cả hai tệp --tls-certificate và --tls-key.\n"),
        (["--database-url", "postgresql://a@127.0.0.1:1/a", "office", "list"], "Không nối được với cơ sở dữ liệu."),
    ):
        told = CliRunner().invoke(main, typed)
        assert told.exit_code == 1
        assert told.output.startswith(sentence) and told.output.count("\n") == 1
