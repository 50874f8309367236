from __future__ import annotations

import pytest

from cdk.settings import InvalidSettingError, Settings


def test_nothing_has_to_be_given() -> None:
    settings = Settings.from_context(lambda _: None)
    assert (settings.stage, settings.stack_name, settings.local) == ("dev", "SagaDev", False)


def test_values_of_the_command_line_are_strings_and_are_understood() -> None:
    given = {"stage": "local", "python": "3.13", "log_retention_days": "7"}
    settings = Settings.from_context(given.get)
    assert settings == Settings(stage="local", python="3.13", log_retention_days=7)
    assert settings.local


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("stage", "Prod!"),
        ("stage", ""),
        ("stage", "a-very-long-name-for-a-stage"),
        ("python", "3.10"),
        ("python", "3"),
        ("log_retention_days", "a month"),
        ("log_retention_days", "31"),
        ("log_retention_days", "0"),
        ("alarm_topic_arn", "alarms"),
        ("alarm_topic_arn", "arn:aws:sqs:eu-central-1:123456789012:alarms"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_its_key_and_what_is_allowed(
    key: str, value: str
) -> None:
    with pytest.raises(InvalidSettingError) as refused:
        Settings.from_context({key: value}.get)
    said, _, allowed = str(refused.value).partition(": must be ")
    assert said in {f"context {key}={value!r}", f"context {key}={value}"}
    assert allowed
