"""What waits in the queue that feeds a function, as Lambda hands it over: one SQS event for each message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

from tests.support.template import REGION, Template

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


def waiting_for(handler: str, template: Template) -> Iterator[dict[str, Any]]:
    """`handler` is a dotted path. Each message is taken for handled when the next one is asked for.

    Where several queues feed the function, the first one that has a message goes before the others.
    """
    sqs = boto3.client("sqs", region_name=REGION)
    urls = {queue: sqs.get_queue_url(QueueName=queue)["QueueUrl"] for queue in _queues(handler, template)}
    while found := _first(sqs, urls):
        queue, message = found
        yield {"Records": [record(message, queue)]}
        sqs.delete_message(QueueUrl=urls[queue], ReceiptHandle=message["ReceiptHandle"])


def _first(sqs: SQSClient, urls: Mapping[str, str]) -> tuple[str, Any] | None:
    for queue, url in urls.items():
        answer = sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"])
        if messages := answer.get("Messages"):
            return queue, messages[0]
    return None


def _queues(handler: str, template: Template) -> list[str]:
    (function,) = [
        name
        for name, properties in template.of_type("AWS::Lambda::Function")
        if properties["Handler"] == handler
    ]
    return [
        str(mapping["EventSourceArn"]).rpartition(":")[2]
        for _, mapping in template.of_type("AWS::Lambda::EventSourceMapping")
        if mapping["FunctionName"] == function
    ]


def record(message: Mapping[str, Any], queue: str) -> dict[str, Any]:
    """A message as SQS gives it, and the name of its queue; as Lambda hands it over."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:123456789012:{queue}",
        "awsRegion": REGION,
    }
