"""The API's function and endpoints on moto: its table, a real key, and the queues that the sender reads."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from lambdas.api.handler import handle
from lambdas.endpoints import replays
from lambdas.endpoints.delivery import INDEX, SHARDS
from lambdas.endpoints.lanes import Hint, hint_of
from lambdas.endpoints.registry import registered
from lambdas.endpoints.secret import KeyService
from lambdas.shared import clients
from lambdas.shared.reads import read_page
from lambdas.shared.world import World
from tests.support.worlds import CALLER, REGION, everything
from tests.unit.api.fakes import HOOK, MACHINES, SOCKETS, Answer, http

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


LARGEST_ITEM = 400 * 1024
"""Bytes that DynamoDB takes."""


@dataclass(frozen=True, kw_only=True)
class Api:
    world: World
    keys: KeyService
    sqs: SQSClient
    prompt: str
    patient: str

    def ask(self, method: str, path: str, body: object = None, *, query: str = "") -> Answer:
        text = None if body is None else json.dumps(body)
        raw = handle(http(method, path, body=text, query=query), None)
        return Answer(
            status=raw["statusCode"], headers=raw["headers"], body=json.loads(raw["body"] or "null")
        )

    def registered(self) -> str:
        return self.ask("POST", "/endpoints", {"url": HOOK}).headers["Location"]

    def told(self, endpoint: str) -> str:
        self.world.sleep(1)
        return self.ask("POST", f"{endpoint}/test").headers["Location"]

    def hints(self, queue: str) -> list[Hint]:
        messages = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [hint_of(message["Body"]) for message in messages]


@pytest.fixture
def api(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Api]:
    """With the function's environment."""
    sqs, kms = boto3.client("sqs", region_name=REGION), boto3.client("kms", region_name=REGION)
    prompt, patient = (sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("prompt", "patient"))
    key_id = kms.create_key()["KeyMetadata"]["Arn"]
    environment = {
        "SAGA_MACHINES": json.dumps(MACHINES),
        "STAGE": "dev",
        "SOCKETS_URL": SOCKETS.url,
        "WEBHOOKS_KEY": key_id,
        "PROMPT_QUEUE_URL": prompt,
        "PATIENT_QUEUE_URL": patient,
        "AWS_DEFAULT_REGION": REGION,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    clients.client.cache_clear()
    yield Api(world=world, keys=KeyService(kms=kms, key_id=key_id), sqs=sqs, prompt=prompt, patient=patient)
    clients.client.cache_clear()


def hint_at(path: str) -> Hint:
    _, _, endpoint_id, _, delivery_id = path.split("/")
    return Hint(endpoint_id=endpoint_id, delivery_id=delivery_id)


def test_a_secret_is_sealed_by_the_key_for_its_endpoint_and_opens_to_what_was_told(api: Api) -> None:
    answer = api.ask("POST", "/endpoints", {"url": HOOK})
    (endpoint,) = registered(api.world, CALLER).endpoints
    sealed = endpoint.secrets[0].sealed

    key = api.keys.open(sealed, endpoint_id=answer.body["endpoint_id"])

    assert answer.status == 201
    assert key == b64decode(answer.body["secret"].removeprefix("whsec_"))
    with pytest.raises(Exception, match="InvalidCiphertext"):
        api.keys.open(sealed, endpoint_id="e-" + "0" * 32)


def test_an_endpoint_lives_through_all_that_can_be_asked_of_it(api: Api) -> None:
    path = api.registered()

    answers = [
        api.ask("POST", f"{path}/rotate"),
        api.ask("POST", f"{path}/disable"),
        api.ask("POST", f"{path}/enable"),
        api.ask("GET", path),
        api.ask("GET", "/endpoints"),
        api.ask("DELETE", path),
        api.ask("GET", path),
    ]

    assert [answer.status for answer in answers] == [200, 200, 200, 200, 200, 204, 404]
    assert len(answers[3].body["secrets"]) == 2


def test_a_test_is_hinted_at_in_the_prompt_lane(api: Api) -> None:
    path = api.told(api.registered())

    assert (api.hints(api.prompt), api.hints(api.patient)) == ([hint_at(path)], [])


def test_a_replayed_delivery_is_hinted_at_anew(api: Api) -> None:
    path = api.told(api.registered())
    api.hints(api.prompt)

    answer = api.ask("POST", f"{path}/replay")

    assert (answer.status, answer.body["status"]) == (202, "PENDING")
    assert api.hints(api.prompt) == [hint_at(path)]


def test_a_replay_since_a_time_is_in_the_index_that_the_sweep_reads(api: Api) -> None:
    endpoint = api.registered()
    told = api.told(endpoint)

    answer = api.ask("POST", f"{endpoint}/replay", {"since": "2026-01-01T00:00:00Z"})

    (replay,) = [found for key in _waiting(api.world) if (found := replays.find(api.world, key))]
    wanted, _ = replays.next_page(api.world, replay)
    assert (answer.status, answer.body["replay_id"]) == (202, replay.replay_id)
    assert [each.delivery_id for each in wanted] == [told.rpartition("/")[2]]


def _waiting(world: World) -> list[dict[str, Any]]:
    """The keys of the replays in the index."""
    return [
        {"pk": item["pk"], "sk": item["sk"]}
        for shard in range(SHARDS)
        for item in read_page(
            world,
            table=world.table("webhooks"),
            index=INDEX,
            condition="#due_shard = :shard",
            values={"shard": f"due#{shard}"},
            most=100,
        ).items
        if item["sk"].startswith("replay#")
    ]


def test_the_log_is_followed_page_by_page(api: Api) -> None:
    endpoint = api.registered()
    expected = [api.told(endpoint).rpartition("/")[2] for _ in range(5)][::-1]

    found, path, query = [], f"{endpoint}/deliveries", "limit=2"
    while True:
        page = api.ask("GET", path, query=query).body
        found += [delivery["delivery_id"] for delivery in page["deliveries"]]
        if page["next"] is None:
            break
        path, _, query = page["next"].partition("?")

    assert found == expected


def test_the_longest_that_ten_endpoints_can_have_fits_into_the_one_item(api: Api) -> None:
    """URLs and descriptions at their limits, and as many secrets as may be good at once; a real key's ciphertext is
    somewhat longer than moto's.
    """
    for number in range(10):
        url = f"https://shop.example/{number}/".ljust(2048, "a")
        answer = api.ask("POST", "/endpoints", {"url": url, "description": "😀" * 200})
        rotated = [api.ask("POST", f"{answer.headers['Location']}/rotate") for _ in range(4)]
        assert [answer.status, *(each.status for each in rotated)] == [201, 200, 200, 200, 200]

    (item,) = [item for item in everything(api.world, "webhooks") if item["sk"] == "endpoints"]
    assert len(item["endpoints"]) == 10
    assert len(json.dumps(item)) < LARGEST_ITEM / 4
