"""What an order may cost, written down by hand: who makes one dearer has to change a figure here, and say why."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from statemachines.create_order import CREATE_ORDER
from tests.perf.document import DOCUMENT, with_figures
from tests.perf.door import whole_order
from tests.perf.figures import figures
from tests.perf.market import market
from tests.perf.paths import HAPPY, PATHS, Path, measure
from tests.perf.sheets import MEMORY_MIB, WHOLE, in_order
from tests.perf.usage import Usage
from tests.perf.waits import looks
from tests.perf.webhooks import Told
from tests.support.synthesis import template_of

# states, calls of the saga's functions, calls of the publishers, write units, read units, events
# Of the write units, three are for indexes: the one that finds orders which stay PENDING, into it and out of it
# again, and the one that finds a caller's orders. One state is the question whether a person has to be asked; an order
# that turns back after it withdraws what was never asked: a state, two calls, two write units and a read.
BUDGET = {
    "approved": (8, 6, 6, 37, 4, 6),
    "unknown article": (2, 2, 2, 7, 3, 1),
    "out of stock": (9, 7, 6, 33, 6, 5),
    "credit exceeded": (9, 7, 6, 37, 6, 5),
    "unknown customer": (9, 7, 6, 37, 6, 5),
    "payment declined": (10, 8, 8, 47, 6, 7),
    "create timed out, not done": (2, 2, 1, 5, 1, 1),
    "reserve timed out, was done": (9, 7, 7, 39, 6, 6),
    "reserve timed out, not done": (9, 7, 6, 25, 6, 4),
    "charge timed out, was done": (10, 7, 6, 39, 4, 6),
    "charge timed out, not done": (12, 9, 8, 41, 6, 6),
    "charge retried, store busy": (9, 7, 6, 37, 4, 6),
    "approve retried, was done": (9, 7, 6, 41, 5, 6),
}
DOOR = Usage(door_invocations=5, read_units=9, write_units=18, http_requests=2, queue_requests=9)
"""One POST, which reads the caller's endpoints; one GET, which reads the order; one webhook, whose dispatcher reads
the order and the endpoints, and whose sender the delivery, the endpoints and the endpoint's state; and one push,
which reads the order and the caller's connections, of which there are none.

The delivery is written three times: opened, 3 units with its place in the index; claimed, with a slot; and settled,
with the log of the attempt, a transaction each."""

TRY = (16, 3)
"""Write units and read units of a try that fails: one more than the last one, for the next one's place in the index."""


@pytest.fixture(scope="module")
def counted() -> tuple[Mapping[str, Usage], Told]:
    """By path, each in units of one order; and what its webhook costs."""
    with market() as (cloud, meter, template):
        measured = {path.name: measure(cloud, meter, path) for path in PATHS}
        whole, told = whole_order(cloud, meter, template)
        return in_order(measured, whole), told


@pytest.fixture
def used(counted: tuple[Mapping[str, Usage], Told]) -> Mapping[str, Usage]:
    return counted[0]


def test_an_approved_order_costs_one_state_for_each_step_and_two_at_most_beyond(
    used: Mapping[str, Usage],
) -> None:
    assert used[HAPPY.name].transitions <= len(CREATE_ORDER.steps) + 2


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_an_order_stays_within_its_budget(used: Mapping[str, Usage], path: Path) -> None:
    spent = used[path.name]
    figures = (
        spent.transitions,
        spent.saga_invocations,
        spent.publisher_invocations,
        spent.write_units,
        spent.read_units,
        spent.events,
    )

    assert all(figure <= most for figure, most in zip(figures, BUDGET[path.name], strict=True)), figures


def test_a_try_that_fails_costs_no_more_than_its_budget(counted: tuple[Mapping[str, Usage], Told]) -> None:
    failed = counted[1].failed

    assert (failed.write_units, failed.read_units) == TRY


def test_what_the_client_sees_of_an_order_costs_five_calls_and_nine_reads_more(
    used: Mapping[str, Usage],
) -> None:
    assert used[WHOLE] == used[HAPPY.name] + DOOR


@pytest.mark.parametrize(("seconds", "reads"), [(0, 1), (1, 4), (2, 5), (5, 6), (10, 9), (20, 14)])
def test_a_wait_costs_few_reads(seconds: int, reads: int) -> None:
    """Pauses of 0.2, 0.4, 0.8 and 1.6 s, then of 2 s, the last one cut."""
    assert looks(seconds) == reads


def test_the_time_that_is_assumed_is_at_the_memory_that_functions_have() -> None:
    resources = template_of("local")["Resources"].values()
    functions = [each["Properties"] for each in resources if each["Type"] == "AWS::Lambda::Function"]

    assert {function["MemorySize"] for function in functions} == {MEMORY_MIB}


def test_the_document_shows_what_is_counted(counted: tuple[Mapping[str, Usage], Told]) -> None:
    text = DOCUMENT.read_text()

    assert text == with_figures(text, figures(*counted)), "run `python -m tests.perf.cost --write`"
