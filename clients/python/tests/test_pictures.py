import base64
import io
import tempfile
import unittest
from pathlib import Path

from farebox import PictureError, data_url, media_type_of, picture

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
KINDS = {
    "image/png": PNG,
    "image/jpeg": b"\xff\xd8\xff\xe0" + bytes(20),
    "image/gif": b"GIF89a" + bytes(20),
    "image/webp": b"RIFF\x0a\x0a\x0a\x0aWEBP" + bytes(20),
    "image/avif": b"\0\0\0\x1cftypavif" + bytes(20),
    "image/heic": b"\0\0\0\x0aftypheic" + bytes(20),
}


class Pictures(unittest.TestCase):
    def test_bytes_are_told_by_their_beginning(self):
        for kind, data in KINDS.items():
            self.assertEqual(media_type_of(data), kind)
            written = f"data:{kind};base64,{base64.b64encode(data).decode()}"
            self.assertEqual(data_url(data), written)
            self.assertEqual(data_url(written), written)
        self.assertIsNone(media_type_of(b"hello"))

    def test_paths_files_and_views_are_read(self):
        wanted = data_url(PNG)
        self.assertEqual(data_url(bytearray(PNG)), wanted)
        self.assertEqual(data_url(memoryview(PNG)), wanted)
        self.assertEqual(data_url(io.BytesIO(PNG)), wanted)
        with tempfile.TemporaryDirectory() as folder:
            # Its name says nothing.
            path = Path(folder) / "cat.jpg"
            path.write_bytes(PNG)
            self.assertEqual(data_url(path), wanted)
            self.assertEqual(data_url(str(path)), wanted)
        with self.assertRaises(FileNotFoundError):
            data_url("/nowhere/cat.png")

    def test_an_address_stays_one(self):
        part = picture("https://pictures.example/cat.png", detail="low")
        url = {"url": "https://pictures.example/cat.png", "detail": "low"}
        self.assertEqual(part, {"type": "image_url", "image_url": url})

    def test_what_is_no_picture_says_what_was_seen(self):
        allowed = "; PNG, JPEG, WebP, GIF, AVIF and HEIC can be sent"
        for data, seen in (
            (b"", "it is empty"),
            (b"%PDF-1.7", "it is a PDF, not a picture; turn its pages into pictures"),
            (b"<svg xmlns", "it is SVG, which no model reads"),
            (b"<!doctype html>", 'it is no picture but a page: "<!doctype html>"'),
            (b"BM\0\0", "it is a BMP"),
            (b"II*\0", "it is a TIFF"),
            (b"hello, world", "it is no picture: it begins with the bytes 68 65 6c 6c 6f 2c 20 77"),
            ("data:image/png,abc", 'the data URL "data:image/png,abc…" is not in base64'),
            ("data:image/png;base64,a", 'what follows "data:image/png;base64," is no base64'),
            (
                "data:image/png;base64,aGVsbG8=",
                'the data URL "data:image/png;base64" is no picture: '
                "it begins with the bytes 68 65 6c 6c 6f",
            ),
        ):
            with self.assertRaises(PictureError) as caught:
                picture(data)
            self.assertEqual(str(caught.exception), seen + allowed)
        with self.assertRaisesRegex(PictureError, "^a int is no picture; give bytes, a path or"):
            picture(5)


if __name__ == "__main__":
    unittest.main()
