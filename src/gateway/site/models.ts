import type { Hit } from "../../catalog/lookup.ts";
import { priceAt } from "../../catalog/price-at.ts";
import { unitPrices } from "../../catalog/unit-prices.ts";
import type { ServedProject } from "../routes/route-table.ts";
import type { ServedRoute } from "../routes/served-route.ts";
import type { View } from "../snapshot/view.ts";

/**
 * Models that can be called now, in the OpenAI list shape with prices, sizes and abilities beside it, and after them the
 * routes that the caller's project serves.
 */
export function listModels(view: View, nowMs: number, served?: ServedProject): object {
  const models = view.catalog.list.filter((hit) => isConnected(view, hit)).map((hit) => modelObject(view, hit, nowMs));
  const data = [...models, ...[...(served?.routes.values() ?? [])].map(routeObject)];
  return { object: "list", data, has_more: false, first_id: idOf(data.at(0)), last_id: idOf(data.at(-1)) };
}

/** One model by `provider/model` or bare id, connected or not; undefined when it is not known. */
export function findModel(view: View, id: string, nowMs: number): object | undefined {
  const slash = id.indexOf("/");
  const atProvider = slash > 0 ? view.catalog.find(id.slice(0, slash), id.slice(slash + 1)) : undefined;
  const hits = view.catalog.findAnywhere(id);
  const hit = atProvider ?? hits.find((one) => isConnected(view, one)) ?? hits[0];
  return hit && modelObject(view, hit, nowMs);
}

/** A route as a model that its project owns: what it asks, and at which price, may be another model each time. */
export function routeObject({ label, from }: ServedRoute) {
  return {
    id: label,
    object: "model",
    created: 0,
    owned_by: from.projectSlug,
    type: "model",
    display_name: label,
    created_at: new Date(0).toISOString(),
    name: label,
  };
}

function idOf(model: { id: string } | undefined): string | null {
  return model?.id ?? null;
}

function isConnected(view: View, hit: Hit): boolean {
  return (view.providers.get(hit.offering.provider)?.credentials.length ?? 0) > 0;
}

function modelObject(view: View, hit: Hit, nowMs: number) {
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
    available: isConnected(view, hit),
    providers: view.catalog.findAnywhere(model.id).map((one) => ({
      id: one.offering.provider,
      model: one.nativeId,
      pricing: pricingOf(one, nowMs),
      available: isConnected(view, one),
    })),
  };
}

/** US dollars a token, or a unit of its own, as exact decimal strings; null where the price is unknown. */
function pricingOf(hit: Hit, nowMs: number): Record<string, string> | null {
  const price = priceAt(hit.offering, nowMs);
  if (price === undefined) return null;
  const pricing: Record<string, string> = { prompt: perToken(price.inputPico), completion: perToken(price.outputPico) };
  if (price.cacheReadPico !== undefined) pricing["input_cache_read"] = perToken(price.cacheReadPico);
  if (price.cacheWritePico !== undefined) pricing["input_cache_write"] = perToken(price.cacheWritePico);
  for (const [name, pico] of unitPrices(price)) pricing[name] = perToken(pico);
  return pricing;
}

/** Pico-dollars (10⁻¹²) as a decimal string of dollars, without binary fractions. */
function perToken(pico: number): string {
  const digits = String(pico).padStart(13, "0");
  const fraction = digits.slice(-12).replace(/0+$/, "");
  return digits.slice(0, -12) + (fraction === "" ? "" : `.${fraction}`);
}
