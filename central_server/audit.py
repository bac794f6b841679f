"""The audit: who did what on the web pages and the command line, and whose dossier was looked at."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection, insert, select

from central_server.tables import audit, offices

PAGE = 100
AND = " · "
"""Between the parts of what a line is about: a login, then its role and what else became of it."""
BECAME = " → "
"""Between what an account was and what it is now."""
OFFICE, UNITS = "office:", "units:"
"""Before the agency and the units (with ``; `` between) an account had and has; nothing for none or every one."""


class Act(StrEnum):
    """What was done; the words people read stand in ``ACT_NAMES``."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an act
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an act
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_LOCKED = "account_locked"
    ACCOUNT_OPENED = "account_opened"
    WAITS_ENDED = "waits_ended"
    EPOCH_BEGUN = "epoch_begun"
    BATCH_TAKEN_IN = "batch_taken_in"
    BATCH_WRITTEN = "batch_written"
    RELAYED = "relayed"
    OFFICE_ADDED = "office_added"
    DESK_ADDED = "desk_added"
    DESK_CODE_GIVEN = "desk_code_given"
    DESK_REVOKED = "desk_revoked"
    DOSSIER_OPENED = "dossier_opened"
    STEP_TAKEN = "step_taken"
    SETTLED = "settled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DESK_ACCOUNT_SET = "desk_account_set"


ACT_NAMES = {
    Act.SIGNED_IN: "Đã đăng nhập",
    Act.SIGN_IN_FAILED: "Đăng nhập sai mật khẩu",
    Act.SIGNED_OUT: "Đã đăng xuất",
    Act.PASSWORD_CHANGED: "Đổi mật khẩu của mình",
    Act.PASSWORD_RESET: "Đặt lại mật khẩu",
    Act.ACCOUNT_ADDED: "Thêm tài khoản mới",
    Act.ACCOUNT_CHANGED: "Đổi vai trò, đơn vị của tài khoản",
    Act.ACCOUNT_LOCKED: "Khóa tài khoản",
    Act.ACCOUNT_OPENED: "Mở khóa tài khoản",
    Act.WAITS_ENDED: "Cho thử mật khẩu lại ngay",
    Act.EPOCH_BEGUN: "Bắt đầu đời dữ liệu mới",
    Act.BATCH_TAKEN_IN: "Nhập tệp của quầy từ thẻ nhớ",
    Act.BATCH_WRITTEN: "Ghi tệp cho quầy ra thẻ nhớ",
    Act.RELAYED: "Quầy gửi lại việc của nơi khác",
    Act.OFFICE_ADDED: "Thêm cơ quan mới",
    Act.DESK_ADDED: "Thêm quầy mới",
    Act.DESK_CODE_GIVEN: "Cấp mã ghi danh mới",
    Act.DESK_REVOKED: "Thu hồi quầy",
    Act.DOSSIER_OPENED: "Mở xem hồ sơ",
    Act.STEP_TAKEN: "Ghi bước xử lý",
    Act.SETTLED: "Giải quyết việc cần kiểm tra",
    Act.PUBLISHED: "Công bố xuống các quầy",
    Act.WITHDRAWN: "Ngừng hoặc thu hồi công bố",
    Act.DESK_ACCOUNT_SET: "Cấp tài khoản cho quầy",
}


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One line of the audit. id: its place, for the next page."""

    id: int
    at: datetime
    login: str
    agency: str
    act: str
    about: str


def note(
    connection: Connection, at: datetime, login: str, act: Act, about: str = "", office: UUID | None = None
) -> None:
    """Write a line. about: ids and codes, never a citizen's data."""
    connection.execute(insert(audit).values(at=at, login=login, office=office, act=act.value, about=about))


def lines(
    connection: Connection, *, office: UUID | None = None, act: str = "", login: str = "", before: int | None = None
) -> list[AuditLine]:
    """Return a page of the audit, newest first, and one line more where there is a next page.

    office: only what was done for it, None for everything; act, login: "" for any; before: the id the page follows.
    """
    query = select(audit, offices.c.agency).outerjoin(offices, offices.c.office == audit.c.office)
    if office is not None:
        query = query.where(audit.c.office == office)
    if act:
        query = query.where(audit.c.act == act)
    if login:
        query = query.where(audit.c.login == login)
    if before is not None:
        query = query.where(audit.c.id < before)
    rows = connection.execute(query.order_by(audit.c.id.desc()).limit(PAGE + 1))
    return [AuditLine(row.id, row.at, row.login, row.agency or "", row.act, row.about) for row in rows]
