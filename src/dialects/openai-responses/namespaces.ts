import { createHash } from "node:crypto";
import { isObject } from "../read.ts";

/** Longest name of a tool that OpenAI and most other vendors take. */
const MAX_NAME_CHARS = 64;
const HASH_CHARS = 8;

/**
 * The name by which a tool of a namespace is known to wires without namespaces. The same pair always becomes the same
 * name, so that calls of earlier turns match.
 */
export function flatName(namespace: string, name: string): string {
  const joined = `${namespace}${namespace.endsWith("__") ? "" : "__"}${name}`;
  if (joined.length <= MAX_NAME_CHARS) return joined;
  const hash = createHash("sha256").update(joined).digest("hex").slice(0, HASH_CHARS);
  return `${joined.slice(0, MAX_NAME_CHARS - HASH_CHARS - 1)}_${hash}`;
}

/** A tool's name as its caller spells it. */
export interface CallerName {
  readonly name: string;
  readonly namespace?: string;
}

/** How the caller spells the tools of its namespaces, by the flat name. */
export function namesOfNamespaces(tools: unknown): ReadonlyMap<string, CallerName> {
  const names = new Map<string, CallerName>();
  for (const tool of Array.isArray(tools) ? tools : []) {
    if (!isObject(tool) || tool["type"] !== "namespace") continue;
    const { name: namespace, tools: members } = tool;
    if (typeof namespace !== "string" || !Array.isArray(members)) continue;
    for (const member of members) {
      const name: unknown = isObject(member) ? member["name"] : undefined;
      if (typeof name === "string") names.set(flatName(namespace, name), { name, namespace });
    }
  }
  return names;
}
