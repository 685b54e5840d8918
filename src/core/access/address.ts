/**
 * Whether an address in text (dotted IPv4, or IPv6) belongs to the public internet, so that
 * calling it on a stranger's word reaches nothing of our own. What can't be read is not public.
 */
export function isPublicAddress(address: string): boolean {
  const bytes = readAddress(address);
  if (bytes === null) return false;
  if (bytes.length === 4) return isPublicV4(bytes);

  // IPv4 in disguise is judged as the address that it leads to.
  if (v4Disguises.some((block) => lies(bytes, block))) return isPublicV4(bytes.slice(12));
  return lies(bytes, globalUnicast) && !specialV6.some((block) => lies(bytes, block));
}

/** Whether two texts name one address; text that is no address names none. */
export function isSameAddress(left: string, right: string): boolean {
  const [one, other] = [readAddress(left), readAddress(right)].map((bytes) => bytes?.join("."));
  return one !== undefined && one === other;
}

/** Whether a text is an address at all, public or not. */
export function isAddress(text: string): boolean {
  return readAddress(text) !== null;
}

interface Block {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/**
 * What is not public of IPv4: IANA's IPv4 Special-Purpose Address Registry (RFC 6890 and its
 * updates) and multicast. 169.254.0.0/16 holds the clouds' metadata, 100.64.0.0/10 and
 * 192.0.0.0/24 some more of it.
 */
const specialV4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  // Public by its number, but the host's own agent on one of the large clouds.
  "168.63.129.16/32",
].map(readBlock);

/** All of IPv6 that is given out for public use: the rest is loopback, local, or nobody's. */
const globalUnicast = readBlock("2000::/3");

/** What is special within it: protocol assignments with Teredo, documentation, 6to4, and others. */
const specialV6 = [
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3ffe::/16",
  "3fff::/20",
].map(readBlock);

/** IPv6 that carries an IPv4 address in its last bytes: mapped, and translated by a network. */
const v4Disguises = ["::ffff:0:0/96", "64:ff9b::/96"].map(readBlock);

function isPublicV4(bytes: readonly number[]): boolean {
  return !specialV4.some((block) => lies(bytes, block));
}

function lies(bytes: readonly number[], block: Block): boolean {
  return block.bytes.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, block.bits - index * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    return ((bytes[index] ?? 0) & mask) === (byte & mask);
  });
}

function readBlock(text: string): Block {
  const [address = "", bits] = text.split("/");
  return { bytes: readAddress(address) ?? [], bits: Number(bits) };
}

/** Four bytes, sixteen, or null. Zones (`%eth0`) and everything unusual are null. */
function readAddress(text: string): readonly number[] | null {
  return text.includes(":") ? readV6(text) : readV4(text);
}

function readV4(text: string): readonly number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4) return null;
  // A leading zero is octal to some readers and decimal to others: neither is taken.
  if (!parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return null;
  return parts.map(Number);
}

function readV6(text: string): readonly number[] | null {
  // Dots belong to the last group alone.
  if (text.includes(".") && text.indexOf(".") < text.lastIndexOf(":")) return null;
  const halves = text.split("::").map(readGroups);
  const [head, tail] = halves;
  if (head === undefined || head === null || tail === null || halves.length > 2) return null;
  if (tail === undefined) return head.length === 16 ? head : null;
  const gap = 16 - head.length - tail.length;
  return gap >= 2 ? [...head, ...new Array<number>(gap).fill(0), ...tail] : null;
}

function readGroups(text: string): readonly number[] | null {
  if (text === "") return [];
  const groups = text.split(":").map((group) => {
    if (!/^[0-9a-f]{1,4}$/i.test(group)) return readV4(group);
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return groups.some((group) => group === null) ? null : groups.flatMap((group) => group ?? []);
}
