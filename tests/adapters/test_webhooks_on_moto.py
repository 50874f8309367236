"""The sender's function on moto: its queue, its secret, and a receiver on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws
from standardwebhooks import Webhook

from lambdas.shared import clients
from lambdas.webhooks.handler import send
from tests.adapters.receiver import Receiver, receiving
from tests.support.worlds import REGION
from tests.unit.webhooks.fakes import queued

SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(Receiver()) as it:
        yield it


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The queue's URL; the function's environment is that of the local stage."""
    with mock_aws():
        clients.client.cache_clear()
        secret = boto3.client("secretsmanager", region_name=REGION).create_secret(
            Name="webhooks", SecretString=SECRET
        )
        monkeypatch.setenv("WEBHOOK_SECRET_ARN", secret["ARN"])
        monkeypatch.setenv("STAGE", "local")
        yield boto3.client("sqs", region_name=REGION).create_queue(QueueName="webhooks")["QueueUrl"]
        clients.client.cache_clear()


def receive(queue: str, body: str) -> dict[str, Any]:
    """Send a message and receive it as Lambda does: the SQS event of a batch of one."""
    sqs = boto3.client("sqs", region_name=REGION)
    sqs.send_message(QueueUrl=queue, MessageBody=body)
    [message] = sqs.receive_message(QueueUrl=queue, MessageSystemAttributeNames=["All"])["Messages"]
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:webhooks",
        "awsRegion": REGION,
    }
    return {"Records": [record]}


def test_a_decided_order_reaches_its_callback_signed_with_the_stored_secret(
    queue: str, receiver: Receiver
) -> None:
    event = receive(queue, queued(callback_url=f"http://127.0.0.1:{receiver.port}/hook"))

    answer = send(event, None)

    assert answer == {"batchItemFailures": []}
    [(path, headers, body)] = receiver.received
    assert path == "/hook"
    assert Webhook(f"whsec_{SECRET}").verify(body, headers)["data"]["order_id"] == "o-1"


def test_an_attempt_again_has_the_same_id_and_body(queue: str, receiver: Receiver) -> None:
    receiver.status = 503
    event = receive(queue, queued(callback_url=f"http://127.0.0.1:{receiver.port}/hook"))
    send(event, None)
    receiver.status = 200

    answer = send(event, None)

    assert answer == {"batchItemFailures": []}
    (_, first, first_body), (_, second, second_body) = receiver.received
    assert (first["webhook-id"], first_body) == (second["webhook-id"], second_body)


def test_a_message_that_failed_is_reported_and_stays_hidden_for_a_while(
    queue: str, receiver: Receiver
) -> None:
    receiver.status = 500
    event = receive(queue, queued(callback_url=f"http://127.0.0.1:{receiver.port}/hook"))
    boto3.client("sqs", region_name=REGION).change_message_visibility(
        QueueUrl=queue, ReceiptHandle=event["Records"][0]["receiptHandle"], VisibilityTimeout=0
    )

    answer = send(event, None)

    assert answer == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}
    assert "Messages" not in boto3.client("sqs", region_name=REGION).receive_message(QueueUrl=queue)
