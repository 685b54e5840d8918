import random
import unittest
from decimal import Decimal

from farebox.cost import (
    Counted,
    Output,
    add_dollars,
    bytes_of,
    charge_of,
    price_usage,
    read_dollars,
    running_cost,
    write_dollars,
)

PRICING = {
    "prompt": "0.0000005",
    "completion": "0.00006",
    "image_token": "0.000001",
    "image_output": "0.00012",
    "input_cache_read": "0.0000001",
}


class Cost(unittest.TestCase):
    def test_sums_are_exact_whatever_the_amounts(self):
        chance = random.Random(11)
        for _ in range(2_000):
            left, right = (chance.randrange(10**chance.randrange(1, 25)) for _ in range(2))
            total = add_dollars(write_dollars(left), write_dollars(right))
            self.assertEqual(Decimal(total), Decimal(left + right).scaleb(-12))
            self.assertEqual(read_dollars(total), left + right)
        self.assertEqual(write_dollars(30_000_000_000), "0.03")
        self.assertEqual(write_dollars(-500_000_000_000), "-0.50")
        for text in ("", "1,5", "1e-3", "0.0000000000001", "nan"):
            with self.assertRaises(ValueError):
                read_dollars(text)

    def test_the_cost_is_estimated_then_counted_then_charged(self):
        running = Output(prompt_tokens=100, output_bytes=41, counted=None)
        told = running_cost(running, PRICING, None)
        self.assertEqual(tuple(told), ("0.00071", 11, "estimated"))
        counted = Counted({"prompt_tokens": 100, "completion_tokens": 20}, 40)
        # Two bytes a token is what this answer has weighed so far; a begun token is one.
        told = running_cost(running._replace(counted=counted), PRICING, None)
        self.assertEqual(tuple(told), ("0.00131", 21, "estimated"))
        told = running_cost(Output(100, 40, counted), None, None)
        self.assertEqual(tuple(told), (None, 20, "counted"))
        bill = {"id": "a", "usage": {"completion_tokens": 7}, "cost": "0.5"}
        self.assertEqual(tuple(running_cost(running, PRICING, bill)), ("0.5", 7, "charged"))

    def test_each_kind_of_token_has_its_own_price(self):
        usage = {
            "prompt_tokens": 100,
            "prompt_tokens_details": {"image_tokens": 30, "cached_tokens": 20},
            "completion_tokens_details": {"image_tokens": 4},
        }
        parts = 50 * 500_000 + 30 * 1_000_000 + 20 * 100_000 + 6 * 60_000_000 + 4 * 120_000_000
        self.assertEqual(price_usage(PRICING, usage, 10), write_dollars(parts))

    def test_bytes_of_text_thoughts_and_arguments_count(self):
        calls = [{"function": {"arguments": "{}"}}, {"function": {"arguments": "[]"}}]
        delta = {"content": "é", "reasoning_content": "abc", "tool_calls": calls}
        self.assertEqual(bytes_of({"choices": [{"delta": delta}]}), 9)
        self.assertEqual(bytes_of({"choices": []}), 0)

    def test_a_charge_is_the_sum_of_its_exact_parts(self):
        usage = {"cost": 0.3, "cost_details": {"prompt": "0.1", "completion": "0.2"}}
        self.assertEqual(charge_of({"id": "x", "usage": usage})["cost"], "0.30")
        self.assertIsNone(charge_of({"id": "x", "usage": None}))
        self.assertIsNone(charge_of({"id": "x"}))


if __name__ == "__main__":
    unittest.main()
