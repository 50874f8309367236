"""What each function may do, the rights written out by hand: no more, and no less, than this."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lambdas.shared import answering, tickets
from tests.infra.resources import Grants, Resource, Resources, many, target

ANSWERING = ("GetItem", "PutItem", "UpdateItem")
ITEM_ACTIONS = {
    "dynamodb:BatchGetItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
}

READ_QUEUE = (
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueUrl",
    "GetQueueAttributes",
)

_ACTIONS = {
    "orders": (
        "create",
        "reject",
        "approve",
        "begin_cancellation",
        "end_cancellation",
        "cancel",
        "begin_change",
        "end_change",
        "confirm_change",
        "open_group",
        "reject_group",
        "place_first",
        "place_second",
        "cancel_first",
        "cancel_second",
        "confirm_group",
        "resolve_group",
    ),
    "inventory": (
        "reserve",
        "release",
        "ship",
        "withdraw",
        "settle_withdrawal",
        "adjust",
        "readjust",
        "confirm",
        "hold",
        "drop_hold",
        "ship_together",
    ),
    "customers": (
        "reserve_credit",
        "release_credit",
        "return_credit",
        "adjust_credit",
        "readjust_credit",
        "confirm_credit",
    ),
    "approvals": ("ask", "withdraw"),
    "payments": ("charge", "resolve", "refund", "adjust", "settle_adjustment"),
}
PARTICIPANTS = [
    f"lambdas.{participant}.handler.{action}"
    for participant, actions in _ACTIONS.items()
    for action in actions
]
STARTS = {
    "lambdas.orders.handler.place_first": "CreateOrderMachine",
    "lambdas.orders.handler.place_second": "CreateOrderMachine",
    "lambdas.orders.handler.cancel_first": "CancelOrderMachine",
    "lambdas.orders.handler.cancel_second": "CancelOrderMachine",
}
"""What a step of one saga starts of another."""

SAGAS = ("CreateOrderMachine", "CancelOrderMachine", "ChangeOrderMachine", "PlaceTogetherMachine")
RECOVERIES = tuple(saga.replace("Machine", "RecoveryMachine") for saga in SAGAS)
RECOVERY = {f"lambdas.recovery.handler.{name}" for name in ("park", "decide", "recover", "sweep")}
ENDS = {"lambdas.outbox.handler.publish", "lambdas.api.handler.handle"}
WEBHOOKS = {
    "lambdas.webhooks.dispatching.dispatch",
    "lambdas.webhooks.sending.send",
    "lambdas.webhooks.sweeping.sweep",
}
TELLING = {"lambdas.approvals.handler.tell", "lambdas.orders.handler.tell"}
SOCKETS = {"lambdas.sockets.handler.converse", "lambdas.sockets.delivery.push"}


def besides_logs(resources: Resources, function: Resource) -> Grants:
    """What is granted on top of writing to the function's own log group, which has to be there."""
    log = target(function.properties["LoggingConfig"]["LogGroup"])
    own_log = {(action, f"{log}.Arn") for action in ("logs:CreateLogStream", "logs:PutLogEvents")}
    grants = resources.grants(resources.role_of(function))
    assert own_log <= grants
    return grants - own_log


def test_the_functions_are_the_ones_listed_here(dev: Resources) -> None:
    assert set(dev.functions()) == {*PARTICIPANTS, *RECOVERY, *ENDS, *SOCKETS, *WEBHOOKS, *TELLING}


@pytest.mark.parametrize("handler", PARTICIPANTS)
def test_a_participant_s_function_reaches_its_own_table_and_no_other(dev: Resources, handler: str) -> None:
    (function,) = dev.functions()[handler]
    table = dev.table(handler.split(".")[1])
    assert besides_logs(dev, function) == {
        *((action, f"{table}.Arn") for action in ITEM_ACTIONS),
        *(("states:StartExecution", machine.id) for machine in started_by(dev, handler)),
    }


def started_by(dev: Resources, handler: str) -> list[Resource]:
    return [*dev.machines(STARTS[handler])] if handler in STARTS else []


