"""An authority for tests, and the certificates that it gives; and one that nobody gave."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

_DAY = timedelta(days=1)


def _new_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Its key is its own: two authorities of the same name do not vouch for each other's certificates."""

    name: str = "An authority for tests"
    key: ec.EllipticCurvePrivateKey = field(default_factory=_new_key)

    def server(self, name: str, *, age: timedelta = timedelta()) -> ssl.SSLContext:
        """For a receiver called `name` (or with that address). Its certificate is good from a day before now to
        a day after, or that much earlier: with an age of two days it has expired.
        """
        key = _new_key()
        certificate = _certificate(name, key, issuer=self.name, age=age)
        return _context(key, certificate.sign(self.key, hashes.SHA256()))

    def pem(self) -> str:
        """Its own certificate, for those who trust it."""
        certificate = (
            _certificate(self.name, self.key, issuer=self.name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM).decode()


def self_signed(name: str) -> ssl.SSLContext:
    """For a receiver that vouches for itself."""
    key = _new_key()
    return _context(key, _certificate(name, key, issuer=name).sign(key, hashes.SHA256()))


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, *, issuer: str, age: timedelta = timedelta()
) -> x509.CertificateBuilder:
    now = datetime.now(tz=UTC) - age
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
    )


def _context(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with TemporaryDirectory() as directory:
        path = Path(directory, "server.pem")
        path.write_bytes(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
