import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import { type ConfigError, type ConfigPath, type Finding, pathText, shown } from "../config-error.ts";
import { isSecretName, secretRef } from "../secret-ref.ts";
import { tooLarge } from "./too-large.ts";

/** Nodes that a text may have, what aliases repeat counted each time. */
const NODES_MAX = 50_000;
const DEPTH_MAX = 40;

/** A text as plain values, with the places that they stand at. */
export interface YamlTree {
  /** Records, lists and scalars. References to secrets are text, see `secret-ref.ts`. */
  readonly value: unknown;
  readonly findings: readonly Finding[];
  /** Where a finding stands. What is missing is where it should be. */
  place(finding: Finding): ConfigError;
}

interface Places {
  readonly key: number | undefined;
  readonly value: number;
}

/**
 * Reads YAML 1.2 with merge keys and the tag `!secret`. Duplicate names, other tags, names that are no text, `__proto__`
 * and endless aliases are findings. With a syntax error `value` is undefined: what is around it would be guesswork.
 */
export function readYaml(text: string): YamlTree {
  const refused = tooLarge(text);
  if (refused !== undefined)
    return unreadable([{ line: refused.line, column: refused.column, path: "", message: refused.message }]);
  const lines = new LineCounter();
  // Its own search for duplicates takes time by the square of their number.
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    customTags: [{ tag: "!secret", resolve: (name: string) => name }],
  });
  if (document.errors.length > 0) {
    return unreadable(
      document.errors.slice(0, SYNTAX_SHOWN).map(({ code, message, pos }) => ({
        ...placeOf(lines, Math.min(pos[0], Math.max(0, text.length - 1))),
        path: "",
        message: `YAML: ${OWN_WORDS[code] ?? message}`,
      })),
    );
  }
  const reader = new TreeReader();
  const value = document.contents === null ? null : reader.read(document.contents as Node, [], undefined, 0);
  return {
    value,
    findings: reader.findings,
    place: (finding) => ({
      ...placeOf(lines, reader.offsetOf(finding)),
      path: pathText(finding.path),
      message: finding.message,
    }),
  };
}

const SYNTAX_SHOWN = 50;

/** In place of sentences that are meant for programmers. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  RESOURCE_EXHAUSTION: "is nested too deep",
  MULTIPLE_DOCS: "a second document begins here; a configuration is one",
};

function placeOf(lines: LineCounter, offset: number): { readonly line: number; readonly column: number } {
  const { line, col } = lines.linePos(offset);
  return line === 0 ? { line: 1, column: 1 } : { line, column: col };
}

function unreadable(errors: readonly ConfigError[]): YamlTree {
  const findings = errors.map(({ message }) => ({ path: [], message }));
  const places = new Map<Finding, ConfigError>();
  for (const [index, finding] of findings.entries()) {
    const error = errors[index];
    if (error !== undefined) places.set(finding, error);
  }
  const start = { line: 1, column: 1, path: "" };
  return {
    value: undefined,
    findings,
    place: (finding) => places.get(finding) ?? { ...start, message: finding.message },
  };
}

/** Walks nodes in the order of the text, so that an anchor is known before its aliases. */
class TreeReader {
  readonly findings: Finding[] = [];
  #places = new Map<string, Places>();
  /** Of findings that are not about the member that has their path, such as the second of two of a name. */
  readonly #pinned = new Map<Finding, number>();
  readonly #anchors = new Map<string, Node>();
  #nodes = 0;

  /** The value of a node. `key` is where the member's name stands. */
  read(node: Node | null, path: ConfigPath, key: number | undefined, depth: number): unknown {
    this.#nodes += 1;
    if (this.#nodes > NODES_MAX || depth > DEPTH_MAX) {
      this.#refuseSize(path, depth);
      return undefined;
    }
    const start = node?.range?.[0] ?? key ?? 0;
    this.#places.set(pathText(path), { key, value: start });
    if (node === null) return null;
    if (isAlias(node)) return this.#readAlias(node.source, path, key, depth);
    if ("anchor" in node && typeof node.anchor === "string") this.#anchors.set(node.anchor, node);
    if (isScalar(node)) return this.#readScalar(node, path);
    if (this.#hasOddTag(node.tag, path)) return undefined;
    if (isSeq(node)) {
      return node.items.map((item, index) => this.read(item as Node | null, [...path, index], undefined, depth + 1));
    }
    if (isMap(node)) return this.#readMap(node.items as Pair<Node, Node | null>[], path, start, depth);
    return undefined;
  }

  /** Where something stands, or the nearest thing around it that is there. */
  offsetOf(finding: Finding): number {
    const pinned = this.#pinned.get(finding);
    if (pinned !== undefined) return pinned;
    const { path, on = "value" } = finding;
    const exact = this.#places.get(pathText(path));
    if (exact !== undefined) return on === "key" ? (exact.key ?? exact.value) : exact.value;
    for (let length = path.length - 1; length >= 0; length -= 1) {
      const around = this.#places.get(pathText(path.slice(0, length)));
      if (around !== undefined) return around.key ?? around.value;
    }
    return 0;
  }

  #readAlias(source: string, path: ConfigPath, key: number | undefined, depth: number): unknown {
    const target = this.#anchors.get(source);
    if (target === undefined) {
      this.findings.push({ path, message: `there is no anchor &${source} before this alias` });
      return undefined;
    }
    return this.read(target, path, key, depth + 1);
  }

