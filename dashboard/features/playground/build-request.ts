import type { Message } from "./conversation.ts";
import { isObject } from "./json.ts";
import type { Settings } from "./settings.ts";

/** A request without its key: what is sent, and what code for it is made of. */
export interface ChatRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Something that was typed is not what it has to be. */
export class BadSetting extends Error {
  readonly field: keyof Settings;

  constructor(field: keyof Settings, message: string) {
    super(message);
    this.name = "BadSetting";
    this.field = field;
  }
}

/** The body and headers for one model. Throws {@link BadSetting}. */
export function buildRequest(settings: Settings, model: string, messages: readonly Message[]): ChatRequest {
  const hints = hintsOf(settings);
  return {
    headers: {
      ...(settings.noFallback ? { "x-no-fallback": "true" } : {}),
      ...(settings.noCache ? { "x-no-cache": "true" } : {}),
    },
    body: {
      model,
      messages,
      ...member("temperature", numberOf(settings, "temperature", 0, 2)),
      ...member("max_completion_tokens", numberOf(settings, "maxTokens", 1)),
      ...member("reasoning_effort", settings.effort || undefined),
      ...member("response_format", formatOf(settings)),
      ...member("tools", toolsOf(settings.tools)),
      ...member("x-routing-hints", Object.keys(hints).length === 0 ? undefined : hints),
      ...member("x-fallback-chain", settings.fallback.length === 0 ? undefined : settings.fallback),
      ...extraOf(settings.extra),
    },
  };
}

function hintsOf(settings: Settings): Readonly<Record<string, unknown>> {
  return {
    ...member("priority", settings.priority || undefined),
    ...member("max_latency_ms", numberOf(settings, "maxLatencyMs", 1)),
    ...member("min_quality_score", numberOf(settings, "minQuality", 0, 1)),
    ...member("prefer_providers", settings.prefer.length === 0 ? undefined : settings.prefer),
    ...member("exclude_providers", settings.exclude.length === 0 ? undefined : settings.exclude),
  };
}

function member(name: string, value: unknown): Readonly<Record<string, unknown>> {
  return value === undefined ? {} : { [name]: value };
}

function numberOf(
  settings: Settings,
  field: "temperature" | "maxTokens" | "maxLatencyMs" | "minQuality",
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const text = settings[field].trim();
  if (text === "") return undefined;
  const value = Number(text);
  if (Number.isFinite(value) && value >= least && value <= most) return value;
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new BadSetting(field, `This must be a number ${bounds}.`);
}

function formatOf({ format, schema }: Settings): object | undefined {
  if (format === "text") return undefined;
  if (format === "json") return { type: "json_object" };
  const read = jsonOf("schema", schema);
  if (!isObject(read)) throw new BadSetting("schema", 'A JSON schema is an object, such as {"type": "object"}.');
  // Strict schemas must be closed; others are refused as strict ones.
  const strict = read["additionalProperties"] === false;
  return { type: "json_schema", json_schema: { name: "answer", schema: read, ...(strict ? { strict } : {}) } };
}

/** Tools in OpenAI’s form; functions alone are wrapped. */
function toolsOf(text: string): readonly object[] | undefined {
  if (text.trim() === "") return undefined;
  const read = [jsonOf("tools", text)].flat();
  return read.map((tool) => {
    if (!isObject(tool)) throw new BadSetting("tools", "Tools are a list of objects.");
    if (typeof tool["type"] === "string" && tool["name"] === undefined) return tool;
    if (typeof tool["name"] === "string") return { type: "function", function: tool };
    throw new BadSetting("tools", "A tool needs a name.");
  });
}

function extraOf(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === "") return {};
  const read = jsonOf("extra", text);
  if (isObject(read)) return read;
  throw new BadSetting("extra", "Other members are one JSON object.");
}

function jsonOf(field: keyof Settings, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new BadSetting(field, `This is no JSON: ${(error as Error).message}`);
  }
}
