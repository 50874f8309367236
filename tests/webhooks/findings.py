"""What is wrong with a town's webhooks, read from what is stored and from what the receivers saw.

Each is one line. None of what is checked is imported.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.support.receivers.visit import Request
from tests.support.verifier import verify_twice
from tests.webhooks.town import Shop, Town
from tests.webhooks.ways import BAD

Item = Mapping[str, Any]


@dataclass(frozen=True)
class Books:
    """Deliveries by endpoint, the log by endpoint and delivery, and the endpoints that are disabled."""

    deliveries: Mapping[str, Sequence[Item]]
    log: Mapping[str, Sequence[Item]]
    off: frozenset[str]

    def of(self, delivery: Item) -> Sequence[Item]:
        return self.log[f"{delivery['endpoint_id']}#{delivery['delivery_id']}"]


def books(town: Town) -> Books:
    deliveries, log = defaultdict(list), defaultdict(list)
    off: set[str] = set()
    for item in town.office.items():
        if item["sk"].startswith("delivery#"):
            deliveries[item["endpoint_id"]].append(item)
        elif item["sk"].startswith("attempt#"):
            log[item["pk"].removeprefix("delivery#")].append(item)
        elif item["sk"] == "endpoints":
            off |= {each["endpoint_id"] for each in item["endpoints"] if each["status"] == "DISABLED"}
    return Books(deliveries, log, frozenset(off))


def after_its_time(town: Town) -> Iterator[str]:
    """When every delivery has had all its tries."""
    kept = books(town)
    for shop in town.shops:
        for delivery in kept.deliveries[shop.endpoint_id]:
            tries = len(kept.of(delivery))
            match delivery["status"]:
                case "DELIVERED":
                    pass
                case "FAILED" if shop.endpoint_id in kept.off or tries == 10:
                    pass
                case status:
                    yield f"{shop.name}: {delivery['delivery_id']} is {status} after {tries} attempts"
        log = [entry for delivery in kept.deliveries[shop.endpoint_id] for entry in kept.of(delivery)]
        if shop.name in BAD and all(map(_is_success, log)):
            yield f"{shop.name}: it never failed, so nothing was tried"
        yield from _at(shop, kept)


def after_repair(town: Town) -> Iterator[str]:
    """When all receivers are well and what failed was replayed."""
    kept = books(town)
    for shop in town.shops:
        for delivery in kept.deliveries[shop.endpoint_id]:
            if delivery["status"] != "DELIVERED":
                yield f"{shop.name}: {delivery['delivery_id']} is lost: {delivery['status']}"
        yield from _at(shop, kept)
        yield from _signatures(shop, town.office.secrets[shop.endpoint_id][0])
    waiting = [item["sk"] for item in town.office.items() if "look_at" in item]
    if waiting or town.office.queues.waiting or town.office.queues.given_up:
        yield f"there is something left to do: {waiting[:3]}"


def _at(shop: Shop, kept: Books) -> Iterator[str]:
    """Of one receiver: it has what is said to be delivered, nothing else, and the log has what it has."""
    deliveries = {delivery["webhook_id"]: delivery for delivery in kept.deliveries[shop.endpoint_id]}
    requests = defaultdict(list)
    for request in shop.requests:
        requests[request.headers["webhook-id"]].append(request)
    for webhook_id in requests.keys() - deliveries.keys():
        yield f"{shop.name}: nobody sent {webhook_id}"
    for webhook_id, delivery in deliveries.items():
        if delivery["status"] == "DELIVERED" and not requests[webhook_id]:
            yield f"{shop.name}: {webhook_id} is said to be delivered"
        if delivery["status"] == "DELIVERED" and not any(map(_is_success, kept.of(delivery))):
            yield f"{shop.name}: {webhook_id} is said to be delivered, and no answer was 2xx"
        if {request.body for request in requests[webhook_id]} - {delivery["body"].encode()}:
            yield f"{shop.name}: {webhook_id} has another body"
        yield from _logged(shop, kept.of(delivery), requests[webhook_id])


def _second(entry: Item) -> int:
    return int(datetime.fromisoformat(entry["at"]).timestamp())


def _is_success(entry: Item) -> bool:
    return entry["status"] is not None and str(entry["status"]).startswith("2")


def _logged(shop: Shop, log: Sequence[Item], requests: Sequence[Request]) -> Iterator[str]:
    """An entry for each request, by its second; and a request for each entry with an answer. Of an entry without one
    nobody can know: the sender may have given up before the receiver had read it all.
    """
    entries = Counter(_second(entry) for entry in log)
    answered = Counter(_second(entry) for entry in log if entry["status"] is not None)
    seen = Counter(int(request.headers["webhook-timestamp"]) for request in requests)
    if seen - entries:
        yield f"{shop.name}: {(seen - entries).total()} requests are not in the log"
    if answered - seen:
        yield f"{shop.name}: {(answered - seen).total()} answers in the log were never given"
    if [entry["number"] for entry in log] != list(range(1, len(log) + 1)):
        yield f"{shop.name}: the attempts are not numbered one by one"


def _signatures(shop: Shop, secret: str) -> Iterator[str]:
    for request in shop.requests:
        stamp = datetime.fromtimestamp(int(request.headers["webhook-timestamp"]), tz=UTC)
        try:
            verify_twice(secret, request.headers, request.body, now=stamp)
        except Exception as error:  # noqa: BLE001 - whatever a receiver would refuse it for
            yield f"{shop.name}: {request.headers['webhook-id']} is refused: {error!r}"
