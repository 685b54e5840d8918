/** Every bound of the client, with its unit and reason. */
export const limits = {
  /** Milliseconds until the head of an answer: longer than the gateway waits for a first event. */
  timeoutMs: 600_000,
  /** Milliseconds until a connection stands. */
  connectTimeoutMs: 5_000,
  /** Milliseconds without a byte in a stream; the gateway sends a comment every five seconds. */
  silenceMs: 30_000,
  /** Connections at once; what an account may have running unless its operator says otherwise. */
  connectionsMax: 64,
  /** Milliseconds that an unused connection is kept. */
  keepAliveMs: 30_000,
  /** Repetitions of a call. */
  retries: 3,
  retriesMax: 10,
  /** Milliseconds: the first pause is drawn below this, each further one below twice as much. */
  pauseMs: 250,
  pauseMsMax: 8_000,
  /** Milliseconds: who is told to wait longer tells its caller instead. */
  retryAfterMsMax: 60_000,
  /** Attempts in a row to come back to a stream that brought nothing new. */
  resumeAttemptsMax: 5,
  /** Times that one stream is come back to. */
  resumesMax: 1_000,
  resumePauseMs: 100,
  /** Milliseconds: five pauses stay below the ten seconds for which the gateway lingers. */
  resumePauseMsMax: 2_000,
  /** Milliseconds until the head of a stream that is asked for again: it is there at once. */
  resumeTimeoutMs: 5_000,
  /** Milliseconds for a connection to end once the last event has come. */
  lastBytesMs: 1_000,
  /** Bytes of one answer that is no stream; pictures come in base64. */
  answerBytesMax: 128 * 1024 * 1024,
  /** Characters of one event of a stream, for the same reason. */
  eventCharactersMax: 64 * 1024 * 1024,
  /** Models whose prices are remembered. */
  pricesKept: 64,
  /** Milliseconds for which prices are remembered: a new version is seen after a few calls. */
  pricesKeptMs: 300_000,
  /** Characters of a foreign answer that an error shows. */
  excerptCharacters: 120,
} as const;
