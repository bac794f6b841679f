"""The province's command line: start the server, add offices and desks."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import platformdirs
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from central_server import accounts, desks, publishing
from central_server.audit import Act, note
from central_server.batches import file_for, take_in_file
from central_server.database import begin_epoch, migrate, open_database, require_current, writing
from central_server.embedded import start_embedded
from central_server.first_password import forget_password, put_password
from central_server.logs import log_to
from central_server.tables import offices
from central_server.usage import InVietnamese, Refused
from desk_app.catalogue_files import RowOutcome, read_catalogue_file
from desk_app.domain.errors import DeskError, sentences
from desk_app.sync.limits import ATTACHMENT_SHARE_BYTES, CODE_HOURS, MAX_STICK_BYTES
from desk_app.sync.words import Answer

logger = logging.getLogger(__name__)

_GIB = 1024**3
COMMAND_LINE = "(dòng lệnh)"
"""Who did it, in the audit, where nobody signed in."""

sentences(
    first_login_unwritable="Không ghi được tệp mật khẩu vào {folder}. Kiểm tra quyền thư mục hoặc đặt --data.",
    database_away="Không nối được với cơ sở dữ liệu. Kiểm tra địa chỉ, mạng và mật khẩu rồi chạy lại.",
    tls_half="Cần cả hai tệp --tls-certificate và --tls-key.",
    not_private="Máy chủ nghe ngoài máy này mà không có TLS. Thêm --tls-certificate và --tls-key, hoặc --behind-proxy.",
)


def now() -> datetime:
    """Return the present moment: the server's one look at the wall clock."""
    return datetime.now(UTC)


def _data_folder() -> Path:
    return platformdirs.user_data_path("quay-mot-cua-server", appauthor=False)


