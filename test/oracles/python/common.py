"""What the client scripts share. Each prints one JSON document that the test asserts on."""

import json
import os

ORIGIN = os.environ["ORACLE_ORIGIN"]
API_KEY = os.environ["ORACLE_API_KEY"]
MODELS = {"openai": "openai/gpt-4o-mini", "anthropic": "anthropic/claude-haiku-4-5"}


def scripted(wire, name):
    """A model that the test has given a behaviour at the upstream."""
    return f"{wire}/python-{name}"


def caught(call):
    """The exception's class and status, or what the call returned."""
    try:
        return {"returned": repr(call())[:200]}
    except Exception as error:
        known = [cls.__name__ for cls in type(error).__mro__]
        return {"classes": known, "status": getattr(error, "status_code", None) or getattr(error, "code", None)}


def report(run):
    print(json.dumps({wire: run(wire) for wire in MODELS}))
