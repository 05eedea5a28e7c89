import type { UpstreamErrorKind } from "../../canonical/response.ts";
import { CODES } from "../../errors/codes.ts";

/** A record of all kinds, so that the compiler asks for a new one here too. */
const KINDS: Readonly<Record<UpstreamErrorKind, true>> = {
  "bad-request": true,
  "context-length": true,
  "content-filter": true,
  credential: true,
  billing: true,
  "model-missing": true,
  "rate-limit": true,
  overloaded: true,
  server: true,
  timeout: true,
  cancelled: true,
};
const DEADLINES = ["connect_timeout", "headers_timeout", "first-token_timeout", "idle_timeout", "total_timeout"];
/** Of the system and of the HTTP client, the frequent ones. */
const TRANSPORT = [
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EPIPE",
  "ETIMEDOUT",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ERR_IN_PROCESS",
  "hedge_lost",
  "signing_failed",
];
const KNOWN: ReadonlySet<string> = new Set([...Object.keys(KINDS), ...Object.keys(CODES), ...DEADLINES, ...TRANSPORT]);

/** An attempt's outcome as a label value. Codes come from providers, who may invent any number: those are `other`. */
export function outcomeLabel(errorCode: string | null): string {
  if (errorCode === null) return "ok";
  return KNOWN.has(errorCode) ? errorCode : "other";
}