@click.group(cls=InVietnamese, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--database-url", envvar="CENTRAL_DATABASE_URL", default="", help="PostgreSQL có sẵn (15 trở lên).")
@click.option(
    "--data",
    envvar="CENTRAL_DATA",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Thư mục dữ liệu của PostgreSQL kèm theo.",
)
@click.pass_context
def main(context: click.Context, database_url: str, data: Path | None) -> None:
    """Máy chủ trung tâm của Quầy Một Cửa."""
    context.obj = (database_url, data or _data_folder())


@contextmanager
def _database(context: click.Context) -> Iterator[Engine]:
    """Give the database of the command; the embedded one is started where no other is named."""
    url, data = context.obj
    try:
        embedded = None if url else start_embedded(data)
        engine = open_database(embedded.url if embedded else url)
        try:
            yield engine
        finally:
            engine.dispose()
            if embedded is not None:
                embedded.stop()
    except DeskError as error:
        raise Refused(str(error)) from None
    except SQLAlchemyError:
        raise Refused(str(DeskError("database_away"))) from None


def _migrate_over(url: str, pooled: Engine) -> None:
    """Migrate over a direct connection; url: "" where the server's own connections are direct."""
    direct = open_database(url, pool=1) if url else pooled
    try:
        migrate(direct, now())
    finally:
        if direct is not pooled:
            direct.dispose()


@main.command("init")
@click.option("--new-epoch", is_flag=True, help="Sau khi khôi phục từ bản sao lưu: các quầy sẽ gửi lại phần thiếu.")
@click.pass_context
def init(context: click.Context, new_epoch: bool) -> None:
    """Tạo hoặc nâng cấp cơ sở dữ liệu."""
    with _database(context) as engine:
        done = migrate(engine, now())
        if new_epoch:
            with writing(engine) as connection:
                begin_epoch(connection, now())
                note(connection, now(), COMMAND_LINE, Act.EPOCH_BEGUN)
        _say_first_administrator(context, engine)
    click.echo("Đã nâng cấp cơ sở dữ liệu." if done else "Cơ sở dữ liệu đã ở mức mới nhất.")


def _say_first_administrator(context: click.Context, engine: Engine) -> None:
    """Make the first administrator of a fresh database; tell the password at a terminal only, else put it in a file.

    It is told once and changed at the first sign-in; from then on the file is removed by the next start.
    """
    data: Path = context.obj[1]
    try:
        with writing(engine) as connection:
            password = accounts.make_first(connection, now())
            if password is None:
                if not accounts.first_must_change(connection):
                    forget_password(data)
                return
            at_terminal = sys.stdout.isatty()
            file = None if at_terminal else put_password(data, accounts.FIRST_LOGIN, password)
    except OSError:
        raise Refused(str(DeskError("first_login_unwritable", folder=data))) from None
    click.echo(f"Tài khoản đầu tiên: {accounts.FIRST_LOGIN}")
    click.echo(f"Mật khẩu (chỉ in một lần): {password}" if file is None else f"Mật khẩu nằm trong tệp: {file}")
    click.echo("Đổi mật khẩu ngay ở lần đăng nhập đầu.")


@main.group("account")
def account() -> None:
    """Tài khoản vào các trang web."""


@account.command("add")
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in accounts.Role]), required=True)
@click.option("--agency", default="", help="Mã định danh cơ quan, với vai trò office và back_office.")
@click.option("--name", default="", help="Họ tên hiện trên trang.")
@click.option("--unit", "units", multiple=True, help="Đơn vị chuyên môn được xem hồ sơ (có thể lặp lại).")
@click.pass_context
def account_add(context: click.Context, login: str, role: str, agency: str, name: str, units: tuple[str, ...]) -> None:
    """Thêm một tài khoản và in mật khẩu ngẫu nhiên, một lần."""
    password = accounts.new_password()
    with _database(context) as engine:
        require_current(engine)
        with writing(engine) as connection:
            accounts.add(
                connection,
                COMMAND_LINE,
                login=login,
                display_name=name,
                role=accounts.Role(role),
                office=desks.office_of(connection, agency) if agency else None,
                units=units,
                password=password,
                must_change=True,
                now=now(),
            )
    click.echo(password)
    click.echo("Mật khẩu chỉ in một lần; người dùng phải đổi ở lần đăng nhập đầu.", err=True)


@account.command("change")
@click.argument("login")
@click.option("--role", type=click.Choice([role.value for role in accounts.Role]), required=True)
@click.option("--agency", default="", help="Mã định danh cơ quan, với vai trò office và back_office.")
@click.option("--unit", "units", multiple=True, help="Đơn vị được xem hồ sơ (lặp lại được; không ghi: mọi đơn vị).")
@click.pass_context
def account_change(context: click.Context, login: str, role: str, agency: str, units: tuple[str, ...]) -> None:
    """Đổi vai trò, cơ quan, đơn vị của một tài khoản; có hiệu lực ngay."""
    with _database(context) as engine:
        require_current(engine)
        with writing(engine) as connection:
            office = desks.office_of(connection, agency) if agency else None
            as_role = accounts.Role(role)
            accounts.set_role(connection, COMMAND_LINE, login, role=as_role, office=office, units=units, now=now())
    click.echo(f"Tài khoản {login} có vai trò mới; người dùng phải đăng nhập lại.")


@account.command("unlock")
@click.argument("login")
@click.pass_context
def account_unlock(context: click.Context, login: str) -> None:
    """Cho tài khoản thử mật khẩu lại ngay, khi phải chờ vì nhập sai nhiều lần."""
    with _database(context) as engine:
        require_current(engine)
        with writing(engine) as connection:
            accounts.let_try_again(connection, COMMAND_LINE, login, now())
    click.echo(f"Tài khoản {login} được thử mật khẩu lại ngay.")


@main.group("office")
def office() -> None:
    """Các cơ quan."""


