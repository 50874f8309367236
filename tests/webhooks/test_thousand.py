"""Nothing is lost, and nothing comes twice but under its id; `make deliveries` tries each way by itself too."""

from __future__ import annotations

from tests.webhooks.thousand import deliver, mixed
from tests.webhooks.ways import BAD


def test_a_thousand_deliveries_to_receivers_of_which_a_third_fail() -> None:
    names = mixed()

    report = deliver(1000, names)

    assert report.findings == []
    assert report.deliveries >= 1000
    assert sum(name in BAD for name in names) * 3 == len(names)
    assert report.failed > 0
    assert report.again > 0
