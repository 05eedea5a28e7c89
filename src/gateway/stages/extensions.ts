import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { fail } from "../../errors/gateway-error.ts";
import type { Labels, RoutingHints } from "../exchange.ts";

/** Members of the body that are the gateway's and never go to a provider. */
export const EXTENSION_FIELDS = ["x-routing-hints", "x-fallback-chain"] as const;

const providerIds = z.array(z.string().min(1).max(100)).max(50);

const hintsSchema = z.strictObject({
  priority: z.enum(["cost", "latency", "quality"]).optional(),
  max_latency_ms: z.number().positive().optional(),
  prefer_providers: providerIds.optional(),
  exclude_providers: providerIds.optional(),
  min_quality_score: z.number().min(0).max(1).optional(),
});

const chainSchema = z.array(z.string().min(1).max(512)).max(20);

/** `x-routing-hints`, checked. Throws `invalid_parameters` with the path. */
export function readHints(value: unknown): RoutingHints {
  return check(hintsSchema, value, "x-routing-hints");
}

/** `x-fallback-chain`, checked. */
export function readFallbackChain(value: unknown): readonly string[] {
  return check(chainSchema, value, "x-fallback-chain");
}

function check<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = [name, ...(issue?.path ?? [])]
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("");
  throw fail("invalid_parameters", {
    param: param.slice(1),
    message: `'${param.slice(1)}': ${issue?.message ?? "is not valid"}.`,
  });
}

const TAG_PREFIX = "x-llmgateway-";
const MAX_TAGS = 32;
const MAX_LABEL_LENGTH = 256;
const NO_TAGS: Readonly<Record<string, string>> = Object.freeze({});

/** Source, session and tags from the request's headers; over-long values are cut, tags beyond the limit left out. */
export function readLabels(headers: IncomingHttpHeaders): Labels {
  let tags = NO_TAGS;
  for (const name in headers) {
    if (!name.startsWith(TAG_PREFIX)) continue;
    if (tags === NO_TAGS) tags = Object.create(null) as Record<string, string>;
    addTag(tags, name.slice(TAG_PREFIX.length), headers[name]);
  }
  const list = headers["x-tags"];
  if (typeof list === "string") {
    if (tags === NO_TAGS) tags = Object.create(null) as Record<string, string>;
    for (const pair of list.split(",")) {
      const at = pair.indexOf("=");
      if (at > 0) addTag(tags, pair.slice(0, at).trim(), pair.slice(at + 1).trim());
    }
  }
  return { source: label(headers["x-source"]), sessionId: label(headers["x-session-id"]), tags };
}

function addTag(tags: Readonly<Record<string, string>>, name: string, value: string | string[] | undefined): void {
  if (name === "" || value === undefined || Object.keys(tags).length >= MAX_TAGS) return;
  (tags as Record<string, string>)[name.slice(0, 64)] = String(value).slice(0, MAX_LABEL_LENGTH);
}

function label(value: string | string[] | undefined): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, MAX_LABEL_LENGTH) : null;
}
