"""The defects. Each is of a kind that has been seen in sagas that ran in production."""

from __future__ import annotations

from tests.mutants.countermeasures import COUNTERMEASURES
from tests.mutants.mutant import Mutant
from tests.mutants.webhooks import WEBHOOKS

_JOURNAL, _COMMIT = "lambdas/shared/journal.py", "lambdas/shared/commit.py"
_PLAN, _STATES = "statemachines/plan.py", "statemachines/states.py"
_FORTH, _BACK = "statemachines/forth.py", "statemachines/back.py"
_PUBLISHER = "lambdas/outbox/publisher.py"

BARRIER = (
    Mutant(
        name="the barrier has no condition",
        path="lambdas/shared/writes.py",
        old='ABSENT = "attribute_not_exists(#pk)"',
        new='ABSENT = "attribute_not_exists(#nothing)"',
    ),
    Mutant(
        name="a conflict is taken for a duplicate",
        path=_COMMIT,
        old="            if not busy.is_busy(error):\n",
        new='            if "TransactionConflict" in str(error.response):\n                return\n'
        "            if not busy.is_busy(error):\n",
    ),
    Mutant(
        name="a conflict beside a failed condition is taken for a rejection",
        path=_COMMIT,
        old="    if failed and (failed[0] == 0 or not _any_busy(reasons)):",
        new="    if failed:",
    ),
    Mutant(
        name="a conflict is not tried again",
        path="lambdas/shared/busy.py",
        old='        "TransactionConflict",\n',
        new="",
    ),
    Mutant(
        name="VOID is not written when there is nothing to undo",
        path=_JOURNAL,
        old="        if found is None:\n            self._commit_new(command, Status.VOID, never_done())\n",
        new="        if found is None:\n",
    ),
    Mutant(
        name="a compensation that finds nothing to undo fails",
        path=_JOURNAL,
        old="        if found is None:\n            self._commit_new",
        new='        if found is None:\n            raise Transient("nothing there")\n            self._commit_new',
    ),
    Mutant(
        name="a late action writes over VOID",
        path=_JOURNAL,
        old="item=item, condition=ABSENT, refused=_already_there",
        new='item=item, condition=f"{ABSENT} OR attribute_not_exists(#reply.#total)", refused=_already_there',
    ),
    Mutant(
        name="a rejection is not recorded",
        path=_JOURNAL,
        old="                self._commit_new(command, Status.REJECTED, refusal, reason=reason)\n",
        new="",
    ),
    Mutant(
        name="a duplicate is an error",
        path=_JOURNAL,
        old='    if status is Status.DONE:\n        return _answer(command, status, reply=item["reply"])\n',
        new="",
    ),
    Mutant(
        name="a duplicate is answered without the saved reply",
        path=_JOURNAL,
        old='return _answer(command, status, reply=item["reply"])',
        new="return _answer(command, status)",
    ),
    Mutant(
        name="the step and its event are two writes",
        path=_JOURNAL,
        old="            commit(self.world, writes)\n",
        new="            commit(self.world, writes[:1])\n            commit(self.world, writes[1:] or writes[:0])\n",
    ),
    Mutant(
        name="the outcome of the pivot is asked and not settled",
        path=_JOURNAL,
        old="            self._commit_new(command, Status.VOID, LocalTransaction())\n        except",
        new="            if found := self._read(command):\n                raise _AlreadyThere(found)\n        except",
    ),
    Mutant(
        name="the deadline is ignored",
        path="lambdas/shared/runtime.py",
        old="if command.deadline and world.clock() > command.deadline:",
        new="if command.deadline and not world.clock():",
    ),
)