@pytest.mark.parametrize("handler", STARTS)
def test_a_function_that_starts_a_saga_is_told_of_that_one_and_no_other(dev: Resources, handler: str) -> None:
    (function,), (machine,) = dev.functions()[handler], started_by(dev, handler)
    told = json.dumps(function.properties["Environment"]["Variables"]["SAGA_MACHINES"])
    assert machine.id in told
    assert told.count("Machine") == machine.id.count("Machine")


@pytest.mark.parametrize("handler", PARTICIPANTS)
def test_a_participant_s_function_is_told_of_its_own_table_and_no_other(dev: Resources, handler: str) -> None:
    participant = handler.split(".")[1]
    (function,) = dev.functions()[handler]
    variables = function.properties["Environment"]["Variables"]
    tables = {name: value for name, value in variables.items() if name.endswith("_TABLE")}
    assert tables == {f"{participant.upper()}_TABLE": {"Ref": dev.table(participant)}}


@pytest.mark.parametrize(
    "participant", ["orders", "approvals", "inventory", "customers", "payments", "recovery", "webhooks"]
)
def test_a_publisher_reads_one_stream_and_writes_to_the_bus_and_its_two_queues(
    dev: Resources, participant: str
) -> None:
    stream = f"{dev.table(participant)}.StreamArn"
    (mapping,) = [
        mapping
        for mapping in dev.of_type("Lambda::EventSourceMapping")
        if target(mapping.properties["EventSourceArn"]) == stream
    ]
    (publisher,) = [
        function
        for function in dev.functions()["lambdas.outbox.handler.publish"]
        if function.id == target(mapping.properties["FunctionName"])
    ]
    parked = target(publisher.properties["Environment"]["Variables"]["PARKING_QUEUE_URL"])
    unread = target(mapping.properties["DestinationConfig"]["OnFailure"]["Destination"])
    assert besides_logs(dev, publisher) == {
        ("dynamodb:DescribeStream", stream),
        ("dynamodb:GetRecords", stream),
        ("dynamodb:GetShardIterator", stream),
        ("dynamodb:ListStreams", "*"),
        ("events:PutEvents", f"{dev.the('Events::EventBus').id}.Arn"),
        *(
            (f"sqs:{action}", queue)
            for action in ("SendMessage", "GetQueueUrl", "GetQueueAttributes")
            for queue in (f"{parked}.Arn", unread)
        ),
    }


def test_the_api_starts_and_describes_sagas_reads_orders_answers_writes_tickets_and_keeps_what_callers_registered(
    dev: Resources,
) -> None:
    (function,) = dev.functions()["lambdas.api.handler.handle"]
    grants = besides_logs(dev, function)
    orders = {"Fn::GetAtt": [dev.table("orders"), "Arn"]}
    assert grants == {
        ("dynamodb:BatchGetItem", f"{dev.table('orders')}.Arn"),
        ("dynamodb:GetItem", f"{dev.table('orders')}.Arn"),
        ("dynamodb:Query", json.dumps({"Fn::Join": ["", [orders, "/index/by_caller"]]})),
        *((f"dynamodb:{action}", f"{dev.table('approvals')}.Arn") for action in ANSWERING),
        ("dynamodb:PutItem", f"{dev.table('sockets')}.Arn"),
        *(("states:StartExecution", saga.id) for saga in dev.machines(*SAGAS)),
        *(("states:DescribeExecution", any_execution(saga)) for saga in dev.machines(*SAGAS)),
        *on_webhooks(dev, "GetItem", "PutItem", "Query", "UpdateItem"),
        ("kms:Encrypt", f"{dev.the('KMS::Key').id}.Arn"),
        *sends_hints(dev),
    }


