"""An AWS account with one stack: CloudFormation as far as it is asked, the API on the loopback, the rest on moto."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

from boto3.session import Session
from botocore.exceptions import ClientError

from ops.cloud import PARTICIPANTS
from tests.support.worlds import REGION, create_table

STACK = "SagaTest"
MACHINE = f"arn:aws:states:{REGION}:123456789012:stateMachine:create-order"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
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


def account(*, api: Api, trail: str = TRAIL) -> Account:
    """With the stack deployed, while moto mocks AWS."""
    it = Account(region_name=REGION)
    for name in PARTICIPANTS:
        create_table(it.client("dynamodb"), name)
    it.client("logs").create_log_group(logGroupName=GROUP)
    outputs = {
        **{f"{name.capitalize()}Table": name for name in PARTICIPANTS},
        "ApiUrl": api.url,
        "StateMachineArn": MACHINE,
    }
    it.stack = CloudFormation(outputs, {"ApiAccessLog": "/saga/access", trail: GROUP})
    return it


@dataclass
class Api:
    """Answers every GET alike, and registers whatever is to be an endpoint. `endpoints` are the URLs by id."""

    status: int
    url: str = ""
    endpoints: dict[str, str] = field(default_factory=dict)

    def register(self, url: str) -> dict[str, str]:
        endpoint_id = f"e-{len(self.endpoints)}"
        self.endpoints[endpoint_id] = url
        return {"endpoint_id": endpoint_id, "url": url, "secret": SECRET}


@contextmanager
def serving(status: int) -> Iterator[Api]:
    api = Api(status)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(status, {})

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(201, api.register(asked["url"]))

        def do_DELETE(self) -> None:
            del api.endpoints[self.path.rpartition("/")[2]]
            self.send_response(204)
            self.end_headers()

        def _answer(self, status: int, body: Mapping[str, str]) -> None:
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            api.url = f"http://127.0.0.1:{server.server_port}"
            yield api
        finally:
            server.shutdown()
            thread.join()
