"""Sagas of all kinds at once, over five customers and five articles, with trouble: in the end all books balance.

How many there are says `--crowd`; `--target moto --crowd 200` and `--target local --crowd 200` are the full number.
"""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.scenarios.crowd.aftermath import Aftermath, books
from tests.scenarios.crowd.balance import expected
from tests.scenarios.crowd.playing import Crowd
from tests.scenarios.crowd.wants import drawn, opened
from tests.scenarios.shop import Shop
from tests.scenarios.targets.kind import Capability
from tests.scenarios.targets.target import Target

pytestmark = pytest.mark.needs(Capability.CROWDS)

_SHARE = 30


def test_a_crowd_of_all_kinds_leaves_the_books_balanced_no_lock_and_nothing_untold(
    target: Target, shop: Shop, pytestconfig: pytest.Config
) -> None:
    number, random = pytestconfig.getoption("--crowd", default=None) or _SHARE, Random(7)
    market = opened(shop, random, sagas=number)
    wanted = tuple(drawn(market, random, sagas=number))
    with target.commotion(random) as commotion:
        crowd = Crowd(target=target, commotion=commotion)
        crowd.play(wanted)
    before = books(target, market)
    again = commotion.once_more(list(crowd.sagas.values()))

    left = Aftermath(target, crowd, wanted)
    assert before == books(target, market) == expected(market, left.orders)
    assert [*left.missing(), *left.left_over()] == []
    assert [*left.gaps(), *left.untold()] == []
    ends = Counter((saga.name, end) for saga, end in left.ends.items())
    assert {("create-order", "APPROVED"), ("create-order", "REJECTED")} <= set(ends)
    print(f"\n{ends}\nmet {crowd.met}\nbefell {commotion.befell}\n{again} too late")
