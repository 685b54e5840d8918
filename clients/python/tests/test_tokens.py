import random
import sys
import unittest
from unittest import mock

from farebox import tokens
from farebox.tokens import PIECES_ERROR, RATIO_ERROR, count_text


class Tokens(unittest.TestCase):
    """Without tiktoken: with it, the gateway's own counts are held against these."""

    def setUp(self):
        for patch in (
            mock.patch.dict(sys.modules, {"tiktoken": None}),
            mock.patch.dict(tokens._encoders, clear=True),
        ):
            patch.start()
            self.addCleanup(patch.stop)

    def test_a_count_says_how_far_off_it_may_be_and_is_never_above_its_bytes(self):
        text = "The gate opens. " * 40
        exact, claude = count_text(text, "o200k_base"), count_text(text, "claude-ratio")
        self.assertEqual((exact.source, exact.error), ("ratio", PIECES_ERROR))
        self.assertAlmostEqual(claude.error, RATIO_ERROR + PIECES_ERROR)
        self.assertTrue(1.6 < claude.tokens / exact.tokens < 1.8)
        chance = random.Random(3)
        alphabet = "ab Z09_-{}\n\té門🚪я"
        for _ in range(500):
            text = "".join(chance.choices(alphabet, k=chance.randrange(60)))
            for tokenizer in ("o200k_base", "claude-ratio", "gemini-ratio", "unheard-of"):
                count = count_text(text, tokenizer)
                self.assertLessEqual(count.tokens, count.tokens_max)
                self.assertEqual(count.tokens_max, len(text.encode()))

    def test_every_character_is_of_one_script(self):
        text = "Prose here.\n    code(); x = 1\n料金所、я 🚪 ﾊﾝ\n"
        parts = tokens._split_scripts(text)
        self.assertEqual(sorted("".join(parts.values())), sorted(text))
        self.assertEqual((parts["cjk"], parts["other"]), ("料金所、ﾊﾝ", "я🚪"))

    def test_a_vocabulary_that_does_not_come_is_not_waited_for_twice(self):
        with mock.patch.object(tokens, "VOCABULARY_TIMEOUT", 0.05), mock.patch.object(
            tokens, "_load", lambda _: __import__("time").sleep(0.3)
        ):
            self.assertEqual(count_text("hello", "o200k_base").source, "ratio")
        with mock.patch.object(tokens, "_load", side_effect=AssertionError("asked again")):
            self.assertEqual(count_text("hello", "o200k_base").source, "ratio")


if __name__ == "__main__":
    unittest.main()
