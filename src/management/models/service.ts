import type { Kysely } from "kysely";
import { priceAt } from "../../catalog/price-at.ts";
import type { Catalog, Model, Offering, Price } from "../../catalog/types.ts";
import { unitPrices } from "../../catalog/unit-prices.ts";
import { fail } from "../../errors/gateway-error.ts";
import type { Database } from "../../store/sql/schema.ts";
import { findProject } from "../projects/queries.ts";
import type { ModelView, Pricing } from "./schema.ts";

export type PaidBy = "own-key" | "credits" | "none";

/** The catalogue as the data plane has it, and who pays at the providers that the operator connected. */
export interface CatalogState {
  readonly catalog: Catalog;
  readonly platform: ReadonlyMap<string, PaidBy>;
}

export type ReadCatalog = () => CatalogState;

/** A process without a data plane. */
export const NO_CATALOG: CatalogState = { catalog: { version: "", models: [] }, platform: new Map() };

export interface ModelsOf {
  readonly organizationId: string;
  readonly projectId: string | undefined;
  readonly nowMs: number;
}

/** Every model of the catalogue, with what is connected for an organization or one of its projects. */
export async function listModels(
  db: Kysely<Database>,
  { catalog, platform }: CatalogState,
  asked: ModelsOf,
): Promise<{ readonly models: ModelView[]; readonly nextCursor: null; readonly catalogVersion: string }> {
  const paidBy = await payerFor(db, platform, asked);
  return {
    models: catalog.models.map((model) => toModel(model, asked.nowMs, paidBy)),
    nextCursor: null,
    catalogVersion: catalog.version,
  };
}

/** Whose key is used first at a provider: the organization's own, the platform's, nobody's, or none that may be. */
async function payerFor(
  db: Kysely<Database>,
  platform: CatalogState["platform"],
  { organizationId, projectId }: ModelsOf,
): Promise<(provider: string) => PaidBy | null> {
  const project = projectId === undefined ? null : await findProject(db, [organizationId], projectId);
  if (projectId !== undefined && project === null) throw fail("not_found", { param: "projectId" });
  const mode = project?.mode ?? "hybrid";
  let keys = db
    .selectFrom("provider_keys")
    .select("provider")
    .distinct()
    .where("organization_id", "=", organizationId)
    .where("status", "=", "active");
  if (project !== null) {
    keys = keys.where((row) => row.or([row("project_id", "is", null), row("project_id", "=", project.id)]));
  }
  const own = new Set(mode === "credits" ? [] : (await keys.execute()).map(({ provider }) => provider));
  return (provider) => {
    if (own.has(provider)) return "own-key";
    const paidBy = platform.get(provider) ?? null;
    return mode === "api-keys" && paidBy !== "none" ? null : paidBy;
  };
}

function toModel(model: Model, nowMs: number, paidBy: (provider: string) => PaidBy | null): ModelView {
  return {
    id: model.id,
    name: model.name,
    family: model.family ?? null,
    operation: model.operation,
    aliases: [...(model.aliases ?? [])],
    contextTokens: model.contextTokens ?? null,
    maxOutputTokens: model.maxOutputTokens ?? null,
    input: [...model.input],
    output: [...model.output],
    capabilities: [...model.capabilities],
    efforts: model.efforts === undefined ? null : [...model.efforts],
    quality: model.quality ?? null,
    releasedOn: model.releasedOn ?? null,
    deprecatedOn: model.deprecatedOn ?? null,
    offerings: model.offerings.map((offering) => ({
      provider: offering.provider,
      model: `${offering.provider}/${model.id}`,
      nativeId: offering.nativeId,
      contextTokens: offering.contextTokens ?? model.contextTokens ?? null,
      maxOutputTokens: offering.maxOutputTokens ?? model.maxOutputTokens ?? null,
      capabilities: model.capabilities.filter((one) => offering.without?.includes(one) !== true),
      regions: offering.regions === undefined ? null : [...offering.regions],
      pricing: pricingOf(offering, nowMs),
      paidBy: paidBy(offering.provider),
    })),
  };
}

function pricingOf(offering: Offering, nowMs: number): Pricing | null {
  const price = priceAt(offering, nowMs);
  if (price === undefined) return null;
  return {
    ...tokenPrices(price),
    reasoningUsdPerMillion: perMillion(price.reasoningPico),
    tiers: (price.tiers ?? []).map((tier) => ({ aboveInputTokens: tier.aboveInputTokens, ...tokenPrices(tier) })),
    units: unitPrices(price).map(([unit, pico]) => ({ unit, usd: pico / PICO_A_USD })),
    variesByHour: offering.prices.some(({ windows }) => windows !== undefined),
    source: price.source ?? null,
  };
}

type TokenPrices = Pick<Price, "inputPico" | "outputPico" | "cacheReadPico" | "cacheWritePico">;

function tokenPrices({ inputPico, outputPico, cacheReadPico, cacheWritePico }: TokenPrices) {
  return {
    inputUsdPerMillion: inputPico / PICO_A_USD_PER_MILLION,
    outputUsdPerMillion: outputPico / PICO_A_USD_PER_MILLION,
    cacheReadUsdPerMillion: perMillion(cacheReadPico),
    cacheWriteUsdPerMillion: perMillion(cacheWritePico),
  };
}

const PICO_A_USD = 1e12;
/** Pico-dollars a token that are one dollar a million tokens. */
const PICO_A_USD_PER_MILLION = 1e6;

function perMillion(pico: number | undefined): number | null {
  return pico === undefined ? null : pico / PICO_A_USD_PER_MILLION;
}
