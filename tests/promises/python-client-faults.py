"""Many calls against a provider that fails; prints what became of them, as JSON."""

import asyncio
import gc
import json
import os
import random
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import httpx

from farebox import AsyncFarebox, ConnectionError, Farebox, RefusedError

CALLS = int(os.environ["CALLS"])
AT_ONCE = int(os.environ["AT_ONCE"])
CHANCE = random.Random(20_261_122)
WORDS = "one two three four"

attempts = {}
trouble = []
lock = threading.Lock()


def note_attempt(request):
    """Counts attempts by their key; now and then the network itself fails."""
    key = request.headers.get("idempotency-key")
    with lock:
        if key is not None:
            attempts[key] = attempts.get(key, 0) + 1
        if CHANCE.random() < 0.02:
            raise httpx.ConnectError("no route")
        return CHANCE.random() < 0.02


class Faulty(httpx.BaseTransport):
    def __init__(self, inner):
        self.inner = inner

    def handle_request(self, request):
        lost = note_attempt(request)
        response = self.inner.handle_request(request)
        if lost:
            # On its way back: the gateway has done and charged it.
            response.close()
            raise httpx.ReadError("broken")
        return response

    def close(self):
        self.inner.close()


class AsyncFaulty(httpx.AsyncBaseTransport):
    def __init__(self, inner):
        self.inner = inner

    async def handle_async_request(self, request):
        lost = note_attempt(request)
        response = await self.inner.handle_async_request(request)
        if lost:
            await response.aclose()
            raise httpx.ReadError("broken")
        return response

    async def aclose(self):
        await self.inner.aclose()


class Tally:
    def __init__(self):
        self.whole = 0
        self.refused = 0
        self.lost = []
        self.costs = []

    def take(self, text, usage):
        assert text == WORDS, text
        self.costs.extend(usage["cost_details"].values())
        self.whole += 1

    def take_error(self, name, error):
        if isinstance(error, ConnectionError):
            self.lost.append(name)
            return
        self.refused += 1
        self.costs.append(error.bill["cost"] if error.bill else "0.00")


def body_of():
    return {"model": "words", "messages": [{"role": "user", "content": "script:fault"}]}


def call_once(client, index, tally):
    name = f"call-{index}"
    try:
        if index % 2 == 0:
            whole = client.stream(body_of(), client_request_id=name).whole()
            tally.take(whole["text"], whole["usage"])
        else:
            answer = client.complete(body_of(), client_request_id=name)
            tally.take(answer["choices"][0]["message"]["content"], answer["usage"])
    except (RefusedError, ConnectionError) as error:
        tally.take_error(name, error)


async def call_once_async(client, index, tally):
    name = f"call-{index}"
    try:
        if index % 2 == 0:
            whole = await (await client.stream(body_of(), client_request_id=name)).whole()
            tally.take(whole["text"], whole["usage"])
        else:
            answer = await client.complete(body_of(), client_request_id=name)
            tally.take(answer["choices"][0]["message"]["content"], answer["usage"])
    except (RefusedError, ConnectionError) as error:
        tally.take_error(name, error)


def open_sockets():
    gc.collect()
    links = (os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd"))
    return sum(1 for link in links if os.path.islink(link) and "socket:" in os.readlink(link))


def run_sync(tally):
    at_rest = open_sockets()
    client = Farebox(middleware=[Faulty], connections_max=AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for done in [pool.submit(call_once, client, index, tally) for index in range(CALLS)]:
            done.result()
    during = open_sockets() - at_rest
    client.close()
    return during, open_sockets() - at_rest


async def run_async(tally):
    at_rest = open_sockets()
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: trouble.append(str(context))
    )
    client = AsyncFarebox(middleware=[AsyncFaulty], connections_max=AT_ONCE)
    left = iter(range(CALLS))

    async def work():
        for index in left:
            await call_once_async(client, index, tally)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    during = open_sockets() - at_rest
    await client.close()
    await asyncio.sleep(0)
    return during, open_sockets() - at_rest


def record_cost(client, name):
    """What became of a call that was lost is asked of its record, by its name."""
    try:
        return [client.record(name)["cost"] or "running"]
    except RefusedError:
        return []


warnings.simplefilter("error", ResourceWarning)
sys.unraisablehook = lambda found: trouble.append(str(found.exc_value))
threading.excepthook = lambda found: trouble.append(str(found.exc_value))
tally = Tally()
world = os.environ["WORLD"]
during, after = run_sync(tally) if world == "sync" else asyncio.run(run_async(tally))
with Farebox() as plain:
    for name in tally.lost:
        tally.costs.extend(record_cost(plain, name))
print(
    json.dumps(
        {
            "whole": tally.whole,
            "refused": tally.refused,
            "lost": len(tally.lost),
            "costs": tally.costs,
            "most": max(attempts.values()),
            "sockets": [during, after],
            "trouble": trouble,
        }
    )
)
