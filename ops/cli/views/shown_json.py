"""What `saga show --json` prints. The names are an interface: they may be added to, and never change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambdas.shared.contract import Reason
from ops.cli.model.journal import Entry
from ops.cli.model.order import Order
from ops.cli.model.parked import Decision, Parked
from ops.cli.model.timeline import Chapter
from ops.cli.views import headline
from ops.cli.views.shown import Shown
from ops.cli.views.words import iso
from ops.timeline import Visit

FIELDS: Mapping[str, str] = {
    **headline.FIELDS,
    "input": "the saga's input as it is now: correct it and give it to retry --input",
    "executions": "[{arn, generation, status, error, started, stopped, states}]",
    "executions[].states": "[{state, branch, entered, seconds, attempts, failed, status, failures}]",
    "parked": "[{function, step, since, times, skippable, error, execution_arn}]",
    "decisions": "[{at, function, action, by, reason, input_changed}]",
    "order": "{order_id, status, version, locked_by} as it is now, or null; locked_by is a saga's id",
    "journal": "[{step, status, reason, owed, skipped}]",
    "next": "[{why, command}]",
}


def as_data(shown: Shown) -> dict[str, Any]:
    saga = shown.saga
    return {
        **headline.as_data(saga, shown.now),
        "input": dict(saga.input) if saga.input is not None else None,
        "executions": [_execution(chapter) for chapter in shown.chapters],
        "parked": [_parked(parked) for parked in saga.waiting],
        "decisions": [_decision(decision) for decision in saga.decisions],
        "order": _order(shown.order) if shown.order else None,
        "journal": [_entry(entry) for entry in shown.journal],
        "next": [{"why": each.why, "command": each.command or None} for each in shown.advice],
    }


def _execution(chapter: Chapter) -> dict[str, Any]:
    run = chapter.run
    return {
        "arn": run.arn,
        "generation": run.generation,
        "status": run.status,
        "error": run.error or None,
        "started": iso(run.started),
        "stopped": iso(run.stopped),
        "states": [_state(visit) for visit in chapter.visits],
    }


def _state(visit: Visit) -> dict[str, Any]:
    return {
        "state": visit.state,
        "branch": visit.branch,
        "entered": iso(visit.begun),
        "seconds": None if visit.seconds is None else round(visit.seconds, 3),
        "attempts": visit.attempts,
        "failed": visit.failed,
        "status": visit.status or None,
        "failures": [reason.as_dict() for reason in visit.failures],
    }


def _parked(parked: Parked) -> dict[str, Any]:
    return {
        "function": parked.function,
        "step": parked.step,
        "since": iso(parked.since),
        "times": parked.attempts,
        "skippable": parked.skippable,
        "error": parked.error.as_dict(),
        "execution_arn": parked.execution,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "at": iso(decision.at),
        "function": decision.function,
        "action": decision.action,
        "by": decision.by,
        "reason": decision.reason,
        "input_changed": decision.input_changed,
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.order_id,
        "status": order.status,
        "version": order.version,
        "locked_by": order.locked_by,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "step": entry.step,
        "status": entry.status.value if entry.status else None,
        "reason": _reason(entry.reason),
        "owed": entry.owed or None,
        "skipped": entry.skipped,
    }


def _reason(reason: Reason | None) -> dict[str, str] | None:
    return reason.as_dict() if reason else None
