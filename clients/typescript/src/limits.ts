// Every bound of the client, with its unit and reason. Constants by themselves: a bundle keeps
// their values alone.

/** Milliseconds until the head of an answer: longer than the gateway waits for a first event. */
export const defaultTimeoutMs = 600_000;
/** Milliseconds until a connection stands. */
export const defaultConnectTimeoutMs = 5_000;
/** Milliseconds without a byte in a stream; the gateway sends a comment every five seconds. */
export const defaultSilenceMs = 30_000;
/** Connections at once; what an account may have running unless its operator says otherwise. */
export const defaultConnectionsMax = 64;
/** Milliseconds that an unused connection is kept. */
export const keepAliveMs = 30_000;

/** Milliseconds: no timer counts further. */
export const timerMsMax = 2_147_483_647;

/** Repetitions of a call. */
export const defaultRetries = 3;
export const retriesMax = 10;
/** Milliseconds: the first pause is drawn below this, each further one below twice as much. */
export const defaultPauseMs = 250;
export const defaultPauseMsMax = 8_000;
/** Milliseconds: who is told to wait longer tells its caller instead. */
export const retryAfterMsMax = 60_000;

/** Attempts in a row to come back to a stream that brought nothing new. */
export const resumeAttemptsMax = 5;
/** Times that one stream is come back to. */
export const resumesMax = 1_000;
export const resumePauseMs = 100;
/** Milliseconds: five pauses stay below the ten seconds for which the gateway lingers. */
export const resumePauseMsMax = 2_000;
/** Milliseconds until the head of a stream that is asked for again: it is there at once. */
export const resumeTimeoutMs = 5_000;
/** Milliseconds for a connection to end once the last event has come. */
export const lastBytesMs = 1_000;

/** Bytes of one answer that is no stream; pictures come in base64. */
export const answerBytesMax = 128 * 1024 * 1024;
/** Characters of one line of a stream, for the same reason. */
export const lineCharactersMax = 64 * 1024 * 1024;
/** Characters of a foreign answer that an error shows. */
export const excerptCharacters = 120;
