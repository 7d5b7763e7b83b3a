/**
 * No code is loaded from any other place. Data may be read from an https address that the user types, or from this machine; the
 * page sends nothing but GET requests without a body; one that was opened by a link of `cristae serve` tells that server what it trains. Blob workers inherit it.
 */
export const POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "worker-src 'self' blob:",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "font-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
