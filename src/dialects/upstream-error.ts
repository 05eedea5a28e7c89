import type { UpstreamError, UpstreamErrorKind } from "../canonical/response.ts";
import type { JsonObject } from "./dialect.ts";
import { isObject, parseObject } from "./read.ts";

/**
 * Reading of the vendors' error bodies. Wires mix in practice (proxies, clouds, local servers), so one reader knows
 * all shapes: `{error: {…}}`, `{error: "…"}`, `{message, code}`, `{detail}` (FastAPI), `[{error}]`, HTML, nothing.
 */
interface Facts {
  readonly message: string;
  readonly code: string;
  readonly type: string;
  readonly param: string | undefined;
}

interface Rule {
  readonly kind: UpstreamErrorKind;
  /** Matched against `code` and `type`, each as a whole line. */
  readonly word?: RegExp;
  /** Matched against the message, on the statuses given. */
  readonly message?: RegExp;
  readonly statuses?: readonly number[];
}

const CLIENT = [200, 400, 403, 413, 422];

/**
 * First match wins; only then the status speaks. Sources: OpenAI error codes guide, Anthropic errors page, Azure
 * content filtering, Groq and OpenRouter error pages.
 */
const RULES: readonly Rule[] = [
  {
    kind: "content-filter",
    word: /^(content_filter|content_policy_violation|responsibleaipolicyviolation|moderation_blocked)$/m,
  },
  {
    kind: "content-filter",
    message: /content (filter|management policy|filtering policy)|requires moderation/,
    statuses: CLIENT,
  },
  { kind: "context-length", word: /^(context_length_exceeded|context_window_exceeded|input_too_long)$/m },
  {
    kind: "context-length",
    message:
      /context (length|window|limit)|prompt is too long|input is too long|too many (input )?tokens|reduce the length/,
    statuses: CLIENT,
  },
  {
    kind: "billing",
    word: /^(insufficient_quota|insufficient_balance|insufficient_credits|billing_\w+|\w*spend_limit\w*)$/m,
  },
  {
    kind: "billing",
    message: /insufficient (balance|credit|fund|quota)|credit balance|api usage limits|spend(ing)? limit/,
    statuses: [200, 400, 403, 429],
  },
  {
    kind: "model-missing",
    word: /^(model_not_found|not_found_error|unknown_model|invalid_model|deploymentnotfound|model_not_exist)$/m,
  },
  {
    kind: "model-missing",
    message: /model.{0,80}(does not exist|not exist|not found|is not available)|unknown model/,
    statuses: [200, 400, 404, 422],
  },
  {
    kind: "credential",
    word: /^(invalid_api_key|authentication_error|permission_error|permission_denied|unauthorized)$/m,
  },
  {
    kind: "credential",
    message: /(invalid|incorrect).{0,20}api key|api key.{0,20}(invalid|not valid|incorrect)/,
    statuses: [200, 400],
  },
  {
    kind: "overloaded",
    word: /^(overloaded_error|overloaded|engine_overloaded|service_unavailable|capacity_exceeded)$/m,
  },
  { kind: "rate-limit", word: /^(rate_limit_exceeded|rate_limit_error|rate_limit_reached_error|too_many_requests)$/m },
  { kind: "timeout", word: /^timeout(_error)?$/m },
];

const KIND_BY_STATUS: Readonly<Record<number, UpstreamErrorKind>> = {
  401: "credential",
  402: "billing",
  403: "credential",
  404: "model-missing",
  408: "timeout",
  409: "server",
  425: "server",
  429: "rate-limit",
  498: "overloaded",
  503: "overloaded",
  504: "timeout",
  524: "timeout",
  529: "overloaded",
};

/** Status of an error that hid under a 200, for those who go by status. */
const STATUS_BY_KIND: Readonly<Record<UpstreamErrorKind, number>> = {
  "bad-request": 400,
  "context-length": 400,
  "content-filter": 400,
  credential: 401,
  billing: 402,
  "model-missing": 404,
  "rate-limit": 429,
  overloaded: 503,
  server: 502,
  timeout: 504,
  cancelled: 499,
};

const MAX_MESSAGE_CHARS = 2_000;

/** Reads an error body of any shape. */
export function readUpstreamError(status: number, text: string): UpstreamError {
  const list = text.trimStart().startsWith("[") ? parseObject(`{"list":${text}}`)?.["list"] : undefined;
  const json = Array.isArray(list) ? list[0] : parseObject(text);
  return readUpstreamErrorObject(status, isObject(json) ? json : {});
}

/** Reads a parsed error body; under status 200 the body's own code counts as the status. */
export function readUpstreamErrorObject(status: number, json: JsonObject): UpstreamError {
  const facts = readFacts(json);
  const stated = status >= 400 ? status : statusIn(facts.code);
  const kind = classify(stated ?? 200, facts);
  const found = stated ?? STATUS_BY_KIND[kind];
  return {
    kind,
    status: found,
    message: facts.message === "" ? `The provider answered with status ${found} and no reason.` : facts.message,
    code: facts.code === "" ? undefined : facts.code,
    type: facts.type === "" ? undefined : facts.type,
    param: facts.param,
  };
}

function classify(status: number, facts: Facts): UpstreamErrorKind {
  const words = `${facts.code}\n${facts.type}`.toLowerCase();
  const message = facts.message.toLowerCase();
  for (const rule of RULES) {
    if (rule.word?.test(words)) return rule.kind;
    if (rule.message?.test(message) && rule.statuses?.includes(status)) return rule.kind;
  }
  const byStatus = KIND_BY_STATUS[status];
  if (byStatus !== undefined) return byStatus;
  if (status >= 400 && status < 500) return "bad-request";
  return status === 200 && /^invalid_request(_error)?$/m.test(words) ? "bad-request" : "server";
}

function readFacts(json: JsonObject): Facts {
  const error = json["error"];
  const inner = isObject(error) ? error : json;
  const details = isObject(inner["details"]) ? inner["details"] : {};
  const message = [inner["message"], error, json["message"], json["detail"], json["errors"]]
    .map(sentence)
    .find(Boolean);
  return {
    message: (message ?? "").slice(0, MAX_MESSAGE_CHARS),
    code: word(details["error_code"]) || word(inner["code"]) || word(json["code"]),
    type: word(inner["type"]) || (typeof inner["status"] === "string" ? inner["status"] : ""),
    param: typeof inner["param"] === "string" ? inner["param"] : undefined,
  };
}

/** The text in a message member: a string, or FastAPI's list of `{loc, msg}`. */
function sentence(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(sentence).filter(Boolean).join("; ");
  if (!isObject(value)) return "";
  const text = sentence(value["msg"]) || sentence(value["message"]);
  const where = Array.isArray(value["loc"]) ? value["loc"].join(".") : "";
  return where !== "" && text !== "" ? `${where}: ${text}` : text;
}

function word(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function statusIn(code: string): number | undefined {
  const status = Number(code);
  return Number.isInteger(status) && status >= 400 && status < 600 ? status : undefined;
}
