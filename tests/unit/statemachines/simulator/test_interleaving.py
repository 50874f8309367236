"""Several executions at once: each goes its way, and between any two states another may come first."""

from __future__ import annotations

from tests.unit.statemachines.simulator.stage import Stage, machine, passing, task

THREE = machine({"A": passing(to="B"), "B": task(to="C", ResultPath=None), "C": passing()})


def entered(seed: int) -> list[tuple[str, str]]:
    stage = Stage(seed)
    executions = [stage.start(THREE, name=name) for name in ("one", "two")]
    stage.scheduler.run()
    assert {execution.status.value for execution in executions} == {"SUCCEEDED"}
    assert [execution.path for execution in executions] == [["A", "B", "C"]] * 2
    assert stage.scheduler.now == 0, "a transition costs no time"
    return stage.entered


def test_two_executions_interleave_in_every_way_there_is() -> None:
    """Of six steps, three belong to the one: twenty ways."""
    assert len({tuple(entered(seed)) for seed in range(400)}) == 20


def test_the_same_seed_interleaves_in_the_same_way() -> None:
    assert entered(5) == entered(5)
