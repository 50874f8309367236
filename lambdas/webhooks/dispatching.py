"""The dispatcher's function: an order's outcome, one delivery to each endpoint that is to hear of it.

An order that names a `callback_url` is told to the endpoint with that URL, every other one to all of its caller's.
An event that comes twice opens nothing twice: a delivery's id follows from the event's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response

from lambdas.endpoints.deliveries import new_delivery, open_once
from lambdas.endpoints.delivery import Delivery, DeliveryStatus
from lambdas.endpoints.endpoint import Endpoint
from lambdas.endpoints.lanes import Hint, Lane, Lanes, lanes_from_environment
from lambdas.endpoints.registry import Registered, registered
from lambdas.shared import clients
from lambdas.shared import world as worlds
from lambdas.shared.errors import Inconsistent, SagaError
from lambdas.shared.lookup import item_of
from lambdas.shared.telemetry import count, logger_of
from lambdas.webhooks.message import Told, told_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

    from lambdas.shared.items import Item
    from lambdas.shared.world import World

logger = logger_of("webhooks")


@dataclass(frozen=True, kw_only=True)
class Dispatcher:
    world: World
    lanes: Lanes

    def dispatch(self, told: Told) -> Sequence[Delivery]:
        """The deliveries of the order's webhook, also those that an earlier call opened.

        Raises Transient, and Inconsistent for an order that is not there, though its event says so.
        """
        order = item_of(self.world, told.order_id)
        if order is None and told.order_known:
            raise Inconsistent(f"there is no order {told.order_id}, though an event says what became of it")
        if order is None or not order.get("caller"):
            return ()  # not there, so nobody's; or from before callers were known
        caller_s = registered(self.world, order["caller"])
        opened = [self._open(told, endpoint, caller_s) for endpoint in _listening(order, caller_s)]
        self.lanes.send(
            (
                Hint(endpoint_id=each.endpoint_id, delivery_id=each.delivery_id)
                for each in opened
                if each.pending
            ),
            lane=Lane.PROMPT,
        )
        return opened

    def _open(self, told: Told, endpoint: Endpoint, caller_s: Registered) -> Delivery:
        """To an endpoint that is disabled it is logged as failed, so that it can be replayed."""
        delivery = new_delivery(
            told.message,
            endpoint_id=endpoint.endpoint_id,
            caller=caller_s.caller,
            now=self.world.clock(),
        )
        if not endpoint.enabled:
            delivery = replace(delivery, status=DeliveryStatus.FAILED, reason="the endpoint is disabled")
        open_once(self.world, delivery)
        return delivery


def dispatch(event: dict[str, Any], _context: object) -> Mapping[str, Any]:
    """The Lambda function. Answers `{"batchItemFailures": [{"itemIdentifier": message id}]}`."""
    lanes = lanes_from_environment(sqs=clients.client("sqs"), logger=logger)
    return dispatch_batch(event, dispatcher=Dispatcher(world=worlds.current(), lanes=lanes))


def dispatch_batch(event: dict[str, Any], *, dispatcher: Dispatcher) -> Mapping[str, Any]:
    processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
    return process_partial_response(
        event=event, record_handler=lambda record: _dispatch(record, dispatcher), processor=processor
    )


def _listening(order: Item, caller_s: Registered) -> Sequence[Endpoint]:
    url = order.get("callback_url")
    if url is None:
        return caller_s.endpoints
    endpoint = caller_s.at(url)
    return (endpoint,) if endpoint else ()


def _dispatch(record: SQSRecord, dispatcher: Dispatcher) -> None:
    try:
        told = told_of(record.body)
        with logger.append_context_keys(saga_id=told.order_id, webhook_id=told.message.webhook_id):
            opened = dispatcher.dispatch(told)
            logger.info("dispatched", deliveries=len(opened))
    except Exception as error:
        if isinstance(error, SagaError):
            logger.warning("not dispatched", error=type(error).__name__, detail=str(error))
        else:
            logger.exception("not dispatched")
        count("DispatchesFailed", service="webhooks")
        raise
    if opened:
        count("DeliveriesOpened", service="webhooks", value=len(opened))