DOMAIN = (
    Mutant(
        name="what is undone is computed from the request",
        path="lambdas/inventory/handler.py",
        old='lines = lines_of(done["lines"])',
        new='lines = lines_of(command.input.get("items", []))',
    ),
    Mutant(
        name="credit is given back by writing over it",
        path="lambdas/customers/store.py",
        old='expression="SET #available_credit = #available_credit + :amount"',
        new='expression="SET #available_credit = :amount"',
    ),
    Mutant(
        name="stock is taken without looking whether it is there",
        path="lambdas/inventory/store.py",
        old='        condition="#available >= :quantity",',
        new='        condition="attribute_exists(#pk) AND :quantity = :quantity",',
    ),
    Mutant(
        name="an event has the number of the one before it",
        path="lambdas/inventory/handler.py",
        old='reservation_event("StockReleased", saga_id=command.saga_id, sequence=2',
        new='reservation_event("StockReleased", saga_id=command.saga_id, sequence=1',
    ),
)

MACHINE = (
    Mutant(
        name="the compensations run in forward order",
        path=_PLAN,
        old="undo = tuple(reversed([step for step in saga.steps if step.compensation]))",
        new="undo = tuple([step for step in saga.steps if step.compensation])",
    ),
    Mutant(
        name="the step that failed is not compensated itself",
        path=_PLAN,
        old="    unknown = _entry(undo, before | {step.name for step in stage.steps})\n",
        new="    unknown = _entry(undo, before or {step.name for step in stage.steps})\n",
    ),
    Mutant(
        name="a branch that was cut off is taken for one that did nothing",
        path=_PLAN,
        old="        rejected = unknown  #",
        new="        pass  #",
    ),
    Mutant(
        name="one error is caught and no other",
        path=_FORTH,
        old='errors=("Rejected",)), everything]}',
        new='errors=("Rejected",))]}',
    ),
    Mutant(
        name="a failed compensation ends the execution",
        path=_BACK,
        old="    state = _task(turn) | retried(PATIENT, ALL) | _note_failure(turn)\n    if turn.next is None:",
        new="    state = _task(turn) | retried(PATIENT, ALL)\n    if turn.next is None:",
    ),
    Mutant(
        name="throttling is not tried again",
        path=_STATES,
        old='    "Lambda.TooManyRequestsException",\n',
        new="",
    ),
    Mutant(
        name="the task gives up before its function does",
        path=_STATES,
        old='"TimeoutSeconds": function.timeout + START,',
        new='"TimeoutSeconds": function.timeout - START,',
    ),
    Mutant(
        name="a task may take for ever",
        path=_STATES,
        old='        "TimeoutSeconds": function.timeout + START,\n',
        new="",
    ),
    Mutant(
        name="a pivot that was done turns back",
        path=_FORTH,
        old='        "Next": settle.done or _completed_name(plan),',
        new='        "Next": settle.void,',
    ),
    Mutant(
        name="recovery undoes without settling the pivot",
        path="statemachines/asl.py",
        old="start = plan.settle.name if plan.settle else undo_state(plan.backward[0].step)",
        new="start = undo_state(plan.backward[0].step)",
    ),
    Mutant(
        name="a skipped compensation is taken for a retried one",
        path=_BACK,
        old="retry=_owing(turn), skip=skipped)",
        new="retry=skipped, skip=skipped)",
    ),
)

OUTBOX = (
    Mutant(
        name="FailedEntryCount is ignored",
        path=_PUBLISHER,
        old='        if not answer["FailedEntryCount"]:\n            return []\n',
        new="        return []\n",
    ),
    Mutant(
        name="a record that was not published is reported as done",
        path="lambdas/outbox/handler.py",
        old="    return process_partial_response(event=event, record_handler=handle, processor=processor)",
        new="    process_partial_response(event=event, record_handler=handle, processor=processor)\n"
        '    return {"batchItemFailures": []}',
    ),
    Mutant(
        name="only the first event of a step is published",
        path="lambdas/outbox/entries.py",
        old='[len(_events(change.get("OldImage"))) :]',
        new='[len(_events(change.get("OldImage"))) : 1]',
    ),
)

MUTANTS = (*BARRIER, *DOMAIN, *MACHINE, *OUTBOX, *WEBHOOKS, *COUNTERMEASURES)
