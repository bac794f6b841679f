"""The file somebody sent to be published, kept between looking at what it changes and publishing it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from central_server.tables import uploads
from desk_app.domain.errors import DeskError, sentences

sentences(
    web_upload_gone="Tệp vừa xem không còn ở đây, hoặc đã có tệp khác gửi lên sau đó. Chọn lại tệp rồi xem thay đổi."
)

_KEPT_FOR = timedelta(days=1)


class Purpose(StrEnum):
    """What a file is sent for."""

    CATALOGUE = "catalogue"
    CALENDAR = "calendar"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent. name: as the sender calls it."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal: what was looked at is what is published."""
        return sha256(self.content).hexdigest()


def keep(connection: Connection, login: str, purpose: Purpose, upload: Upload, now: datetime) -> None:
    """Keep a file in the place of the one its sender sent before; files nobody came back for are let go."""
    connection.execute(delete(uploads).where(uploads.c.sent_at < now - _KEPT_FOR))
    values = {"name": upload.name, "content": upload.content, "sent_at": now}
    kept = insert(uploads).values(login=login, purpose=purpose.value, **values)
    connection.execute(kept.on_conflict_do_update(index_elements=["login", "purpose"], set_=values))


def take(connection: Connection, login: str, purpose: Purpose, digest: str) -> Upload:
    """Return the file that was looked at, and let it go. Raises DeskError ``web_upload_gone``."""
    whose = (uploads.c.login == login, uploads.c.purpose == purpose.value)
    row = connection.execute(select(uploads.c.name, uploads.c.content).where(*whose)).one_or_none()
    upload = None if row is None else Upload(row.name, bytes(row.content))
    if upload is None or upload.digest != digest:
        raise DeskError("web_upload_gone")
    connection.execute(delete(uploads).where(*whose))
    return upload
