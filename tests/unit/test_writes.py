"""Writes as DynamoDB wants them: it refuses a name that is declared and not used, or used and not declared."""

from __future__ import annotations

from lambdas.shared.writes import unexpected, update


def test_a_name_that_ends_an_update_is_not_run_into_the_condition_behind_it() -> None:
    write = update(
        table="webhooks",
        key={"pk": "p", "sk": "s"},
        expression="SET #status = :status REMOVE #claim",
        condition="attribute_exists(#pk)",
        values={"status": "PENDING"},
        refused=unexpected("it is there"),
    )

    assert write.action["Update"]["ExpressionAttributeNames"] == {
        "#status": "status",
        "#claim": "claim",
        "#pk": "pk",
    }
