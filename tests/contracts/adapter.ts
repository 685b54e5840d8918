import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { limits } from "../../src/core/limits.ts";
import type { ProviderSettings } from "../../src/providers/adapter.ts";
import {
  closedAfter,
  collect,
  failed,
  never,
  opened,
  openStage,
  orderFor,
  realClock,
  type Stage,
  streamed,
} from "./adapter-stage.ts";

/** One provider's wire format, as its adapter is asked to prove itself in it. */
export interface AdapterSubject {
  settings(origin: string): ProviderSettings;
  /** The secret within those settings. */
  readonly secret: string;
  readonly path: string;
  /** The output limit that a request's body carries. */
  outputLimit(body: Buffer): unknown;
  /** The base64 of the pictures that a request's body carries. */
  pictures(body: Buffer): readonly string[];
  readonly recordings: {
    /** Says `plainText` in several events, stops, and reports 281 prompt, 42 completion tokens. */
    readonly plain: Buffer;
    /** Reports zero tokens on both sides. */
    readonly usageZero: Buffer;
    readonly usageAbsent: Buffer;
    /** Says "ALPHA" and then tells of an error, with `errorMessage`. */
    readonly error: Buffer;
    readonly errorMessage: string;
  };
  /** The body of a failed answer with this message. */
  failure(message: string): string;
}

const plainText = "ALPHA BRAVO naïve€ DELTA 🚕";

/** Every adapter keeps these promises, over real sockets. */
export function proveAdapter(name: string, subject: AdapterSubject): void {
  describe(`the ${name} adapter`, () => {
    let stage: Stage;
    before(async () => {
      stage = await openStage((origin) => subject.settings(origin));
    });
    after(() => stage.close());
    proveAnswers(subject, () => stage);
    proveEndings(subject, () => stage);
    proveStops(subject, () => stage);
    proveFailures(subject, () => stage);
    proveConnections(subject, () => stage);
  });
}

function proveAnswers(subject: AdapterSubject, stage: () => Stage): void {
  const { recordings } = subject;

  test("an answer comes whole, with its finish and its usage", async () => {
    stage().answer(streamed(recordings.plain));
    const answer = await collect(await opened(stage()));
    assert.equal(answer.text, plainText);
    assert.equal(answer.finish, "stop");
    assert.equal(answer.ending, "ended");
    const usage = answer.events.findLast((event) => event.usage !== null)?.usage;
    assert.equal(usage?.promptTokens, 281);
    assert.equal(usage?.completionTokens, 42);
  });

  test("the request carries the key, our id, the output limit and its own length", async () => {
    stage().answer(streamed(recordings.plain));
    const request = stage().request();
    await collect(await opened(stage()));
    const { path, headers, body } = await request;
    assert.equal(path, subject.path);
    assert.ok(JSON.stringify(headers).includes(subject.secret));
    assert.equal(headers["x-client-request-id"], "chatcmpl-ours");
    assert.equal(headers["content-length"], String(body.length));
    assert.equal(subject.outputLimit(body), 77);
  });

  test("pictures of any size arrive as the bytes they were, in their order", async () => {
    const sizes = [5, 3_000_000, 70_000];
    const pictures = sizes.map((size, index) => ({
      base64: Buffer.alloc(size, String.fromCharCode(0x41 + index)),
      mediaType: "image/png",
      width: 1,
      height: 1,
      detail: "low" as const,
    }));
    const parts = pictures.map((_, index) => ({ kind: "picture" as const, index, passedOn: {} }));
    const text = { kind: "text" as const, text: 'what is "this"?', passedOn: {} };
    const messages = [{ role: "user", content: [text, ...parts], passedOn: {} }];
    stage().answer(streamed(recordings.plain));
    const request = stage().request();
    await collect(await opened(stage(), orderFor({ chat: { messages }, pictures })));
    const { body, headers } = await request;
    assert.equal(headers["content-length"], String(body.length));
    assert.deepEqual(
      subject.pictures(body),
      pictures.map((picture) => picture.base64.toString()),
    );
  });

  test("a split at any byte gives the same events", async () => {
    stage().answer(streamed(recordings.plain));
    const whole = await collect(await opened(stage()));
    for (let at = 1; at < recordings.plain.length; at += 1) {
      stage().answer(streamed(recordings.plain.subarray(0, at), recordings.plain.subarray(at)));
      const split = await collect(await opened(stage()));
      assert.deepEqual(split, whole, `split at ${at}`);
    }
  });

  test("a reported zero is zero, and absent is not zero", async () => {
    stage().answer(streamed(recordings.usageZero));
    const zero = await collect(await opened(stage()));
    const usage = zero.events.findLast((event) => event.usage !== null)?.usage;
    assert.equal(usage?.promptTokens, 0);
    assert.equal(usage?.completionTokens, 0);

    stage().answer(streamed(recordings.usageAbsent));
    const absent = await collect(await opened(stage()));
    assert.equal(absent.ending, "ended");
    assert.ok(absent.events.every((event) => event.usage === null));
  });
}

