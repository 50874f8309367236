"""The API's description is a valid one, and says what the code does: no more and no less."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31

from lambdas.api.routes import ELSEWHERE, EVERYWHERE, ROUTES
from lambdas.shared.problems import PROBLEMS
from ops.openapi.document import text
from ops.openapi.operations import OPERATIONS
from ops.openapi.schemas import SCHEMAS
from ops.settings import ROOT
from tests.unit.ops.openapi.reading import DOCUMENT, at, errors, followed, nodes, operations, problems_in


def test_it_is_valid_by_the_official_schema_of_openapi_3_1() -> None:
    official = jsonschema_rs.Draft202012Validator(OPENAPI_31)

    assert [error.message for error in official.iter_errors(DOCUMENT)] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_schema_is_valid_by_the_metaschema(name: str) -> None:
    jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMAS[name]})


def test_each_reference_leads_somewhere() -> None:
    references = [node["$ref"] for _, node in nodes() if isinstance(node.get("$ref"), str)]

    assert len(references) > 20
    for reference in references:
        at(reference)


def test_each_component_is_used() -> None:
    """But the answers where no route is, which belong to no operation."""
    used = {node["$ref"] for _, node in nodes() if isinstance(node.get("$ref"), str)}
    there = {
        f"#/components/{kind}/{name}"
        for kind, components in DOCUMENT["components"].items()
        if kind != "securitySchemes"
        for name in components
    }

    assert there - used == {"#/components/responses/NoSuchPath", "#/components/responses/MethodNotAllowed"}


def test_each_link_leads_to_an_operation() -> None:
    known = {operation["operationId"] for _, _, operation in operations()}
    linked = {node["operationId"] for path, node in nodes() if "/links/" in path and "operationId" in node}

    assert linked
    assert linked <= known


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in operations()]

    assert len(names) == len(set(names))


def test_each_route_is_described_and_nothing_else() -> None:
    described = {(method, path) for method, path, _ in operations()}

    assert described == {(method, route.path) for route in ROUTES for method in route.methods}
    assert set(OPERATIONS) == {route.operation for route in ROUTES}


def test_each_parameter_of_a_path_is_described() -> None:
    for _, path, operation in operations():
        names = {f"{{{it['name']}}}" for it in map(followed, operation["parameters"]) if it["in"] == "path"}
        assert names == {part for part in path.split("/") if part.startswith("{")}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.key)
def test_each_problem_of_a_route_is_described_under_its_status(route: Any) -> None:
    answers = DOCUMENT["paths"][route.path][route.method.lower()]["responses"]

    for problem in (*route.problems, *EVERYWHERE):
        assert problem.uri in problems_in(followed(answers[str(problem.status)]))


def test_each_problem_is_described_and_no_other() -> None:
    described = {uri for _, node in nodes() for uri in problems_in(node)}

    assert described == {problem.uri for problem in PROBLEMS}


def test_each_problem_is_of_a_route_or_of_none() -> None:
    of_routes = {problem for route in ROUTES for problem in route.problems}

    assert not of_routes & set(ELSEWHERE)


def test_a_problem_is_told_under_its_own_status_only() -> None:
    statuses = {problem.uri: problem.status for problem in PROBLEMS}
    for _, node in nodes(DOCUMENT["paths"]):
        for status, response in node.get("responses", {}).items():
            uris = set(problems_in(followed(response)))
            assert {str(statuses[uri]) for uri in uris} <= {status}


def _with_examples() -> list[Any]:
    found = []
    for path, node in nodes():
        schema = node.get("schema")
        if isinstance(schema, Mapping):
            shown = [one["value"] for one in node.get("examples", {}).values()]
            shown += [node["example"]] if "example" in node else []
            found += [pytest.param(value, schema, id=path) for value in shown]
    return found


@pytest.mark.parametrize(("value", "schema"), _with_examples())
def test_each_example_is_valid(value: object, schema: Mapping[str, Any]) -> None:
    assert errors(value, schema) == []


def test_each_body_has_an_example() -> None:
    """Those of problems have none: they are in the page of problems."""
    for path, node in nodes():
        schema = node.get("content", {}).get("application/json", {})
        gateway = schema.get("schema") == {"$ref": "#/components/schemas/GatewayMessage"}
        assert not schema or gateway or schema["examples"], path


@pytest.mark.parametrize("seed", ["1", "2"])
def test_it_is_the_same_bytes_in_another_process(seed: str) -> None:
    command = [sys.executable, "-c", "from ops.openapi.document import text; print(text(), end='')"]
    environment = {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}

    made = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)

    assert made.stdout == text()
