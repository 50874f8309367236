"""Fuzzing an API by its description: schemathesis' engine, in all its phases, over an app or a URL.

Examples, the boundaries of each schema, values by chance, and chains of requests along the description's links;
valid ones and invalid ones. The same seed and count make the same requests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.engine import events, from_schema

from tests.fuzz.checks import is_a_finding
from tests.fuzz.gateway import Gateway

if TYPE_CHECKING:
    from schemathesis.engine.recorder import ScenarioRecorder
    from schemathesis.schemas import BaseSchema

_PATIENCE = 40
"""Seconds: longer than any answer may be held back."""

_CALLABLE = ("https://shop.example/hooks", "https://shop.example:8443/hooks?shop=7")
schemathesis.openapi.format("uri", st.sampled_from(_CALLABLE))
_MOMENTS = st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat)
schemathesis.openapi.format("date-time", st.one_of(st.just("2026-01-01T12:00:00Z"), _MOMENTS))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """`reproduce` is a curl line."""

    check: str
    operation: str
    message: str
    reproduce: str = ""

    def __str__(self) -> str:
        return f"{self.operation}: {self.check}\n{self.message}\n{self.reproduce}\n"


@dataclass(kw_only=True)
class Report:
    """`met` counts the answers by operation, like `GET /orders`, and status."""

    findings: list[Finding] = field(default_factory=list)
    met: Counter[tuple[str, int]] = field(default_factory=Counter)

    @property
    def requests(self) -> int:
        return self.met.total()

    def __str__(self) -> str:
        return "\n".join(map(str, self.findings))


def fuzz(
    api: Gateway | str, document: Mapping[str, Any], *, examples: int, seed: int, only: Sequence[str] = ()
) -> Report:
    """`api` is an app, or the URL that the document's paths are below. `only` names operations: none is for all.

    `examples` bounds the number of requests by chance, for each operation and phase.
    """
    report, schema = Report(), _schema(api, document, examples=examples, seed=seed)
    for event in from_schema(schema.include(operation_id=list(only)) if only else schema).execute():
        if isinstance(event, events.ScenarioFinished):
            report.findings += _failures(event.recorder)
            report.met.update(_answers(event.recorder))
        elif isinstance(event, events.NonFatalError):
            report.findings.append(_error(event.value, event.label))
        elif isinstance(event, events.FatalError):
            report.findings.append(_error(event.exception, "all"))
    return report


def _schema(api: Gateway | str, document: Mapping[str, Any], *, examples: int, seed: int) -> BaseSchema:
    schema = schemathesis.openapi.from_dict(dict(document), config=schemathesis.Config(seed=seed))
    if isinstance(api, str):
        schema.config.update(base_url=api, request_timeout=_PATIENCE)
    else:
        schema.app = api
    schema.config.generation.update(max_examples=examples, database="none")
    schema.hooks.register_hook_with_name(is_a_finding, "filter_failure")
    return schema


def _failures(recorder: ScenarioRecorder) -> Iterator[Finding]:
    for checks in recorder.checks.values():
        for check in checks:
            if check.failure_info:
                failure = check.failure_info.failure
                yield Finding(
                    check=check.name,
                    operation=failure.operation or recorder.label,
                    message=str(failure),
                    reproduce=check.failure_info.code_sample,
                )


def _answers(recorder: ScenarioRecorder) -> Iterator[tuple[str, int]]:
    for case_id, interaction in recorder.interactions.items():
        if interaction.response is not None:
            operation = recorder.cases[case_id].value.operation
            yield operation.label, interaction.response.status_code


def _error(error: Exception, where: str) -> Finding:
    return Finding(check=type(error).__name__, operation=where, message=str(error))
