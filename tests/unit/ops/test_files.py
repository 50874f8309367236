"""What a run writes, and that it is gone afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ops import assembly
from ops.deployment import Deployment, local_api_url, published, read_deployment
from ops.errors import RunFailed
from ops.last_delivery import last_delivery
from ops.posted import Posted, posted_of
from ops.toolkit import outputs_of
from ops.workplace import workplace

DEPLOYMENT = Deployment(
    api_url="http://127.0.0.1:4566/_aws/execute-api/abc",
    aws_endpoint_url="http://127.0.0.1:4566",
    region="us-east-1",
    outputs={"EventBusName": "bus"},
)


def test_a_deployment_can_be_found_while_it_is_published_and_not_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "local.json"
    with published(DEPLOYMENT, file):
        assert json.loads(file.read_text()) == {
            "api_url": "http://127.0.0.1:4566/_aws/execute-api/abc",
            "aws_endpoint_url": "http://127.0.0.1:4566",
            "region": "us-east-1",
            "outputs": {"EventBusName": "bus"},
        }
        assert read_deployment(file) == DEPLOYMENT

    assert read_deployment(file) is None
    assert list(tmp_path.iterdir()) == []


def test_the_last_delivery_is_found_byte_for_byte_while_it_is_served_and_not_afterwards(
    tmp_path: Path,
) -> None:
    file = tmp_path / "delivery.http"
    posted = Posted(
        path="/orders", headers={"Webhook-Id": "w-1", "X-Text": "a: b"}, raw=b'{"a": "\r\n\r\n"}\n\xff'
    )
    with last_delivery(file) as last:
        last.keep(Posted(raw=b"an earlier one, which is longer than the last one is"))
        last.keep(posted)
        assert posted_of(file.read_bytes()) == posted

    assert list(tmp_path.iterdir()) == []


def test_the_api_is_called_on_the_local_clouds_own_address() -> None:
    url = local_api_url("http://4d20d1e5.execute-api.localhost:4612", endpoint="http://127.0.0.1:4612")

    assert url == "http://127.0.0.1:4612/_aws/execute-api/4d20d1e5"


def test_an_output_that_is_no_api_is_refused_with_its_value() -> None:
    with pytest.raises(RunFailed, match="not the address of an HTTP API: http://localhost"):
        local_api_url("http://localhost", endpoint="http://127.0.0.1:4612")


def test_the_outputs_are_those_of_the_one_stack() -> None:
    assert outputs_of({"SagaLocal": {"ApiUrl": "u"}}) == {"ApiUrl": "u"}
    with pytest.raises(RunFailed, match="one stack was to be deployed, not 2: A, B"):
        outputs_of({"A": {}, "B": {}})


def test_a_workplace_is_removed_with_all_that_is_in_it(tmp_path: Path) -> None:
    state = tmp_path / ".saga"
    with workplace(state) as place:
        (place / "deep").mkdir()
        (place / "deep" / "file").write_text("x")

    assert not state.exists()


def test_what_a_killed_run_left_is_cleared_and_a_living_ones_is_not(tmp_path: Path) -> None:
    dead, alive = tmp_path / "run-999999999", tmp_path / "run-1"
    dead.mkdir()
    alive.mkdir()

    with workplace(tmp_path):
        assert not dead.exists()
        assert alive.exists()


def _sources(root: Path) -> Path:
    for source in assembly.SOURCES:
        file = root / source if "." in source else root / source / "file.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    return root


@pytest.mark.parametrize("source", assembly.SOURCES)
def test_an_edit_to_anything_the_app_is_made_from_asks_for_a_new_synthesis(
    tmp_path: Path, source: str
) -> None:
    root = _sources(tmp_path)
    before = assembly.assembly_path(root=root, build=tmp_path)
    file = root / source if "." in source else root / source / "file.py"

    file.write_text("2")

    assert assembly.assembly_path(root=root, build=tmp_path) != before


def test_a_file_of_another_name_asks_for_a_new_synthesis(tmp_path: Path) -> None:
    root = _sources(tmp_path)
    before = assembly.assembly_path(root=root, build=tmp_path)

    (root / "cdk" / "file.py").rename(root / "cdk" / "other.py")

    assert assembly.assembly_path(root=root, build=tmp_path) != before


def test_compiled_code_does_not(tmp_path: Path) -> None:
    root = _sources(tmp_path)
    before = assembly.assembly_path(root=root, build=tmp_path)

    (root / "cdk" / "file.pyc").write_text("2")

    assert assembly.assembly_path(root=root, build=tmp_path) == before


def test_a_kept_assembly_takes_the_place_of_those_of_earlier_sources(tmp_path: Path) -> None:
    fresh, old, target = tmp_path / "fresh", tmp_path / "local-old", tmp_path / "local-new"
    fresh.mkdir()
    old.mkdir()

    assembly.keep(fresh, target)

    assert [path.name for path in tmp_path.iterdir()] == ["local-new"]
