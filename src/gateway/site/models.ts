import type { Hit } from "../../catalog/lookup.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { Snapshot } from "../snapshot/snapshot.ts";

/** Models that can be called now, in the OpenAI list shape with prices, sizes and abilities beside it. */
export function listModels(snapshot: Snapshot, nowMs: number): object {
  const data = snapshot.catalog.list
    .filter((hit) => isConnected(snapshot, hit))
    .map((hit) => modelObject(snapshot, hit, nowMs));
  return { object: "list", data, has_more: false, first_id: idOf(data.at(0)), last_id: idOf(data.at(-1)) };
}

/** One model by `provider/model` or bare id, connected or not; undefined when it is not known. */
export function findModel(snapshot: Snapshot, id: string, nowMs: number): object | undefined {
  const slash = id.indexOf("/");
  const atProvider = slash > 0 ? snapshot.catalog.find(id.slice(0, slash), id.slice(slash + 1)) : undefined;
  const hits = snapshot.catalog.findAnywhere(id);
  const hit = atProvider ?? hits.find((one) => isConnected(snapshot, one)) ?? hits[0];
  return hit && modelObject(snapshot, hit, nowMs);
}

function idOf(model: { id: string } | undefined): string | null {
  return model?.id ?? null;
}

function isConnected(snapshot: Snapshot, hit: Hit): boolean {
  return (snapshot.providers.get(hit.offering.provider)?.credentials.length ?? 0) > 0;
}

function modelObject(snapshot: Snapshot, hit: Hit, nowMs: number) {
  const { model, offering } = hit;
  const created = model.releasedOn === undefined ? 0 : Math.floor(Date.parse(model.releasedOn) / 1000);
  return {
    id: hit.id,
    object: "model",
    created,
    owned_by: offering.provider,
    type: "model",
    display_name: model.name,
    created_at: new Date(created * 1000).toISOString(),
    name: model.name,
    family: model.family ?? null,
    context_length: offering.contextTokens ?? model.contextTokens ?? null,
    max_output_tokens: offering.maxOutputTokens ?? model.maxOutputTokens ?? null,
    architecture: { input_modalities: model.input, output_modalities: model.output },
    capabilities: model.capabilities,
    pricing: pricingOf(hit, nowMs),
    quality: model.quality ?? null,
    deprecated_at: model.deprecatedOn ?? null,
    available: isConnected(snapshot, hit),
    providers: snapshot.catalog.findAnywhere(model.id).map((one) => ({
      id: one.offering.provider,
      model: one.nativeId,
      pricing: pricingOf(one, nowMs),
      available: isConnected(snapshot, one),
    })),
  };
}

/** US dollars a token as exact decimal strings; null where the price is unknown. */
function pricingOf(hit: Hit, nowMs: number): Record<string, string> | null {
  const price = priceAt(hit.offering, nowMs);
  if (price === undefined) return null;
  const pricing: Record<string, string> = { prompt: perToken(price.inputPico), completion: perToken(price.outputPico) };
  if (price.cacheReadPico !== undefined) pricing["input_cache_read"] = perToken(price.cacheReadPico);
  if (price.cacheWritePico !== undefined) pricing["input_cache_write"] = perToken(price.cacheWritePico);
  return pricing;
}

/** Pico-dollars (10⁻¹²) as a decimal string of dollars, without binary fractions. */
function perToken(pico: number): string {
  const digits = String(pico).padStart(13, "0");
  const fraction = digits.slice(-12).replace(/0+$/, "");
  return digits.slice(0, -12) + (fraction === "" ? "" : `.${fraction}`);
}
