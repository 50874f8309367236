"""The emitted machines of the order's saga, each spoilt in one place, and what the check says of them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

from statemachines.create_order import CREATE_ORDER
from statemachines.generate import asl_path, recovery_asl_path
from statemachines.verify.checking import check_saga
from statemachines.verify.finding import Finding

SAGA: dict[str, Any] = json.loads(asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))
RECOVERY: dict[str, Any] = json.loads(recovery_asl_path(CREATE_ORDER.name).read_text(encoding="utf-8"))

Spoil = Callable[[dict[str, Any]], object]


def findings(spoil: Spoil, *, recovery: bool = False) -> list[Finding]:
    """`spoil` gets the states of the saga, or of its recovery, and changes them."""
    saga, taken_up = copy.deepcopy(SAGA), copy.deepcopy(RECOVERY)
    spoil((taken_up if recovery else saga)["States"])
    return found_in(saga, taken_up)


def found_in(saga: dict[str, Any], recovery: dict[str, Any]) -> list[Finding]:
    reports = check_saga(CREATE_ORDER, asl=json.dumps(saga), recovery_asl=json.dumps(recovery))
    return [finding for report in reports for finding in report.findings]
