"""`python -m ops.cli`, which is what `./saga` starts."""

from __future__ import annotations

from ops.cli.app import app
from ops.cli.session import Means

if __name__ == "__main__":
    app(prog_name="saga", obj=Means())
