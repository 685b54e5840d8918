/** Why a call out failed, without the addresses that the system's own messages carry. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof Error)) return "it failed";
  if (error.name === "HTTPParserError") return "what its server sends is not HTTP";
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (words.has(code)) return words.get(code) ?? "";
  // Several addresses were tried, each for its own reason: the first stands for all.
  if (error instanceof AggregateError) return wordsFor(error.errors[0]);
  return isTlsCode(code) ? "its server's certificate or TLS is not accepted" : "it failed";
}

const words: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "its server refuses the connection"],
  ["ECONNRESET", "its server closed the connection"],
  ["EPIPE", "its server closed the connection"],
  ["UND_ERR_SOCKET", "its server closed the connection before all of it had come"],
  ["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "its length is not what its server announced"],
  ["UND_ERR_HEADERS_OVERFLOW", "its server's headers are too long"],
  ["UND_ERR_CONNECT_TIMEOUT", "its server can't be reached"],
  ["UND_ERR_INVALID_ARG", "no request to it can be made"],
  ["ETIMEDOUT", "its server can't be reached"],
  ["EHOSTUNREACH", "its server can't be reached"],
  ["ENETUNREACH", "its server can't be reached"],
  ["EADDRNOTAVAIL", "its server can't be reached"],
  ["EACCES", "its server can't be reached"],
]);

/** The codes of TLS and of certificates are many; these are their families. */
function isTlsCode(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|EPROTO|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_)/.test(
    code,
  );
}
