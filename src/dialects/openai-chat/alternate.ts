import type { JsonObject } from "../dialect.ts";

const NOTE = "[The conversation begins with the assistant.]";

/**
 * Messages whose turns of user and assistant alternate, beginning with the user's: neighbours are merged, system text in
 * between is said as the user, marked. Tool messages and turns that call tools stand as they are. Undefined when nothing
 * had to change. (Perplexity API guides, message order.)
 */
export function alternating(messages: readonly JsonObject[]): readonly JsonObject[] | undefined {
  const out: JsonObject[] = [];
  let changed = false;
  for (const given of messages) {
    const leading = out.every(isSystem);
    const message = isSystem(given) && !leading ? asUser(given) : given;
    const last = out.at(-1);
    changed ||= message !== given;
    if (last !== undefined && isMergeable(last, message)) {
      out[out.length - 1] = { ...last, content: joined(last["content"], message["content"]) };
      changed = true;
    } else {
      if (leading && message["role"] === "assistant") {
        out.push({ role: "user", content: NOTE });
        changed = true;
      }
      out.push(message);
    }
  }
  return changed ? out : undefined;
}

function isSystem({ role }: JsonObject): boolean {
  return role === "system" || role === "developer";
}

function asUser(message: JsonObject): JsonObject {
  const content = joined(joined("<system-message>\n", message["content"], ""), "\n</system-message>", "");
  return { role: "user", content };
}

function isMergeable(a: JsonObject, b: JsonObject): boolean {
  const { role } = b;
  if (role === "tool" || a["tool_calls"] !== undefined || b["tool_calls"] !== undefined) return false;
  return a["role"] === role || (isSystem(a) && isSystem(b));
}

/** Two contents as one: texts as text, parts as parts. */
function joined(a: unknown, b: unknown, between = "\n\n"): unknown {
  if (isBlank(a)) return b;
  if (isBlank(b)) return a;
  return typeof a === "string" && typeof b === "string" ? a + between + b : [...partsOf(a), ...partsOf(b)];
}

function isBlank(content: unknown): boolean {
  return content === undefined || content === null || content === "";
}

function partsOf(content: unknown): readonly unknown[] {
  return Array.isArray(content) ? content : [{ type: "text", text: content }];
}
