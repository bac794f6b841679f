"""From the answers of the first run to the office they describe, checked as an office's file is."""

from dataclasses import dataclass, field
from typing import Any

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.text import fold
from desk_app.services.accounts import LEAST_PASSWORD, Role, checked_login
from desk_app.services.hours_text import WEEKDAYS, week_of
from desk_app.services.office_file import OfficeFile, checked

sentences(
    first_run_missing="Còn thiếu: {what}. Con trỏ đang ở ô cần nhập.",
    first_run_two_passwords="Hai lần nhập mật khẩu của {login} không giống nhau. Nhập lại cả hai ô.",
    first_run_no_number="Dải số “{first} – {last}” chưa đúng. Số đầu từ 1, số cuối không nhỏ hơn số đầu.",
)

USUAL_UNITS = (
    "Công chức Tư pháp - Hộ tịch",
    "Công an xã",
    "Phòng Kinh tế",
    "Phòng Văn hóa - Xã hội",
    "Văn phòng HĐND và UBND",
)
"""What a new commune hands dossiers over to; changed later in Thiết lập."""


@dataclass(frozen=True)
class AccountAnswer:
    """One account as typed. again: the password typed a second time."""

    name: str
    login: str
    role: Role
    password: str
    again: str

    @property
    def is_empty(self) -> bool:
        """Tell whether the row was left alone."""
        return not (self.name or self.login or self.password)


@dataclass
class Answers:
    """Everything typed before the store is made."""

    heading: dict[str, str] = field(default_factory=dict)
    agency_id: str = ""
    counter: str = "Quầy 1"
    first: str = "1"
    last: str = "9999"
    working: dict[str, str] = field(default_factory=dict)
    reception: dict[str, str] = field(default_factory=dict)
    slip_size: str = "A4"
    accounts: tuple[AccountAnswer, ...] = ()


def check_accounts(accounts: tuple[AccountAnswer, ...]) -> None:
    """Raise DeskError when an account cannot be made: name, login, passwords that differ or are too short."""
    for account in accounts:
        if account.is_empty:
            if account.role is Role.ADMINISTRATOR:
                raise DeskError("first_run_missing", what="họ tên quản trị")
            continue
        if not account.name:
            raise DeskError("first_run_missing", what=f"họ tên của {account.login or 'tài khoản'}")
        login = checked_login(account.login)
        if account.password != account.again:
            raise DeskError("first_run_two_passwords", login=login)
        if len(account.password) < LEAST_PASSWORD:
            raise DeskError("sign_in_too_short", least=LEAST_PASSWORD)


def check_block(first: str, last: str) -> tuple[int, int]:
    """Return the desk's block of numbers. Raises DeskError ``first_run_no_number``."""
    if not (first.isdecimal() and last.isdecimal() and 1 <= int(first) <= int(last)):
        raise DeskError("first_run_no_number", first=first, last=last)
    return int(first), int(last)


def office_of_answers(answers: Answers) -> tuple[OfficeFile, dict[str, str]]:
    """Return the office and the passwords by login. Raises DeskError, the same as for an office's file."""
    check_accounts(answers.accounts)
    first, last = check_block(answers.first, answers.last)
    made = [account for account in answers.accounts if not account.is_empty]
    values: dict[str, Any] = {
        **{("name" if name == "office" else name): text for name, text in answers.heading.items()},
        "agency_id": answers.agency_id,
        "desk": {"id": _desk_id(answers.counter), "counter": answers.counter, "first": first, "last": last},
        "counters": [{"id": _desk_id(answers.counter), "name": answers.counter}],
        "sessions": _week(answers.working),
        "reception_only": _week(answers.reception),
        "rules": {"slip_size": answers.slip_size},
        "units": list(USUAL_UNITS),
        "accounts": [
            {
                "login": checked_login(account.login),
                "name": account.name,
                "role": account.role.value,
                "counter": "" if account.role is Role.ADMINISTRATOR else answers.counter,
            }
            for account in made
        ],
    }
    passwords = {checked_login(account.login): account.password for account in made}
    return checked(OfficeFile, values), passwords


def _week(texts: dict[str, str]) -> dict[str, list[list[str]]]:
    week = week_of(texts)
    return {
        day: [[f"{one.opens:%H:%M}", f"{one.closes:%H:%M}"] for one in week.on(at)] for at, day in enumerate(WEEKDAYS)
    }


def _desk_id(counter: str) -> str:
    """Return a desk's id from its counter's name: ``Quầy 2`` → ``quay-2``."""
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in fold(counter)).split()
    return ("-".join(words) or "quay")[:32].rstrip("-")
