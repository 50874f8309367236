"""Every step crossed with every fault, and each of these with every fault of each function that is called later.

What is later is not written down here: the first fault is played alone, and whatever that run calls from there on
(the next steps, the compensations, the settling of the pivot, the parking) is tried with every fault in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import dropwhile

from statemachines.create_order import CREATE_ORDER
from statemachines.simulator.stepfunctions import Execution, Invocation
from tests.simulation import faults
from tests.simulation.functions import Fault
from tests.simulation.market import Article, Customer, Deposit, Market, Order
from tests.simulation.simulation import Ran, Simulation, Trouble

_PLENTY, _PRICE = 1000, 10
_FOREVER = 13
"""As often as a patient task is tried: after that it is parked, and a person retries it."""


@dataclass(frozen=True)
class Struck:
    """A function, by its placeholder, whose first calls meet a fault."""

    function: str
    fault: Fault
    times: int = 1

    def __str__(self) -> str:
        often = f", {self.times} times" if self.times > 1 else ""
        return f"{self.function}: {self.fault.name}{_moment(self.fault)}{often}"


@dataclass(frozen=True)
class Refused:
    """A step whose business rule says no."""

    function: str

    def __str__(self) -> str:
        return f"{self.function}: rejection"


@dataclass(frozen=True)
class Killed:
    """The execution is stopped so many seconds after a function's state was entered."""

    function: str
    after: float

    def __str__(self) -> str:
        return f"{self.function}: execution killed after {self.after} s"


Happening = Struck | Refused | Killed
Case = tuple[Happening, ...]

_MOMENTS = (0.0, 0.05, 0.5)
"""When an execution is killed: before its function is called, while it is at work, when it has committed."""

_RULES = {"OrdersCreate", "InventoryReserve", "CustomersReserveCredit", "PaymentsCharge"}
"""The steps that can be refused, which the market of a case sees to."""


def singles() -> Iterator[Case]:
    for step in CREATE_ORDER.steps:
        for happening in _happenings(step.function.placeholder):
            yield (happening,)


def pairs(first: Case, ran: Ran) -> Iterator[Case]:
    """The case with every further fault of each function that was called after its own.

    A function that refused is struck too: what says no may be asked twice, and the second time it could say yes.
    """
    (happening,) = first
    called = [function for _, function in ran.called]
    later = list(dropwhile(lambda function: function != happening.function, called))
    for function in dict.fromkeys(later):
        if function != happening.function or isinstance(happening, Refused):
            yield from ((happening, further) for further in _happenings(function) if further != happening)


def play(case: Case) -> Ran:
    return Simulation(seed=0, market=market_of(case), trouble=_trouble(case)).run()


def violations(case: Case, ran: Ran) -> list[str]:
    """What does not hold in a case, and an outcome that its faults do not account for."""
    ((order_id, outcome),) = ran.outcomes.items()
    if outcome in _allowed(case):
        return ran.trace.violations
    return [*ran.trace.violations, f"{order_id} is {outcome}, which nothing accounts for"]


def _allowed(case: Case) -> set[str]:
    """A refusal rejects. Elsewhere only what leaves a step up to the pivot unknown may turn the saga back."""
    if any(isinstance(happening, Refused) for happening in case):
        return {"REJECTED"}
    unknown = any(
        isinstance(happening, Killed) or (happening.function in _RULES and not happening.fault.harmless)
        for happening in case
        if not isinstance(happening, Refused)
    )
    return {"APPROVED", "REJECTED"} if unknown else {"APPROVED"}


def title(case: Case) -> str:
    return "; ".join(str(happening) for happening in case)


def _happenings(function: str) -> Iterator[Happening]:
    for fault in faults.INSTANCES:
        yield Struck(function, fault)
    yield Struck(function, faults.OUTAGE, times=_FOREVER)
    for after in _MOMENTS:
        yield Killed(function, after)
    if function in _RULES:
        yield Refused(function)


def _trouble(case: Case) -> Trouble:
    calls: dict[str, int] = {}
    killed: set[Killed] = set()

    def fault_of(invocation: Invocation, _now: float) -> Fault | None:
        number = calls[invocation.function] = calls.get(invocation.function, 0) + 1
        return next(
            (
                happening.fault
                for happening in case
                if isinstance(happening, Struck)
                and happening.function == invocation.function
                and number <= happening.times
            ),
            None,
        )

    def stop_at(_execution: Execution, state: str) -> float | None:
        for happening in case:
            if (
                isinstance(happening, Killed)
                and happening not in killed
                and _function_of(state) == happening.function
            ):
                killed.add(happening)
                return happening.after
        return None

    return Trouble(fault_of=fault_of, stop_at=stop_at)


def market_of(case: Case) -> Market:
    """One order, of which there is plenty, but for what is refused."""
    refused = {happening.function for happening in case if isinstance(happening, Refused)}
    sku = "no-such-article" if "OrdersCreate" in refused else "tea"
    return Market(
        articles=[Article(sku="tea", price=_PRICE, stock=1 if "InventoryReserve" in refused else _PLENTY)],
        customers=[
            Customer(
                customer_id="ada",
                credit=1 if "CustomersReserveCredit" in refused else _PLENTY,
                balance=1 if "PaymentsCharge" in refused else _PLENTY,
            )
        ],
        deposits=[Deposit(customer_id="ada", amount=_PLENTY, at=30.0)],
        orders=[Order(order_id="o-1", customer_id="ada", items=[{"sku": sku, "quantity": 2}])],
    )


def _function_of(state: str) -> str:
    """The placeholder of the function that a state calls; states of trouble are named after it too."""
    name = state.removesuffix(", owing")
    return "RecoveryPark" if name.endswith(" parked") else _placeholders().get(name, "")


def _placeholders() -> dict[str, str]:
    return {function.name: function.placeholder for function in CREATE_ORDER.functions}


def _moment(fault: Fault) -> str:
    after = getattr(fault, "after", None)
    return "" if after is None else f", {after} s after"
