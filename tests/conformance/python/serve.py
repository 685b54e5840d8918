"""Serves clients to the tests: a line of JSON in is a call, a line out is what came of it."""

import json
import os
import sys
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

GATEWAY = os.environ["GATEWAY_URL"]
WEATHER: dict[str, Any] = json.loads(os.environ["WEATHER"])
WEATHER_RESULT = os.environ["WEATHER_RESULT"]
THING_SCHEMA: dict[str, Any] = json.loads(os.environ["THING_SCHEMA"])


@dataclass
class Ask:
    """What a client is asked to say."""

    key: str
    model: str
    prompt: str
    output_tokens_max: int
    picture: str | None


@dataclass
class Trouble(Exception):
    """How the client told a refusal."""

    status: int | None
    message: str


def answer(text: str, input_tokens: int, output_tokens: int, pieces: int = 1) -> dict[str, Any]:
    return {
        "text": text,
        "inputTokens": input_tokens,
        "outputTokens": output_tokens,
        "pieces": pieces,
    }


def turns(name: str, given: Any, text: str) -> dict[str, Any]:
    return {"name": name, "input": given, "text": text}


def png_url(picture: str) -> str:
    return f"data:image/png;base64,{picture}"


def installed(*names: str) -> list[str]:
    return [f"{name} {version(name)}" for name in names]


def serve(clients: list[Any]) -> None:
    """Introduces the clients, then answers calls until the input ends."""
    say(
        [
            {
                "name": client.name,
                "speaks": client.speaks,
                "packages": client.packages,
                "limits": getattr(client, "limits", {}),
                "lacks": getattr(client, "lacks", {}),
            }
            for client in clients
        ]
    )
    for line in sys.stdin:
        call = json.loads(line)
        client = clients[call["client"]]
        asked = call["ask"]
        ask = Ask(
            asked["key"],
            asked["model"],
            asked["prompt"],
            asked["outputTokensMax"],
            asked["picture"],
        )
        say(outcome_of(client, call["method"], [ask, *call["more"]]))


def outcome_of(client: Any, method: str, values: list[Any]) -> dict[str, Any]:
    try:
        return {"value": getattr(client, method)(*values)}
    except Trouble as trouble:
        return {"value": {"status": trouble.status, "message": trouble.message}}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def say(value: Any) -> None:
    # Whatever a package prints goes elsewhere: the answers alone have this mark.
    print("@" + json.dumps(value), flush=True)
