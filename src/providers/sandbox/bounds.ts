/**
 * Every bound of the sandbox, with its unit and its reason. They are its own and not the
 * gateway's: the sandbox plays a provider, and a provider does not share the gateway's limits.
 */
export const bounds = {
  /** Bytes of one request's body: the same as the gateway takes by default. */
  bodyBytesMax: 32 * 1024 * 1024,
  /** Bytes of bodies being read at once; above it a call is answered 503. */
  bodiesBytesMax: 512 * 1024 * 1024,
  /** Calls being served at once; above it a call is answered 429. */
  callsMax: 4_096,
  /** Calls that the meter remembers, newest kept. */
  meterCallsMax: 10_000,
  /** Keys whose failures are being counted for `times`. */
  failureKeysMax: 10_000,
  /** Messages in one call. */
  messagesMax: 4_096,
  /** Pictures in one call. */
  picturesMax: 600,
  /** Pixels of one picture: decoding a larger one would take seconds of a small machine. */
  picturePixelsMax: 100_000_000,
  /** Measurements kept, so that a load test's picture is decoded once (16 KB each). */
  measurementsMax: 256,
  /** Tokens of one answer where the request names no limit. */
  answerTokensMax: 131_072,
  /** Milliseconds of a stall or a first token's delay that a directive may ask for. */
  delayMsMax: 600_000,
  /** Events written in one go when the stream has fallen behind its pace or has none. */
  eventsPerWriteMax: 64,
  /** Characters tokenized in one go: the encoder takes quadratic time on text without spaces. */
  encodeCharactersMax: 4_096,
  /** Pieces of text that the encoder remembers; each is short. */
  encodeCacheMax: 8_192,
  /** Levels of a JSON schema that are followed. */
  schemaDepthMax: 24,
  /** Values in one JSON answer. */
  schemaValuesMax: 5_000,
  /** Items that an array gets where its schema asks for no number. */
  schemaItemsMax: 100,
  /** Characters of the user's text that are looked at for an answer. */
  questionCharactersMax: 20_000,
} as const;
