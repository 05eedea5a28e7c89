import type { Hit } from "../../catalog/lookup.ts";
import { priceAt } from "../../catalog/price-at.ts";
import type { CallerIamRule } from "../caller.ts";
import type { View } from "../snapshot/view.ts";
import { compileIam, type IamTarget } from "./iam.ts";

/** Whether rules let a model of the catalogue be called. */
export interface ModelAccess {
  /** `<provider>/<model>`. */
  readonly model: string;
  /** Whether there is a key of its provider. */
  readonly connected: boolean;
  readonly allowed: boolean;
  /** The rule that stands in the way; null where it is allowed. */
  readonly rule: string | null;
}

/** Holds every model of the catalogue against rules, as a request for it would be. */
export function modelAccessOf(view: View, rules: readonly CallerIamRule[] | null, nowMs: number): ModelAccess[] {
  const iam = compileIam(rules);
  return view.catalog.list.map((hit) => {
    const verdict = iam.check(iamTargetOf(hit, nowMs));
    return {
      model: hit.id,
      connected: (view.providers.get(hit.offering.provider)?.credentials.length ?? 0) > 0,
      allowed: verdict.allowed,
      rule: verdict.allowed ? null : verdict.rule,
    };
  });
}

function iamTargetOf({ id, model, offering, nativeId }: Hit, nowMs: number): IamTarget {
  return {
    providerId: offering.provider,
    modelId: model.id,
    label: id,
    nativeModel: nativeId,
    price: priceAt(offering, nowMs),
    contextTokens: offering.contextTokens ?? model.contextTokens,
  };
}
