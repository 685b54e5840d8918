import asyncio
import unittest
from email.utils import formatdate
from time import time
from typing import Any, List
from unittest import mock

import httpx

from farebox import errors, limits
from farebox.middleware import LayeredTransport, compose, idempotent, retry
from farebox.retry import RetryTerms, name_posts, read_retry_after, repeat
from farebox.steps import compose as compose_steps
from farebox.steps import run, run_async, send_by

ADDRESS = "http://gate.example/v1/chat/completions"


def say(status, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, json={})


def broken():
    return httpx.ReadError("Connection reset by peer")


class Scripted(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers what it is told to, then yes."""

    def __init__(self, answers):
        self.answers = list(answers)
        self.keys: List[Any] = []

    def handle_request(self, request):
        self.keys.append(request.headers.get("idempotency-key"))
        answer = self.answers.pop(0) if self.answers else say(200)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def handle_async_request(self, request):
        return self.handle_request(request)


class Told:
    def __init__(self, answers, request=None, **terms):
        self.pauses: List[float] = []
        transport = Scripted(answers)
        quick = {"pause": 0.002, **terms}
        heard = RetryTerms(on_retry=lambda one: self.pauses.append(one.pause), **quick)
        self.send = compose_steps(send_by(transport), name_posts, repeat(heard))
        self.keys = transport.keys
        self.request = request or httpx.Request("POST", ADDRESS, json={})

    def status(self):
        return run(self.send(self.request)).status_code

    def status_async(self):
        return asyncio.run(run_async(self.send(self.request))).status_code


class Retries(unittest.TestCase):
    def test_what_may_succeed_is_repeated_three_times_under_one_key(self):
        for fault in (lambda: say(429), lambda: say(408), lambda: say(503), broken):
            for world in ("status", "status_async"):
                told = Told([fault(), fault(), fault()])
                self.assertEqual(getattr(told, world)(), 200)
                self.assertEqual((len(told.keys), len(set(told.keys))), (4, 1))
                self.assertRegex(told.keys[0], r"^[\w-]{36}$")

    def test_after_three_repetitions_the_last_word_stands(self):
        told = Told([say(500) for _ in range(9)])
        self.assertEqual((told.status(), len(told.keys)), (500, 4))
        lost = Told([broken() for _ in range(9)])
        message = r"^http://gate\.example gave no answer in 4 attempts: Connection reset"
        with self.assertRaisesRegex(errors.ConnectionError, message) as caught:
            lost.status()
        self.assertEqual(caught.exception.attempts, 4)
        with self.assertRaises(errors.TimeoutError):
            Told([httpx.ReadTimeout("slow") for _ in range(9)]).status()

    def test_no_for_want_of_money_rights_or_sense_is_never_repeated(self):
        for status in (400, 401, 402, 403, 404, 409, 410, 413, 422):
            told = Told([say(status)])
            self.assertEqual((told.status(), len(told.keys)), (status, 1))

    def test_x_should_retry_is_obeyed(self):
        for status in (429, 500, 504):
            told = Told([say(status, x_should_retry="false")])
            self.assertEqual((told.status(), len(told.keys)), (status, 1))

    def test_what_has_no_key_or_can_be_read_once_only_is_sent_once(self):
        bare = compose_steps(send_by(Scripted([say(503)])), repeat(RetryTerms()))
        self.assertEqual(run(bare(httpx.Request("POST", ADDRESS, json={}))).status_code, 503)
        once = httpx.Request("POST", ADDRESS, content=(piece for piece in [b"{}"]))
        told = Told([say(503)], request=once)
        self.assertEqual((told.status(), len(told.keys)), (503, 1))
        read = Told([say(503)], request=httpx.Request("GET", ADDRESS))
        self.assertEqual((read.status(), len(read.keys)), (200, 2))

    def test_pauses_are_drawn_below_a_bound_that_doubles(self):
        with mock.patch("random.random", return_value=1.0):
            told = Told([broken() for _ in range(9)], retries=5, pause_max=0.008)
            with self.assertRaises(errors.ConnectionError):
                told.status()
        self.assertEqual(told.pauses, [0.002, 0.004, 0.008, 0.008, 0.008])
        drawn = [Told([broken()]) for _ in range(20)]
        for one in drawn:
            one.status()
        self.assertGreater(len({one.pauses[0] for one in drawn}), 15)

    def test_retry_after_is_waited_for_in_full_unless_it_is_too_long(self):
        told = Told([say(429, retry_after="0")])
        self.assertEqual(told.status(), 200)
        self.assertTrue(0 <= told.pauses[0] <= 0.002)
        long = Told([say(429, retry_after=str(int(limits.RETRY_AFTER_MAX) + 1))])
        self.assertEqual((long.status(), len(long.keys)), (429, 1))

    def test_retry_after_may_be_a_date(self):
        seconds = read_retry_after({"retry-after": formatdate(time() + 30, usegmt=True)})
        self.assertTrue(28 < seconds <= 30, seconds)
        self.assertEqual(read_retry_after({"retry-after": formatdate(0, usegmt=True)}), 0.0)
        self.assertIsNone(read_retry_after({"retry-after": "soon"}))
        self.assertIsNone(read_retry_after({}))

    def test_a_key_that_was_given_is_kept(self):
        given = httpx.Request("POST", ADDRESS, json={}, headers={"idempotency-key": "mine"})
        told = Told([say(503)], request=given)
        told.status()
        self.assertEqual(told.keys, ["mine", "mine"])

    def test_layers_go_around_any_transport_and_keep_httpx_errors(self):
        scripted = Scripted([broken(), say(503)])
        road = compose(scripted, idempotent, retry(2, pause=0.001))
        self.assertIsInstance(road, LayeredTransport)
        with httpx.Client(transport=road) as client:
            self.assertEqual(client.post(ADDRESS, json={}).status_code, 200)
        self.assertEqual((len(scripted.keys), len(set(scripted.keys))), (3, 1))
        lost = compose(Scripted([broken() for _ in range(9)]), idempotent, retry(1, pause=0.001))
        with httpx.Client(transport=lost) as client, self.assertRaises(httpx.ReadError):
            client.post(ADDRESS, json={})


if __name__ == "__main__":
    unittest.main()
