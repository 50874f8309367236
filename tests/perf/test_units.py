"""Sizes and units against AWS's own examples and sums made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.perf.units import read_units, size_of, write_units

KB = 1024


def test_an_item_is_as_large_as_its_names_and_texts_together() -> None:
    assert size_of({"shirt-color": {"S": "R"}, "shirt-size": {"S": "M"}}) == 11 + 1 + 10 + 1


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": ""}, 0),
        ({"S": "tea"}, 3),
        ({"S": "thé €"}, 8),
        ({"N": "0"}, 1),
        ({"N": "7"}, 2),
        ({"N": "42"}, 2),
        ({"N": "123"}, 3),
        ({"N": "2099"}, 3),
        ({"N": "-5"}, 2),
        ({"N": "1500000"}, 2),
        ({"N": "0.0012"}, 2),
        ({"N": "9" * 38}, 20),
        ({"B": b"\x00\x01"}, 2),
        ({"BOOL": False}, 1),
        ({"NULL": True}, 1),
        ({"L": []}, 3),
        ({"M": {}}, 3),
        ({"L": [{"S": "ab"}, {"N": "1"}]}, 3 + (1 + 2) + (1 + 2)),
        ({"M": {"sku": {"S": "tea"}, "n": {"N": "2"}}}, 3 + (1 + 3 + 3) + (1 + 1 + 2)),
        ({"L": [{"M": {"a": {"NULL": True}}}]}, 3 + 1 + (3 + 1 + 1 + 1)),
    ],
)
def test_a_value_has_the_size_that_the_rules_give(value: dict[str, Any], size: int) -> None:
    assert size_of({"x": value}) == 1 + size


def test_a_type_without_a_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="type SS"):
        size_of({"x": {"SS": ["a"]}})


@pytest.mark.parametrize(("size", "units"), [(0, 1), (1, 1), (KB, 1), (KB + 1, 2), (3 * KB, 3)])
def test_a_write_is_rounded_up_to_the_kilobyte_and_twice_that_in_a_transaction(size: int, units: int) -> None:
    assert write_units(size) == units
    assert write_units(size, transactional=True) == 2 * units


@pytest.mark.parametrize(("size", "units"), [(0, 1), (3584, 1), (4 * KB, 1), (8 * KB, 2), (10 * KB, 3)])
def test_a_consistent_read_is_rounded_up_to_four_kilobytes_and_an_eventual_one_is_half(
    size: int, units: int
) -> None:
    assert read_units(size, consistent=True) == units
    assert read_units(size, consistent=False) == units / 2


def test_items_of_a_batch_are_rounded_up_one_by_one() -> None:
    assert sum(read_units(size, consistent=True) for size in (1536, 6656)) == 3
