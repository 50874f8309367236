from __future__ import annotations

import pytest

from cdk.settings import InvalidSettingError, Settings


def test_nothing_has_to_be_given() -> None:
    settings = Settings.from_context(lambda _: None)
    assert (settings.stage, settings.stack_name, settings.local) == ("dev", "SagaDev", False)


def test_values_of_the_command_line_are_strings_and_are_understood() -> None:
    given = {"stage": "local", "python": "3.13", "log_retention_days": "7", "longest_wait": "0"}
    settings = Settings.from_context(given.get)
    assert settings == Settings(stage="local", python="3.13", log_retention_days=7, longest_wait=0)
    assert settings.local


def test_callers_with_tokens_have_an_issuer_and_an_audience_or_several() -> None:
    given = {"jwt_issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab1", "jwt_audience": "a,b"}
    settings = Settings.from_context(given.get)
    assert (settings.jwt_issuer, settings.jwt_audience) == tuple(given.values())


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
        ("longest_wait", "21"),
        ("longest_wait", "-1"),
        ("longest_wait", "long"),
        ("jwt_issuer", "http://id.shop.example"),
        ("jwt_issuer", "https://id.shop.example/?tenant=1"),
        ("jwt_audience", ""),
        ("jwt_audience", "a,,b"),
        ("jwt_audience", "a b"),
        ("approver_scope", ""),
        ("approver_scope", "approve orders"),
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


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"jwt_issuer": "https://id.shop.example"}, "jwt_audience"),
        ({"jwt_audience": "shop"}, "jwt_issuer"),
    ],
)
def test_an_issuer_without_an_audience_would_let_in_tokens_made_for_others(
    given: dict[str, str], missing: str
) -> None:
    with pytest.raises(InvalidSettingError, match=f"context {missing}=None: must be there when"):
        Settings.from_context(given.get)
