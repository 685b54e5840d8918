/**
 * One kept answer on disk: its whole length (4 bytes), the moment (8), the id's length (1), the
 * id, then each chunk behind its length (4). Numbers are little-endian.
 */
interface OutputRecord {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly chunks: readonly Uint8Array[];
}

export interface RecordPlace {
  readonly id: string;
  readonly at: number;
  readonly offset: number;
  readonly length: number;
}

const headBytes = 13;

export function packRecord({ id, at, chunks }: OutputRecord): Buffer {
  const idBytes = Buffer.from(id, "latin1");
  const chunkBytes = chunks.reduce((sum, chunk) => sum + 4 + chunk.length, 0);
  const record = Buffer.allocUnsafe(headBytes + idBytes.length + chunkBytes);
  record.writeUInt32LE(record.length, 0);
  record.writeDoubleLE(at, 4);
  record.writeUInt8(idBytes.length, 12);
  record.set(idBytes, headBytes);
  let place = headBytes + idBytes.length;
  for (const chunk of chunks) {
    record.writeUInt32LE(chunk.length, place);
    record.set(chunk, place + 4);
    place += 4 + chunk.length;
  }
  return record;
}

/** The chunks of one record, as views of it. */
export function unpackChunks(record: Buffer): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let place = headBytes + record.readUInt8(12);
  while (place + 4 <= record.length) {
    const length = record.readUInt32LE(place);
    chunks.push(record.subarray(place + 4, place + 4 + length));
    place += 4 + length;
  }
  return chunks;
}

/** Where the records of a segment lie; stops before one that a crash cut short. */
export function readRecords(segment: Buffer): readonly RecordPlace[] {
  const places: RecordPlace[] = [];
  let offset = 0;
  while (offset + headBytes <= segment.length) {
    const length = segment.readUInt32LE(offset);
    const idLength = segment.readUInt8(offset + 12);
    if (length < headBytes + idLength || offset + length > segment.length) break;
    const at = segment.readDoubleLE(offset + 4);
    const id = segment.toString("latin1", offset + headBytes, offset + headBytes + idLength);
    places.push({ id, at, offset, length });
    offset += length;
  }
  return places;
}
