import asyncio
import unittest

import httpx

from farebox import AsyncFarebox, Farebox
from farebox.answer import read_whole
from farebox.steps import run_async, send_by

BODY = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}


class Interrupted(httpx.BaseTransport):
    """Somebody presses Ctrl-C while the call waits for its first word."""

    def __init__(self):
        self.asked = []

    def handle_request(self, request):
        self.asked.append((request.method, request.url.path))
        if request.url.path.endswith("/cancel"):
            return httpx.Response(200, json={})
        raise KeyboardInterrupt


class Waiting(httpx.AsyncBaseTransport):
    def __init__(self):
        self.asked = []

    async def handle_async_request(self, request):
        self.asked.append((request.method, request.url.path))
        if not request.url.path.endswith("/cancel"):
            await asyncio.sleep(60)
        return httpx.Response(200, json={})


class Interruptions(unittest.TestCase):
    def check(self, asked, name):
        call = ("POST", "/v1/chat/completions")
        self.assertEqual(asked, [call, ("POST", f"{call[1]}/{name}/cancel")])

    def test_ctrl_c_before_the_first_word_stops_the_call(self):
        transport = Interrupted()
        with Farebox(api_key="sk-12345678", middleware=[lambda _: transport]) as client:
            with self.assertRaises(KeyboardInterrupt):
                client.stream(BODY, client_request_id="mine")
        self.check(transport.asked, "mine")

    def test_a_task_that_is_cancelled_stops_its_call_unless_it_was_to_finish(self):
        for terms, stopped in (({}, True), ({"on_disconnect": "finish"}, False)):
            transport = Waiting()

            async def leave(transport=transport, terms=terms):
                client = AsyncFarebox(api_key="sk-12345678", middleware=[lambda _: transport])
                calling = client.complete(BODY, client_request_id="mine", **terms)
                await asyncio.wait_for(calling, 0.05)

            with self.assertRaises(asyncio.TimeoutError):
                asyncio.run(leave())
            if stopped:
                self.check(transport.asked, "mine")
            else:
                self.assertEqual(len(transport.asked), 1)

    def test_steps_that_are_closed_in_mid_answer_end_quietly(self):
        class Never:
            def __await__(self):
                yield

        async def body():
            yield b"x"
            await Never()

        class Begun(httpx.AsyncBaseTransport):
            async def handle_async_request(self, _):
                return httpx.Response(200, content=body())

        def steps():
            request = httpx.Request("GET", "http://gate.example/")
            return (yield from read_whole((yield from send_by(Begun())(request)), 1e12))

        road = run_async(steps())
        road.send(None)
        road.close()


if __name__ == "__main__":
    unittest.main()