function proveEndings(subject: AdapterSubject, stage: () => Stage): void {
  const { plain, error, errorMessage } = subject.recordings;
  const half = plain.subarray(0, plain.indexOf("BRAVO") + 200);

  test("a connection that dies in mid-stream breaks it, after what had arrived", async () => {
    stage().answer((_request, response) => {
      response.writeHead(200).write(half);
      setTimeout(() => response.destroy(), 20);
    });
    const answer = await collect(await opened(stage()));
    assert.match(answer.text, /^ALPHA BRAVO/);
    assert.match(answer.ending, /died/);
    assert.equal(answer.finish, null);
  });

  test("a clean end before the answer's own end breaks it too", async () => {
    stage().answer(streamed(half.subarray(0, half.lastIndexOf("\n\n") + 2)));
    const answer = await collect(await opened(stage()));
    assert.match(answer.text, /^ALPHA BRAVO/);
    assert.match(answer.ending, /closed the stream before its end/);
  });

  test("an error event breaks the stream in the provider's words, and stops it", async () => {
    const request = stage().request();
    stage().answer((_request, response) => response.writeHead(200).write(error));
    const answer = await collect(await opened(stage()));
    assert.equal(answer.text, "ALPHA");
    assert.ok(answer.ending.includes(errorMessage));
    assert.ok((await closedAfter((await request).socket)) < 250);
  });

  test("what is no event of the provider's breaks the stream", async () => {
    stage().answer(streamed(Buffer.from("data: {broken\n\n")));
    assert.match((await collect(await opened(stage()))).ending, /cannot be read/);
    stage().answer(streamed(Buffer.from("<html>busy</html>")));
    assert.match((await collect(await opened(stage()))).ending, /before its end/);
    stage().answer(streamed());
    assert.match((await collect(await opened(stage()))).ending, /before its end/);
  });

  test("an ended stream answers that it has ended, however often it is asked", async () => {
    stage().answer(streamed(plain));
    const stream = await opened(stage());
    await collect(stream);
    assert.deepEqual(await stream.next(), { kind: "ended", events: [] });
    stream.close();
    assert.deepEqual(await stream.next(), { kind: "ended", events: [] });
  });
}

