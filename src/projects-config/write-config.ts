import { Document, isScalar, type Scalar, visit } from "yaml";
import type { ProjectConfigInput } from "./schema/project-config.ts";
import { secretNameOf } from "./secret-ref.ts";

const LINE_WIDTH = 120;

/** What stands first; everything else keeps its order. */
const FIRST = [
  "chat_models",
  "embedding_models",
  "transcription_models",
  "guardrails",
  "routing",
  "mcp_servers",
  "cache",
  "routes",
  "model_id",
  "name",
  "alias",
  "target",
  "type",
  "rule",
  "transport",
  "enabled",
  "algorithm",
  "window_size",
];
const RANKS: ReadonlyMap<string, number> = new Map(FIRST.map((name, rank) => [name, rank]));
/** Names inside are the author's own. */
const OWN_NAMES: ReadonlySet<string> = new Set(["params", "headers", "env", "plugins", "routes"]);

/**
 * A configuration as YAML: one order of members, secrets as tags, no comments. Reading the text again gives the same
 * configuration.
 */
export function writeConfig(config: ProjectConfigInput): string {
  const document = new Document(ordered(config, false), { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_, node: Scalar) => {
      const name = secretNameOf(node.value);
      if (name === undefined) return;
      node.value = name;
      node.tag = "!secret";
      node.type = "PLAIN";
    },
    Seq: (_, list) => {
      const isShort = list.items.every((item) => isScalar(item) && String(item.value).length <= SHORT);
      if (isShort && list.items.length <= SHORT_ITEMS) list.flow = true;
    },
  });
  return document.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: false });
}

const SHORT = 24;
const SHORT_ITEMS = 4;

function ordered(value: unknown, own: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, false));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (!own) entries.sort(([a], [b]) => rankOf(a) - rankOf(b));
  return Object.fromEntries(entries.map(([name, item]) => [name, ordered(item, OWN_NAMES.has(name))]));
}

function rankOf(name: string): number {
  return RANKS.get(name) ?? FIRST.length;
}
