"""One POST to an address that was checked, under the name it was checked for.

No redirect is followed (it would lead around the check) and nothing is repeated here: the queue does that.
TLS and the Host header carry the name, the socket goes to the address. Of the answer only the status is read,
so that its body, however long, costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from lambdas.shared.callback import Target
from lambdas.shared.errors import SagaError

_TIMEOUT = Timeout(connect=2.0, read=5.0)
_MOST_ADDRESSES = 3


class NotDelivered(SagaError):  # noqa: N818 - named as the other outcomes are
    """The receiver did not answer with a 2xx."""


def post(
    target: Target,
    addresses: Sequence[str],
    *,
    headers: Mapping[str, str],
    body: bytes,
    timeout: Timeout = _TIMEOUT,
) -> int:
    """Deliver, and return the status, a 2xx. Raises NotDelivered.

    The next address is tried only when no connection came about, so the receiver sees one request at most.
    """
    tried: list[str] = []
    for address in addresses[:_MOST_ADDRESSES]:
        try:
            return _accepted(_post_to(_pool(address, target, timeout), target, headers=headers, body=body))
        except (NewConnectionError, ConnectTimeoutError) as error:
            tried.append(f"{address}: {error}")
        except HTTPError as error:
            raise NotDelivered(f"{target.host} gave no answer: {error}") from error
    raise NotDelivered(f"{target.host} took no connection: {'; '.join(tried)}")


def _post_to(pool: HTTPConnectionPool, target: Target, *, headers: Mapping[str, str], body: bytes) -> int:
    with pool:
        response = pool.urlopen(
            "POST",
            target.path,
            body=body,
            headers={**headers, "Host": target.authority},
            retries=False,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
        )
        response.close()
        return response.status


def _pool(address: str, target: Target, timeout: Timeout) -> HTTPConnectionPool:
    if target.scheme == "http":
        return HTTPConnectionPool(address, target.port, timeout=timeout)
    return HTTPSConnectionPool(
        address,
        target.port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _accepted(status: int) -> int:
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise NotDelivered(f"the receiver answered {status}, and only a 2xx says that it has the message")
    return status