@office.command("add")
@click.argument("agency")
@click.argument("name")
@click.pass_context
def office_add(context: click.Context, agency: str, name: str) -> None:
    """Thêm một cơ quan: mã định danh (H56.14) và tên."""
    with _database(context) as engine:
        require_current(engine)
        with writing(engine) as connection:
            added = desks.add_office(connection, agency, name, now())
            note(connection, now(), COMMAND_LINE, Act.OFFICE_ADDED, agency.upper(), added)
    click.echo(f"Đã thêm cơ quan {agency}.")


@office.command("list")
@click.pass_context
def office_list(context: click.Context) -> None:
    """Liệt kê các cơ quan."""
    with _database(context) as engine:
        require_current(engine)
        with engine.connect() as connection:
            for row in connection.execute(select(offices.c.agency, offices.c.name).order_by(offices.c.agency)):
                click.echo(f"{row.agency}\t{row.name}")


@main.group("desk")
def desk() -> None:
    """Các quầy."""


@desk.command("add")
@click.argument("agency")
@click.argument("name")
@click.option("--new-code", is_flag=True, help="Cấp mã mới cho quầy đã có (thay máy).")
@click.pass_context
def desk_add(context: click.Context, agency: str, name: str, new_code: bool) -> None:
    """Thêm một quầy và in mã ghi danh dùng một lần."""
    with _database(context) as engine:
        require_current(engine)
        with writing(engine) as connection:
            code = desks.add_desk(connection, agency, name, now(), new_code_only=new_code)
            act = Act.DESK_CODE_GIVEN if new_code else Act.DESK_ADDED
            note(connection, now(), COMMAND_LINE, act, name, desks.office_of(connection, agency))
    click.echo(code)
    click.echo(f"Mã dùng một lần, hết hạn sau {CODE_HOURS} giờ.", err=True)


@main.group("batch")
def batch() -> None:
    """Đồng bộ bằng thẻ nhớ với quầy không có mạng."""


@batch.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--answer", type=click.Path(dir_okay=False, path_type=Path), help="Tệp trả lời; mặc định cạnh tệp gửi.")
@click.pass_context
def batch_import(context: click.Context, file: Path, answer: Path | None) -> None:
    """Nhập tệp của quầy và ghi tệp trả lời lên cùng thẻ nhớ."""
    answer = answer or file.with_name(f"{file.stem}-traloi{file.suffix}")
    if file.stat().st_size > MAX_STICK_BYTES:
        raise Refused(str(DeskError("stick_broken")))
    with _database(context) as engine:
        require_current(engine)
        taken = take_in_file(engine, file.read_bytes(), now())
        with writing(engine) as connection:
            office = desks.office_of(connection, taken.agency)
            note(connection, now(), COMMAND_LINE, Act.BATCH_TAKEN_IN, taken.desk, office)
    _put(answer, taken.answer)
    new = sum(count for word, count in taken.answers.items() if word is not Answer.KNOWN)
    click.echo(f"Quầy {taken.desk} ({taken.agency}): {new} việc mới, {taken.answers[Answer.KNOWN]} đã có.")
    if taken.unsettled:
        click.echo(f"Còn {taken.unsettled} việc chưa nối được; quầy nhập tệp trả lời rồi xuất tệp mới.", err=True)
    click.echo(f"Mang tệp {answer.name} về quầy để nhập.")


@batch.command("export")
@click.argument("agency")
@click.argument("name")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def batch_export(context: click.Context, agency: str, name: str, file: Path) -> None:
    """Ghi tệp cho một quầy đã ghi danh: mọi thứ của cơ quan, từ đầu."""
    with _database(context) as engine:
        require_current(engine)
        data = file_for(engine, agency, name, now())
        with writing(engine) as connection:
            note(connection, now(), COMMAND_LINE, Act.BATCH_WRITTEN, name, desks.office_of(connection, agency))
    _put(file, data)
    click.echo(f"Mang tệp {file.name} về quầy {name} để nhập.")