  #readScalar(
    { value, tag }: { readonly value: unknown; readonly tag?: string | undefined },
    path: ConfigPath,
  ): unknown {
    if (tag === "!secret") {
      const name = String(value);
      if (isSecretName(name)) return secretRef(name);
      this.findings.push({ path, message: "!secret needs a name of letters, digits, '_', '.' and '-'" });
      return undefined;
    }
    if (this.#hasOddTag(tag, path)) return undefined;
    return typeof value === "bigint" ? Number(value) : value;
  }

  #readMap(pairs: readonly Pair<Node, Node | null>[], path: ConfigPath, start: number, depth: number): unknown {
    const record: Record<string, unknown> = {};
    const merged: Merged[] = [];
    for (const { key, value } of pairs) {
      const keyAt = key?.range?.[0] ?? start;
      const name = nameOf(key);
      if (name === undefined) this.#pin({ path, message: "names of members must be text" }, keyAt);
      else if (name === "<<") merged.push(this.#readMerge(value, path, keyAt, depth));
      else if (name === "__proto__")
        this.#pin({ path, message: "'__proto__' is not a name that a member can have" }, keyAt);
      else if (Object.hasOwn(record, name)) this.#pin({ path: [...path, name], message: "stands here twice" }, keyAt);
      else record[name] = this.read(value, [...path, name], keyAt, depth + 1);
    }
    for (const { maps, places } of merged) {
      for (const [name, value] of maps.flatMap(Object.entries)) if (!Object.hasOwn(record, name)) record[name] = value;
      for (const [at, place] of places) if (!this.#places.has(at)) this.#places.set(at, place);
    }
    return record;
  }

  /** What is merged has places of its own: members that are written out stand before it. */
  #readMerge(value: Node | null, path: ConfigPath, keyAt: number, depth: number): Merged {
    const around = this.#places;
    this.#places = new Map();
    const read = this.read(value, path, keyAt, depth + 1);
    const parts = Array.isArray(read) ? read : [read];
    const maps = parts.filter((part) => typeof part === "object" && part !== null && !Array.isArray(part));
    if (maps.length < parts.length) this.#pin({ path, message: "'<<' takes aliases of maps" }, keyAt);
    const places = this.#places;
    this.#places = around;
    return { maps, places };
  }

  #pin(finding: Finding, offset: number): void {
    this.findings.push(finding);
    this.#pinned.set(finding, offset);
  }

  #refuseSize(path: ConfigPath, depth: number): void {
    if (this.#nodes > NODES_MAX + 1) return;
    this.#nodes = NODES_MAX + 1;
    const message =
      depth > DEPTH_MAX
        ? `is nested more than ${DEPTH_MAX} deep`
        : `has more than ${NODES_MAX} values with its aliases`;
    this.findings.push({ path, message });
  }

  #hasOddTag(tag: string | undefined, path: ConfigPath): boolean {
    if (tag === undefined || KNOWN_TAGS.has(tag)) return false;
    const message =
      tag === "!secret"
        ? "!secret needs a name"
        : `the tag ${shown(tag.replace("tag:yaml.org,2002:", "!!"))} is not known; !secret is the only one`;
    this.findings.push({ path, message });
    return true;
  }
}

/** The name of a member; numbers and words such as true are names too. Undefined for what is no text. */
function nameOf(key: Node | null): string | undefined {
  const value = isScalar(key) ? key.value : undefined;
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : undefined;
}

interface Merged {
  readonly maps: readonly Record<string, unknown>[];
  readonly places: ReadonlyMap<string, Places>;
}

const KNOWN_TAGS = new Set(
  ["str", "int", "float", "bool", "null", "map", "seq"].map((name) => `tag:yaml.org,2002:${name}`),
);
