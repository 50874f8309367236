"""`make run`: the saga on a local cloud. Deploy it, watch two orders, then serve until Ctrl-C.

Everything that is started here is stopped and removed again, in the opposite order, however the run ends.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from ops import show
from ops.cloud import Cloud
from ops.endpoints import api_at, register
from ops.errors import RunFailed
from ops.local_cloud import local_cloud
from ops.ports import choose_port
from ops.progress import Reporter
from ops.receiver import Receiver, listening
from ops.seed import seed
from ops.serve import Webhooks, refuse_second, serve
from ops.settings import LOCAL_FILE, STATE
from ops.signals import Interrupted, interruptible
from ops.story import APPROVED, REJECTED, faults, play
from ops.tap import Tap
from ops.workplace import workplace

_WIDTH_OF_A_LOG = 120
_KILLED_BY = 128


@dataclass(frozen=True, kw_only=True)
class Options:
    """`port` is None for the usual one. `once`: end after the two orders. `fast`: short pauses between attempts."""

    once: bool
    fast: bool
    port: int | None


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: 0 when both orders ended as they should, 128 and the signal if one came before that."""
    options, report = _options(arguments), Reporter(console=_console())
    try:
        with interruptible():
            return run(options, report)
    except RunFailed as failure:
        _explain(failure, report)
        return 1
    except Interrupted as interruption:
        report.say(f"Ended by {interruption} before it was ready.")
        return _KILLED_BY + interruption.number


def run(options: Options, report: Reporter) -> int:
    if not options.once:
        refuse_second(LOCAL_FILE)
    port = choose_port(options.port)
    if port.note:
        report.say(port.note)
    with (
        workplace(STATE) as place,
        local_cloud(port=port.number, place=place, report=report, fast=options.fast) as local,
    ):
        with report.step("Seeding articles, stock, customers and accounts"):
            seed(local.cloud.world)
        with listening(Receiver()) as receiver:
            webhooks = _registered(receiver, local.cloud, report)
            well = _show_two_orders(local.cloud, receiver, report)
            if not options.once:
                serve(local, webhooks, report=report)
            elif not well:
                raise RunFailed("the two orders did not end as they should", log=local.stack.child.tail())
    return 0 if well else 1


def _registered(receiver: Receiver, cloud: Cloud, report: Reporter) -> Webhooks:
    """From now on it is told of every order that names no endpoint of its own."""
    with report.step("Registering a receiver of webhooks"):
        endpoint = register(api_at(cloud.deployment.api_url), receiver.url, description="make run")
    receiver.secret = endpoint.secret
    return Webhooks(receiver=receiver, endpoint=endpoint)


def _show_two_orders(cloud: Cloud, receiver: Receiver, report: Reporter) -> bool:
    """Whether both ended as they should."""
    tap = Tap(sqs=cloud.sqs, queue_url=cloud.deployment.outputs["EventTapUrl"])
    stories = []
    for scene in (APPROVED, REJECTED):
        with report.step(f"Placing an order: {scene.title}"):
            stories.append(play(scene, cloud=cloud, tap=tap, receiver=receiver))
    for story in stories:
        report.show(show.story(story))
    report.show(show.books(stories))
    wrong = [f"{story.scene.title}: {fault}" for story in stories for fault in faults(story)]
    for line in wrong:
        report.say(f"[red]✗[/] {escape(line)}")
    if not wrong:
        report.say("[green]✓[/] Both orders ended as they should, and the books balance.")
    return not wrong


def _explain(failure: RunFailed, report: Reporter) -> None:
    if failure.log:
        report.say(f"[dim]{escape(failure.log)}[/]\n")
    report.say(f"[red]✗[/] {escape(str(failure))}")


def _options(arguments: Sequence[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m ops.run", description="The saga on a local cloud.")
    parser.add_argument("--once", action="store_true", help="end after the two orders")
    parser.add_argument(
        "--fast",
        action="store_true",
        help="pauses between attempts last a hundredth: what keeps failing parks in half a minute",
    )
    parser.add_argument("--port", type=int, help="where the local cloud listens")
    given = parser.parse_args(arguments)
    return Options(once=given.once, fast=given.fast, port=given.port)


def _console() -> Console:
    """A log that is not a terminal has no width of its own, and may be in an encoding without all the marks."""
    if not sys.stdout.isatty():
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
        return Console(width=_WIDTH_OF_A_LOG)
    return Console()


if __name__ == "__main__":
    sys.exit(main())