def _put(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError:
        raise Refused(str(DeskError("stick_unwritable", name=file.name))) from None


@main.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from", "effective_from", type=click.DateTime(["%Y-%m-%d"]), help="Ngày bắt đầu áp dụng (NĂM-THÁNG-NGÀY)."
)
@click.option("--dry-run", is_flag=True, help="Chỉ in thay đổi, không công bố.")
@click.pass_context
def publish(context: click.Context, file: Path, effective_from: datetime | None, dry_run: bool) -> None:
    """Công bố thủ tục từ tệp danh mục (mọi loại tệp quầy nhận) tới mọi quầy."""
    with _database(context) as engine:
        require_current(engine)
        read = read_catalogue_file(file)
        with writing(engine) as connection:
            plan = publishing.plan(connection, read, effective_from.date() if effective_from else None)
            if plan.versions and not dry_run:
                publishing.publish(connection, COMMAND_LINE, plan.versions, now())
    for version in plan.versions:
        labels = ", ".join(field.label for field in version.change.fields)
        click.echo("\t".join((version.change.kind.value, version.change.code, version.change.name, labels)))
    skipped = [row for row in read.report if row.outcome is RowOutcome.SKIPPED]
    for row in skipped:
        click.echo(f"Bỏ qua dòng {row.row}: {row.reason}", err=True)
    done = "Sẽ công bố" if dry_run else "Đã công bố"
    click.echo(
        f"{done} {len(plan.versions)} thủ tục; {plan.unchanged} không đổi; bỏ qua {len(skipped)} dòng.", err=True
    )


def _leave(*_: object) -> None:
    """End as from within: the signal alone would end the process and leave its PostgreSQL running."""
    sys.exit(0)


@main.command("run")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8400, show_default=True, type=click.IntRange(0, 65535))
@click.option("--tls-certificate", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tls-key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--behind-proxy", is_flag=True, help="TLS do máy chủ đứng trước (HAProxy, nginx) đảm nhiệm.")
@click.option(
    "--attachment-share",
    envvar="CENTRAL_ATTACHMENT_SHARE",
    default=ATTACHMENT_SHARE_BYTES // _GIB,
    show_default=True,
    type=click.IntRange(1, 1_000_000),
    help="Dung lượng tệp đính kèm của mỗi cơ quan, GiB.",
)
@click.option(
    "--migrate-url",
    envvar="CENTRAL_MIGRATE_URL",
    default="",
    help="Địa chỉ nối thẳng để nâng cấp cơ sở dữ liệu, khi --database-url đi qua PgBouncer.",
)
@click.pass_context
def run(
    context: click.Context,
    host: str,
    port: int,
    tls_certificate: Path | None,
    tls_key: Path | None,
    behind_proxy: bool,
    attachment_share: int,
    migrate_url: str,
) -> None:
    """Chạy máy chủ."""
    if (tls_certificate is None) != (tls_key is None):
        raise Refused(str(DeskError("tls_half")))
    if tls_certificate is None and not behind_proxy and host not in ("127.0.0.1", "::1", "localhost"):
        raise Refused(str(DeskError("not_private")))
    from central_server.serving import serve

    signal.signal(signal.SIGTERM, _leave)
    log_to(sys.stderr)
    with _database(context) as engine:
        _migrate_over(migrate_url, engine)
        _say_first_administrator(context, engine)
        if not context.obj[0]:
            click.echo(
                "PostgreSQL kèm theo đang chạy: chỉ để dùng thử hoặc cho một cơ quan nhỏ. "
                "Dùng --database-url cho máy chủ thật.",
                err=True,
            )
        serve(
            engine,
            now,
            host=host,
            port=port,
            tls=(tls_certificate, tls_key) if tls_certificate and tls_key else None,
            behind_proxy=behind_proxy,
            attachment_share=attachment_share * _GIB,
            said=lambda url: click.echo(f"Máy chủ chạy tại {url}"),
        )
