"""Signing secrets, Standard Webhooks' form: `whsec_` and base64. Shown once, then kept sealed by the key service.

Who seals need not be able to open: the API seals and never opens, the sender opens and never seals.
"""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lambdas.shared.busy import error_code
from lambdas.shared.errors import Transient

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

PREFIX = "whsec_"
KEY_BYTES = 32
"""The specification wants 24 to 64."""

_BUSY = frozenset(
    {"DependencyTimeoutException", "KMSInternalException", "KeyUnavailableException", "ThrottlingException"}
)


def fresh_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def secret_of(key: bytes) -> str:
    """The key as it is handed out."""
    return PREFIX + b64encode(key).decode()


@dataclass(frozen=True, kw_only=True)
class KeyService:
    """`key_id` is the sealing key's. What was sealed for one endpoint does not open for another."""

    kms: KMSClient
    key_id: str

    def seal(self, key: bytes, *, endpoint_id: str) -> str:
        """Base64. Raises Transient."""
        sealed = _answered(
            lambda: self.kms.encrypt(
                KeyId=self.key_id, Plaintext=key, EncryptionContext=_context(endpoint_id)
            )["CiphertextBlob"]
        )
        return b64encode(sealed).decode()

    def open(self, sealed: str, *, endpoint_id: str) -> bytes:
        """Raises Transient."""
        return _answered(
            lambda: self.kms.decrypt(
                KeyId=self.key_id, CiphertextBlob=b64decode(sealed), EncryptionContext=_context(endpoint_id)
            )["Plaintext"]
        )


def _context(endpoint_id: str) -> dict[str, str]:
    return {"endpoint": endpoint_id}


def _answered(ask: Callable[[], bytes]) -> bytes:
    try:
        return ask()
    except BotoCoreError as error:
        raise Transient(f"the key service did not answer: {error}") from error
    except ClientError as error:
        if error_code(error) in _BUSY:
            raise Transient(f"the key service was busy: {error_code(error)}") from error
        raise
