"""Every way through a machine: an abstract interpretation of the graph.

A point is a state together with what may have been done, what is known of the document, and what it turned on.
From each point all successors are taken: each way to succeed, each error by the catcher that takes it, each
route of a Choice. Points that were seen before are not followed again, so loops come to an end. Retries are
left out: what fails may still fail after them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from statemachines.verify.following import branches, tasks
from statemachines.verify.following.ledger import Ledger, Mark
from statemachines.verify.following.moving import Move, believed, onward
from statemachines.verify.following.points import Exit, Fault, Point, World
from statemachines.verify.following.seen import Seen
from statemachines.verify.following.trail import Trail
from statemachines.verify.language.choosing import routes
from statemachines.verify.language.dataflow import after_success, effective_input
from statemachines.verify.language.machine import Machine, NotAMachine, Scope
from statemachines.verify.language.shape import literal
from statemachines.verify.purpose.roles import Roles

MOST_POINTS = 300_000


def explore(machine: Machine, roles: Roles) -> Seen:
    """Raises NotAMachine when there are more ways than can be followed."""
    ledger = Ledger.of(roles.committing(), Mark.MAYBE if roles.begun else Mark.NOT)
    explorer = Explorer(roles)
    entry = World(document=roles.given, ledger=ledger)
    explorer.seen.exits = explorer.through(machine.top, entry, None, None)
    return explorer.seen


class Explorer:
    def __init__(self, roles: Roles) -> None:
        self.roles = roles
        self.seen = Seen()

    def through(self, scope: Scope, world: World, fault: Fault | None, trail: Trail | None) -> list[Exit]:
        """All exits of a scope, breadth first, so that each is reached on a shortest way."""
        start = trail.then(scope.start) if trail else Trail(scope.start)
        waiting = deque([Point(scope.states[scope.start], world, fault, start)])
        known = {waiting[0].key}
        exits: dict[object, Exit] = {}
        while waiting:
            for move in self._moves(scope, self._entered(waiting.popleft())):
                if isinstance(move, Exit):
                    exits.setdefault(move.key, move)
                elif move.key not in known:
                    known.add(move.key)
                    waiting.append(move)
        return list(exits.values())

    def _entered(self, point: Point) -> Point:
        self.seen.points += 1
        if self.seen.points > MOST_POINTS:
            raise NotAMachine(f"more than {MOST_POINTS} combinations of what may have happened: not followed")
        self.seen.measured(point, point.world.document)
        if self.seen.open is None and point.world.ledger.open(self.roles.committing()):
            self.seen.open = point
        return point

    def _moves(self, scope: Scope, point: Point) -> Iterator[Move]:
        if point.state.type == "Task":
            yield from tasks.moves(scope, point, self.roles, self.seen)
        elif point.state.type in {"Parallel", "Map"}:
            yield from branches.moves(scope, point, self)
        elif point.state.type == "Choice":
            yield from self._choice(scope, point)
        elif point.state.type == "Fail":
            error = str(point.state.raw.get("Error", "States.TaskFailed"))
            yield Exit(point.world, point.fault, point.trail, errors=(error,))
        else:
            yield self._plain(scope, point)

    def _choice(self, scope: Scope, point: Point) -> Iterator[Move]:
        for route in routes(point.state, point.world.document):
            self.seen.is_absent(point, route.missing)
            world = point.moved(document=route.document)
            if route.next is None:
                no_match = ("States.NoChoiceMatched",)
                end = point.trail.then("the execution fails", no_match[0])
                yield Exit(world, Fault(point.state.name, no_match), end, errors=no_match)
            else:
                world = believed(scope, route.next, world, self.roles)
                yield onward(scope, point, world, to=route.next)

    def _plain(self, scope: Scope, point: Point) -> Move:
        """Pass, Wait and Succeed."""
        given, missing = effective_input(point.state, point.world.document)
        result = literal(point.state.raw["Result"]) if "Result" in point.state.raw else given
        document, missing_after = after_success(point.state, point.world.document, result)
        self.seen.is_absent(point, (*missing, *missing_after))
        return onward(scope, point, point.moved(document=document), to=point.state.next)
