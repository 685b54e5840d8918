import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIPv6 } from "node:net";

/** A name server on loopback that says what a test wants it to say. */
export interface NameServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Answers for a name: each further look-up takes the next list, the last one stays. */
  answer(name: string, ...lists: readonly (readonly string[])[]): void;
  /** How often a name was looked up: the questions for IPv4 are counted. */
  questions(name: string): number;
  close(): void;
}

const typeA = 1;
const typeAaaa = 28;
const noSuchName = 3;

/** Speaks DNS over UDP: questions for A and AAAA, and unknown names. */
export async function openNameServer(): Promise<NameServer> {
  const answers = new Map<string, (readonly string[])[]>();
  const questions = new Map<string, number>();
  const socket = createSocket("udp4");
  socket.on("message", (message, from) => {
    const { name, type, end } = readQuestion(message);
    const lists = answers.get(name);
    const asked = (questions.get(name) ?? 0) + (type === typeA ? 1 : 0);
    questions.set(name, asked);
    // Both questions of one look-up get the same list, in whatever order they come.
    const round = type === typeA ? asked - 1 : Math.max(0, asked - 1);
    const list = lists?.[Math.min(round, lists.length - 1)];
    const fitting = (list ?? []).filter((one) => isIPv6(one) === (type === typeAaaa));
    const code = list === undefined ? noSuchName : 0;
    const head = writeHead(message, { code, count: fitting.length });
    const records = fitting.map((address) => writeRecord(type, address));
    socket.send(Buffer.concat([head, message.subarray(12, end), ...records]), from.port);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return {
    address: `127.0.0.1:${socket.address().port}`,
    answer: (name, ...lists) => answers.set(name, [...lists]),
    questions: (name) => questions.get(name) ?? 0,
    close: () => socket.close(),
  };
}

function readQuestion(message: Buffer) {
  const labels: string[] = [];
  let at = 12;
  while ((message[at] ?? 0) > 0) {
    const length = message[at] ?? 0;
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  const name = labels.join(".").toLowerCase();
  return { name, type: message.readUInt16BE(at + 1), end: at + 5 };
}

function writeHead(
  question: Buffer,
  { code, count }: { readonly code: number; readonly count: number },
): Buffer {
  const head = Buffer.alloc(12);
  question.copy(head, 0, 0, 2);
  // An answer, with recursion asked for and available.
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(count, 6);
  return head;
}

function writeRecord(type: number, address: string): Buffer {
  const data = type === typeA ? Buffer.from(address.split(".").map(Number)) : v6Bytes(address);
  const record = Buffer.alloc(12);
  // The name of the question, by its place.
  record.writeUInt16BE(0xc00c, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([record, data]);
}

/** Eight groups in full: the address parser of the runtime fills in what `::` leaves out. */
function v6Bytes(address: string): Buffer {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = canonical.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const gap = new Array<string>(8 - left.length - right.length).fill("0");
  const bytes = Buffer.alloc(16);
  for (const [index, group] of [...left, ...gap, ...right].entries()) {
    bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  }
  return bytes;
}