def test_what_the_api_changes_among_the_approvals_is_a_question_and_what_it_adds_an_event(
    dev: Resources,
) -> None:
    allowed = {
        prefix: set(many(statement["Action"]))
        for statement in conditions_of_the_api(dev, "approvals")
        for prefix in statement["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    }
    assert allowed == {
        "approval#*": {"dynamodb:GetItem", "dynamodb:UpdateItem"},
        "saga#*": {"dynamodb:PutItem"},
    }
    assert answering.approval_key("o-1")["pk"].startswith("approval#")


def test_telling_reads_answers_takes_questions_back_and_ends_the_tasks_of_sagas_and_works_off_its_queue(
    dev: Resources,
) -> None:
    (function,) = dev.functions()["lambdas.approvals.handler.tell"]
    (queue,) = [feed.queue for feed in dev.feeds() if feed.function.id == function.id]
    assert besides_logs(dev, function) == {
        *(
            (f"dynamodb:{action}", f"{dev.table('approvals')}.Arn")
            for action in ("GetItem", "UpdateItem", "PutItem")
        ),
        *(
            (f"states:SendTask{outcome}", machine.id)
            for outcome in ("Success", "Failure")
            for machine in dev.machines(*SAGAS)
        ),
        *((f"sqs:{action}", f"{queue.id}.Arn") for action in READ_QUEUE),
    }


def test_telling_groups_reads_orders_and_ends_the_tasks_of_the_saga_that_waits_for_them(
    dev: Resources,
) -> None:
    (function,) = dev.functions()["lambdas.orders.handler.tell"]
    (queue,) = [feed.queue for feed in dev.feeds() if feed.function.id == function.id]
    assert besides_logs(dev, function) == {
        ("dynamodb:GetItem", f"{dev.table('orders')}.Arn"),
        *(
            (f"states:SendTask{outcome}", machine.id)
            for outcome in ("Success", "Failure")
            for machine in dev.machines("PlaceTogetherMachine")
        ),
        *((f"sqs:{action}", f"{queue.id}.Arn") for action in READ_QUEUE),
    }


def any_execution(machine: Resource) -> str:
    """The ARN of all executions of a machine: it is made of the machine's name, the seventh part of its ARN."""
    name = {"Fn::Select": [6, {"Fn::Split": [":", {"Ref": machine.id}]}]}
    place = [":states:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":execution:"]
    return json.dumps({"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, *place, name, ":*"]]})


def test_parking_writes_items_of_the_recovery_table(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.recovery.handler.park"]
    table = f"{dev.table('recovery')}.Arn"
    assert besides_logs(dev, function) == {
        (f"dynamodb:{action}", table) for action in ("GetItem", "PutItem", "UpdateItem")
    }


def test_deciding_finds_and_changes_what_is_parked_and_answers_tasks_of_all_machines(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.recovery.handler.decide"]
    table = f"{dev.table('recovery')}.Arn"
    assert besides_logs(dev, function) == {
        *((f"dynamodb:{action}", table) for action in ("GetItem", "Query", "UpdateItem")),
        *(("states:SendTaskSuccess", machine.id) for machine in dev.machines(*SAGAS, *RECOVERIES)),
    }


def looks_at_sagas_and_starts_recoveries(dev: Resources) -> Grants:
    machines = dev.machines(*SAGAS, *RECOVERIES)
    return {
        *(("states:DescribeExecution", any_execution(machine)) for machine in machines),
        *(("states:StartExecution", recovery.id) for recovery in dev.machines(*RECOVERIES)),
    }


def test_recovering_looks_at_sagas_starts_recoveries_and_keeps_what_it_could_not_handle(
    dev: Resources,
) -> None:
    (function,) = dev.functions()["lambdas.recovery.handler.recover"]
    (invoked,) = [
        each.properties
        for each in dev.of_type("Lambda::EventInvokeConfig")
        if target(each.properties["FunctionName"]) == function.id
    ]
    queue = target(invoked["DestinationConfig"]["OnFailure"]["Destination"])
    assert besides_logs(dev, function) == {
        *looks_at_sagas_and_starts_recoveries(dev),
        *((f"sqs:{action}", queue) for action in ("SendMessage", "GetQueueUrl", "GetQueueAttributes")),
    }


def test_the_sweep_queries_the_index_of_pending_orders_and_never_reads_an_order(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.recovery.handler.sweep"]
    orders = {"Fn::GetAtt": [dev.table("orders"), "Arn"]}
    table = f"{dev.table('recovery')}.Arn"
    assert besides_logs(dev, function) == {
        *looks_at_sagas_and_starts_recoveries(dev),
        *(("states:ListExecutions", machine.id) for machine in dev.machines(*SAGAS, *RECOVERIES)),
        ("dynamodb:Query", json.dumps({"Fn::Join": ["", [orders, "/index/pending"]]})),
        *((f"dynamodb:{action}", table) for action in ("GetItem", "PutItem", "UpdateItem")),
    }


def test_what_the_api_writes_among_the_sockets_is_a_ticket(dev: Resources) -> None:
    (statement,) = conditions_of_the_api(dev, "sockets")
    assert statement["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": [f"{tickets.PREFIX}*"]}
    }


def conditions_of_the_api(dev: Resources, participant: str) -> list[dict[str, Any]]:
    """What its policy says about a table."""
    (function,) = dev.functions()["lambdas.api.handler.handle"]
    return [
        statement
        for policy in dev.of_type("IAM::Policy")
        if {"Ref": dev.role_of(function)} in policy.properties["Roles"]
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement["Resource"] == {"Fn::GetAtt": [dev.table(participant), "Arn"]}
    ]


def keeps_connections_and_sends_to_them(dev: Resources) -> Grants:
    """Of this API, of its one stage: to send, not to look or to close."""
    (api,), (stage,) = dev.websocket("Api"), dev.websocket("Stage")
    place = [":execute-api:", {"Ref": "AWS::Region"}, ":", {"Ref": "AWS::AccountId"}, ":", {"Ref": api.id}]
    path = f"/{stage.properties['StageName']}/POST/@connections/*"
    connections = {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, *place, path]]}
    return {
        *(
            (f"dynamodb:{action}", f"{dev.table('sockets')}.Arn")
            for action in ("DeleteItem", "GetItem", "PutItem", "Query")
        ),
        ("dynamodb:GetItem", f"{dev.table('orders')}.Arn"),
        ("execute-api:ManageConnections", json.dumps(connections)),
    }


def test_conversing_keeps_connections_sends_to_them_and_reads_orders(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.sockets.handler.converse"]
    assert besides_logs(dev, function) == {
        *keeps_connections_and_sends_to_them(dev),
        ("states:DescribeExecution", any_execution(dev.machine())),
    }


def test_pushing_keeps_connections_sends_to_them_reads_orders_and_its_queue(dev: Resources) -> None:
    (function,) = dev.functions()["lambdas.sockets.delivery.push"]
    (queue,) = {resource for action, resource in besides_logs(dev, function) if action.startswith("sqs:")}
    assert besides_logs(dev, function) == {
        *keeps_connections_and_sends_to_them(dev),
        *((f"sqs:{action}", queue) for action in READ_QUEUE),
    }


def on_webhooks(dev: Resources, *actions: str) -> Grants:
    """On the table itself."""
    return {(f"dynamodb:{action}", f"{dev.table('webhooks')}.Arn") for action in actions}


def lanes(dev: Resources) -> set[str]:
    """The ARNs of the two queues that feed the sender."""
    return {f"{feed.queue.id}.Arn" for feed in dev.feeds() if feed.function.id == sender(dev).id}


def sender(dev: Resources) -> Resource:
    (function,) = dev.functions()["lambdas.webhooks.sending.send"]
    return function


def sends_hints(dev: Resources) -> Grants:
    return {("sqs:SendMessage", lane) for lane in lanes(dev)}


def test_the_sender_reaches_nothing_but_its_own_queues_table_and_key_and_seals_nothing(
    dev: Resources,
) -> None:
    assert len(lanes(dev)) == 2
    assert besides_logs(dev, sender(dev)) == {
        *on_webhooks(dev, "GetItem", "PutItem", "Query", "UpdateItem"),
        ("kms:Decrypt", f"{dev.the('KMS::Key').id}.Arn"),
        *sends_hints(dev),
        *((f"sqs:{action}", lane) for action in READ_QUEUE for lane in lanes(dev)),
    }


def test_the_dispatcher_reads_orders_opens_deliveries_sends_hints_and_works_off_its_queue(
    dev: Resources,
) -> None:
    (function,) = dev.functions()["lambdas.webhooks.dispatching.dispatch"]
    (queue,) = [feed.queue for feed in dev.feeds() if feed.function.id == function.id]
    assert besides_logs(dev, function) == {
        ("dynamodb:GetItem", f"{dev.table('orders')}.Arn"),
        *on_webhooks(dev, "GetItem", "PutItem"),
        *sends_hints(dev),
        *((f"sqs:{action}", f"{queue.id}.Arn") for action in READ_QUEUE),
    }


def test_the_sweep_of_deliveries_queries_the_index_moves_deliveries_on_and_sends_hints(
    dev: Resources,
) -> None:
    (function,) = dev.functions()["lambdas.webhooks.sweeping.sweep"]
    table = {"Fn::GetAtt": [dev.table("webhooks"), "Arn"]}
    assert besides_logs(dev, function) == {
        ("dynamodb:Query", json.dumps({"Fn::Join": ["", [table, "/index/due"]]})),
        *on_webhooks(dev, "GetItem", "Query", "UpdateItem"),
        *sends_hints(dev),
    }


def test_only_the_api_seals_and_only_the_sender_opens(dev: Resources) -> None:
    may = {
        (action, handler)
        for handler, functions in dev.functions().items()
        for function in functions
        for action, _ in dev.grants(dev.role_of(function))
        if action.startswith("kms:")
    }
    assert may == {
        ("kms:Encrypt", "lambdas.api.handler.handle"),
        ("kms:Decrypt", "lambdas.webhooks.sending.send"),
    }


def test_no_two_functions_share_a_role(dev: Resources) -> None:
    functions = dev.of_type("Lambda::Function")
    assert len({dev.role_of(function) for function in functions}) == len(functions)


def may_invoke(dev: Resources, machine: Resource) -> set[str]:
    """The handlers; nothing but functions and logs is granted to a machine."""
    grants = dev.grants(target(machine.properties["RoleArn"]).removesuffix(".Arn"))
    assert {action.split(":")[0] for action, _ in grants} == {"lambda", "logs"}
    handlers = {f"{function.id}.Arn": handler for handler, (function, *_) in dev.functions().items()}
    return {handlers[resource] for action, resource in grants if action == "lambda:InvokeFunction"}


_CALLED = {
    "CreateOrderMachine": {
        "orders": {"create", "reject", "approve"},
        "approvals": {"ask", "withdraw"},
        "inventory": {"reserve", "release", "ship"},
        "customers": {"reserve_credit", "release_credit"},
        "payments": {"charge", "resolve"},
    },
    "CreateOrderRecoveryMachine": {
        "orders": {"reject", "approve"},
        "approvals": {"withdraw"},
        "inventory": {"release", "ship"},
        "customers": {"release_credit"},
        "payments": {"resolve"},
    },
    "CancelOrderMachine": {
        "orders": {"begin_cancellation", "end_cancellation", "cancel"},
        "inventory": {"withdraw", "settle_withdrawal"},
        "customers": {"return_credit"},
        "payments": {"refund"},
    },
    "CancelOrderRecoveryMachine": {
        "orders": {"end_cancellation", "cancel"},
        "inventory": {"settle_withdrawal"},
        "customers": {"return_credit"},
        "payments": {"refund"},
    },
    "ChangeOrderMachine": {
        "orders": {"begin_change", "end_change", "confirm_change"},
        "inventory": {"adjust", "readjust", "confirm"},
        "customers": {"adjust_credit", "readjust_credit", "confirm_credit"},
        "payments": {"adjust", "settle_adjustment"},
    },
    "ChangeOrderRecoveryMachine": {
        "orders": {"end_change", "confirm_change"},
        "inventory": {"readjust", "confirm"},
        "customers": {"readjust_credit", "confirm_credit"},
        "payments": {"settle_adjustment"},
    },
}


@pytest.mark.parametrize("output", _CALLED)
def test_a_machine_may_invoke_the_functions_of_its_saga_and_park_and_a_recovery_no_step_up_to_the_pivot(
    dev: Resources, output: str
) -> None:
    assert may_invoke(dev, dev.machine(output)) == {
        "lambdas.recovery.handler.park",
        *(
            f"lambdas.{participant}.handler.{action}"
            for participant, actions in _CALLED[output].items()
            for action in actions
        ),
    }


def test_nothing_is_granted_by_wildcard_actions(dev: Resources) -> None:
    for policy in dev.of_type("IAM::Policy"):
        for statement in policy.properties["PolicyDocument"]["Statement"]:
            assert not [action for action in many(statement["Action"]) if "*" in action]
