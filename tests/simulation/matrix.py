"""Every step of every saga crossed with every fault, and each of these with every fault of what is called later.

What is later is not written down here: the first fault is played alone, and whatever that run calls from there on
(the next steps, the compensations, the settling of the pivot, the parking, the order's own saga) is tried with every
fault in turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import dropwhile

from statemachines.create_order import CREATE_ORDER
from statemachines.generate import SAGAS
from statemachines.model import Saga
from statemachines.place_together import PLACE_TOGETHER
from statemachines.step import Step
from tests.simulation import faults
from tests.simulation.approvers import Said
from tests.simulation.happenings import Asked, Case, Early, Happening, Killed, Refused, Struck
from tests.simulation.occasion import market_of, saga_of, trouble_of
from tests.simulation.simulation import Ran, Simulation

_FOREVER = 13
"""As often as a patient task is tried: after that it is parked, and a person retries it."""

_MOMENTS = (0.0, 0.05, 0.5)
"""When an execution is killed: before its function is called, while it is at work, when it has committed."""

_RULES = {
    "OrdersCreate",
    "InventoryReserve",
    "CustomersReserveCredit",
    "PaymentsCharge",
    "OrdersBeginCancellation",
    "InventoryWithdraw",
    "OrdersBeginChange",
    "InventoryAdjust",
    "CustomersAdjustCredit",
    "PaymentsAdjust",
}
"""The steps that can be refused, which the market of a case sees to: those up to the pivot."""

_ASK = "ApprovalsAsk"
_MAY_TURN_BACK = _RULES | {
    _ASK,
    "OrdersOpenGroup",
    "InventoryHold",
    "OrdersPlaceFirst",
    "OrdersPlaceSecond",
    "OrdersConfirmGroup",
}
"""All steps up to a pivot. Those of a group are not refused here: what is refused is an order of it."""

_DAYS_LATER = 3 * 24 * 3600.0 + 5
"""When nobody waits for an answer any more."""

_YES, _NO = Said(yes=True, after=10.0), Said(yes=False, after=10.0)
_ANSWERS = (
    (_YES,),
    (_NO,),
    (),
    (_YES, _YES),
    (_YES, replace(_NO, after=15.0)),
    (_NO, replace(_YES, after=15.0)),
    (replace(_YES, after=_DAYS_LATER),),
)
"""Approvers say yes or no, or nothing; the same twice, or both; or too late."""

_STEPS: tuple[Step, ...] = tuple(step for saga in SAGAS for step in saga.steps)
_WAITING = {step.function.placeholder for step in _STEPS if step.turn}

_COMPLETED, _COMPENSATED = frozenset({"COMPLETED"}), frozenset({"COMPENSATED"})


def singles() -> Iterator[Case]:
    """Every step with every fault, and every answer of a person who is asked."""
    yield from ((Asked(said),) for said in _ANSWERS)
    for step in _STEPS:
        yield from ((happening,) for happening in _happenings(step.function.placeholder))


def doubles() -> Iterator[Case]:
    """Every step with every fault, while it is refused, or waits its turn, or while its execution is cut off and
    nobody hears of it.

    What says no may be asked again, and could say yes by then; what nobody waits for may come after the deadline.
    """
    for step in _STEPS:
        function = step.function.placeholder
        for fault in faults.INSTANCES:
            if function in _RULES:
                yield Refused(function), Struck(function, fault)
            if function in _WAITING:
                yield Early(function), Struck(function, fault)
            yield Killed(function, _MOMENTS[1], unheard=True), Struck(function, fault)
    for said in _ANSWERS:
        yield from ((Asked(said), Struck(_ASK, fault)) for fault in faults.INSTANCES)


def pairs(first: Case, ran: Ran) -> Iterator[Case]:
    """The single fault with every further fault of each function that was called after its own."""
    (happening,) = first
    called = [function for _, function in ran.called]
    later = list(dropwhile(lambda function: function != happening.function, called))
    for function in dict.fromkeys(later):
        if function != happening.function:
            yield from ((happening, further) for further in _happenings(function))


def play(case: Case) -> Ran:
    return Simulation(seed=0, market=market_of(case), trouble=trouble_of(case)).run()


def violations(case: Case, ran: Ran) -> list[str]:
    """What does not hold in a case, and an end that its faults do not account for."""
    return [
        *ran.trace.violations,
        *(
            f"{saga_id} is {end}, which nothing accounts for"
            for saga_id, end in ran.ends.items()
            if end not in _allowed(case, saga_id)
        ),
    ]


def _allowed(case: Case, saga_id: str) -> frozenset[str]:
    """What order o-1 may come to; and what comes after it waits in vain if the order is late, or comes to nothing."""
    opening, *_ = SAGAS
    if case and saga_of(case[0].function) == PLACE_TOGETHER:
        return _allowed_of_a_group(case, saga_id)
    if saga_id == "o-1":
        return _ends(case, opening)
    late = any(_concerns(happening, opening) and not _harmless(happening) for happening in case)
    itself = _ends(case, saga_of(case[0].function))
    return itself | _COMPENSATED if late else itself


def _allowed_of_a_group(case: Case, saga_id: str) -> frozenset[str]:
    """A group may come to nothing by what befalls one of its orders, and an order by what befalls the group."""
    if saga_id != "t-1":
        return _COMPLETED | _COMPENSATED
    return _ends(case, PLACE_TOGETHER) | _ends(case, CREATE_ORDER)


def _ends(case: Case, saga: Saga) -> frozenset[str]:
    """A refusal turns a saga back. Elsewhere only what leaves a step up to the pivot unknown may do so."""
    mine = [happening for happening in case if _concerns(happening, saga)]
    if any(isinstance(happening, Refused) or _is_no(happening) for happening in mine):
        return _COMPENSATED
    unknown = any(
        isinstance(happening, Killed) or (happening.function in _MAY_TURN_BACK and not _harmless(happening))
        for happening in mine
    )
    return _COMPLETED | _COMPENSATED if unknown else _COMPLETED


def _is_no(happening: Happening) -> bool:
    """The first answer counts, if it comes in time; silence is a no."""
    if not isinstance(happening, Asked):
        return False
    return not happening.said or not happening.said[0].yes or happening.said[0].after >= _DAYS_LATER


def _harmless(happening: Happening) -> bool:
    return isinstance(happening, Early | Asked) or (
        isinstance(happening, Struck) and happening.fault.harmless
    )


def _concerns(happening: Happening, saga: Saga) -> bool:
    return happening.function in {function.placeholder for function in saga.functions} | {"RecoveryPark"}


def _happenings(function: str) -> Iterator[Happening]:
    for fault in faults.INSTANCES:
        yield Struck(function, fault)
    yield Struck(function, faults.OUTAGE, times=_FOREVER)
    for after in _MOMENTS:
        yield Killed(function, after)
    if function in _RULES:
        yield Refused(function)
    if function in _WAITING:
        yield Early(function)
