"""What is answered when there is no answer: refused requests, paths without a route, and defects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lambdas.api import answers, routes
from lambdas.shared.errors import Transient
from lambdas.shared.problem import Problem, busy
from lambdas.shared.problems import INTERNAL_ERROR, METHOD_NOT_ALLOWED, NO_SUCH_PATH
from lambdas.shared.telemetry import logger_of

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

logger = logger_of("api")


def refuses_with_problems(app: APIGatewayHttpResolver) -> None:
    """Whatever is raised in a route of `app`, or finds no route, is answered with a problem document."""
    app.exception_handler(Problem)(_refused)
    app.exception_handler(Transient)(_busy)
    app.exception_handler(Exception)(_defect)
    app.not_found(_no_route(app))


def _no_route(app: APIGatewayHttpResolver) -> Callable[[Exception], Response[str]]:
    """A path may have the shape of a route's and yet a character in it that the resolver takes in none."""

    def answer(_error: Exception) -> Response[str]:
        method, path = app.current_event.http_method, app.current_event.path
        methods = routes.methods_at(path)
        if method in methods or not methods:
            detail = "there is nothing at this path: orders are at /orders, endpoints at /endpoints"
            return _refused(Problem(NO_SUCH_PATH, detail=detail))
        allowed = ", ".join(methods)
        detail = f"{path[:64]} takes {allowed} only"
        return _refused(Problem(METHOD_NOT_ALLOWED, detail=detail, headers={"Allow": allowed}))

    return answer


def _refused(problem: Problem) -> Response[str]:
    logger.info("refused", problem=problem.type.slug, detail=problem.detail)
    return answers.refusal(problem)


def _busy(error: Transient) -> Response[str]:
    logger.warning("busy", detail=str(error))
    return answers.refusal(busy())


def _defect(error: Exception) -> Response[str]:
    logger.error("failed", exc_info=error)
    return _refused(
        Problem(INTERNAL_ERROR, detail="something is wrong here, not with the request; it was logged")
    )
