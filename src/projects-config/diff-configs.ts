import { type ConfigPath, pathText } from "./config-error.ts";
import { type ConfigChange, changeOf, type Sides, told } from "./diff/change.ts";
import { diffNames } from "./diff/diff-lists.ts";
import { same } from "./diff/same.ts";
import type { ProjectConfig } from "./schema/project-config.ts";

export type { ConfigChange } from "./diff/change.ts";

type Members = Readonly<Record<string, unknown>>;

/** Lists of parts with a name, and what a part is called. The order of these lists means nothing. */
const SECTIONS = [
  { section: "chat_models", id: "model_id", noun: "chat model" },
  { section: "embedding_models", id: "model_id", noun: "embedding model" },
  { section: "transcription_models", id: "model_id", noun: "transcription model" },
  { section: "guardrails", id: "name", noun: "guardrail" },
  { section: "routing", id: "name", noun: "routing" },
  { section: "mcp_servers", id: "alias", noun: "MCP server" },
] as const;

/**
 * What is different between two configurations that were read: no spelling, order of members, comment or default that
 * is written out. Secrets stand in no change, not even those that are written out.
 */
export function diffConfigs(before: ProjectConfig, after: ProjectConfig): ConfigChange[] {
  const changes: ConfigChange[] = [];
  for (const { section, id, noun } of SECTIONS) {
    const parts = (config: ProjectConfig) =>
      new Map((config[section] ?? []).map((part) => [String((part as Members)[id]), part as Members]));
    changes.push(...diffParts(section, noun, parts(before), parts(after)));
  }
  if (!same(before.cache, after.cache)) {
    changes.push(...diffValues({ path: ["cache"], before: before.cache, after: after.cache }, "cache"));
  }
  const routes = (config: ProjectConfig) => new Map<string, Members>(Object.entries(config.routes));
  changes.push(...diffParts("routes", "route", routes(before), routes(after)));
  return changes;
}

function diffParts(
  section: string,
  noun: string,
  before: ReadonlyMap<string, Members>,
  after: ReadonlyMap<string, Members>,
): ConfigChange[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const sides: Sides = { path: [section, name], before: before.get(name), after: after.get(name) };
    const label = `${noun} \`${name}\``;
    if (sides.before === undefined) return [changeOf(sides, `${label} added`)];
    if (sides.after === undefined) return [changeOf(sides, `${label} removed`)];
    return diffValues(sides, label);
  });
}

/** Differences inside two values, told of the part that they belong to. */
function diffValues(sides: Sides, label: string): ConfigChange[] {
  const { path, before, after } = sides;
  if (same(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) =>
      diffValues({ path: [...path, name], before: before[name], after: after[name] }, label),
    );
  }
  if (isNames(before) && isNames(after)) return diffNames(sides, label);
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return before.flatMap((item, index) =>
      diffValues({ path: [...path, index], before: item, after: after[index] }, label),
    );
  }
  return [changeOf(sides, `${label}: ${sentence(sides)}`)];
}

/** Members of a part that are told with their values; others are told by their names. */
function sentence({ path, before, after }: Sides): string {
  const member = `\`${memberOf(path)}\``;
  const isLong = [before, after].some((side) => typeof side === "object" && side !== null);
  if (before === undefined) return isLong ? `${member} added` : `${member} set to ${told(after, path)}`;
  if (after === undefined) return isLong ? `${member} removed` : `${member} removed, was ${told(before, path)}`;
  const [old, now] = [told(before, path), told(after, path)];
  return isLong || old === now ? `${member} changed` : `${member} changed from ${old} to ${now}`;
}

function memberOf(path: ConfigPath): string {
  const [section, ...rest] = path;
  return section === "cache" ? pathText(rest.length === 0 ? path : rest) : pathText(rest.slice(1));
}

function isRecord(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