function proveStops(subject: AdapterSubject, stage: () => Stage): void {
  const { plain } = subject.recordings;
  const begin = plain.subarray(0, plain.indexOf("BRAVO") + 200);

  test("stopped in mid-stream, the provider's socket closes within 250 ms", async () => {
    const stop = new AbortController();
    const request = stage().request();
    stage().answer((_request, response) => response.writeHead(200).write(begin));
    const stream = await opened(stage(), orderFor({}), stop.signal);
    await stream.next();
    const waiting = collect(stream);
    stop.abort();
    assert.ok((await closedAfter((await request).socket)) < 250);
    assert.equal((await waiting).ending, "stopped");
  });

  test("closed in mid-stream, the provider's socket closes within 250 ms", async () => {
    const request = stage().request();
    stage().answer((_request, response) => response.writeHead(200).write(begin));
    const stream = await opened(stage());
    stream.close();
    stream.close();
    assert.ok((await closedAfter((await request).socket)) < 250);
    assert.equal((await collect(stream)).ending, "closed");
  });

  test("stopped before the answer, the provider's socket closes within 250 ms", async () => {
    const stop = new AbortController();
    const request = stage().request();
    stage().answer(() => {});
    const failure = failed(stage(), stop.signal);
    const { socket } = await request;
    stop.abort();
    assert.ok((await closedAfter(socket)) < 250);
    assert.equal((await failure).kind, "stopped");
  });

  test("stopped while it tells of its failure, the call counts as stopped", async () => {
    const stop = new AbortController();
    const request = stage().request();
    stage().answer((_request, response) => response.writeHead(500).write("{"));
    const failure = failed(stage(), stop.signal);
    const { socket } = await request;
    setTimeout(() => stop.abort(), 20);
    assert.equal((await failure).kind, "stopped");
    assert.ok((await closedAfter(socket)) < 250);
  });

  test("stopped before it was sent, nothing is sent", async () => {
    let requests = 0;
    const count = () => {
      requests += 1;
    };
    const quiet = await openStage((origin) => subject.settings(origin));
    quiet.answer(count);
    assert.equal((await failed(quiet, AbortSignal.abort())).kind, "stopped");
    assert.equal(quiet.connections(), 0);

    const stop = new AbortController();
    const failure = failed(quiet, stop.signal);
    stop.abort();
    assert.equal((await failure).kind, "stopped");
    await pause(50);
    assert.equal(requests, 0);
    await quiet.close();
  });

  test("a provider is held back while nobody asks for more", { timeout: 20_000 }, async () => {
    const total = 100 * 1024 * 1024;
    let written = 0;
    const comment = Buffer.concat([Buffer.from(":"), Buffer.alloc(65_534, "x"), Buffer.from("\n")]);
    stage().answer((_request, response) => {
      response.writeHead(200).write(begin);
      const write = () => {
        while (written < total && response.writable) {
          written += comment.length;
          if (!response.write(comment)) return;
        }
      };
      response.on("drain", write);
      write();
    });
    const stream = await opened(stage());
    const before = process.memoryUsage().arrayBuffers;
    await pause(500);
    // What the kernel's buffers take, and no more.
    assert.ok(written < 20 * 1024 * 1024, `${written} bytes were taken`);
    assert.ok(process.memoryUsage().arrayBuffers - before < 8 * 1024 * 1024);
    await stream.next();
    const waiting = stream.next();
    await waitUntil(() => written > 40 * 1024 * 1024);
    stream.close();
    assert.equal((await waiting).kind, "broken");
  });
}

async function waitUntil(fact: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !fact(); tries += 1) await pause(10);
  assert.ok(fact());
}

