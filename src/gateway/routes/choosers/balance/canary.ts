import { hash } from "node:crypto";
import type { Canary, StickyBy } from "../balancing-rule.ts";
import type { Choosing, Chosen } from "../chooser.ts";
import { stickyId } from "./sticky-id.ts";

const ID_MAX_CHARS = 1_024;

export interface CanaryPlan {
  readonly stable: string;
  readonly canaries: readonly Canary[];
  readonly stickyBy: StickyBy;
  /** Names the route: others have other people try what is new. The same in each version of a configuration. */
  readonly salt: string;
}

/**
 * Sends a share of people, or of requests, to models that are tried. Everybody has a place from 0 to 100 for good; canaries
 * take their percentages from 0 on, in their order. So with a growing percentage more people come in and nobody goes out.
 */
export function chooseCanary({ stable, canaries, stickyBy, salt }: CanaryPlan, choosing: Choosing): Chosen {
  const id = stickyId(stickyBy, choosing);
  const place = 100 * (id === undefined ? choosing.gateway.random() : shareOf(`${salt} ${id.slice(0, ID_MAX_CHARS)}`));
  const how = id === undefined ? "by chance" : `by ${id.slice(0, id.indexOf(" "))}`;
  let from = 0;
  for (const { model_id: modelId, percent } of canaries) {
    from += percent;
    if (place >= from) continue;
    if (choosing.usable(modelId)) return { modelId, reason: `canary of ${percent} %, ${how}` };
    return { modelId: stable, reason: "stable model, as the canary cannot be asked" };
  }
  if (choosing.usable(stable)) return { modelId: stable, reason: `stable model beside canaries, ${how}` };
  const other = canaries.find(({ model_id: modelId }) => choosing.usable(modelId));
  if (other === undefined) return { modelId: stable, reason: "stable model beside canaries" };
  return { modelId: other.model_id, reason: "canary, as the stable model cannot be asked" };
}

/** A number from 0 to 1 that is always the same for a text, and spread evenly over texts. */
function shareOf(text: string): number {
  return Number.parseInt(hash("sha256", text, "hex").slice(0, 12), 16) / 2 ** 48;
}
