"""Data outlives the stack, except in the local cloud; no name is fixed, so stages live side by side."""

from __future__ import annotations

import pytest

from tests.infra.resources import Resources

_NAMES = {
    "CloudWatch::Alarm": "AlarmName",
    "DynamoDB::Table": "TableName",
    "IAM::Role": "RoleName",
    "Lambda::Function": "FunctionName",
    "Lambda::LayerVersion": "LayerName",
    "Logs::LogGroup": "LogGroupName",
    "SQS::Queue": "QueueName",
    "StepFunctions::StateMachine": "StateMachineName",
}


def test_data_is_kept_when_the_stack_is_deleted(dev: Resources) -> None:
    for resource in (*dev.journal_tables(), *dev.of_type("KMS::Key")):
        assert (resource.body["DeletionPolicy"], resource.body["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_who_was_connected_is_forgotten_with_the_stack(dev: Resources) -> None:
    (table,) = [each for each in dev.of_type("DynamoDB::Table") if each.id == dev.table("sockets")]
    assert table.body["DeletionPolicy"] == "Delete"
    assert "StreamSpecification" not in table.properties


@pytest.mark.parametrize("kind", ["DynamoDB::Table", "KMS::Key"])
def test_the_local_cloud_leaves_nothing_behind(local: Resources, kind: str) -> None:
    for resource in local.of_type(kind):
        assert resource.body["DeletionPolicy"] == "Delete"


def test_tables_cannot_be_deleted_by_accident(dev: Resources, local: Resources) -> None:
    assert all(table.properties["DeletionProtectionEnabled"] for table in dev.journal_tables())
    assert not any(table.properties["DeletionProtectionEnabled"] for table in local.journal_tables())


def test_there_are_seven_tables_that_can_be_restored_to_any_second(dev: Resources) -> None:
    tables = dev.journal_tables()
    assert len(tables) == 7
    for table in tables:
        recovery = table.properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is True


def test_journal_items_tickets_and_connections_expire(dev: Resources) -> None:
    for table in dev.of_type("DynamoDB::Table"):
        expected = {"AttributeName": "expires_at", "Enabled": True}
        assert table.properties["TimeToLiveSpecification"] == expected


def test_logs_expire_after_a_month(dev: Resources) -> None:
    assert {group.properties["RetentionInDays"] for group in dev.of_type("Logs::LogGroup")} == {30}


def test_every_function_writes_to_a_log_group_of_the_stack(dev: Resources) -> None:
    groups = {group.id for group in dev.of_type("Logs::LogGroup")}
    for function in dev.of_type("Lambda::Function"):
        assert function.properties["LoggingConfig"]["LogGroup"]["Ref"] in groups


@pytest.mark.parametrize(("kind", "name"), _NAMES.items())
def test_no_physical_name_is_fixed(dev: Resources, kind: str, name: str) -> None:
    assert not [resource.id for resource in dev.of_type(kind) if name in resource.properties]


def test_an_alias_is_nothing_but_a_name_which_says_the_stage(dev: Resources, local: Resources) -> None:
    names = [stage.the("KMS::Alias").properties["AliasName"] for stage in (dev, local)]
    assert names == ["alias/SagaDev/webhooks", "alias/SagaLocal/webhooks"]
