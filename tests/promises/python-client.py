"""The Python client against a running gateway; prints a line for each check that has passed."""

import asyncio
import builtins
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import farebox
from farebox import AsyncFarebox, Farebox, middleware

URL = os.environ["GATEWAY_URL"]
KEY = os.environ["KEY"]


def words(count):
    numerals = "one two three four five six seven eight nine ten".split()
    return " ".join(numerals[index % 10] for index in range(count))


def ask(script, **more):
    messages = [{"role": "user", "content": f"script:{script}"}]
    return {"model": "words", "messages": messages, **more}


def equal(seen, wanted):
    assert seen == wanted, f"{seen!r} is not {wanted!r}"


def raises(kind, call):
    try:
        call()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def open_client(key=KEY, **options):
    return Farebox(api_key=key, base_url=URL, **options)


def check_books():
    """A call, its estimate, its record and the caller's own books say the same."""
    with open_client() as client:
        before = client.balance()["available"]
        body = ask("plain", max_tokens=100)
        equal(client.estimate(body)["cost"]["completion_max"], "0.006")
        answer = client.complete(body, session_id="python-talk")
        equal(answer["choices"][0]["message"]["content"], words(20))
        record = client.record(answer["id"])
        told = (record["status"], record["cost"], record["usage"])
        equal(told, ("completed", "0.0012", answer["usage"]))
        equal(round(float(before) - float(client.balance()["available"]), 9), 0.0012)
        sessions = [row["group"] for row in client.usage(group_by="session")["data"]]
        assert "python-talk" in sessions, sessions
        equal(client.settle_session("python-talk")["mills"], 1)
        equal(client.session("python-talk")["carried"], "0.0002")
        equal(client.key()["models"], None)
        assert any(model["id"] == "words" for model in client.models())
        equal(client.model("words")["pricing"]["completion"], "0.00006")
        assert isinstance(client.statements()["data"], list)
        workload = {"calls_per_day": 10, "prompt_tokens": 10, "output_tokens": 5}
        equal(client.plan({**workload, "models": ["words"]})["object"], "plan")


def check_running_cost():
    """The running cost is an estimate, then the gateway's count, then the charge."""
    with open_client() as client:
        stream = client.stream(ask("running"))
        for _ in stream:
            if stream.received != 40:
                continue
            equal(stream.cost.source, "estimated")
            equal(tuple(stream.measure()), ("0.0024", 40, "counted"))
            equal(tuple(stream.cost), ("0.0024", 40, "counted"))
            print("release running")
        equal(tuple(stream.cost), ("0.003", 50, "charged"))
        equal(stream.bill["cost"], "0.003")


def check_stop():
    """Stop answers the final bill, and who still reads gets all that was produced."""
    with open_client() as client:
        stream = client.stream(ask("stopped"))
        text = ""
        for piece in stream.text():
            text += piece
            if text == words(30):
                bill = stream.stop()
                equal((bill["status"], bill["cost"]), ("cancelled", "0.0018"))
                assert stream.stop() is bill, "stopping again is the same stop"
        equal((text, stream.bill["cost"]), (words(30), "0.0018"))


def check_leaving():
    """Leaving the loop stops the call at once, although it would linger."""
    with open_client() as client:
        stream = client.stream(ask("left"))
        for _ in stream:
            if stream.received == 10:
                break
        equal(client.record(stream.id)["status"], "cancelled")
        with client.stream(ask("left")) as unread:
            pass
        equal(client.record(unread.id)["status"], "cancelled")
        finishing = client.stream(ask("plain"), on_disconnect="finish")
        next(iter(finishing))
        finishing.close()
        wait_for(lambda: client.record(finishing.id)["status"] == "completed")


def wait_for(claim):
    for _ in range(200):
        if claim():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


