import type { UpstreamError, UpstreamErrorKind } from "../../canonical/response.ts";
import type { GatewayError } from "../../errors/gateway-error.ts";
import { asciiJson } from "../../framing/ascii-json.ts";
import type { JsonObject } from "../dialect.ts";
import { isObject, parseObject } from "../read.ts";
import { readUpstreamErrorObject } from "../upstream-error.ts";

/** Google's error words by HTTP status. (Google APIs, google.rpc.Code.) */
const WORD_BY_STATUS: Readonly<Record<number, string>> = {
  400: "INVALID_ARGUMENT",
  401: "UNAUTHENTICATED",
  402: "FAILED_PRECONDITION",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  408: "DEADLINE_EXCEEDED",
  409: "ABORTED",
  410: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  499: "CANCELLED",
  500: "INTERNAL",
  501: "UNIMPLEMENTED",
  502: "UNAVAILABLE",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
  529: "UNAVAILABLE",
};

/** For errors in a stream that say their word only. */
const STATUS_BY_WORD: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ABORTED: 409,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  UNKNOWN: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** What Google says in words of its own; the shared reader knows the rest. First match wins. */
const RULES: readonly { readonly kind: UpstreamErrorKind; readonly message: RegExp; readonly statuses: number[] }[] = [
  {
    kind: "context-length",
    message: /token count.{0,80}(exceeds|only supports)|maximum number of tokens/,
    statuses: [400],
  },
  {
    kind: "billing",
    message: /credits? (are|is|have been) (depleted|exhausted)|spending cap|enable billing|requires billing/,
    statuses: [400, 403, 429],
  },
  { kind: "credential", message: /location is not supported|api key expired/, statuses: [400] },
  // A handle that the caller gave; the key is good.
  { kind: "bad-request", message: /cached ?content|access the file|file.{0,80}may not exist/, statuses: [403, 404] },
];

/** Reads an error answer, also one in a list, as streams without frames send it. */
export function readError(status: number, text: string): UpstreamError {
  const list = text.trimStart().startsWith("[") ? parseObject(`{"list":${text}}`)?.["list"] : undefined;
  const json: unknown = Array.isArray(list) ? list[0] : parseObject(text);
  return readErrorObject(status, isObject(json) ? json : {});
}

/** Reads a parsed error body, also one that came under status 200. (Google APIs, error model.) */
export function readErrorObject(status: number, json: JsonObject): UpstreamError {
  const error = isObject(json["error"]) ? json["error"] : {};
  const word = typeof error["status"] === "string" ? error["status"] : undefined;
  const base = readUpstreamErrorObject(statedStatus(status, error, word) ?? status, json);
  const details = Array.isArray(error["details"]) ? error["details"].filter(isObject) : [];
  const reason = detailOf(details, "ErrorInfo")?.["reason"];
  const retryAfterMs = delayMs(detailOf(details, "RetryInfo")?.["retryDelay"]);
  return {
    ...base,
    kind: kindOf(base, reason),
    code: typeof reason === "string" && reason !== "" ? reason : (word ?? base.code),
    param: violatedField(details) ?? base.param,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function statedStatus(status: number, { code }: JsonObject, word: string | undefined): number | undefined {
  if (status >= 400) return status;
  if (typeof code === "number" && code >= 400 && code < 600) return code;
  return word !== undefined && Object.hasOwn(STATUS_BY_WORD, word) ? STATUS_BY_WORD[word] : undefined;
}

function kindOf({ kind, status, message }: UpstreamError, reason: unknown): UpstreamErrorKind {
  if (typeof reason === "string" && reason.startsWith("API_KEY_")) return "credential";
  // The vendor gave up; the caller did not.
  if (status === 499) return "server";
  const text = message.toLowerCase();
  return RULES.find((rule) => rule.statuses.includes(status) && rule.message.test(text))?.kind ?? kind;
}

function detailOf(details: readonly JsonObject[], type: string): JsonObject | undefined {
  return details.find((detail) => typeof detail["@type"] === "string" && detail["@type"].endsWith(`rpc.${type}`));
}

function violatedField(details: readonly JsonObject[]): string | undefined {
  const violations = detailOf(details, "BadRequest")?.["fieldViolations"];
  const first: unknown = Array.isArray(violations) ? violations[0] : undefined;
  return isObject(first) && typeof first["field"] === "string" && first["field"] !== "" ? first["field"] : undefined;
}

/** A duration such as `34.07s`, in milliseconds. */
function delayMs(value: unknown): number | undefined {
  const seconds = typeof value === "string" ? /^(\d+(?:\.\d+)?)s$/.exec(value)?.[1] : undefined;
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}

const RPC = "type.googleapis.com/google.rpc.";

/** Our own error in Google's shape. */
export function writeError(error: GatewayError, requestId: string): JsonObject {
  const { status, message, param } = error;
  const metadata: Record<string, string> = { request_id: requestId };
  if (error.upstreamCode !== undefined) metadata["provider_code"] = error.upstreamCode;
  if (error.details !== undefined) metadata["attempts"] = JSON.stringify(error.details);
  const details: JsonObject[] = [
    { "@type": `${RPC}ErrorInfo`, reason: error.code.toUpperCase(), domain: "llm-gateway", metadata },
  ];
  if (param !== undefined) {
    details.push({ "@type": `${RPC}BadRequest`, fieldViolations: [{ field: param, description: message }] });
  }
  if (error.retryAfterSeconds !== undefined) {
    details.push({ "@type": `${RPC}RetryInfo`, retryDelay: `${error.retryAfterSeconds}s` });
  }
  const word = WORD_BY_STATUS[status] ?? (status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT");
  return { error: { code: status, message, status: word, details } };
}

/**
 * Ends a broken stream with an error in a frame of its own: Google's clients throw at it, others see no `finishReason`.
 */
export function endBadly(error: GatewayError, requestId: string): string {
  return `data: ${asciiJson(writeError(error, requestId))}\n\n`;
}
