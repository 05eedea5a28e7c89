import { priceAt } from "../../src/catalog/price-at.ts";
import type { Catalog, Model, Offering } from "../../src/catalog/types.ts";
import type { SourceEntry } from "./genai.ts";

/** Latest price in force: later than any dated price of the data. */
const FAR_AHEAD_MS = Date.parse("2100-01-01");

const VENDORS: ReadonlySet<string> = new Set([
  "openai",
  "anthropic",
  "google-ai-studio",
  "mistral",
  "cohere",
  "deepseek",
  "xai",
  "perplexity",
]);

/** Where sources disagree and where facts are missing, as Markdown for a reader who reviews a new snapshot. */
export function report(catalog: Catalog, source: readonly SourceEntry[]): string {
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Prices where our override differs from the price source", overridden(catalog, source)],
    ["Resellers that ask for something else than the vendor (USD per million, in/out)", resellers(catalog)],
    ["Context windows that differ between providers (tokens)", contexts(catalog)],
    ["Offerings without a price (cost unknown)", unpriced(catalog)],
    ["Chat models without any known capability", bare(catalog)],
  ];
  const parts = sections.map(
    ([title, lines]) => `## ${title}\n\n${lines.map((line) => `- ${line}`).join("\n") || "None."}\n`,
  );
  return `# Catalogue ${catalog.version}: what to look at\n\nWritten by build.ts; do not edit.\n\n${parts.join("\n")}`;
}

function overridden(catalog: Catalog, source: readonly SourceEntry[]): string[] {
  const theirs = new Map(source.map((entry) => [`${entry.provider}/${entry.id}`, entry]));
  return offerings(catalog).flatMap(([model, own]) => {
    const entry = theirs.get(`${own.provider}/${model.id}`);
    if (entry === undefined) return [];
    const ours = inOut(own);
    const other = inOut({ ...own, prices: entry.prices });
    return ours === other ? [] : [`${own.provider}/${model.id}: ours ${ours}, theirs ${other}`];
  });
}

function resellers(catalog: Catalog): string[] {
  return catalog.models.flatMap((model) => {
    const vendor = model.offerings.find((own) => VENDORS.has(own.provider));
    if (vendor === undefined) return [];
    return model.offerings.flatMap((own) => {
      const differs = own !== vendor && own.prices.length > 0 && inOut(own) !== inOut(vendor);
      return differs ? [`${model.id}: ${vendor.provider} ${inOut(vendor)}, ${own.provider} ${inOut(own)}`] : [];
    });
  });
}

function contexts(catalog: Catalog): string[] {
  return offerings(catalog).flatMap(([model, own]) =>
    own.contextTokens !== undefined && own.contextTokens !== model.contextTokens
      ? [`${model.id}: ${model.contextTokens ?? "unknown"}, ${own.provider} ${own.contextTokens}`]
      : [],
  );
}

function unpriced(catalog: Catalog): string[] {
  return offerings(catalog).flatMap(([model, own]) => (own.prices.length === 0 ? [`${own.provider}/${model.id}`] : []));
}

function bare(catalog: Catalog): string[] {
  const ids = catalog.models.filter((model) => model.operation === "chat" && model.capabilities.length === 0);
  return ids.length === 0 ? [] : [ids.map((model) => model.id).join(", ")];
}

function offerings(catalog: Catalog): (readonly [Model, Offering])[] {
  return catalog.models.flatMap((model) => model.offerings.map((own) => [model, own] as const));
}

function inOut(offering: Offering): string {
  const price = priceAt(offering, FAR_AHEAD_MS + 12 * 3_600_000);
  return price === undefined ? "unknown" : `${price.inputPico / 1e6}/${price.outputPico / 1e6}`;
}
