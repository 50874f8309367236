"""The routes of endpoints: registering, showing and changing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from lambdas.api import answers, routes
from lambdas.api.body import json_of
from lambdas.api.endpoint_request import endpoint_request
from lambdas.api.endpoint_views import endpoint_view
from lambdas.api.endpoints import Endpoints, Keyed
from lambdas.api.serving import at, endpoints_asked
from lambdas.endpoints.endpoint import Endpoint
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response

logger = logger_of("api")
router = APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


@at(router, routes.REGISTER_ENDPOINT)
def register_endpoint() -> Response[str]:
    mine, event = endpoints_asked(router), router.current_event.raw_event
    keyed = mine.register(endpoint_request(json_of(event), local=router.context["local"]))
    endpoint_id = keyed.endpoint.endpoint_id
    logger.info("endpoint registered", endpoint_id=endpoint_id)
    return answers.created(_with_secret(mine, keyed), path=mine.links.endpoint(endpoint_id))


@at(router, routes.LIST_ENDPOINTS)
def list_endpoints() -> Response[str]:
    mine = endpoints_asked(router)
    return answers.shown({"endpoints": [_view(mine, each) for each in mine.all()]})


@at(router, routes.SHOW_ENDPOINT)
def show_endpoint(endpoint_id: str) -> Response[str]:
    mine = endpoints_asked(router)
    return answers.shown(_view(mine, mine.find(endpoint_id)))


@at(router, routes.DELETE_ENDPOINT)
def delete_endpoint(endpoint_id: str) -> Response[str]:
    endpoints_asked(router).delete(endpoint_id)
    logger.info("endpoint deleted", endpoint_id=endpoint_id)
    return answers.nothing()


@at(router, routes.ROTATE_SECRET)
def rotate_secret(endpoint_id: str) -> Response[str]:
    mine = endpoints_asked(router)
    keyed = mine.rotate(endpoint_id)
    logger.info("secret rotated", endpoint_id=endpoint_id)
    return answers.shown(_with_secret(mine, keyed))


@at(router, routes.DISABLE_ENDPOINT)
def disable_endpoint(endpoint_id: str) -> Response[str]:
    mine = endpoints_asked(router)
    disabled = mine.disable(endpoint_id)
    logger.info("endpoint disabled", endpoint_id=endpoint_id)
    return answers.shown(_view(mine, disabled))


@at(router, routes.ENABLE_ENDPOINT)
def enable_endpoint(endpoint_id: str) -> Response[str]:
    mine = endpoints_asked(router)
    enabled = mine.enable(endpoint_id)
    logger.info("endpoint enabled", endpoint_id=endpoint_id)
    return answers.shown(_view(mine, enabled))


def _view(mine: Endpoints, endpoint: Endpoint) -> dict[str, Any]:
    return endpoint_view(endpoint, now=mine.webhooks.world.clock())


def _with_secret(mine: Endpoints, keyed: Keyed) -> dict[str, Any]:
    """The one answer that has it."""
    return {**_view(mine, keyed.endpoint), "secret": keyed.secret}
