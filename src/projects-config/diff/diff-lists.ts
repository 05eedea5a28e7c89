import { type ConfigChange, changeOf, type Sides, told } from "./change.ts";

/** What a list of names holds, in a sentence. */
const NOUNS: Readonly<Record<string, string>> = {
  chat_models: "model",
  embedding_models: "embedding model",
  transcription_models: "transcription model",
  guardrails: "guardrail",
  mcp_servers: "MCP server",
  fallbacks: "fallback",
  models: "model",
};

/** Differences of two lists of names, in which the order matters. */
export function diffNames({ path, before, after }: Sides, label: string): ConfigChange[] {
  const old = before as readonly string[];
  const now = after as readonly string[];
  const noun = NOUNS[String(path.at(-1))] ?? "entry";
  const gone = old.filter((name) => !now.includes(name));
  const come = now.filter((name) => !old.includes(name));
  const [one] = gone;
  const [other] = come;
  if (gone.length === 1 && come.length === 1 && one !== undefined && old.indexOf(one) === now.indexOf(other ?? "")) {
    return [
      changeOf(
        { path, before: one, after: other },
        `${label}: ${noun} ${told(one, path)} replaced by ${told(other, path)}`,
      ),
    ];
  }
  const changes = [
    ...gone.map((name) =>
      changeOf({ path, before: name, after: undefined }, `${label}: ${noun} ${told(name, path)} removed`),
    ),
    ...come.map((name) =>
      changeOf({ path, before: undefined, after: name }, `${label}: ${noun} ${told(name, path)} added`),
    ),
  ];
  const kept = (list: readonly string[], other: readonly string[]) =>
    list.filter((name) => other.includes(name)).join("\0");
  if (kept(old, now) !== kept(now, old)) {
    changes.push(
      changeOf(
        { path, before: old, after: now },
        `${label}: other order of ${String(path.at(-1))}, now ${now.map((name) => told(name, path)).join(", ")}`,
      ),
    );
  }
  return changes;
}
