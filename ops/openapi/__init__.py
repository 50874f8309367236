"""The API's description, made from its code: `docs/openapi.json` and `docs/problems.md`.

Routes, problems and the order's JSON Schema are the tables that the API itself works by. What no code says, which
is what things are for, is here. `make generate` writes both files, `make check` compares them.
"""
