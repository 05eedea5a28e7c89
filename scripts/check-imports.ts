import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));

/** Room → rooms it may import. A room is a folder of src/ (two levels for those that are split here). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  canonical: ["errors"],
  framing: ["errors"],
  observability: [],
  dialects: ["errors", "canonical", "framing"],
  providers: ["errors", "canonical", "dialects"],
  catalog: ["errors", "canonical"],
  gateway: ["errors", "canonical", "framing", "dialects", "providers", "catalog", "observability"],
  "gateway/metering": ["errors", "canonical", "framing", "dialects", "catalog", "gateway"],
  "gateway/guardrails": ["errors", "canonical", "framing", "dialects", "gateway"],
  secrets: ["errors", "observability"],
  "net-guard": ["errors"],
  mail: ["errors", "store"],
  store: ["errors", "canonical", "secrets", "gateway/metering"],
  connections: [
    "errors",
    "canonical",
    "dialects",
    "providers",
    "catalog",
    "gateway",
    "store",
    "secrets",
    "net-guard",
    "observability",
  ],
  billing: ["errors", "store"],
  management: [
    "billing",
    "errors",
    "canonical",
    "catalog",
    "providers",
    "store",
    "gateway/metering",
    "secrets",
    "net-guard",
    "connections",
    "mail",
    "gateway/guardrails",
    "projects-config",
  ],
  worker: ["billing", "errors", "canonical", "catalog", "store", "gateway/metering", "secrets", "net-guard", "mail"],
  "shared-state": ["errors", "gateway", "observability"],
  "projects-config": ["errors", "canonical", "catalog", "providers", "gateway"],
  client: [],
  cli: ["client", "management", "projects-config", "providers", "secrets", "store", "worker"],
};

/** Files at the top of src/ that every room may import. */
const SHARED = new Set([
  "address-block.ts",
  "bounded-map.ts",
  "budget-window.ts",
  "client-address.ts",
  "clock.ts",
  "ids.ts",
  "nearest.ts",
  "plans.ts",
  "settings.ts",
]);

const ENVIRONMENT = "only settings.ts reads the environment";
const TIME = "time and chance are handed in";
/** Rooms whose answers depend on their arguments alone. */
const PURE = /^(dialects|canonical|framing|providers|catalog)\//;

/** What a room must not contain, whatever it imports. */
const FORBIDDEN: readonly { readonly in: RegExp; readonly what: RegExp; readonly why: string }[] = [
  { in: /^(?!settings\.ts)/, what: /\bprocess\??\.env\b|\bprocess\[["'`]env\b/, why: ENVIRONMENT },
  {
    in: /^(?!settings\.ts)/,
    what: /import\s*\{[^}]*\benv\b[^}]*\}\s*from\s*["'](node:)?process["']/,
    why: ENVIRONMENT,
  },
  {
    in: PURE,
    what: /\bDate\.now\b|\bMath\.random\b|\bperformance\.now\b|\bnew Date(?!\()\b|\bnew Date\(\s*\)/,
    why: TIME,
  },
  { in: /^dialects\//, what: /from "(node:(http|net|fs)|undici)/, why: "dialects do no I/O" },
  {
    in: /^(?!providers\/)/,
    what: /\b(providerId|provider\.id|providerName)\s*[!=]==\s*["']/,
    why: "no comparison with a provider id outside its file",
  },
];

/** Every breach of the directions that the architecture gives to imports, one line each. */
export function checkImports(): string[] {
  const files = globSync("**/*.ts", { cwd: SRC }).filter(
    (file) => !file.endsWith(".test.ts") && !file.includes("testing/"),
  );
  return files.flatMap((file) => breachesIn(file, readFileSync(join(SRC, file), "utf8")));
}

/** The breaches of one file; its path is that below src/. */
export function breachesIn(file: string, text: string): string[] {
  const forbidden = FORBIDDEN.filter((rule) => rule.in.test(file) && rule.what.test(text));
  return [
    ...importsOf(text).flatMap((specifier) => breach(file, specifier)),
    ...[...new Set(forbidden.map((rule) => `src/${file}: ${rule.why}`))],
  ];
}

function breach(file: string, specifier: string): string[] {
  const from = roomOf(file);
  const target = normalize(join(dirname(file), specifier));
  const to = roomOf(target);
  if (from === undefined || to === undefined || from === to) {
    return crossDialect(file, target) ? [`src/${file}: dialects do not import each other (${target})`] : [];
  }
  const allowed = MAY_IMPORT[from] ?? [];
  const outer = to.split("/")[0] ?? to;
  const ownPart = to.startsWith(`${from}/`);
  return ownPart || allowed.includes(to) || allowed.includes(outer)
    ? []
    : [`src/${file}: '${from}' may not import '${to}' (${specifier})`];
}

/** A vendor's smaller wires share the errors and the checks of its wire of conversations. */
const HEADS: Readonly<Record<string, string>> = {
  openai: "openai-chat",
  anthropic: "anthropic-messages",
  gemini: "gemini",
  cohere: "cohere-v2",
  bedrock: "bedrock-converse",
};
/** Wires of conversations have nothing in common. */
const CONVERSATIONS: ReadonlySet<string> = new Set([...Object.values(HEADS), "openai-responses"]);

function crossDialect(file: string, target: string): boolean {
  const [room, own] = file.split("/");
  const [toRoom, other] = target.split("/");
  if (room !== "dialects" || toRoom !== "dialects" || own === undefined || other === undefined) return false;
  if (own.endsWith(".ts") || other.endsWith(".ts")) return false;
  return own !== other && (CONVERSATIONS.has(own) || HEADS[own.split("-")[0] ?? ""] !== other);
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
}

/** Undefined for the composition root, which may import everything, and for shared files. */
function roomOf(file: string): string | undefined {
  const [top, second] = file.split("/");
  if (top === undefined || second === undefined || SHARED.has(top)) return undefined;
  const split = `${top}/${second}`;
  return split in MAY_IMPORT ? split : top in MAY_IMPORT ? top : undefined;
}
