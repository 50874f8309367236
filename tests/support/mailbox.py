"""What waits in the queue that feeds a function, as Lambda hands it over: one SQS event for each message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3

from tests.support.template import REGION, Template


def waiting_for(handler: str, template: Template) -> Iterator[dict[str, Any]]:
    """`handler` is a dotted path. Each message is taken for handled when the next one is asked for."""
    sqs, queue = boto3.client("sqs", region_name=REGION), _queue(handler, template)
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    while found := sqs.receive_message(QueueUrl=url, MessageSystemAttributeNames=["All"]).get("Messages"):
        for message in found:
            yield {"Records": [_record(message, queue)]}
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def _queue(handler: str, template: Template) -> str:
    (function,) = [
        name
        for name, properties in template.of_type("AWS::Lambda::Function")
        if properties["Handler"] == handler
    ]
    (arn,) = [
        mapping["EventSourceArn"]
        for _, mapping in template.of_type("AWS::Lambda::EventSourceMapping")
        if mapping["FunctionName"] == function
    ]
    return str(arn).rpartition(":")[2]


def _record(message: Any, queue: str) -> dict[str, Any]:
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
