import { type FileHandle, mkdir, open, readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { limits } from "../../core/limits.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { KeptOutputs } from "../../ports/outputs.ts";
import { packRecord, readRecords, unpackChunks } from "./record.ts";

export interface OutputOptions {
  /** Holds the segments; created where it is missing, readable by its owner alone. */
  readonly folder: string;
  readonly keptForMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** One file that answers are appended to; it is deleted whole, when its newest answer is old. */
interface Segment {
  readonly path: string;
  readonly file: FileHandle;
  length: number;
  newestAt: number;
  readonly ids: string[];
}

interface Kept {
  readonly segment: Segment | null;
  readonly offset: number;
  readonly length: number;
  readonly at: number;
  /** The record itself while it is not on disk yet. */
  readonly waiting: Buffer | null;
}

/** Milliseconds that answers gather before they are written. */
const gatherMs = 20;

/** Bytes of one segment: sixteen of them make up the bound. */
const segmentBytesMax = limits.keptBytesMax / 16;

/** Opens the kept answers of a data folder, those of an earlier process too. */
export async function openSegments(options: OutputOptions): Promise<KeptOutputs> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const kept = new Segments(options);
  await kept.load();
  return kept;
}

/** Keeps answers in a few append-only files: one write takes all that has gathered. */
class Segments implements KeptOutputs {
  readonly #options: OutputOptions;
  readonly #index = new Map<string, Kept>();
  readonly #segments: Segment[] = [];
  #waiting: { readonly id: string; readonly record: Buffer; readonly at: number }[] = [];
  #writing: Promise<void> | null = null;
  #made = 0;

  constructor(options: OutputOptions) {
    this.#options = options;
  }

  keep(id: string, chunks: readonly Uint8Array[]): void {
    const at = this.#options.clock.now();
    const record = packRecord({ id, at, chunks });
    this.#index.set(id, { segment: null, offset: 0, length: record.length, at, waiting: record });
    this.#waiting.push({ id, record, at });
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
  }

  async find(id: string): Promise<readonly Uint8Array[] | null> {
    const kept = this.#index.get(id);
    if (kept === undefined || this.#options.clock.now() - kept.at > this.#options.keptForMs) {
      return null;
    }
    if (kept.waiting !== null) return unpackChunks(kept.waiting);
    if (kept.segment === null) return null;
    const record = Buffer.allocUnsafe(kept.length);
    try {
      const { bytesRead } = await kept.segment.file.read(record, 0, kept.length, kept.offset);
      return bytesRead === kept.length ? unpackChunks(record) : null;
    } catch (error) {
      // Deleted between the look-up and the read, or a disk that fails: kept no longer.
      this.#options.log.warn({ error: String(error) }, "a kept answer could not be read");
      return null;
    }
  }

  async close(): Promise<void> {
    await this.#writing;
    for (const segment of this.#segments) await segment.file.close();
  }

  /** Takes over what an earlier process kept; a record that a crash cut short is left out. */
  async load(): Promise<void> {
    const names = (await readdir(this.#options.folder)).filter((name) => name.endsWith(".kept"));
    for (const name of names.sort()) {
      const path = join(this.#options.folder, name);
      const file = await open(path, "r+");
      const segment: Segment = { path, file, length: 0, newestAt: 0, ids: [] };
      for (const { id, at, offset, length } of readRecords(await file.readFile())) {
        this.#index.set(id, { segment, offset, length, at, waiting: null });
        segment.ids.push(id);
        segment.newestAt = Math.max(segment.newestAt, at);
        segment.length = offset + length;
      }
      this.#segments.push(segment);
    }
    await this.#dropOld();
  }

  async #write(): Promise<void> {
    // What ends within a moment is written at once: a write costs more than what it writes.
    await new Promise<void>((resolve) => {
      this.#options.clock.after(gatherMs, resolve);
    });
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#append(batch);
      } catch (error) {
        // A full disk loses kept answers, never money.
        this.#options.log.warn({ error: String(error) }, "answers could not be kept");
        for (const { id } of batch) this.#index.delete(id);
      }
    }
  }

  async #append(batch: readonly { id: string; record: Buffer; at: number }[]): Promise<void> {
    const segment = await this.#current();
    let offset = segment.length;
    await segment.file.writev(
      batch.map(({ record }) => record),
      offset,
    );
    for (const { id, record, at } of batch) {
      this.#index.set(id, { segment, offset, length: record.length, at, waiting: null });
      segment.ids.push(id);
      segment.newestAt = at;
      offset += record.length;
    }
    segment.length = offset;
  }

  async #current(): Promise<Segment> {
    const last = this.#segments.at(-1);
    const ids = limits.keptAnswersMax / 16;
    if (last !== undefined && last.length < segmentBytesMax && last.ids.length < ids) return last;
    await this.#dropOld();
    this.#made += 1;
    const now = this.#options.clock.now();
    const name = `${String(now).padStart(15, "0")}-${process.pid}-${this.#made}.kept`;
    const path = join(this.#options.folder, name);
    const file = await open(path, "wx+", 0o600);
    const segment: Segment = { path, file, length: 0, newestAt: now, ids: [] };
    this.#segments.push(segment);
    return segment;
  }

  /** Deletes segments that are too old, and the oldest while there are too many. */
  async #dropOld(): Promise<void> {
    const oldest = this.#options.clock.now() - this.#options.keptForMs;
    while (this.#segments.length > 0) {
      const [first] = this.#segments;
      if (first === undefined) return;
      if (first.newestAt >= oldest && this.#segments.length < 16) return;
      this.#segments.shift();
      for (const id of first.ids) {
        if (this.#index.get(id)?.segment === first) this.#index.delete(id);
      }
      await first.file.close();
      await unlink(first.path);
    }
  }
}
