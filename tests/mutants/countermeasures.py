"""The countermeasures against sagas that are not isolated, each switched off: what `docs/countermeasures.md` says
happens without them has to be seen to happen.
"""

from __future__ import annotations

from functools import partial

from tests.mutants.mutant import Mutant

_LOCKING = "lambdas/orders/locking.py"
_STOCK, _ADJUSTING = "lambdas/inventory/store.py", "lambdas/inventory/adjusting.py"
_CREDIT, _HOLDING = "lambdas/customers/store.py", "lambdas/customers/holding.py"

_mutant = partial(Mutant, checks=("anomalies", "rivals"))

SEMANTIC_LOCK = (
    _mutant(
        name="an order is locked although another saga is at work on it",
        path=_LOCKING,
        old='condition="#status = :approved AND (attribute_not_exists(#version) OR #version = :version)",',
        new='condition="(#status = :approved OR attribute_exists(#pk)) AND #version = :version",',
        checks=("rivals",),
    ),
    _mutant(
        name="a lock is released by another saga than its own",
        path=_LOCKING,
        old='        condition="#locked_by = :saga_id",\n        values={"status": status.value, "saga_id": saga_id},',
        new='        condition="attribute_exists(#pk) OR #locked_by = :saga_id",\n'
        '        values={"status": status.value, "saga_id": saga_id},',
        checks=("waiting",),
    ),
    _mutant(
        name="a change releases the lock of another saga",
        path=_LOCKING,
        old='        condition="#locked_by = :saga_id",\n        values={\n            "approved"',
        new='        condition="attribute_exists(#pk) OR #locked_by = :saga_id",\n'
        '        values={\n            "approved"',
        checks=("waiting",),
    ),
    _mutant(
        name="a cancellation does not wait its turn",
        path="statemachines/cancel_order.py",
        old="            turn=TURN,\n",
        new="",
        checks=("waiting",),
    ),
    _mutant(
        name="a change does not wait its turn",
        path="statemachines/change_order.py",
        old="            turn=TURN,\n",
        new="",
        checks=("waiting",),
    ),
    _mutant(
        name="a saga that holds a lock may wait for another",
        path="statemachines/soundness.py",
        old="_times, _turns, _answered",
        new="_times, _answered",
        checks=("waiting",),
    ),
    _mutant(
        name="who is told that an order is locked does not look whether it is its own lock",
        path="lambdas/shared/journal.py",
        old="except (Inconsistent, Locked):",
        new="except Inconsistent:",
        checks=("waiting",),
    ),
)

COMMUTATIVE_UPDATES = (
    _mutant(
        name="stock is read, worked out and written over",
        path=_STOCK,
        old="def _take(table: str, line: Line) -> Write:\n"
        "    return update(\n"
        "        table=table,\n"
        "        key=stock_key(line.sku),\n"
        '        expression="SET #available = #available - :quantity, #reserved = #reserved + :quantity",\n'
        '        condition="#available >= :quantity",\n'
        '        values={"quantity": line.quantity},\n',
        new="def _take(table: str, line: Line) -> Write:\n"
        "    from lambdas.shared.world import current\n\n"
        "    seen = read(current(), table=table, key=stock_key(line.sku))\n"
        '    left = (seen["available"] if seen else 0) - line.quantity\n'
        "    return update(\n"
        "        table=table,\n"
        "        key=stock_key(line.sku),\n"
        '        expression="SET #available = :left, #reserved = #reserved + :quantity",\n'
        '        condition="#available >= :quantity",\n'
        '        values={"quantity": line.quantity, "left": left},\n',
    ),
    _mutant(
        name="credit is read, worked out and written over",
        path=_CREDIT,
        old="def reserve_credit(*, table: str, customer_id: str, amount: int) -> Write:\n"
        "    return update(\n"
        "        table=table,\n"
        "        key=customer_key(customer_id),\n"
        '        expression="SET #available_credit = #available_credit - :amount",\n'
        '        condition="#available_credit >= :amount",\n'
        '        values={"amount": amount},\n',
        new="def reserve_credit(*, table: str, customer_id: str, amount: int) -> Write:\n"
        "    from lambdas.shared.reads import read\n"
        "    from lambdas.shared.world import current\n\n"
        "    seen = read(current(), table=table, key=customer_key(customer_id))\n"
        '    left = (seen["available_credit"] if seen else 0) - amount\n'
        "    return update(\n"
        "        table=table,\n"
        "        key=customer_key(customer_id),\n"
        '        expression="SET #available_credit = :left",\n'
        '        condition="#available_credit >= :amount",\n'
        '        values={"amount": amount, "left": left},\n',
        checks=("rivals",),
    ),
)

