import assert from "node:assert/strict";
import { test } from "node:test";
import { readDestination } from "./destination.ts";

const blocked = [
  "http://127.0.0.1/x.png",
  "http://2130706433/x.png",
  "http://0x7f000001/x.png",
  "http://0x7f.1/x.png",
  "http://0177.0.0.1/x.png",
  "http://127.1/x.png",
  "http://0/x.png",
  "http://①②⑦.⓪.⓪.①/x.png",
  "http://127%2E0%2E0%2E1/x.png",
  "http://[::]/x.png",
  "http://[::1]/x.png",
  "http://[::ffff:127.0.0.1]/x.png",
  "http://[::ffff:7f00:1]/x.png",
  "http://[fd00:ec2::254]/x.png",
  "http://[fe80::1]/x.png",
  "http://169.254.169.254/latest",
  "http://localhost/x.png",
  "http://LOCALHOST./x.png",
  "http://some.localhost/x.png",
  "http://printer.local/x.png",
  "http://metadata.google.internal/x.png",
  "http://metadata.google.internal./x.png",
  "http://router.home.arpa/x.png",
  "http://intranet/x.png",
  "http://pictures.example../x.png",
  "http://pictures.example:8080/x.png",
  "https://pictures.example:22/x.png",
  "http://user@pictures.example/x.png",
  "http://user:secret@pictures.example/x.png",
  "file:///etc/passwd",
  "ftp://pictures.example/x.png",
  "gopher://pictures.example/x",
  "javascript:alert(1)",
  "blob:http://pictures.example/x",
  "//pictures.example/x.png",
  "pictures.example/x.png",
  "http://",
  "http://999.1.1.1/x.png",
  "",
  `http://pictures.example/${"x".repeat(8_192)}`,
];

for (const text of blocked) {
  test(`${text.slice(0, 60) || "nothing"} is not called`, () => {
    const read = readDestination(text, []);
    assert("blocked" in read, `${text} would be called`);
    assert.notEqual(read.blocked, "");
  });
}

test("what lies on the public web is called as it was written, without its fragment", () => {
  const calls = [
    [
      "http://pictures.example/a.png?b=c#d",
      "http://pictures.example/a.png?b=c",
      "pictures.example",
    ],
    ["https://Pictures.Example.:443/", "https://pictures.example/", "pictures.example"],
    ["http://pictures.example:443/", "http://pictures.example:443/", "pictures.example"],
    ["http://8.8.8.8/a.png", "http://8.8.8.8/a.png", "8.8.8.8"],
    ["http://[2606:4700::1111]/a", "http://[2606:4700::1111]/a", "2606:4700::1111"],
    ["http://büro.example/", "http://xn--bro-hoa.example/", "xn--bro-hoa.example"],
  ] as const;
  for (const [text, href, host] of calls) {
    const read = readDestination(text, []);
    assert("url" in read, JSON.stringify(read));
    assert.deepEqual([read.url.href, read.host, read.trusted], [href, host, false]);
  }
});

test("the operator's own hosts are called by host and port exactly, and no others", () => {
  const allowed = ["127.0.0.1:9200", "[::1]:80", "localhost:443"];
  const taken = (text: string) => "url" in readDestination(text, allowed);
  assert(taken("http://127.0.0.1:9200/a.png"));
  assert(taken("http://0x7f.1:9200/a.png"));
  assert(taken("http://[::1]/a.png"));
  assert(taken("https://localhost/a.png"));
  for (const text of [
    "http://127.0.0.1/a.png",
    "http://127.0.0.1:9201/a.png",
    "http://127.0.0.2:9200/a.png",
    "http://localhost/a.png",
    "http://localhost:9200/a.png",
    "http://user@127.0.0.1:9200/a.png",
    "ftp://127.0.0.1:9200/a.png",
  ]) {
    assert(!taken(text), text);
  }
});
