import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createAnswerReader } from "./answer-reader.ts";

/** When an answer came, on the clock of `performance.now()`. */
export interface Timing {
  readonly firstByteAtMs: number;
  readonly endedAtMs: number;
}

interface Waiting {
  readonly resolve: (timing: Timing) => void;
  readonly reject: (error: Error) => void;
}

/** One kept-alive connection that takes one call at a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #reader = createAnswerReader();
  #waiting: Waiting | null = null;
  #firstByteAtMs: number | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("the connection closed in mid-answer")));
  }

  static async open(origin: URL): Promise<Connection> {
    const socket = connect({ host: origin.hostname, port: Number(origin.port), noDelay: true });
    await once(socket, "connect");
    return new Connection(socket);
  }

  /** Sends a whole request. Rejects on any status but 200: a refusal is quick and no sample. */
  send(request: Buffer): Promise<Timing> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#firstByteAtMs = null;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #take(bytes: Buffer): void {
    const now = performance.now();
    const before = this.#firstByteAtMs;
    try {
      const whole = this.#reader.push(bytes);
      if (before === null && this.#reader.bodyBytes > 0) this.#firstByteAtMs = now;
      if (whole) this.#finish(now);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #finish(now: number): void {
    const { status } = this.#reader;
    if (status !== 200) {
      this.#fail(new Error(`a measured call was answered ${status}`));
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({ firstByteAtMs: this.#firstByteAtMs ?? now, endedAtMs: now });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}
