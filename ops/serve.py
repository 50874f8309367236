"""Serve until a signal comes: say where and how, let others find it, show the webhooks that come in."""

from __future__ import annotations

import time
from pathlib import Path

from rich.markup import escape

from ops import show
from ops.deployment import Deployment, published, read_deployment
from ops.errors import RunFailed
from ops.invitation import curl_lines, listening_line
from ops.local_cloud import LocalCloud
from ops.ministack import answers
from ops.progress import Reporter
from ops.receiver import Receiver
from ops.signals import Interrupted

_HEARTBEAT = 0.5


def refuse_second(file: Path) -> None:
    """Raises RunFailed when another run serves already: others find one deployment only."""
    serving = read_deployment(file)
    if serving and answers(serving.aws_endpoint_url):
        raise RunFailed(f"another run serves already, at {serving.api_url}: stop that one, or use ONCE=1")


def serve(local: LocalCloud, receiver: Receiver, *, file: Path, report: Reporter) -> None:
    """Returns when a signal asks for the end. Raises RunFailed when MiniStack dies."""
    deployment = local.cloud.deployment
    receiver.on_receive = lambda received: report.say(f"webhook {show.webhook(received)}")
    try:
        with published(deployment, file):
            _invite(deployment, receiver, report)
            while True:
                local.stack.check()
                time.sleep(_HEARTBEAT)
    except Interrupted:
        report.say("Stopping: everything that was started here ends with it.")


def _invite(deployment: Deployment, receiver: Receiver, report: Reporter) -> None:
    report.say(f"\n[bold]Serving[/] {deployment.api_url}/orders [dim](AWS: {deployment.aws_endpoint_url})[/]")
    report.say("Ctrl-C ends it. In another terminal, an order that ends as it says:\n")
    for outcome, line in curl_lines(api_url=deployment.api_url, callback_url=receiver.url).items():
        report.say(f"[dim]# {outcome}[/]\n{escape(line)}\n")
    report.say(
        "Each answers when the order is decided; its webhook is shown here. To hear of all of them on a socket:"
    )
    report.say(f"{escape(listening_line(api_url=deployment.api_url))}\n")
    report.say("[bold]make test-local[/] orders in every way there is, and checks how each ends.")
