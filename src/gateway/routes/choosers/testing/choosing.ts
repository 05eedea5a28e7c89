import type { Gateway } from "../../../gateway.ts";
import type { InnerAnswer, InnerCall } from "../../../inner-call.ts";
import { testCaller } from "../../../testing/caller.ts";
import { decodedJson } from "../../testing/decoded.ts";
import type { Choosing } from "../chooser.ts";

/** Noon of a Friday. */
export const NOW = Date.UTC(2026, 10, 20, 12, 0, 30);

/** What a chooser is asked, with changes. */
export interface Asked {
  readonly path?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly nowMs?: number;
  readonly unusable?: readonly string[];
  readonly budgetUsed?: number;
  readonly keyId?: string;
  readonly organizationId?: string;
  readonly random?: () => number;
  readonly post?: Gateway["post"];
  readonly inside?: (call: InnerCall) => Promise<InnerAnswer>;
  readonly clock?: Gateway["clock"];
}

/** A chat request that says this. */
export function says(text: string): Asked {
  return { body: { model: "p/r", messages: [{ role: "user", content: text }] } };
}

export async function choosing(asked: Asked = {}): Promise<Choosing> {
  const { path = "/v1/chat/completions", body = says("Hi").body ?? {}, nowMs = NOW } = asked;
  const { exchange, request } = await decodedJson(path, body, asked.headers ?? {});
  const gateway = {
    clock: asked.clock ?? { now: () => nowMs, monotonic: () => 0 },
    random: asked.random ?? (() => 0.5),
    post: asked.post ?? (() => Promise.reject(new Error("nobody is there"))),
    callInside: (_: unknown, call: InnerCall) => asked.inside?.(call) ?? Promise.resolve({ status: 500, json: null }),
  } as unknown as Gateway;
  const { keyId = "key_1", organizationId = "org_1", unusable = [] } = asked;
  return {
    exchange,
    gateway,
    caller: testCaller({ keyId, organizationId }),
    request,
    nowMs,
    usable: (modelId) => !unusable.includes(modelId),
    budgetUsed: asked.budgetUsed,
  };
}