def check_max_cost():
    """A budget ends an answer in time, and one that covers nothing is 402."""
    from decimal import Decimal

    with open_client() as client:
        whole = client.stream(ask("budget"), max_cost=Decimal("0.003")).whole()
        equal((whole["finish_reason"], whole["cost"]), ("length", "0.003"))
        low = ask("budget")
        error = raises(
            farebox.PaymentRequiredError, lambda: client.complete(low, max_cost="0.00001")
        )
        equal(error.code, "max_cost_too_low")


def check_refusals():
    """Each refusal is its own class, with the numbers that help."""
    with open_client(os.environ["POOR_KEY"]) as poor:
        body = ask("never", max_tokens=50)
        error = raises(farebox.PaymentRequiredError, lambda: poor.stream(body))
        equal((error.available, error.affordable_output_tokens, error.bill), ("0.00", 0, None))
    with open_client("sk-unknown-key") as stranger:
        equal(raises(farebox.AuthenticationError, stranger.balance).code, "invalid_api_key")
    with open_client(os.environ["CLOSED_KEY"]) as closed:
        body = ask("never", model="other")
        error = raises(farebox.ModelNotAvailableError, lambda: closed.complete(body))
        equal((error.status, error.available_models), (401, ["words"]))
    with open_client() as client:
        raises(farebox.InvalidRequestError, lambda: client.complete(ask("never", n=2)))
        raises(farebox.NotFoundError, lambda: client.record("chatcmpl-none"))
        error = raises(farebox.UpstreamError, lambda: client.complete(ask("failing")))
        equal(error.code, "upstream_error")


def check_cut():
    """Money that ends in mid-answer is a PaymentRequiredError with the bill."""
    with open_client(os.environ["SHORT_KEY"]) as client:
        stream = client.stream(ask("cut"))
        told = []
        error = raises(farebox.PaymentRequiredError, lambda: told.extend(stream.text()))
        equal(("".join(told), error.bill["cost"]), (words(300), "0.018"))
        equal(tuple(stream.cost), ("0.018", 300, "charged"))


