"""An AWS account with one stack: CloudFormation as far as it is asked, the API on the loopback, the rest on moto."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

from boto3.session import Session
from botocore.exceptions import ClientError

from ops.cloud import PARTICIPANTS
from tests.support.worlds import REGION, create_table

STACK = "SagaTest"
MACHINE = f"arn:aws:states:{REGION}:123456789012:stateMachine:create-order"
SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TRAIL = "EventsAuditTrail0A1B"
GROUP = "/saga/events"


@dataclass(frozen=True)
class CloudFormation:
    outputs: Mapping[str, str]
    log_groups: Mapping[str, str]

    def describe_stacks(self, *, StackName: str) -> dict[str, Any]:  # noqa: N803 - boto3's name
        if StackName != STACK:
            message = f"Stack with id {StackName} does not exist"
            raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DescribeStacks")
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in self.outputs.items()]
        return {"Stacks": [{"Outputs": outputs}]}

    def get_paginator(self, operation: str) -> CloudFormation:
        assert operation == "list_stack_resources"
        return self

    def paginate(self, *, StackName: str) -> Iterator[dict[str, Any]]:  # noqa: N803 - boto3's name
        """A page for each resource, as there may be."""
        assert StackName == STACK
        for logical, physical in self.log_groups.items():
            kind = "AWS::Logs::LogGroup"
            yield {"StackResourceSummaries": [resource(logical, physical, kind=kind)]}


def resource(logical: str, physical: str, *, kind: str) -> dict[str, str]:
    return {"LogicalResourceId": logical, "PhysicalResourceId": physical, "ResourceType": kind}


class Account(Session):
    """boto3's session, whose CloudFormation knows the stack."""

    stack: CloudFormation

    def client(self, service: str, *arguments: Any, **more: Any) -> Any:  # type: ignore[override]
        if service == "cloudformation":
            return self.stack
        return super().client(cast("Any", service), *arguments, **more)


def account(*, api_url: str, trail: str = TRAIL) -> Account:
    """With the stack deployed, while moto mocks AWS."""
    it = Account(region_name=REGION)
    for name in PARTICIPANTS:
        create_table(it.client("dynamodb"), name)
    it.client("logs").create_log_group(logGroupName=GROUP)
    secret = it.client("secretsmanager").create_secret(Name="webhooks", SecretString=SECRET)["ARN"]
    outputs = {
        **{f"{name.capitalize()}Table": name for name in PARTICIPANTS},
        "ApiUrl": api_url,
        "StateMachineArn": MACHINE,
        "WebhookSecretArn": secret,
    }
    it.stack = CloudFormation(outputs, {"ApiAccessLog": "/saga/access", trail: GROUP})
    return it


@contextmanager
def serving(status: int) -> Iterator[str]:
    """An API that answers everything like this; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