function proveFailures(subject: AdapterSubject, stage: () => Stage): void {
  test("each status says whose fault it is", async () => {
    const wanted = {
      rejected: [400, 404, 413, 418, 422],
      forbidden: [401, 402, 403],
      busy: [429],
      failed: [302, 500, 502, 503, 529],
    };
    for (const [kind, statuses] of Object.entries(wanted)) {
      for (const status of statuses) {
        stage().answer((_request, response) => {
          response.writeHead(status).end(subject.failure("it went wrong"));
        });
        const failure = await failed(stage());
        assert.equal(failure.kind, kind);
        assert.equal(failure.status, status);
        assert.equal(failure.retryAfterMs, null);
        assert.equal(failure.message.includes("it went wrong"), kind !== "forbidden");
      }
    }
  });

  test("a message is bounded, and holds no secret, whatever the provider sends", async () => {
    const message = `wrong key ${subject.secret} ${"x".repeat(limits.failureMessageMax)}`;
    stage().answer((_request, response) => {
      response.writeHead(400).end(subject.failure(message));
    });
    const told = (await failed(stage())).message;
    assert.ok(told.startsWith("wrong key [secret] xxx"));
    assert.ok(told.length <= limits.failureMessageMax);

    stage().answer((_request, response) => {
      response.writeHead(400).end(subject.failure("y".repeat(2 * limits.failureBytesMax)));
    });
    assert.ok((await failed(stage())).message.length <= limits.failureMessageMax);
    stage().answer((_request, response) => response.writeHead(400).end());
    assert.match((await failed(stage())).message, /without saying why/);
  });

  test("how long to wait is read as seconds, as a date and as milliseconds", async () => {
    const in20 = new Date(Date.now() + 20_000).toUTCString();
    const asked = async (headers: Record<string, string>) => {
      stage().answer((_request, response) => response.writeHead(429, headers).end());
      return (await failed(stage())).retryAfterMs;
    };
    assert.equal(await asked({ "retry-after": "7" }), 7000);
    assert.equal(await asked({ "retry-after": "0" }), 0);
    assert.equal(await asked({ "retry-after": "7", "retry-after-ms": "250.5" }), 251);
    assert.equal(await asked({ "retry-after": "soon" }), null);
    assert.equal(await asked({ "retry-after": "99999999999" }), limits.retryAfterMsMax);
    const dated = (await asked({ "retry-after": in20 })) ?? 0;
    assert.ok(dated > 17_000 && dated <= 20_000);
  });

  test("no connection, or one that dies before the answer, is unreachable", async () => {
    stage().answer((request) => request.socket.destroy());
    const died = await failed(stage());
    assert.equal(died.kind, "unreachable");
    assert.equal(died.status, null);

    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const address = gone.address();
    assert.ok(typeof address === "object" && address !== null);
    gone.close();
    await once(gone, "close");
    const nowhere = await openStage(() => subject.settings(`http://localhost:${address.port}`));
    const refused = await failed(nowhere);
    assert.equal(refused.kind, "unreachable");
    assert.equal(refused.message, `no answer from localhost:${address.port}: connection refused`);
    await nowhere.close();
  });

  test("an answer that is no HTTP has failed", async () => {
    stage().answer((request) => request.socket.end("hello, is this the right number?\r\n\r\n"));
    assert.equal((await failed(stage())).kind, "failed");
  });
}

function proveConnections(subject: AdapterSubject, stage: () => Stage): void {
  const { plain } = subject.recordings;

  test("one connection serves call after call, failed and closed ones too", async () => {
    const own = await openStage((origin) => subject.settings(origin));
    for (const status of [200, 200, 400, 500, 200]) {
      own.answer((_request, response) => {
        response.writeHead(status).write(status === 200 ? plain : subject.failure("no"));
        // The last chunk comes on its own, when the call has long been stopped.
        setTimeout(() => response.end(), status === 200 ? 10 : 0);
      });
      const stop = new AbortController();
      const answer = await own.upstream.open(orderFor({}), stop.signal);
      if (answer.opened) {
        await collect(answer);
        answer.close();
      }
      stop.abort();
      await pause(30);
    }
    assert.equal(own.connections(), 1);
    await own.close();
  });

  test("a stream that goes on after its end is cut: by time, and by bytes", async () => {
    let fire = () => {};
    const clock = {
      ...realClock,
      after: (ms: number, callback: () => void) => {
        assert.equal(ms, limits.upstreamTailMs);
        fire = callback;
        return () => {};
      },
    };
    const own = await openStage((origin) => subject.settings(origin), clock);
    const first = own.request();
    own.answer((_request, response) => response.writeHead(200).write(plain));
    assert.equal((await collect(await opened(own))).ending, "ended");
    const { socket } = await first;
    assert.equal(socket.destroyed, false);
    fire();
    assert.ok((await closedAfter(socket)) < 250);

    const second = own.request();
    own.answer((_request, response) => {
      response.writeHead(200).write(plain);
      setTimeout(() => response.write(Buffer.alloc(limits.upstreamTailBytesMax * 2)), 20);
    });
    assert.equal((await collect(await opened(own))).ending, "ended");
    assert.ok((await closedAfter((await second).socket)) < 250);
    await own.close();
  });

  test("many calls run at once, each with its own answer", async () => {
    stage().answer(streamed(plain));
    const calls = Array.from({ length: 50 }, async () => collect(await opened(stage())));
    for (const answer of await Promise.all(calls)) assert.equal(answer.text, plainText);
  });

  test("after closing, a call is unreachable", async () => {
    const own = await openStage((origin) => subject.settings(origin));
    await own.close();
    const failure = await own.upstream.open(orderFor({}), never);
    assert.ok(!failure.opened && failure.kind === "unreachable");
  });
}
