"""Where the local cloud is and who it takes us for. It checks no credentials, so these are not secret."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"
STATE = ROOT / ".saga"
LOCAL_FILE = STATE / "local.json"
DELIVERY_FILE = STATE / "delivery.http"

HOST = "127.0.0.1"
USUAL_PORT = 4566
REGION = "us-east-1"
ACCOUNT = "000000000000"
ACCESS_KEY = "test"
SECRET_KEY = "test"  # noqa: S105 - made up
