import assert from "node:assert/strict";
import { BlockList, isIP, isIPv4 } from "node:net";
import { test } from "node:test";
import fc from "fast-check";
import { isAddress, isPublicAddress, isSameAddress } from "./address.ts";

const inward = [
  ["unspecified", "0.0.0.0", "0.1.2.3", "::", "::0"],
  ["loopback", "127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1"],
  ["private", "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
  ["shared", "100.64.0.1", "100.100.100.200", "100.127.255.255"],
  ["link-local", "169.254.0.1", "169.254.169.254", "fe80::1", "febf::1", "fec0::1"],
  ["unique local", "fc00::1", "fd00:ec2::254", "fdff:ffff::1"],
  ["multicast", "224.0.0.1", "239.255.255.255", "ff02::1", "ff0e::1"],
  ["reserved", "240.0.0.1", "255.255.255.255", "192.0.0.192", "198.18.0.1", "198.19.255.255"],
  ["documentation", "192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "3fff::1"],
  ["a cloud's agent", "168.63.129.16"],
  ["mapped", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1", "0:0:0:0:0:FFFF:a9fe:a9fe"],
  ["compatible", "::127.0.0.1", "::7f00:1", "::8.8.8.8"],
  ["translated", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808"],
  ["6to4", "2002:7f00:1::", "2002:a00:1::1", "2002:808:808::1"],
  ["Teredo", "2001:0:7f00:1::", "2001::1"],
  ["discard, segment routing, nobody's", "100::1", "5f00::1", "4000::1", "8000::1", "e000::1"],
] as const;

for (const [kind, ...addresses] of inward) {
  test(`${kind} is not public: ${addresses.join(", ")}`, () => {
    for (const address of addresses) {
      assert(isAddress(address), `${address} was read`);
      assert.equal(isPublicAddress(address), false, address);
    }
  });
}

test("the neighbours of what is not public are public", () => {
  const outward = ["1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0"];
  outward.push("126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255");
  outward.push("172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0");
  outward.push("223.255.255.255", "168.63.129.15", "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8");
  outward.push("2001:200::1", "2001:4860:4860::8888", "2003::1", "2a00:1450::1", "2606:4700::1111");
  for (const address of outward) assert.equal(isPublicAddress(address), true, address);
});

test("what is no address in the usual spelling is not public", () => {
  const strange = [
    "",
    " ",
    "127.1",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "2130706433",
    "8.8.8.08",
    "256.1.1.1",
  ];
  strange.push("8.8.8.8.", "8.8.8", "1.2.3.4.5", "fe80::1%eth0", "[::1]", ":::", "1::2::3", "::g");
  strange.push("1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "12345::", "::1.2.3.4:5");
  strange.push("::256.1.1.1", ":", "1:", ":1", "1.2.3.4::", "example.com");
  for (const text of strange) {
    assert.equal(isAddress(text), false, text);
    assert.equal(isPublicAddress(text), false, text);
  }
});

test("every address is read, and judged by the registry as another reader of blocks does", () => {
  const blocks = new BlockList();
  for (const block of ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "224.0.0.0/3"]) {
    addTo(blocks, block);
  }
  for (const block of ["169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15"]) {
    addTo(blocks, block);
  }
  const v4 = fc.tuple(octet(), octet(), octet(), octet()).map((parts) => parts.join("."));
  fc.assert(
    fc.property(v4, (address) => {
      // The registry's blocks of one /24 and less are left to the examples above.
      if (/^(192\.(0|31|52|88|175)|198\.51|203\.0|168\.63)\./.test(address)) return;
      const expected = !blocks.check(address, "ipv4");
      assert.equal(isPublicAddress(address), expected);
      assert.equal(isPublicAddress(`::ffff:${address}`), expected);
      assert.equal(isPublicAddress(`64:ff9b::${address}`), expected);
      assert.equal(isPublicAddress(`::${address}`), false);
    }),
    { numRuns: 2_000 },
  );
});

test("any spelling of an IPv6 address is the same address", () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      assert.equal(isAddress(text), isIP(text) === 6, text);
      const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
      assert(isSameAddress(text, canonical), `${text} is ${canonical}`);
      assert.equal(isPublicAddress(text), isPublicAddress(canonical), text);
    }),
    { numRuns: 2_000 },
  );
  assert.equal(isSameAddress("::1", "::2"), false);
  assert.equal(isSameAddress("nowhere", "nowhere"), false);
});

function octet() {
  return fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0, 10, 127, 169, 172, 192, 254),
  );
}

function addTo(blocks: BlockList, text: string): void {
  const [address = "", bits] = text.split("/");
  blocks.addSubnet(address, Number(bits), isIPv4(address) ? "ipv4" : "ipv6");
}
