import os
import unittest
from unittest import mock

from farebox import AsyncFarebox, Farebox, SettingError
from farebox.settings import read_settings
from farebox.terms import write_body, write_headers, write_json

KEY = "sk-0123456789"


class Settings(unittest.TestCase):
    def setUp(self):
        patch = mock.patch.dict(os.environ, {}, clear=True)
        patch.start()
        self.addCleanup(patch.stop)

    def refused(self, **options):
        with self.assertRaises(SettingError) as caught:
            read_settings({"api_key": KEY, **options})
        return str(caught.exception)

    def test_a_wrong_key_is_told_next_to_nothing_of(self):
        hint = "; give sk-… alone, or set FAREBOX_API_KEY"
        for key, seen in (
            ("", "missing"),
            ('"sk-0123456789"', '""sk" and more'),
            ("Bearer sk-0123456789", '"Bea" and more'),
            ("sk-short", '"sk-" and more'),
            (f"{KEY}\n", '"sk-" and more'),
        ):
            self.assertEqual(self.refused(api_key=key), f"api_key is {seen}{hint}")

    def test_an_address_with_more_than_an_origin_is_refused_with_what_to_give(self):
        for url, said in (
            ("http://h:1/", 'base_url has "/" behind it; give "http://h:1" alone'),
            ("http://h:1/v1", 'base_url has "/v1" behind it; give "http://h:1" alone'),
            ("http://h:1?a=1", 'base_url has "?a=1" behind it; give "http://h:1" alone'),
            ("https://me:pw@h", 'base_url has a name in it; give "https://h" alone'),
            ("h:8080", 'base_url "h:8080" is no address such as http://127.0.0.1:8080'),
            ("http://", 'base_url "http://" is no address such as http://127.0.0.1:8080'),
            ("http://h:x", 'base_url "http://h:x" is no address such as http://127.0.0.1:8080'),
        ):
            self.assertEqual(self.refused(base_url=url), said)
        self.assertEqual(read_settings({"api_key": KEY, "base_url": "http://[::1]:8"})[1:2],
                         ("http://[::1]:8",))

    def test_numbers_out_of_bounds_say_what_is_allowed(self):
        self.assertEqual(
            self.refused(retries=11), "retries is 11; it is a whole number from 0 to 10"
        )
        self.assertEqual(
            self.refused(connections_max=0),
            "connections_max is 0; it is a whole number from 1 to 100000",
        )
        for value in (0, -1, float("nan"), "5", True):
            self.assertRegex(self.refused(timeout=value), "it is seconds, from 0.001 to 86400$")
        self.assertRegex(self.refused(timeoutMs=5), "^timeoutMs is no option of a client; there")

    def test_the_environment_completes_what_is_not_given(self):
        os.environ["OPENAI_API_KEY"] = "sk-another-0123"
        self.assertRegex(self.refused(api_key=None), "^api_key is missing")
        os.environ["OPENAI_BASE_URL"] = "http://gate:8080/v1/"
        self.assertEqual(read_settings({})[:2], ("sk-another-0123", "http://gate:8080"))
        os.environ["FAREBOX_API_KEY"] = KEY
        os.environ["FAREBOX_BASE_URL"] = "http://own:1"
        self.assertEqual(read_settings({})[:2], (KEY, "http://own:1"))
        self.assertEqual(read_settings({"base_url": "http://given:2"})[1], "http://given:2")

    def test_both_clients_refuse_at_once(self):
        for kind in (Farebox, AsyncFarebox):
            with self.assertRaisesRegex(SettingError, "api_key is missing"):
                kind()


class Terms(unittest.TestCase):
    def test_a_term_with_a_wrong_name_is_refused(self):
        with self.assertRaisesRegex(SettingError, "^maxCost is no term of a call; there are max_"):
            write_body({"model": "m"}, {"maxCost": "0.05"})
        with self.assertRaisesRegex(SettingError, "^body is of type str; give a dict with model"):
            write_body("hello", {})

    def test_terms_stand_in_the_body_where_they_are_given(self):
        body = write_body({"model": "m"}, {"max_cost": "0.05", "hold": None, "store": False})
        self.assertEqual(body, {"model": "m", "max_cost": "0.05", "store": False})

    def test_names_and_times_that_no_header_or_clock_takes_are_refused(self):
        for value in ("é", "a\nb", "", 5):
            with self.assertRaisesRegex(SettingError, "^client_request_id is .* printable ASCII"):
                write_headers({"client_request_id": value})
        self.assertEqual(write_headers({"idempotency_key": "k-1"}), {"idempotency-key": "k-1"})
        with self.assertRaisesRegex(SettingError, "^timeout is 'x'; it is seconds"):
            write_body({"model": "m"}, {"timeout": "x"})

    def test_what_was_not_sent_needs_no_gateway_to_be_refused(self):
        with Farebox(api_key=KEY, base_url="http://127.0.0.1:1", retries=0) as client:
            with self.assertRaisesRegex(SettingError, "^the body says stream; leave it out"):
                client.complete({"model": "m", "stream": True})
            with self.assertRaisesRegex(SettingError, "^messages is of type str; give a list"):
                client.estimate_locally({"model": "m", "messages": "hi"})
            with self.assertRaisesRegex(SettingError, "^the body names no model"):
                client.estimate_locally({"messages": []})

    def test_what_is_no_json_says_so(self):
        with self.assertRaisesRegex(SettingError, r"type bytes .*; a picture's bytes go through"):
            write_json({"image": b"\x89PNG"})
        with self.assertRaises(SettingError):
            write_json({"temperature": float("nan")})


if __name__ == "__main__":
    unittest.main()
