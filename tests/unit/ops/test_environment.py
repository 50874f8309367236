from __future__ import annotations

import os
from pathlib import Path

from ops.environment import cdk_environment, ministack_environment, tool_environment

SCRATCH = Path("/scratch")
PERSON = {
    "PATH": "/usr/bin",
    "LANG": "de_DE.UTF-8",
    "HOME": "/home/ann",
    "AWS_PROFILE": "production",
    "AWS_SESSION_TOKEN": "real",
    "AWS_CA_BUNDLE": "/ca.pem",
    "CDK_DEFAULT_ACCOUNT": "123456789012",
    "HTTP_PROXY": "http://proxy",
    "PERSIST_STATE": "1",
    "S3_PERSIST": "1",
    "USE_SSL": "1",
    "SERVICES": "s3",
    "LAMBDA_EXECUTOR": "docker",
}


def test_the_projects_own_programs_come_first_and_the_persons_after() -> None:
    *own, last = tool_environment(PERSON, scratch=SCRATCH)["PATH"].split(os.pathsep)

    assert own[0].endswith("node_modules/.bin")
    assert last == "/usr/bin"


def test_no_tool_sees_the_persons_home_profile_proxy_or_account() -> None:
    for environment in (
        cdk_environment(PERSON, scratch=SCRATCH, endpoint="http://127.0.0.1:1"),
        ministack_environment(PERSON, scratch=SCRATCH, port=1),
    ):
        theirs = {name for name, value in PERSON.items() if environment.get(name) == value}
        assert theirs == {"LANG"}


def test_the_cdk_has_one_endpoint_and_no_configuration_file_to_look_into() -> None:
    environment = cdk_environment(PERSON, scratch=SCRATCH, endpoint="http://127.0.0.1:1")

    assert {environment["AWS_ENDPOINT_URL"], environment["AWS_ENDPOINT_URL_S3"]} == {"http://127.0.0.1:1"}
    assert {environment["AWS_CONFIG_FILE"], environment["AWS_SHARED_CREDENTIALS_FILE"]} == {os.devnull}


def test_ministack_listens_on_this_machine_only_its_iot_broker_included() -> None:
    environment = ministack_environment(PERSON, scratch=SCRATCH, port=4711)

    assert (environment["BIND_HOST"], environment["GATEWAY_PORT"]) == ("127.0.0.1", "4711")
    assert (environment["IOT_MTLS_ENABLED"], environment["SFTP_ENABLED"]) == ("0", "0")


def test_ministack_finds_no_docker_daemon_to_clear_up() -> None:
    assert "no-docker" in ministack_environment(PERSON, scratch=SCRATCH, port=1)["DOCKER_HOST"]


def test_only_a_fast_ministack_shortens_the_pauses_between_attempts() -> None:
    usual = ministack_environment({"SFN_WAIT_SCALE": "7"}, scratch=SCRATCH, port=1)
    fast = ministack_environment({}, scratch=SCRATCH, port=1, fast=True)

    assert "SFN_WAIT_SCALE" not in usual
    assert float(fast["SFN_WAIT_SCALE"]) < 0.1
