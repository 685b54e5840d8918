/** Every bound of the program, with its unit and its reason. */
export const limits = {
  // --- what a caller may send ---
  /** Bytes. Eight camera pictures in base64; the default of `body_bytes_max`. */
  bodyBytesMax: 32 * 1024 * 1024,
  /** Bytes of bodies being read or served at once; the default of `bodies_in_flight_bytes_max`. */
  bodiesInFlightBytesMax: 512 * 1024 * 1024,
  /** Nesting of a body's JSON: deeper ones are attacks on parsers. */
  jsonDepthMax: 64,
  /** Messages in one call: above any context window in use. */
  messagesMax: 4096,
  /** Tools in one call: OpenAI's documented 128, with room for others. */
  toolsMax: 1024,
  /** Characters of text in one call that are counted at once: some milliseconds at worst. */
  textAtOnceCharactersMax: 32 * 1024,
  /** Earlier answers that one call may name items of: each is looked up and read. */
  recalledAnswersMax: 64,
  /** Pictures in one call: Anthropic's documented 600 is the largest of the known limits. */
  picturesMax: 600,
  /** Characters of `X-Client-Request-Id`, of a session's id and of a reference. */
  nameCharactersMax: 128,
  /** Tokens: no model's window is near it, and counts stay far from 2^53. */
  tokensMax: 1_000_000_000,
  /** Steps by prompt length that one price may have; providers have one or two. */
  priceTiersMax: 16,
  /** Pixels on a side: above it no provider reads a picture. */
  pictureSideMax: 30_000,
  /** Pixels in all, 0x3FFF²: what the usual decoders accept. */
  picturePixelsMax: 268_402_689,

  // --- what is fetched for a caller ---
  /** Characters of an address that is called: above what servers take in one line. */
  addressCharactersMax: 8_192,
  /** Bytes of one fetched picture: no provider takes a larger one inline. */
  fetchedPictureBytesMax: 20 * 1024 * 1024,
  /** Milliseconds for one picture in all, from its name's look-up to its last byte. */
  fetchMs: 10_000,
  /** Milliseconds for all pictures of a call: a caller who waits longer has been forgotten. */
  fetchesMs: 30_000,
  /** Pictures of one call that are fetched at once: as many as a browser takes, and no flood. */
  fetchesPerCallMax: 8,
  /** Pictures of all calls that are fetched at once: open sockets stay few. */
  fetchesMax: 256,
  /** Redirects that are followed: to https, to www, to the file. */
  redirectsMax: 3,
  /** Milliseconds until a name server is asked again, twice. */
  nameLookUpMs: 2_000,
  /** Addresses behind one name that are looked at: more are nobody's picture server. */
  addressesPerNameMax: 64,
  /** Milliseconds until a webhook has to be answered. */
  webhookMs: 10_000,

  // --- money ---
  /** Picodollars in one movement: $1,000,000. */
  movementMax: 1_000_000_000_000_000_000n,
  /** Picodollars on one account: $9,000,000, below the 2^63 of a database integer. */
  balanceMax: 9_000_000_000_000_000_000n,

  // --- the ledger ---
  /** Commands that one transaction takes: beyond it latency grows faster than throughput. */
  commitBatchMax: 128,
  /** Commands waiting for a transaction; above it the store refuses rather than hoards. */
  commitQueueMax: 65_536,
  /** Open holds that the gateway's threads remember, about a kilobyte each; others are read. */
  holdsKnownMax: 8_192,
  /** Ids that it keeps to tell new ones from old: those of one moment come in any order. */
  holdIdsKnownMax: 1_024,
  /** Balances that the ledger's thread remembers, a quarter of a kilobyte each. */
  balancesKnownMax: 16_384,
  /** Differences that an audit spells out; the others it counts. */
  auditDifferencesMax: 100,
  /** Journal rows that an audit reads at once: a few milliseconds of the event loop. */
  auditPageRows: 256,

  // --- the road (defaults of farebox.yaml) ---
  outputTokensDefault: 4096,
  holdSliceTokens: 256,
  attemptsMax: 3,
  /** Tokens in which the first model of a two-step describes all pictures of a call. */
  summaryTokensDefault: 128,
  /** Tokens that a caller may ask of it: a longer text is an answer, and no summary. */
  summaryTokensMax: 8_192,
  /** Times as many tokens as one model wrote may the same text have for another. */
  summaryGrowthMax: 2,
  /** Tries to cut a description to what is held for it; each halves what is not known. */
  summaryCutsMax: 32,
  /** Tokens beyond twice the output limit at which a provider that ignores it is stopped. */
  outputOverrunTokens: 256,
  connectTimeoutMs: 5_000,
  firstEventTimeoutMs: 120_000,
  silenceTimeoutMs: 60_000,
  /** Milliseconds: the first wait between attempts, doubled each time, with full jitter. */
  backoffBaseMs: 250,
  /** Milliseconds: no wait between attempts is longer, whatever the provider asks for. */
  backoffMaxMs: 10_000,
  /** Failed calls in a row that make a route unhealthy. */
  routeFailuresMax: 10,
  /** Milliseconds until an unhealthy route is tried again, with one call. */
  routeRestMs: 10_000,
  /** Of each route, how many of its newest waits for a first event are remembered. */
  routeWaitsKept: 20,
  /** Bytes of one event of a provider's stream: a 4K picture in base64 fits. */
  eventBytesMax: 48 * 1024 * 1024,
  /** Bytes of a provider's answer that may wait unread before the provider is held back. */
  upstreamReadAheadBytesMax: 64 * 1024,
  /** Bytes of a call that are joined into one write; longer bodies go out piece by piece. */
  upstreamJoinedBodyBytesMax: 64 * 1024,
  /** Milliseconds that a connection to a provider rests open: common servers close after five. */
  upstreamIdleMs: 4_000,
  /** Milliseconds and bytes that a stream may go on after it said it was done; then it is cut. */
  upstreamTailMs: 1_000,
  upstreamTailBytesMax: 64 * 1024,
  /** Milliseconds: a day. What a provider asks for beyond it is no plan but a mistake. */
  retryAfterMsMax: 86_400_000,
  /** Events from the finish reason on: one with the usage is usual. */
  closingEventsMax: 64,
  /** Bytes of a provider's error body that are read. */
  failureBytesMax: 64 * 1024,
  /** Characters of a provider's message that are passed on. */
  failureMessageMax: 2_000,
  /** Bytes waiting on a slow client before the upstream is held back. */
  writeBufferBytesMax: 256 * 1024,
  /** Milliseconds that a client may take nothing of its stream before it counts as gone. */
  clientStallTimeoutMs: 60_000,

  // --- kept answers ---
  /** Bytes of one answer that is kept; a larger one can't be resumed once it has ended. */
  keptAnswerBytesMax: 16 * 1024 * 1024,
  /** Bytes of all kept answers on disk; the oldest go first. */
  keptBytesMax: 256 * 1024 * 1024,
  /** Kept answers: each costs some hundred bytes of memory. */
  keptAnswersMax: 100_000,
  /** Milliseconds that an answer is kept; the default of `output_kept_for`. */
  outputKeptForMs: 15 * 60_000,
  /** Milliseconds that a lingering call waits for its client to come back. */
  lingerMs: 10_000,
  /** Milliseconds of silence after which the head goes out, and comments after it. */
  commentMs: 5_000,

  /** Milliseconds that an idempotency key stands for its first call: 24 hours. */
  idempotencyMs: 24 * 60 * 60_000,

  // --- sessions ---
  /** Milliseconds without a call after which a session is settled; of `session_idle`. */
  sessionIdleMs: 30 * 60_000,
  /** Milliseconds between two looks for idle sessions, at most. */
  sessionLookMs: 60_000,
  /** Batches of idle sessions that one look settles: some eight thousand sessions. */
  idleBatchesMax: 64,

  // --- accounts ---
  rpmDefault: 600,
  concurrencyDefault: 64,
  rpmMax: 10_000_000,
  concurrencyMax: 1_000_000,

  // --- alerts ---
  /** Picodollars: $5.00, below which an alert tells where it names nothing else. */
  alertBelowDefault: 5_000_000_000_000n,
  /** Alerts of one account: each is looked at in every commit of that account. */
  alertsPerAccountMax: 16,
  /** Milliseconds that a balance stays above before it counts as risen without being paid in. */
  alertCalmMs: 60_000,
  /** Milliseconds between the tries to deliver a webhook, about six hours in all, with jitter. */
  alertRetriesMs: [1_000, 5_000, 30_000, 300_000, 1_500_000, 5_400_000, 14_400_000],
  /** Webhooks that are being delivered at once. */
  alertPostsMax: 8,
  /** Milliseconds until a delivery is taken up again that a fault of our own interrupted. */
  alertFaultRestMs: 5_000,
  /** Finished deliveries that are kept of each alert. */
  alertDeliveriesKept: 100,

  // --- planning ---
  /** Tokens that one figure of a workload may name: ten of the largest windows. */
  plannedTokensMax: 10_000_000,
  /** Calls of one conversation: longer ones fit no context window. */
  plannedTurnsMax: 1_000,
  /** Calls a day: above what any one customer makes. */
  plannedCallsPerDayMax: 1_000_000_000,
  /** Calls that one plan draws: their 95th percentile is off by less than half a percent. */
  plannedSampleCalls: 100_000,
  /** Tokens: a shorter prefix is not cached; the usual least of the providers that name one. */
  cachedTokensLeast: 1_024,
  /** Lengths that a recorded distribution may list, and steps of a histogram. */
  recordedValuesMax: 100_000,
  /** Bytes of a workload: as many recorded lengths as it may list, and room to tell of them. */
  workloadBytesMax: 4 * 1024 * 1024,
  /** Places of a workload's file that may repeat another part of it. */
  workloadAliasesMax: 100,
  /** Models that one plan compares: four catalogues. */
  plannedModelsMax: 256,
  /** Plans that are reckoned at once, by turns: each takes about a second of one core. */
  plansAtOnceMax: 4,

  // --- pages of documents (`farebox extract`) ---
  /** Bytes of a document: it is read whole, and for a moment twice. */
  documentBytesMax: 256 * 1024 * 1024,
  /** Pages of a document: more are an archive, better taken in parts. */
  documentPagesMax: 10_000,
  /** Pixels: the width at which a page is drawn; letters of nine points stay readable. */
  pageWidth: 1024,
  /** Pixels of a page's height at that width: a till roll; more no model reads. */
  pageHeightMax: 8_192,
  /** Milliseconds to open a document or to draw one page; what takes longer is made to. */
  pageDrawMs: 60_000,
  /** Pages after which a new thread draws: what PDFium keeps of each would grow without end. */
  pagesPerThread: 64,
  /** Bytes of the schema, of which every call carries a copy. */
  extractSchemaBytesMax: 256 * 1024,
  /** Characters of `--instructions`, which every call carries too. */
  extractInstructionsMax: 20_000,
  /** Bytes of an output that is gone on with: ten thousand pages of 25 KB. */
  extractOutputBytesMax: 256 * 1024 * 1024,
  /** Output tokens of one page where nothing else is said. */
  extractTokensDefault: 200,
  /** Pages asked for at once: where nothing else is said, and at most. */
  extractParallelDefault: 4,
  extractParallelMax: 16,
  /** Times that one call is sent, under one key, until its gateway counts as gone. */
  extractTriesMax: 6,
  /** Milliseconds between these tries: the first, doubled each time, and at most. */
  extractWaitMs: 500,
  extractWaitMsMax: 60_000,
  /** Milliseconds until a page's answer has to be there: models think for minutes. */
  extractAnswerMs: 290_000,
  /** Milliseconds for every other question to the gateway. */
  extractQuestionMs: 30_000,
  /** Milliseconds until nobody counts as listening at the usual address: it is on loopback. */
  extractProbeMs: 2_000,
  /** Milliseconds that running pages get after Ctrl-C before they are stopped. */
  extractGraceMs: 10_000,
  /** Pages in a row that fail without a charge until it is given up: the cause is no page's. */
  extractFailuresMax: 5,

  // --- console ---
  /** Characters of a password: NIST SP 800-63B asks for at least 8 where it is the only secret. */
  passwordCharactersMin: 12,
  /** Characters of a password: longer ones only cost time to hash. */
  passwordCharactersMax: 256,
  /** Milliseconds that a browser stays signed in: a working day. */
  consoleSessionMs: 12 * 60 * 60_000,
  /** Milliseconds that an invitation can be accepted: a week. */
  invitationMs: 7 * 24 * 60 * 60_000,
  /** Failed sign-ins of one member in a window; then the next has to wait. */
  signInFailuresMax: 10,
  /** The same from one network address, behind which many may sit. */
  signInFailuresPerAddressMax: 100,
  /** Milliseconds of that window. */
  signInWindowMs: 15 * 60_000,
  /** Names and addresses whose failures are remembered; the oldest are forgotten first. */
  signInFailuresKept: 10_000,
  /** Passwords that are hashed at once: each takes 32 MB and some hundred milliseconds. */
  passwordHashesMax: 2,
  /** Passwords waiting to be hashed; above it the gateway refuses rather than hoards. */
  passwordHashesWaiting: 32,
  /** Members of one account. */
  membersPerAccountMax: 200,

  // --- secrets ---
  /** Bytes of chance in a key, an operator's token, an invitation: nobody guesses 192 bits. */
  secretBytes: 24,
  /** Bytes of chance in the secret that signs an alert, which the standard bounds at 24 to 64. */
  webhookSecretBytes: 32,
  /** Bytes of chance in a session's cookie. */
  sessionTokenBytes: 32,
  /** Bytes of the key that every kept hash is made by: as many as its SHA-256 gives. */
  hashKeyBytes: 32,

  // --- operation ---
  /** Bytes of a body of the admin API. */
  adminBodyBytesMax: 1024 * 1024,
  /** Milliseconds that an idle connection is kept: longer than the usual load balancer's 60 s. */
  keepAliveMs: 72_000,
  /** Seconds that a browser remembers a preflight: Chromium's own bound is two hours. */
  preflightSeconds: 7_200,
  /** Characters of one step of a path: ids, model names. */
  pathCharactersMax: 256,
  /** Milliseconds that running calls get after SIGTERM; then they are stopped and settled. */
  drainMs: 30_000,
  /** Rows on one page of a list where the caller names no limit. */
  pageDefault: 100,
  /** Rows on one page of a list. */
  pageMax: 1_000,
  /**
   * How far a journal's instants may be out of order where one call's entries are looked up: what
   * is written within a minute of each other. Beyond it the whole journal is looked through.
   */
  journalDisorderMs: 60_000,
  /** Completed calls that one drift report reads: ten pages, and some milliseconds of sorting. */
  driftCallsMax: 10_000,
  /** Calls that are re-priced at once: on all models, some milliseconds of the event loop. */
  replayBatchMax: 16,
  /** Calls that one answer sums: whoever asks goes on from there, and a million are two hundred. */
  replayCallsMax: 5_000,
  /** Models, lists and versions that one replay compares: more than any catalogue has. */
  replayTargetsMax: 512,
  /** The newest calls of a model by which its speed is told. */
  speedCalls: 100,
  /** Rows of one usage report: a month of ten thousand sessions, and some megabytes of JSON. */
  usageRowsMax: 10_000,
} as const;
