import type { ChatRequest } from "../../../canonical/request.ts";
import { namespaceOf } from "../cache-namespace.ts";
import type { Asking } from "./semantic-query.ts";
import type { SemanticCacheSettings } from "./settings.ts";

/** Members of a body that are compared in their canonical form, or that no answer hangs of. */
const LEFT_OUT = new Set(
  `messages input contents system instructions systemInstruction system_instruction metadata user
  safety_identifier prompt_cache_key prompt_cache_retention`.split(/\s+/),
);
const DEPTH_MAX = 64;

/**
 * Everything that two requests must have in common, as text: whose they are, where and in which form they ask, the
 * model, all parameters, every message but the last turn. What it does not know it includes.
 */
export function scopeOf(request: ChatRequest, asking: Asking, settings: SemanticCacheSettings): string {
  const { messages, metadata: _metadata, userId: _userId, promptCacheKey: _key, unmapped, ...parameters } = request;
  const rest = Object.entries(asking.body).filter(([name]) => !LEFT_OUT.has(name));
  const last = messages.at(-1);
  return canonicalText([
    "semantic-1",
    namespaceOf(asking, settings.namespace, asking.wire),
    settings.embeddingModel,
    asking.path,
    asking.wire,
    asking.also,
    parameters,
    unmapped,
    Object.fromEntries(rest),
    messages.slice(0, -1).map(({ role, name, blocks }) => [role, name, blocks.map((block) => said(block))]),
    [last?.role, last?.name],
  ]);
}

/** A prompt-cache mark changes what a request costs, not what is answered. */
function said(block: ChatRequest["messages"][number]["blocks"][number]): unknown {
  return [block.kind, "text" in block ? block.text : undefined];
}

/** A value as text with members in the order of their names. Unlike JSON it tells `-0`, `undefined` and `null` apart. */
function canonicalText(value: unknown, depth = 0): string {
  // Deeper members are compared in the order in which they stand.
  if (depth > DEPTH_MAX) return JSON.stringify(value) ?? "undefined";
  if (Array.isArray(value)) return `[${value.map((one) => canonicalText(one, depth + 1)).join()}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member, depth + 1)}`).join()}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : Object.is(value, -0) ? "-0" : String(value);
}
