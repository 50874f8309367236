"""The whole document, OpenAPI 3.1.0."""

from __future__ import annotations

import json
from typing import Any

from ops.openapi.frames import FRAMES, socket
from ops.openapi.headers import PARAMETERS
from ops.openapi.messages import PATH_ITEMS, WEBHOOKS
from ops.openapi.paths import paths
from ops.openapi.refusals import responses
from ops.openapi.schemas import SCHEMAS
from ops.openapi.vocabulary import ref

_ABOUT = (
    "An order is accepted at once and decided later, by a saga. Learn how it ended in any of four ways, which "
    "always agree: wait for it (`Prefer: wait=N`), ask for it (`GET`), be told at an endpoint of yours (webhooks), "
    "or listen on a WebSocket. Until its goods leave, an order can be cancelled or changed, which is accepted, "
    "decided and told likewise, but not pushed. A large order waits until a person approves it. "
    "Every error is a problem document; docs/problems.md lists them all."
)
_SERVERS = (
    {
        "url": "https://{api}.execute-api.{region}.amazonaws.com",
        "description": "On AWS, as the stack's output ApiUrl has it.",
        "variables": {"api": {"default": "api-id"}, "region": {"default": "us-east-1"}},
    },
    {
        "url": "http://127.0.0.1:{port}/_aws/execute-api/{api}",
        "description": "The local cloud of `make run`, which prints it.",
        "variables": {"port": {"default": "4566"}, "api": {"default": "api-id"}},
    },
)
_SECURITY_SCHEMES = {
    "iam": {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "description": "AWS Signature Version 4 for the service execute-api: the default on AWS.",
        "x-amazon-apigateway-authtype": "awsSigv4",
    },
    "jwt": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "Instead of it, where an issuer is configured.",
    },
}


def document() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Orders", "version": "1", "description": _ABOUT, "license": _license()},
        "servers": list(_SERVERS),
        "security": [{"iam": []}, {"jwt": []}, {}],
        "paths": paths(),
        "webhooks": {type_: ref(name, kind="pathItems") for type_, name in WEBHOOKS.items()},
        "x-websocket": socket(),
        "components": {
            "schemas": SCHEMAS | FRAMES,
            "parameters": PARAMETERS,
            "responses": responses(),
            "pathItems": PATH_ITEMS,
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def text() -> str:
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _license() -> dict[str, str]:
    return {"name": "MIT", "identifier": "MIT"}
