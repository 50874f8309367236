"""Another saga in the table is another saga in the stack: machines, functions, rights, alarms, and no line for it."""

from __future__ import annotations

import json
import shutil

import pytest
from aws_cdk import App

from cdk.packaging import ROOT
from cdk.services import functions_of
from cdk.settings import Settings
from cdk.stack import SagaStack
from statemachines.asl import asl_of, recovery_asl_of
from statemachines.deployed import machine_output, recovery_output
from statemachines.generate import SAGAS, asl_path, recovery_asl_path
from statemachines.model import Saga
from statemachines.plan import plan_of
from statemachines.table import compensatable, given, pivot, retriable
from tests.infra.resources import Resources, target
from tests.support.synthesis import CONTEXT

_ORDER = {"order_id": given("order_id")}


def swap_order(*, timeout: int = 10) -> Saga:
    """It has one function of its own, `inventory.swap`, and shares the others with sagas that are there."""
    return Saga(
        name="swap-order",
        given=("order_id",),
        stages=(
            compensatable(
                "orders.begin_change",
                undo="orders.end_change",
                takes=_ORDER,
                undo_takes=_ORDER,
                why="the lock",
                timeout=timeout,
            ),
            pivot("inventory.swap", resolve="inventory.settle_swap", takes=_ORDER, why="made up"),
            retriable("orders.confirm_change", takes=_ORDER, why="made up"),
        ),
    )


@pytest.fixture(scope="module")
def swapping(tmp_path_factory: pytest.TempPathFactory) -> Resources:
    """The stack of a repository with one saga more."""
    root, saga = tmp_path_factory.mktemp("repository"), swap_order()
    for name in ("lambdas", "statemachines", "requirements"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".build").symlink_to(ROOT / ".build")
    plan = plan_of(saga)
    asl_path(saga.name, root).write_text(json.dumps(asl_of(plan)))
    recovery_asl_path(saga.name, root).write_text(json.dumps(recovery_asl_of(plan)))
    app = App(context=CONTEXT, outdir=str(tmp_path_factory.mktemp("out")))
    stack = SagaStack(app, settings=Settings(), sagas=(*SAGAS, saga), root=root)
    assembly = app.synth()
    return Resources(template=assembly.get_stack_by_name(stack.stack_name).template)


def test_a_new_saga_is_in_the_stack_with_its_own_functions_only(dev: Resources, swapping: Resources) -> None:
    assert set(swapping.functions()) - set(dev.functions()) == {
        "lambdas.inventory.handler.swap",
        "lambdas.inventory.handler.settle_swap",
    }
    assert len(swapping.functions()["lambdas.orders.handler.begin_change"]) == 1


def test_a_new_saga_is_started_by_the_api_recovered_and_watched(swapping: Resources) -> None:
    saga, recovery = swapping.machines(
        *(name("swap-order").removesuffix("Arn") for name in (machine_output, recovery_output))
    )
    (api,), (recover,) = (
        swapping.functions()[name]
        for name in ("lambdas.api.handler.handle", "lambdas.recovery.handler.recover")
    )
    assert ("states:StartExecution", saga.id) in swapping.grants(swapping.role_of(api))
    assert ("states:StartExecution", recovery.id) in swapping.grants(swapping.role_of(recover))
    known = recover.properties["Environment"]["Variables"]
    assert swapping.by_name(known["SAGA_MACHINES"])["swap-order"] == saga.id
    assert swapping.by_name(known["RECOVERY_MACHINES"])["swap-order"] == recovery.id
    cut_off = [
        target(arn)
        for rule in swapping.of_type("Events::Rule")
        for arn in rule.properties.get("EventPattern", {}).get("detail", {}).get("stateMachineArn", [])
    ]
    assert {saga.id, recovery.id} <= set(cut_off)
    watched = [alarm.properties.get("Dimensions") for alarm in swapping.of_type("CloudWatch::Alarm")]
    assert watched.count([{"Name": "StateMachineArn", "Value": {"Ref": saga.id}}]) == 3


def test_a_new_saga_replaces_nothing_that_was_there(dev: Resources, swapping: Resources) -> None:
    assert {each.id for each in dev} < {each.id for each in swapping}


def test_a_function_that_two_sagas_call_is_made_once() -> None:
    names = [function.name for function in functions_of((*SAGAS, swap_order()))]
    assert names.count("orders.begin_change") == 1


def test_sagas_that_do_not_agree_how_long_a_function_may_run_are_refused() -> None:
    with pytest.raises(ValueError, match=r"orders\.begin_change may run 10 seconds in one saga and 20"):
        functions_of((*SAGAS, swap_order(timeout=20)))


def test_no_resource_waits_for_itself(dev: Resources) -> None:
    """A function that starts a machine must not be called by it: neither could be deployed before the other."""
    waits_for = {each.id: references(each.properties) for each in dev}
    for id_, first in waits_for.items():
        seen: set[str] = set()
        ahead = set(first)
        while ahead:
            seen |= ahead
            ahead = {further for each in ahead for further in waits_for.get(each, ())} - seen
        assert id_ not in seen


def references(value: object) -> set[str]:
    """The ids of the resources that a value names."""
    match value:
        case {"Ref": str(id_)} | {"Fn::GetAtt": [str(id_), _]}:
            return {id_}
        case dict():
            return {id_ for each in value.values() for id_ in references(each)}
        case list():
            return {id_ for each in value for id_ in references(each)}
    return set()
