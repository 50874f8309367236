"""POST /endpoints, and what can be seen of an endpoint: one for each URL, ten at most, the secret once."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import Any

import pytest

from lambdas.endpoints.registry import registered
from tests.support.flaky import Act, answer_lost, error, never_sent
from tests.support.worlds import CALLER, everything
from tests.unit.api.fakes import HOOK, Answer, client_error
from tests.unit.api.owner import NO_SUCH, Owner

AT_THE_CLOCK = "2026-01-01T00:00:00.000+00:00"
CHANGES = ("rotate", "disable", "enable", "test", "replay")


def urls(me: Owner) -> list[str]:
    return [endpoint["url"] for endpoint in me.get("/endpoints").body["endpoints"]]


def problem(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.body["type"].removeprefix("urn:saga:problem:")


def test_an_endpoint_is_registered_as_it_was_given_and_says_where_it_is(me: Owner) -> None:
    answer = me.register("https://Shop.example:443/hooks?shop=7", description="the shop, für alle")

    endpoint_id = answer.body["endpoint_id"]
    assert answer.status == 201
    assert answer.headers["Location"] == f"/endpoints/{endpoint_id}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert {name: value for name, value in answer.body.items() if name not in ("endpoint_id", "secret")} == {
        "url": "https://Shop.example:443/hooks?shop=7",
        "description": "the shop, für alle",
        "status": "ENABLED",
        "disabled_reason": None,
        "created_at": AT_THE_CLOCK,
        "secrets": [{"created_at": AT_THE_CLOCK, "valid_until": None}],
    }


def test_a_secret_is_whsec_and_256_bits_and_another_one_for_each_endpoint(me: Owner) -> None:
    secrets = [me.register(f"{HOOK}/{number}").body["secret"] for number in range(2)]

    assert {len(b64decode(secret.removeprefix("whsec_"), validate=True)) for secret in secrets} == {32}
    assert all(secret.startswith("whsec_") for secret in secrets)
    assert secrets[0] != secrets[1]


def test_a_secret_is_shown_once_and_kept_nowhere_as_it_is(me: Owner) -> None:
    answer = me.register()
    path, secret = answer.headers["Location"], answer.body["secret"]

    shown = [me.get(path).body, me.get("/endpoints").body, me.post(f"{path}/disable").body]

    kept = json.dumps([shown, everything(me.world, "webhooks")])
    assert secret.removeprefix("whsec_") not in kept
    assert all("sealed" not in json.dumps(it) for it in shown)


def test_what_is_kept_opens_to_the_secret_and_for_this_endpoint_only(me: Owner) -> None:
    answer = me.register()
    (endpoint,) = registered(me.world, CALLER).endpoints
    (secret,) = endpoint.secrets

    key = me.keys.open(secret.sealed, endpoint_id=endpoint.endpoint_id)

    assert key == b64decode(answer.body["secret"].removeprefix("whsec_"))
    with pytest.raises(Exception, match="InvalidCiphertext"):
        me.keys.open(secret.sealed, endpoint_id=NO_SUCH)


def test_what_was_registered_is_shown_and_listed_oldest_first(me: Owner) -> None:
    paths = [me.registered(f"{HOOK}/{number}") for number in range(3)]

    listed = me.get("/endpoints")

    assert listed.status == 200
    assert listed.body == {"endpoints": [me.get(path).body for path in paths]}
    assert urls(me) == [f"{HOOK}/0", f"{HOOK}/1", f"{HOOK}/2"]


def test_nobody_has_no_endpoints_until_one_is_registered(me: Owner) -> None:
    assert me.get("/endpoints").body == {"endpoints": []}


def test_a_second_registration_of_a_url_names_the_first(me: Owner) -> None:
    path = me.registered()

    again = me.register(description="again")

    assert problem(again) == (409, "endpoint-exists")
    assert again.body["instance"] == path
    assert me.get("/endpoints").body["endpoints"] == [me.get(path).body]


def test_two_registrations_of_a_url_at_once_end_with_one(me: Owner) -> None:
    first: list[Answer] = []

    def another_comes_first(through: Any) -> Any:
        first.append(me.register())
        return through()

    second = me.with_store(another_comes_first).register()

    assert (first[0].status, problem(second)) == (201, (409, "endpoint-exists"))
    assert second.body["instance"] == first[0].headers["Location"]
    assert urls(me) == [HOOK]


def test_two_registrations_of_two_urls_at_once_are_both_kept(me: Owner) -> None:
    def another_comes_first(through: Any) -> Any:
        me.registered(f"{HOOK}/first")
        return through()

    assert me.with_store(another_comes_first).register(f"{HOOK}/second").status == 201
    assert urls(me) == [f"{HOOK}/first", f"{HOOK}/second"]


@pytest.mark.parametrize("act", [answer_lost, never_sent, error("ThrottlingException")])
def test_whatever_the_store_answers_an_endpoint_is_registered_once_with_the_secret_told(
    me: Owner, act: Act
) -> None:
    answer = me.with_store(act).register()

    (endpoint,) = registered(me.world, CALLER).endpoints
    key = me.keys.open(endpoint.secrets[0].sealed, endpoint_id=endpoint.endpoint_id)
    assert answer.status == 201
    assert answer.body["endpoint_id"] == endpoint.endpoint_id
    assert key == b64decode(answer.body["secret"].removeprefix("whsec_"))


def test_a_store_that_stays_busy_is_a_503_and_nothing_is_registered(me: Owner) -> None:
    answer = me.with_store(*[error("ThrottlingException")] * 5).register()

    assert problem(answer) == (503, "busy")
    assert answer.headers["Retry-After"] == "1"
    assert urls(me) == []


def test_a_key_service_that_is_busy_is_a_503_and_nothing_is_registered(me: Owner) -> None:
    me.kms.fails_with = client_error("ThrottlingException")

    assert problem(me.register()) == (503, "busy")
    assert urls(me) == []


def test_a_key_service_that_refuses_is_a_500_that_tells_nothing_of_the_inside(me: Owner) -> None:
    me.kms.fails_with = client_error("AccessDeniedException")

    answer = me.register()

    assert problem(answer) == (500, "internal-error")
    assert "AccessDenied" not in json.dumps(answer.body)


def test_the_eleventh_is_refused_until_one_is_deleted(me: Owner) -> None:
    paths = [me.registered(f"{HOOK}/{number}") for number in range(10)]

    assert problem(me.register(f"{HOOK}/10")) == (409, "too-many-endpoints")
    assert len(urls(me)) == 10
    assert me.ask("DELETE", paths[0]).status == 204
    assert me.register(f"{HOOK}/10").status == 201


def test_of_a_full_list_a_second_registration_still_names_the_first(me: Owner) -> None:
    paths = [me.registered(f"{HOOK}/{number}") for number in range(10)]

    assert me.register(f"{HOOK}/4").body["instance"] == paths[4]


@pytest.mark.parametrize(
    ("body", "field", "value"),
    [
        ({}, "url", None),
        ({"url": 5}, "url", 5),
        ({"url": ""}, "url", ""),
        ({"url": "http://shop.example/"}, "url", "http://shop.example/"),
        ({"url": "https://ada:pw@shop.example/"}, "url", "https://ada:pw@shop.example/"),
        ({"url": "https://shop.example:22/"}, "url", "https://shop.example:22/"),
        ({"url": "https://169.254.169.254/"}, "url", "https://169.254.169.254/"),
        ({"url": HOOK, "description": 5}, "description", 5),
        ({"url": HOOK, "description": None}, "description", None),
        ({"url": HOOK, "description": "x" * 201}, "description", "x" * 64 + "…"),
        ({"url": HOOK, "description": "\ud800"}, "description", "\ud800"),
        ({"url": HOOK, "secret": "whsec_mine"}, "secret", "whsec_mine"),
        ([], "body", "an array of 0 values"),
        ("null", "body", None),
    ],
)
def test_a_wrong_field_is_named_with_its_value_and_nothing_is_registered(
    me: Owner, body: object, field: str, value: object
) -> None:
    answer = me.post("/endpoints", body)

    assert problem(answer) == (400, "invalid-endpoint")
    (wrong,) = answer.body["errors"]
    assert (wrong["field"], wrong.get("value")) == (field, value)
    assert everything(me.world, "webhooks") == []
    assert me.get("/endpoints").body == {"endpoints": []}


def test_all_wrong_fields_are_told_at_once(me: Owner) -> None:
    assert me.register("ftp://shop.example", description="\udcff").wrong == ["url", "description"]


def test_a_laptop_may_be_registered_in_the_local_stage_only(me: Owner) -> None:
    url = "http://127.0.0.1:8000/hook"

    assert me.register(url).wrong == ["url"]
    assert me.but(local=True).register(url).status == 201


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("{", {}, 400),
        ("", {}, 400),
        ('{"url": "a", "url": "b"}', {}, 400),
        ("{}", {"content-type": "text/plain"}, 415),
        (" " * 70_000, {}, 413),
    ],
)
def test_a_body_is_read_as_strictly_as_an_orders(
    me: Owner, body: str, headers: dict[str, str], status: int
) -> None:
    assert me.post("/endpoints", body, headers=headers).status == status


def test_an_endpoint_that_was_deleted_is_gone_and_its_url_may_be_registered_anew(me: Owner) -> None:
    path = me.registered()

    gone = me.ask("DELETE", path)

    assert (gone.status, gone.body, gone.headers["Cache-Control"]) == (204, None, "no-store")
    assert problem(me.get(path)) == (404, "no-such-endpoint")
    assert problem(me.ask("DELETE", path)) == (404, "no-such-endpoint")
    assert me.registered() != path


def test_a_deletion_whose_answer_from_the_store_was_lost_is_done_once(me: Owner) -> None:
    path, other = me.registered(), me.registered(f"{HOOK}/other")

    assert me.with_store(answer_lost).ask("DELETE", path).status == 204
    assert [it["endpoint_id"] for it in me.get("/endpoints").body["endpoints"]] == [other.rpartition("/")[2]]


def test_somebody_else_sees_nothing_and_changes_nothing(me: Owner, somebody_else: Owner) -> None:
    path = me.registered()
    delivery = me.told(path)
    before = everything(me.world, "webhooks")

    asked = [
        somebody_else.get(path),
        somebody_else.ask("DELETE", path),
        somebody_else.get(f"{path}/deliveries"),
        somebody_else.get(delivery),
        somebody_else.post(f"{delivery}/replay"),
        *(somebody_else.post(f"{path}/{change}", {"since": AT_THE_CLOCK}) for change in CHANGES),
    ]

    assert {problem(answer) for answer in asked} == {(404, "no-such-endpoint")}
    assert somebody_else.get("/endpoints").body == {"endpoints": []}
    assert everything(me.world, "webhooks") == before


def test_two_callers_may_register_the_same_url(me: Owner, somebody_else: Owner) -> None:
    assert me.registered() != somebody_else.registered()


@pytest.mark.parametrize("endpoint_id", [NO_SUCH, "e-1", "x" * 5000, "%F0%9F%98%80", "e-1 #"])
def test_what_is_no_endpoint_of_anybodys_is_a_404(me: Owner, endpoint_id: str) -> None:
    before = everything(me.world, "webhooks")

    asked = [
        me.get(f"/endpoints/{endpoint_id}"),
        me.ask("DELETE", f"/endpoints/{endpoint_id}"),
        *(me.post(f"/endpoints/{endpoint_id}/{change}") for change in CHANGES),
        me.get(f"/endpoints/{endpoint_id}/deliveries"),
    ]

    assert {answer.status for answer in asked} == {404}
    assert everything(me.world, "webhooks") == before


def test_a_method_that_an_endpoint_does_not_take_is_a_405_that_names_those_it_takes(me: Owner) -> None:
    answer = me.ask("PUT", f"/endpoints/{NO_SUCH}")

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD, DELETE")
