"""Logs and metrics, by Powertools: one namespace, the participant as service, no state between calls."""

from __future__ import annotations

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

NAMESPACE = "Saga"


def logger_of(service: str) -> Logger:
    return Logger(service=service)


def count(outcome: str, *, service: str, step: str | None = None, value: int = 1) -> None:
    """One metric, written at once. Calls do not share a metric set, so they may come from several threads."""
    metrics = EphemeralMetrics(service=service, namespace=NAMESPACE)
    if step:
        metrics.add_dimension(name="step", value=step)
    metrics.add_metric(name=outcome, unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
