"""The emitted machines of the order's saga, each spoilt in one place, and what the check says of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from statemachines.create_order import CREATE_ORDER
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.verify.checking import check
from statemachines.verify.finding import Finding
from statemachines.verify.purpose.ours import roles_of

SAGA: dict[str, Any] = json.loads(asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))
RECOVERY: dict[str, Any] = json.loads(recovery_asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))

Spoil = Callable[[dict[str, Any]], object]


def findings(spoil: Spoil, *, recovery: bool = False) -> list[Finding]:
    """In the saga's machine, or in that of its recovery; `spoil` gets its states and changes them."""
    machine = copy.deepcopy(RECOVERY if recovery else SAGA)
    spoil(machine["States"])
    return found_in(machine, recovery=recovery)


def found_in(machine: dict[str, Any], *, recovery: bool = False) -> list[Finding]:
    path = recovery_asl_path if recovery else asl_path
    report = check(
        path(CREATE_ORDER.name).name,
        machine,
        lambda each: roles_of(CREATE_ORDER, each, recovery=recovery),
        recovered=True,
    )
    return list(report.findings)
