"""An authority for tests, the certificates that it gives, and a sender's TLS that trusts it and nobody else."""

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
        a day after, or that long before: with an age of two days it has expired.
        """
        key, now = _new_key(), datetime.now(tz=UTC) - age
        certificate = (
            self._certificate(name, key, now=now)
            .add_extension(x509.SubjectAlternativeName([_general(name)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["h2", "http/1.1"])
        with TemporaryDirectory() as directory:
            path = Path(directory, "server.pem")
            path.write_bytes(_pem(key) + certificate.public_bytes(serialization.Encoding.PEM))
            context.load_cert_chain(path)
        return context

    def pem(self) -> str:
        """Its own certificate, for those who trust it."""
        certificate = (
            self._certificate(self.name, self.key, now=datetime.now(tz=UTC))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM).decode()

    def _certificate(
        self, name: str, key: ec.EllipticCurvePrivateKey, *, now: datetime
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _DAY)
            .not_valid_after(now + _DAY)
        )


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
