"""Streams over a proxy that breaks connections: prints what was read, as JSON."""

import asyncio
import json
import os

from farebox import AsyncFarebox, ConnectionError, Farebox


def ask(script, **more):
    messages = [{"role": "user", "content": f"script:{script}"}]
    return {"model": "words", "messages": messages, **more}


def read(client):
    stream = client.stream(ask("long"))
    text, numbers = "", []
    for chunk in stream:
        for choice in chunk["choices"]:
            text += choice["delta"].get("content") or ""
        numbers.append(stream.received)
    return {"text": text, "numbers": numbers, "resumed": stream.resumed, "bill": stream.bill}


async def read_async(client):
    stream = await client.stream(ask("long"))
    text, numbers = "", []
    async for chunk in stream:
        for choice in chunk["choices"]:
            text += choice["delta"].get("content") or ""
        numbers.append(stream.received)
    return {"text": text, "numbers": numbers, "resumed": stream.resumed, "bill": stream.bill}


def openai_text(client):
    from openai import OpenAI

    stream = OpenAI(**client.for_openai()).chat.completions.create(**ask("long"), stream=True)
    # It asked for no usage, and so for no chunk without choices.
    return {"text": "".join(chunk.choices[0].delta.content or "" for chunk in stream)}


async def openai_text_async(client):
    from openai import AsyncOpenAI

    package = AsyncOpenAI(**client.for_openai())
    stream = await package.chat.completions.create(**ask("long"), stream=True)
    return {"text": "".join([chunk.choices[0].delta.content or "" async for chunk in stream])}


def complete(client):
    answer = client.complete(ask("long"))
    return {"text": answer["choices"][0]["message"]["content"]}


def resume_elsewhere(client):
    first = client.stream(ask("long"))
    whole = first.whole()
    with Farebox() as other:
        again = other.resume(first.id, after=500)
        rest = again.whole()
    same = (rest["cost"], again.received) == (whole["cost"], first.received)
    return {"text": whole["text"], "rest": rest["text"], "same": same}


def abandoned(client):
    try:
        client.stream(ask("abandoned"), on_disconnect="stop").whole()
    except ConnectionError as error:
        return {"error": str(error)}


async def run_async(road):
    async with AsyncFarebox() as client:
        return await road(client)


name = os.environ["ROAD"]
road = globals()[name]
if asyncio.iscoroutinefunction(road):
    print(json.dumps(asyncio.run(run_async(road))))
else:
    with Farebox() as client:
        print(json.dumps(road(client)))
