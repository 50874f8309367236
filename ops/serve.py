"""Serve until a signal comes: say where and how, let others find it, show the webhooks that come in."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from rich.markup import escape

from ops import show
from ops.deployment import Deployment, published, read_deployment
from ops.endpoints import Registered
from ops.errors import RunFailed
from ops.invitation import curl_lines, listening_line
from ops.last_delivery import LastDelivery, last_delivery
from ops.local_cloud import LocalCloud
from ops.ministack import answers
from ops.progress import Reporter
from ops.receiver import Received, Receiver
from ops.settings import DELIVERY_FILE, LOCAL_FILE, ROOT
from ops.signals import Interrupted
from ops.webhook_lines import verifying_line, webhook_lines

_HEARTBEAT = 0.5


@dataclass(frozen=True, kw_only=True)
class Webhooks:
    """The receiver and the endpoint that it is registered as, since when."""

    receiver: Receiver
    endpoint: Registered
    since: datetime = field(default_factory=lambda: datetime.now(tz=UTC))


def refuse_second(file: Path) -> None:
    """Raises RunFailed when another run serves already: others find one deployment only."""
    serving = read_deployment(file)
    if serving and answers(serving.aws_endpoint_url):
        raise RunFailed(f"another run serves already, at {serving.api_url}: stop that one, or use ONCE=1")


def serve(local: LocalCloud, webhooks: Webhooks, *, report: Reporter) -> None:
    """Returns when a signal asks for the end. Raises RunFailed when MiniStack dies."""
    deployment = local.cloud.deployment
    try:
        with published(deployment, LOCAL_FILE), last_delivery(DELIVERY_FILE) as last:
            _show_webhooks(webhooks.receiver, last, report)
            _invite(deployment, report)
            _invite_to_webhooks(deployment, webhooks, report)
            while True:
                local.stack.check()
                time.sleep(_HEARTBEAT)
    except Interrupted:
        report.say("Stopping: everything that was started here ends with it.")


def _show_webhooks(receiver: Receiver, last: LastDelivery, report: Reporter) -> None:
    """Those that came before are to be found too."""

    def show_and_keep(received: Received) -> None:
        last.keep(received.posted)
        report.say(f"webhook {show.webhook(received)}")

    receiver.on_receive = show_and_keep
    for received in receiver.all[-1:]:
        last.keep(received.posted)


def _invite(deployment: Deployment, report: Reporter) -> None:
    report.say(f"\n[bold]Serving[/] {deployment.api_url}/orders [dim](AWS: {deployment.aws_endpoint_url})[/]")
    report.say("Ctrl-C ends it. In another terminal, an order that ends as it says:\n")
    for outcome, line in curl_lines(api_url=deployment.api_url).items():
        report.say(f"[dim]# {outcome}[/]\n{escape(line)}\n")
    report.say(
        "Each answers when the order is decided; its webhook is shown here. To hear of all of them on a socket:"
    )
    report.say(f"{escape(listening_line(api_url=deployment.api_url))}\n")


def _invite_to_webhooks(deployment: Deployment, webhooks: Webhooks, report: Reporter) -> None:
    endpoint = webhooks.endpoint
    report.say(f"[bold]Webhooks[/] come to the endpoint {endpoint.endpoint_id} [dim]({endpoint.url})[/]")
    report.say("To verify the latest by hand, with the id, the timestamp and the raw bytes as they came:\n")
    report.say(f"{escape(verifying_line(DELIVERY_FILE.relative_to(ROOT), secret=endpoint.secret))}\n")
    for what, line in webhook_lines(endpoint, api_url=deployment.api_url, since=webhooks.since).items():
        report.say(f"[dim]# {what}[/]\n{escape(line)}\n")
    report.say("[bold]make test-local[/] orders in every way there is, and checks how each ends.")
