import type { Model, Price } from "../../../catalog/types.ts";
import type { CallerKey } from "../../caller.ts";
import type { Endpoint } from "../../endpoint.ts";
import { chatCompletions } from "../../endpoints/chat-completions.ts";
import type { DecodedRequest, Exchange } from "../../exchange.ts";
import type { Gateway } from "../../gateway.ts";
import type { ServedRoute } from "../../routes/served-route.ts";
import type { Plan } from "../../routing/plan.ts";
import type { Credential, Target } from "../../routing/target.ts";
import { testCaller } from "../../testing/caller.ts";
import type { LimitEngine } from "../limit-engine.ts";

export const NOW = 1_800_000_000_000;

/** A target that costs so much a token, in pico-dollars; null: nobody knows. */
export function pricedTarget(
  label: string,
  rate: (Partial<Price> & { readonly inputPico: number; readonly outputPico: number }) | null,
  more: Partial<Model> & { readonly paidBy?: readonly Credential["paidBy"][] } = {},
): Target {
  const { paidBy = ["own-key"], ...model } = more;
  const [providerId = "", modelId = ""] = label.split("/");
  const prices = rate === null ? [] : [{ from: "1970-01-01", ...rate }];
  return {
    providerId,
    modelId,
    label,
    model: { contextTokens: 10_000, ...model },
    offering: { provider: providerId, nativeId: modelId, prices },
    credentials: paidBy.map((payer, index) => ({ id: `${providerId}#${index + 1}`, paidBy: payer })),
  } as unknown as Target;
}

/** A decoded request with that body, as far as limits look at it. */
export function requestOf(body: object, more: Partial<DecodedRequest> = {}): DecodedRequest {
  const json = JSON.stringify(body);
  const bytes = Buffer.from(json);
  const maxOutputTokens = (body as { max_tokens?: number }).max_tokens;
  const promptTokensEstimate = Math.ceil(bytes.length / 4);
  return { body, json, bytes, form: undefined, promptTokensEstimate, maxOutputTokens, ...more } as DecodedRequest;
}

export interface AdmissionWorld {
  readonly engine: LimitEngine;
  readonly targets: readonly Target[];
  readonly caller?: Partial<CallerKey>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly endpoint?: Endpoint;
  readonly inner?: boolean;
  readonly route?: ServedRoute;
}

/** What the stage is handed, with limits as the engine counts them. */
export function admissionWorld({ engine, targets, caller, tags = {}, endpoint, inner = false, route }: AdmissionWorld) {
  let serial = 0;
  const refusals: string[] = [];
  const settings = {
    proxies: 0,
    platformFeePercent: 5,
    totalTimeoutMs: 60_000,
    defaultRateLimits: { rpm: 1_000_000, tpm: 1_000_000_000 },
  };
  const gateway = {
    clock: { now: () => NOW, monotonic: () => 0 },
    settings,
    limits: engine,
    onBudgetRefused: (_: unknown, state: { rule: { budgetId?: string } }) => refusals.push(state.rule.budgetId ?? ""),
  } as unknown as Gateway;
  const plan = { targets, execution: { deadlines: { totalMs: 60_000 } } } as unknown as Plan;
  const exchange = (): Exchange => {
    serial += 1;
    return {
      endpoint: endpoint ?? chatCompletions,
      req: { headers: {}, socket: { remoteAddress: "10.0.0.1" } },
      recordId: `rec_${serial}`,
      startedAtMs: NOW,
      labels: { tags, source: null, sessionId: null },
      inner,
      route,
      grant: undefined,
    } as unknown as Exchange;
  };
  return { gateway, plan, exchange, caller: testCaller(caller), refusals };
}