def check_waiting():
    """429 is waited out."""
    with open_client(os.environ["SINGLE_KEY"]) as client:
        answers = []
        body = ask("plain")
        threads = [
            threading.Thread(target=lambda: answers.append(client.complete(body)))
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        equal(len(answers), 2)


def check_silence():
    """A stream without a sign of life is taken for lost, and found again."""
    with open_client(silence=0.5) as client:
        started = time.monotonic()
        stream = client.stream(ask("silent"))
        told = []
        for piece in stream.text():
            told.append(piece)
            if stream.resumed == 0 and stream.received == 5:
                threading.Timer(1.2, lambda: print("release silent")).start()
        equal("".join(told), words(10))
        assert stream.resumed >= 1, stream.resumed
        assert time.monotonic() - started < 10


class Page(BaseHTTPRequestHandler):
    """A proxy that would rather speak itself."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<html>\n<h1>Sign in to Example WiFi</h1>")

    def log_message(self, *_):
        pass


def check_page():
    """A page of HTML from in between is an error that shows it."""
    server = HTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    with Farebox(api_key="sk-0123456789", base_url=url) as client:
        error = raises(farebox.UnexpectedAnswerError, client.balance)
    server.shutdown()
    equal(
        str(error),
        f'{url}/v1/balance answered 200 with text/html: "<html> <h1>Sign in to Example WiFi</h1>".'
        " That is not the gateway's: check base_url and what stands in between.",
    )


def check_absent():
    """Where nobody listens, the error says so, and Python's own class of it catches it."""
    with Farebox(api_key="sk-0123456789", base_url="http://127.0.0.1:1", retries=1) as client:
        error = raises(builtins.ConnectionError, client.balance)
    equal((type(error), error.attempts), (farebox.ConnectionError, 2))
    assert str(error).startswith("http://127.0.0.1:1 gave no answer in 2 attempts"), error


def check_layers():
    """Layers are put together: one of one's own around each attempt."""
    import httpx

    seen = []

    class Noting(httpx.BaseTransport):
        def __init__(self, inner):
            self.inner = inner

        def handle_request(self, request):
            response = self.inner.handle_request(request)
            seen.append((request.headers.get("idempotency-key"), response.status_code))
            return response

        def close(self):
            self.inner.close()

    with open_client(middleware=[Noting]) as client:
        client.complete(ask("flaky"))
    equal([status for _, status in seen], [503, 200])
    equal(len({key for key, _ in seen}), 1)
    layers = (middleware.idempotent, middleware.retry(retries=2, pause=0.01), Noting)
    road = middleware.compose(httpx.HTTPTransport(), *layers)
    with httpx.Client(transport=road, headers={"authorization": f"Bearer {KEY}"}) as plain:
        answer = plain.post(f"{URL}/v1/chat/completions", json=ask("flaky"))
    equal((answer.status_code, seen[-1][1], len(seen)), (200, 200, 4))


def check_openai():
    """The openai package over the client: plain, streamed, refused, left."""
    import openai

    with open_client() as client:
        package = openai.OpenAI(**client.for_openai())
        messages = [{"role": "user", "content": "script:plain"}]
        answer = package.chat.completions.create(model="words", messages=messages)
        equal(answer.choices[0].message.content, words(20))
        messages = [{"role": "user", "content": "script:left"}]
        stream = package.chat.completions.create(model="words", messages=messages, stream=True)
        with stream:
            first = next(iter(stream))
        equal(client.record(first.id)["status"], "cancelled")
    with open_client(os.environ["POOR_KEY"]) as poor:
        package = openai.OpenAI(**poor.for_openai())
        create = package.chat.completions.create
        messages = [{"role": "user", "content": "script:never"}]
        error = raises(
            openai.APIStatusError, lambda: create(model="words", messages=messages, max_tokens=9)
        )
        equal(error.status_code, 402)


def check_async():
    asyncio.run(run_async_checks())


async def run_async_checks():
    async with AsyncFarebox(api_key=KEY, base_url=URL) as client:
        answers = await asyncio.gather(*(client.complete(ask("plain")) for _ in range(8)))
        equal({one["choices"][0]["message"]["content"] for one in answers}, {words(20)})
        stream = await client.stream(ask("async-stopped"))
        text = ""
        async for piece in stream.text():
            text += piece
            if text == words(30):
                # The prices come in the background, and are there after the gateway's own count.
                equal(tuple(await stream.measure()), ("0.0018", 30, "counted"))
                equal((await stream.stop())["status"], "cancelled")
        equal((text, stream.bill["cost"]), (words(30), "0.0018"))
        stream = await client.stream(ask("left"))
        async for _ in stream.text():
            break
        await asyncio.sleep(0.3)
        equal((await client.record(stream.id))["status"], "cancelled")
        await check_cancelled_tasks(client)
        import openai

        package = openai.AsyncOpenAI(**client.for_openai())
        messages = [{"role": "user", "content": "script:plain"}]
        told = ""
        async for chunk in await package.chat.completions.create(
            model="words", messages=messages, stream=True
        ):
            told += chunk.choices[0].delta.content or ""
        equal(told, words(20))


async def check_cancelled_tasks(client):
    """A task that is cancelled stops its call, before its first word and in mid-answer."""

    async def read(name):
        stream = await client.stream(ask(name), client_request_id=f"task-{name}")
        async for _ in stream:
            pass

    for name in ("mute", "left"):
        task = asyncio.create_task(read(name))
        await asyncio.sleep(0.5)
        task.cancel()
        try:
            await task
            raise AssertionError("it was cancelled")
        except asyncio.CancelledError:
            pass
        record = await client.record(f"task-{name}")
        equal((name, record["status"]), (name, "cancelled"))


for name, check in list(globals().items()):
    if name.startswith("check_") and name != "check_cancelled_tasks":
        check()
        print(f"passed {name[6:]}")