PESSIMISTIC_VIEW = (
    _mutant(
        name="pieces that are fewer are given back before the pivot",
        path=_ADJUSTING,
        old='            "lines": store.as_items(with_more(held.lines, further)),\n'
        '            "wanted": store.as_items(wanted),\n'
        '            "reserved": ReservationStatus.RESERVED.value,\n'
        '            "before": store.as_items(held.lines),\n'
        "        },\n"
        "        refused=lambda old: not_to_be_moved(order_id, old),\n"
        "    )\n"
        "    return LocalTransaction(\n"
        "        writes=(begun, *store.take(table=table, lines=further)),\n",
        new='            "lines": store.as_items(wanted),\n'
        '            "wanted": store.as_items(wanted),\n'
        '            "reserved": ReservationStatus.RESERVED.value,\n'
        '            "before": store.as_items(held.lines),\n'
        "        },\n"
        "        refused=lambda old: not_to_be_moved(order_id, old),\n"
        "    )\n"
        "    fewer = store.give_back(table=table, lines=more(wanted, held.lines))\n"
        "    return LocalTransaction(\n"
        "        writes=(begun, *store.take(table=table, lines=further), *fewer),\n",
    ),
    _mutant(
        name="credit that is less is given back before the pivot",
        path=_HOLDING,
        old="        amount=before.amount + max(by, 0),\n"
        "        fewer=max(-by, 0),\n"
        "    )\n"
        "    noted = after.writing(table, condition=_SETTLED, values=_as_read(before), "
        "adjusted_by=command.saga_id)\n"
        "    taken = (reserve_credit(table=table, customer_id=before.customer_id, amount=by),) if by > 0 else ()\n",
        new="        amount=before.amount + by,\n"
        "    )\n"
        "    noted = after.writing(table, condition=_SETTLED, values=_as_read(before), "
        "adjusted_by=command.saga_id)\n"
        "    taken = (\n"
        "        (reserve_credit(table=table, customer_id=before.customer_id, amount=by),)\n"
        "        if by > 0\n"
        "        else _released(table, before.customer_id, -by)\n"
        "    )\n",
    ),
)

REREAD_VALUE = (
    _mutant(
        name="an order is locked in another version than was read",
        path=_LOCKING,
        old='condition="#status = :approved AND (attribute_not_exists(#version) OR #version = :version)",',
        new='condition="#status = :approved AND (attribute_exists(#pk) OR #version = :version)",',
    ),
    _mutant(
        name="a change makes no new version",
        path=_LOCKING,
        old='"#version = if_not_exists(#version, :one) + :one REMOVE',
        new='"#version = if_not_exists(#version, :one), #added = :one REMOVE',
    ),
    _mutant(
        name="goods leave as they were when they were looked at",
        path=_STOCK,
        old='condition="#status = :reserved AND #lines = :lines",',
        new='condition="#status = :reserved AND (#status = :reserved OR #lines = :lines)",',
    ),
    _mutant(
        name="goods leave while they are adjusted",
        path=_STOCK,
        old='condition="#status = :reserved AND #lines = :lines",',
        new='condition="(#status = :reserved OR #status <> :status) AND #lines = :lines",',
        checks=("rivals",),
    ),
)

VERSION_FILE = (
    _mutant(
        name="a cancellation that comes before its order is refused at once",
        path=_LOCKING,
        old='        raise Locked(code="NO_SUCH_ORDER",',
        new='        raise Rejected(code="NO_SUCH_ORDER",',
        checks=("waiting",),
    ),
)

BY_VALUE = (
    _mutant(
        name="a large order is approved by nobody",
        path="statemachines/forth.py",
        old='        "NumericGreaterThanEquals": step.when.amount,\n        "Next": step.name,\n',
        new='        "NumericGreaterThanEquals": step.when.amount,\n        "Next": move.next,\n',
        checks=("approving",),
    ),
    _mutant(
        name="every order waits for a person",
        path="statemachines/forth.py",
        old='return {entry_of(step): asked | {"Default": move.next}}',
        new='return {entry_of(step): asked | {"Default": step.name}}',
        checks=("approving",),
    ),
    _mutant(
        name="an order of exactly the threshold is taken for a small one",
        path="statemachines/forth.py",
        old='"NumericGreaterThanEquals": step.when.amount,',
        new='"NumericGreaterThan": step.when.amount,',
        checks=("approving",),
    ),
    _mutant(
        name="a yes that comes after the saga has turned back is taken for good",
        path="lambdas/shared/answering.py",
        old='        condition="#status = :waiting",\n',
        new='        condition="attribute_exists(#pk) OR #status = :waiting",\n',
        checks=("approving",),
    ),
    _mutant(
        name="a no is told as a yes",
        path="lambdas/approvals/telling.py",
        old='    if found["status"] == ApprovalStatus.APPROVED:\n',
        new='    if found["status"] in ANSWERS:\n',
        checks=("approving",),
    ),
    _mutant(
        name="silence is taken for a yes",
        path="statemachines/forth.py",
        old="goes_to=_overdue_name(move.stage), errors=",
        new="goes_to=move.next or _overdue_name(move.stage), errors=",
        checks=("approving",),
    ),
    _mutant(
        name="the deadline goes on while a person thinks",
        path="statemachines/forth.py",
        old="return _since(plan) if any(earlier.patience for earlier in before) else _STARTED",
        new="return _since(plan) if not plan.saga.steps else _STARTED",
        checks=("approving",),
    ),
    _mutant(
        name="an answer that comes before the token that waits for it is told to nobody",
        path="lambdas/approvals/store.py",
        old='return (_told_again(world, order_id, token),) if found["status"] in ANSWERS else ()',
        new='return (_told_again(world, order_id, token),) if found["status"] not in ANSWERS else ()',
        checks=("approving",),
    ),
)

COUNTERMEASURES = (
    *SEMANTIC_LOCK,
    *COMMUTATIVE_UPDATES,
    *PESSIMISTIC_VIEW,
    *REREAD_VALUE,
    *VERSION_FILE,
    *BY_VALUE,
)
