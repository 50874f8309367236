"""A stack in an AWS account, with the person's own credentials: signed requests, its tables, its log of events.

It writes to the account, so it has to be named, and says beforehand what it will do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, cast

from boto3.session import Session
from botocore.exceptions import BotoCoreError

from lambdas.shared.caller import caller_of
from ops.cli.errors import CannotDo
from ops.cli.site import Site, aws_site
from ops.cli.site import Target as Named
from ops.orders import Answer
from ops.receiver import listening
from ops.seed import Article, Customer, seed
from ops.tap import Event
from tests.scenarios.targets.audit import Trail, audit_trail
from tests.scenarios.targets.endpoint import called_back
from tests.scenarios.targets.kind import Capability, Kind, Options, Unavailable
from tests.scenarios.targets.reception import Reception
from tests.scenarios.targets.seeded import Seeded
from tests.scenarios.targets.signing import SignedApi
from tests.scenarios.targets.target import Target, patiently
from tests.support.environment import as_found

_OK = 200
_DELIVERY_SECONDS = 90.0
"""Within which a webhook has come, also one that waits for the sweep."""


class Aws(Target):
    """What was seeded is taken away by `take_away`."""

    def __init__(
        self, *, site: Site, api: SignedApi, trail: Trail, caller: str, reception: Reception | None = None
    ) -> None:
        self.world, self.states = site.world, site.states
        self.machine, self.api_url = site.output("StateMachineArn"), api.url
        self.caller, self.reception = caller, reception
        self._api, self._trail = api, trail
        self._seeded = Seeded(site.world.dynamodb)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return self._api.ask(method, path, body=body, headers=headers)

    def events(self, order_id: str, types: Collection[str]) -> tuple[Event, ...]:
        return self._trail.wait_for(order_id, types)

    def deliver(self, until: Callable[[], bool]) -> None:
        patiently(until, seconds=_DELIVERY_SECONDS)

    def sweep(self) -> None:
        """It comes by itself, each minute."""

    def seed(self, *, articles: Iterable[Article] = (), customers: Iterable[Customer] = ()) -> None:
        remembering = replace(self.world, dynamodb=cast("Any", self._seeded))
        seed(remembering, articles=articles, customers=customers)

    def take_away(self) -> None:
        self._seeded.take_away()


def effects(options: Options) -> str:
    """What a run does to the account."""
    stack = f"the stack {options.stack}" if options.stack else "the stack"
    return (
        f"On {stack} the scenarios write articles and customers under new names (article-…, customer-…), "
        "place about thirty orders for them, and delete the articles and customers at the end. "
        "With --callback-url they register up to four endpoints at a time, and delete these too. "
        "The orders stay, and so do their journals, executions and events, each for its time."
    )


def refusal(options: Options) -> str:
    return "" if options.stack else f"--target aws needs --stack NAME. {effects(options)}"


@contextmanager
def opened(options: Options, session: Session) -> Iterator[Aws]:
    """Raises Unavailable when there is no such stack, or its API does not take the credentials."""
    site = _site(options, session)
    group = audit_trail(session.client("cloudformation"), str(options.stack))
    if group is None:
        raise Unavailable(f"{options.stack} keeps no log of its events: it is a stack of the local stage")
    credentials = session.get_credentials()
    assert credentials is not None, "CloudFormation has answered"
    with _reception(options) as reception:
        target = Aws(
            site=site,
            api=SignedApi(url=site.output("ApiUrl"), credentials=credentials, region=session.region_name),
            trail=Trail(logs=session.client("logs"), group=group, since=int(time.time() * 1000)),
            caller=_caller(session),
            reception=reception,
        )
        _check_known(target)
        try:
            with called_back(target):
                yield target
        finally:
            target.take_away()


def _site(options: Options, session: Session) -> Site:
    try:
        return aws_site(Named(stack=options.stack), session_of=lambda **_: session)
    except (CannotDo, BotoCoreError) as error:
        raise Unavailable(str(error)) from error


def _check_known(target: Aws) -> None:
    answer = target.ask("GET", "/orders?limit=1")
    if answer.status != _OK:
        raise Unavailable(
            f"the API answers {answer.status} to a signed request: {dict(answer.body)}. "
            "It has to ask for IAM, and these credentials have to be allowed execute-api:Invoke"
        )


def _caller(session: Session) -> str:
    """Whom the gateway tells the function of: it has the same account and id as STS."""
    who = session.client("sts").get_caller_identity()
    iam = {"accountId": who["Account"], "callerId": who["UserId"], "userArn": who["Arn"]}
    return caller_of({"requestContext": {"authorizer": {"iam": iam}}})


@contextmanager
def _reception(options: Options) -> Iterator[Reception | None]:
    if options.callback_url is None:
        yield None
        return
    with listening(Reception(public=options.callback_url), port=options.callback_port) as reception:
        yield reception


@contextmanager
def _aws(options: Options) -> Iterator[Aws]:
    with as_found(), opened(options, Session()) as target:
        yield target


def _lacks(options: Options) -> Mapping[Capability, str]:
    nowhere = {
        Capability.WEBHOOKS: "an account reaches no receiver here without --callback-url, a public address of it"
    }
    return {
        Capability.CONNECTIONS: "requests to an account are signed",
        Capability.SOCKETS: "tickets are had with signed requests, which the listener does not send",
        Capability.HOLDING: "a warehouse in an account is not closed for a test",
        Capability.APPROVING: "who signs the orders may not approve them, and nobody else is here",
        Capability.BREAKING: "what is deployed in an account is not broken for a test",
        **({} if options.callback_url else nowhere),
    }


KIND = Kind(open=_aws, lacks=_lacks, refusal=refusal, effects=effects)
