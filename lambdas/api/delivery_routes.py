"""The routes of deliveries: the log of an endpoint, a test of it, and replays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from lambdas.api import answers, routes
from lambdas.api.body import json_of
from lambdas.api.deliveries import Deliveries
from lambdas.api.endpoint_request import replay_request
from lambdas.api.endpoint_views import delivery_view, replay_view, whole_delivery_view
from lambdas.api.paging import wanted_of
from lambdas.api.serving import at, endpoints_asked
from lambdas.endpoints.delivery import DELIVERY_ID, Delivery
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

logger = logger_of("api")
router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


@at(router, routes.TEST_ENDPOINT)
def test_endpoint(endpoint_id: str) -> Response[str]:
    deliveries = _deliveries_of(endpoint_id)
    return _begun(deliveries, deliveries.test())


@at(router, routes.LIST_DELIVERIES)
def list_deliveries(endpoint_id: str) -> Response[str]:
    deliveries = _deliveries_of(endpoint_id)
    event, of = router.current_event.raw_event, f"{deliveries.caller} {endpoint_id}"
    wanted = wanted_of(event, of=of, position=DELIVERY_ID)
    log = deliveries.page(wanted)
    following = deliveries.links.deliveries(endpoint_id, wanted.query_after(log.last)) if log.last else None
    return answers.page("deliveries", [delivery_view(each) for each in log.deliveries], following=following)


@at(router, routes.SHOW_DELIVERY)
def show_delivery(endpoint_id: str, delivery_id: str) -> Response[str]:
    deliveries = _deliveries_of(endpoint_id)
    delivery = deliveries.find(delivery_id)
    return answers.shown(whole_delivery_view(delivery, deliveries.attempts(delivery)))


@at(router, routes.REPLAY_DELIVERY)
def replay_delivery(endpoint_id: str, delivery_id: str) -> Response[str]:
    deliveries = _deliveries_of(endpoint_id)
    return _begun(deliveries, deliveries.replay(delivery_id))


@at(router, routes.REPLAY_DELIVERIES)
def replay_deliveries(endpoint_id: str) -> Response[str]:
    deliveries = _deliveries_of(endpoint_id)
    now = deliveries.webhooks.world.clock()
    replay = deliveries.replay_since(replay_request(json_of(router.current_event.raw_event), now=now))
    logger.info("replay requested", endpoint_id=endpoint_id, replay_id=replay.replay_id)
    return answers.begun(replay_view(replay))


def _deliveries_of(endpoint_id: str) -> Deliveries:
    """Raises Problem (404) for an endpoint that is not the caller's."""
    mine = endpoints_asked(router)
    return Deliveries(
        caller=mine.caller, endpoint=mine.find(endpoint_id), webhooks=mine.webhooks, links=mine.links
    )


def _begun(deliveries: Deliveries, delivery: Delivery) -> Response[str]:
    path = deliveries.links.delivery(delivery.endpoint_id, delivery.delivery_id)
    return answers.begun(delivery_view(delivery), path=path)
