"""TLS: a desk speaks to the server its authority vouches for, by the name it was given, and to nobody else."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from prompt_server import PromptServer
from province import EnrolledDesk, Province
from staff import ADMINISTRATOR

from central_server.api.app import create_app
from desk_app.domain.errors import DeskError
from desk_app.services.enrolment import enrol
from desk_app.sync.client import ServerClient


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


class Authority:
    """An authority of a province's own."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.key = named(name), ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{name}.pem"
        own = self._signed(self.name, self.key.public_key(), x509.BasicConstraints(ca=True, path_length=None))
        self.file.write_bytes(own.public_bytes(Encoding.PEM))

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        begun = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        begun = begun.serial_number(x509.random_serial_number())
        begun = begun.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2120, 1, 1))
        return begun.add_extension(extension, critical=True).sign(self.key, hashes.SHA256())

    def certificate(self, address: str) -> tuple[Path, Path]:
        """Return files of a certificate for an address, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        made = self.file.with_suffix(".crt"), self.file.with_suffix(".key")
        made[0].write_bytes(self._signed(named(address), key.public_key(), names).public_bytes(Encoding.PEM))
        made[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return made


@dataclass
class Served:
    """A server with a certificate. url: by the address it vouches for; other: the same server by another address."""

    url: str
    other: str
    authority: Path


@pytest.fixture
def served(province: Province, tmp_path: Path) -> Iterator[Served]:
    authority = Authority(tmp_path, "province")
    server = PromptServer(create_app(province.served.state), "0.0.0.0", authority.certificate("127.0.0.1"))
    port = server.begin()
    yield Served(f"https://127.0.0.1:{port}", f"https://127.0.0.2:{port}", authority.file)
    server.end()


def test_a_desk_exchanges_with_a_server_its_own_authority_vouches_for(province: Province, served: Served) -> None:
    store = province.store_of("Q1")
    desk = province.keep(EnrolledDesk("Q1", store, province.clock))
    code = province.new_code("Q1")
    enrol(store, ADMINISTRATOR, served.url, code, province.clock(), authority=served.authority)
    desk.round()
    with store.reading() as rd:
        link = rd.sync.link()
    assert link is not None and link.address == served.url and link.confirmed_at is not None


@pytest.mark.parametrize("wrong", ["another authority", "the system's authorities", "another name"])
def test_whom_no_authority_vouches_for_is_told_nothing(
    province: Province, served: Served, tmp_path: Path, wrong: str
) -> None:
    store = province.keep(EnrolledDesk("Q1", province.store_of("Q1"), province.clock)).store
    authority = {
        "another authority": Authority(tmp_path, "another").file, "the system's authorities": None,
        "another name": served.authority,
    }[wrong]  # fmt: skip
    address = served.other if wrong == "another name" else served.url
    with pytest.raises(DeskError) as refused:
        enrol(store, ADMINISTRATOR, address, province.new_code("Q1"), province.clock(), authority=authority)
    assert refused.value.code == "server_certificate"
    assert province.rows("SELECT used_at FROM enrolment_codes")[0].used_at is None


@pytest.mark.parametrize("address", ["http://motcua.tinh.gov.vn", "http://10.0.0.1:8400", "http://127.0.0.1.evil.vn"])
def test_nothing_is_ever_sent_in_the_clear_to_another_machine(address: str) -> None:
    with pytest.raises(DeskError) as refused:
        ServerClient(address)
    assert refused.value.code == "server_not_secure"


def test_no_desk_speaks_an_old_tls(served: Served) -> None:
    with ServerClient(served.url, authority=served.authority) as desk:
        context = desk._http._transport._pool._ssl_context  # type: ignore[attr-defined]
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2 and context.check_hostname
