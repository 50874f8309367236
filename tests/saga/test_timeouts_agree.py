"""A state's own timeout on two engines: real seconds on moto, virtual ones on the simulator, the same path.

The steps of the Parallel are left out: moto takes any States error of a branch for a defect of its own, and the
execution dies although the Parallel catches it.
"""

from __future__ import annotations

import json

import pytest

from tests.saga.agreement import Case, in_order, on_moto, on_simulator, stock_up
from tests.saga.simulated import Slow, saga_machine
from tests.support.cloud import moto_cloud
from tests.support.template import Template

TOO_LONG = 1.5


@pytest.mark.parametrize("step", ["orders.create", "payments.charge"])
def test_both_engines_take_the_same_path_when_a_state_times_out(template: Template, step: str) -> None:
    played = Case(name=step, faults={step: [Slow(TOO_LONG)]})
    hasty = hasty_in(template, step)

    with moto_cloud(hasty) as cloud:
        stock_up(cloud.world)
        expected = on_moto(cloud, played, "o-1")
    actual = on_simulator(saga_machine(hasty), played, "o-1")

    assert expected.output is not None
    assert expected.output["reason"]["code"] == "STEP_TIMED_OUT"
    assert in_order(actual) == in_order(expected)


def hasty_in(template: Template, state: str) -> Template:
    """The template with one second as the limit of one state, and of no other: a slow machine fails none of them."""
    begins, limit = quoted(f'"{state}": {{'), quoted('"TimeoutSeconds": ')
    before, found, after = json.dumps(template.body).partition(begins)
    head, limited, tail = after.partition(limit)
    assert found
    assert tail.startswith("15,")
    return Template(body=json.loads(before + found + head + limited + "1," + tail.removeprefix("15,")))


def quoted(text: str) -> str:
    """As it stands in a definition, which is a text inside the template's JSON."""
    return json.dumps(text)[1:-1]
