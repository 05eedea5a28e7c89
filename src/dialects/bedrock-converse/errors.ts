import type { UpstreamError, UpstreamErrorKind } from "../../canonical/response.ts";
import type { JsonObject } from "../dialect.ts";
import { parseObject } from "../read.ts";
import { readUpstreamError } from "../upstream-error.ts";

interface Known {
  readonly kind: UpstreamErrorKind;
  /** Status of one that came inside a stream. */
  readonly status: number;
}

/**
 * Exceptions by their name in small letters and without `Exception`. Sources: Amazon Bedrock API reference, errors of
 * Converse and ConverseStream; its user guide, troubleshooting of error codes; AWS common errors.
 */
const KNOWN: Readonly<Record<string, Known>> = {
  throttling: { kind: "rate-limit", status: 429 },
  toomanyrequests: { kind: "rate-limit", status: 429 },
  servicequotaexceeded: { kind: "rate-limit", status: 429 },
  validation: { kind: "bad-request", status: 400 },
  accessdenied: { kind: "credential", status: 403 },
  unrecognizedclient: { kind: "credential", status: 403 },
  invalidclienttokenid: { kind: "credential", status: 403 },
  invalidsignature: { kind: "credential", status: 403 },
  signaturedoesnotmatch: { kind: "credential", status: 403 },
  incompletesignature: { kind: "credential", status: 403 },
  missingauthenticationtoken: { kind: "credential", status: 403 },
  expiredtoken: { kind: "credential", status: 403 },
  notauthorized: { kind: "credential", status: 403 },
  resourcenotfound: { kind: "model-missing", status: 404 },
  modeltimeout: { kind: "timeout", status: 408 },
  modelnotready: { kind: "overloaded", status: 503 },
  serviceunavailable: { kind: "overloaded", status: 503 },
  internalserver: { kind: "server", status: 500 },
  internalfailure: { kind: "server", status: 500 },
  modelerror: { kind: "server", status: 424 },
  modelstreamerror: { kind: "server", status: 424 },
};

/** Sentences that tell more than the exception they come with. */
const SENTENCES: readonly { readonly kinds: readonly UpstreamErrorKind[]; is: UpstreamErrorKind; text: RegExp }[] = [
  {
    kinds: ["bad-request"],
    is: "context-length",
    text: /input is too long|prompt is too long|too many (input )?tokens|exceeds? the (model'?s )?(maximum )?context|maximum (context|input) (length|tokens)|input length and `?max_tokens`? exceed/,
  },
  {
    kinds: ["bad-request"],
    is: "model-missing",
    text: /model identifier is invalid|on-demand throughput isn.t supported|model.{0,80}(does not exist|not found|not supported in this region|end of its life)/,
  },
  { kinds: ["credential"], is: "model-missing", text: /access to the model|model access|access denied.{0,40}legacy/ },
  {
    kinds: ["bad-request"],
    is: "credential",
    text: /security token|api key.{0,20}(invalid|not valid|expired)|^operation not allowed/,
  },
  { kinds: ["bad-request"], is: "rate-limit", text: /service quota/ },
  { kinds: ["rate-limit"], is: "overloaded", text: /model is not ready/ },
];

/**
 * Reads an error answer of Bedrock. The exception's name stands in a header that is not seen here, and in some bodies
 * as `__type` or `code`; without it the status and the sentence speak.
 */
export function readError(status: number, text: string): UpstreamError {
  const body = parseObject(text) ?? {};
  return refine(readUpstreamError(status, text), body, status, nameIn(body));
}

/** Reads an exception inside a stream: `event` is its name, the frame's data its members. */
export function readStreamError(event: string | undefined, json: JsonObject): UpstreamError {
  const name = event === undefined || event === "error" ? nameIn(json) : event;
  return refine(readUpstreamError(200, JSON.stringify(json)), json, undefined, name);
}

function refine(read: UpstreamError, body: JsonObject, status: number | undefined, name: string): UpstreamError {
  const known = knownBy(name);
  const message = sentenceIn(body) ?? read.message;
  // Bedrock says 424 when the model failed, which is no fault of the caller's.
  const base = known?.kind ?? (status === 424 ? "server" : read.kind);
  const lower = message.toLowerCase();
  const told = SENTENCES.find((rule) => rule.kinds.includes(base) && rule.text.test(lower));
  return {
    ...read,
    message,
    kind: told?.is ?? base,
    status: status ?? known?.status ?? read.status,
    code: name === "" ? read.code : name,
  };
}

/** Older services of Amazon spell the member with a capital. */
function sentenceIn(body: JsonObject): string | undefined {
  const message = body["message"] ?? body["Message"];
  return typeof message === "string" && message !== "" ? message.slice(0, MAX_MESSAGE_CHARS) : undefined;
}

const MAX_MESSAGE_CHARS = 2_000;

/** `com.amazon.coral.service#AccessDeniedException` and `ValidationException:http://…` both name an exception. */
function nameIn(body: JsonObject): string {
  const type = body["__type"] ?? body["code"];
  if (typeof type !== "string") return "";
  return type.slice(type.lastIndexOf("#") + 1).split(":")[0] ?? "";
}

function knownBy(name: string): Known | undefined {
  const plain = name.toLowerCase().replace(/exception$/, "");
  for (const key of [plain, plain.replace(/error$/, "")]) if (Object.hasOwn(KNOWN, key)) return KNOWN[key];
  return undefined;
}
