import random
import unittest

from farebox.errors import FareboxError
from farebox.events import EventReader, StreamEvent
from farebox.limits import LINE_BYTES_MAX

SPOKEN = (
    ': a comment\n\nid: 1\ndata: {"text":"grüezi 🚪 門"}\n\n'
    "id:2\r\ndata: two\r\ndata:lines\r\n\r\nevent: x\rdata: by CR\r\rdata: [DONE]\n\n"
).encode()
EVENTS = [
    StreamEvent(1, '{"text":"grüezi 🚪 門"}'),
    StreamEvent(2, "two\nlines"),
    StreamEvent(None, "by CR"),
    StreamEvent(None, "[DONE]"),
]


def read(pieces):
    reader = EventReader()
    return [event for piece in pieces for event in reader.take(piece)]


class Events(unittest.TestCase):
    def test_every_split_in_two_gives_the_same_events(self):
        for at in range(len(SPOKEN) + 1):
            self.assertEqual(read([SPOKEN[:at], SPOKEN[at:]]), EVENTS, at)

    def test_any_split_gives_the_same_events(self):
        self.assertEqual(read(SPOKEN[at : at + 1] for at in range(len(SPOKEN))), EVENTS)
        chance = random.Random(7)
        for _ in range(500):
            cuts = sorted(chance.choices(range(len(SPOKEN)), k=chance.randrange(12)))
            edges = [0, *cuts, len(SPOKEN)]
            pieces = [SPOKEN[a:b] for a, b in zip(edges, edges[1:])]
            self.assertEqual(read(pieces), EVENTS, cuts)

    def test_an_event_that_nothing_closes_is_none(self):
        self.assertEqual(read([b"id: 1\ndata: half\n"]), [])

    def test_numbers_that_are_none_are_not_read(self):
        self.assertEqual(read([b"id: 1x\ndata: a\n\n"]), [StreamEvent(None, "a")])
        self.assertEqual(read([b"id: " + b"9" * 40 + b"\ndata: a\n\n"]), [StreamEvent(None, "a")])

    def test_a_line_without_end_is_refused(self):
        reader = EventReader()
        piece = b"x" * (1 << 24)
        with self.assertRaisesRegex(FareboxError, "a line without end came"):
            for _ in range(LINE_BYTES_MAX // len(piece) + 1):
                reader.take(piece)


if __name__ == "__main__":
    unittest.main()
