import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { applyOverrides } from "../../src/catalog/overrides.ts";
import type { Catalog, Modality, Model, ModelOperation, Offering } from "../../src/catalog/types.ts";
import { PROVIDER_IDS } from "../../src/providers/registry.ts";
import { isEmbedding, readSource, type SourceEntry } from "./genai.ts";
import { report } from "./report.ts";
import { CATALOG_VERSION } from "./rules.ts";

const SNAPSHOT = new URL("../../src/catalog/snapshot.json", import.meta.url);
const OVERRIDES = new URL("../../src/catalog/overrides.json", import.meta.url);
const REPORT = new URL("report.md", import.meta.url);

/** The snapshot's data: the price source, merged into models, with our own facts on top. */
export function buildCatalog(): Catalog {
  const built = applyOverrides(baseCatalog(readSource()), readOverrides(), PROVIDER_IDS);
  if (!built.ok) throw new Error(`The catalogue is faulty:\n${built.problems.join("\n")}`);
  return { ...built.value, models: [...built.value.models].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** One model a line, so that a diff shows what changed. */
export function formatCatalog(catalog: Catalog): string {
  const lines = catalog.models.map((model) => `    ${JSON.stringify(model)}`);
  return `{\n  "version": ${JSON.stringify(catalog.version)},\n  "models": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

function readOverrides(): unknown {
  return JSON.parse(readFileSync(OVERRIDES, "utf8"));
}

function baseCatalog(entries: readonly SourceEntry[]): Catalog {
  const models = new Map<string, SourceEntry[]>();
  for (const entry of entries) {
    const known = models.get(entry.id);
    if (known === undefined) models.set(entry.id, [entry]);
    else if (!known.some((other) => other.provider === entry.provider)) known.push(entry);
  }
  const natives = new Set(entries.map((entry) => `${entry.provider}/${entry.nativeId}`));
  return { version: CATALOG_VERSION, models: [...models].map(([id, group]) => baseModel(id, group, natives)) };
}

function baseModel(id: string, entries: readonly SourceEntry[], natives: ReadonlySet<string>): Model {
  // The clouds' figures are rounded, and larger than others give: theirs are the offering's own, if there are others.
  const byRule = entries.filter((entry) => !entry.named);
  const contexts = (byRule.length > 0 ? byRule : entries).flatMap((entry) => entry.contextTokens ?? []);
  const contextTokens = contexts.length > 0 ? Math.max(...contexts) : undefined;
  const operation = entries.find((entry) => entry.operation !== undefined)?.operation ?? operationOf(id);
  return {
    id,
    name: entries[0]?.name ?? id,
    operation,
    ...(contextTokens === undefined ? {} : { contextTokens }),
    input: ["text"],
    output: OUTPUTS[operation],
    capabilities: [],
    offerings: entries.map((entry) => baseOffering(entry, contextTokens, natives)),
  };
}

/** What models give; Gemini's image models speak too, which is a fact of their own. */
const OUTPUTS: Readonly<Record<ModelOperation, readonly Modality[]>> = {
  chat: ["text"],
  embed: ["embedding"],
  image: ["image"],
  moderate: ["scores"],
  rerank: ["scores"],
  speech: ["audio"],
  transcribe: ["text"],
};

function operationOf(id: string): ModelOperation {
  return isEmbedding(id) ? "embed" : "chat";
}

function baseOffering(entry: SourceEntry, modelContext: number | undefined, natives: ReadonlySet<string>): Offering {
  const { provider, nativeId, contextTokens } = entry;
  // A name that the source counts to one model and that is another's own name belongs to the other.
  const versions = entry.versions.filter((name) => !natives.has(`${provider}/${name}`));
  const prices = isEmbedding(entry.id) ? entry.prices.map((price) => ({ ...price, outputPico: 0 })) : entry.prices;
  const { variants } = entry;
  return {
    provider,
    nativeId,
    ...(versions.length > 0 ? { versions } : {}),
    ...(contextTokens !== undefined && contextTokens !== modelContext ? { contextTokens } : {}),
    ...(variants === undefined ? {} : { variants }),
    prices,
  };
}

function main(): void {
  const catalog = buildCatalog();
  writeFileSync(SNAPSHOT, formatCatalog(catalog));
  writeFileSync(REPORT, report(catalog, readSource()));
  const offerings = catalog.models.reduce((sum, model) => sum + model.offerings.length, 0);
  process.stdout.write(`${catalog.version}: ${catalog.models.length} models, ${offerings} offerings\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
