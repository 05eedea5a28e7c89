import { emptyUsage } from "../../../canonical/usage.ts";
import type { CachedAnswer } from "../answer-cache.ts";

/** The clock of cache tests begins here. */
export const T0 = Date.UTC(2026, 10, 21, 12);

/** A stored answer that ends an hour after {@link T0}, with changes. */
export function answerOf(changes: Partial<CachedAnswer> = {}): CachedAnswer {
  return {
    contentType: "application/json",
    stream: false,
    status: 200,
    before: '{"id":"a1","content":"Hi","x-llm-gateway":',
    after: "}",
    sealed: true,
    provider: "openai",
    model: "gpt-4o-mini",
    nativeModel: "gpt-4o-mini",
    label: "openai/gpt-4o-mini",
    finishReason: "stop",
    usage: { ...emptyUsage(), inputTokens: 12, outputTokens: 3 },
    totalNanos: 4_200,
    warnings: [{ field: "logit_bias", message: "Not expressible." }],
    storedAtMs: T0,
    expiresAtMs: T0 + 3_600_000,
    projectId: "proj_1",
    recordId: "rec_1",
    requestId: "req_1",
    ...changes,
  };
}

/** A cache key of a test's own. */
export function keyOf(n: number): string {
  return n.toString(16).padStart(64, "0");
}

/** Latin1 text that cannot be compressed; the same for the same seed. */
export function noise(length: number, seed = 1): string {
  let state = seed;
  const codes = new Uint8Array(length);
  for (let i = 0; i < length; i += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    codes[i] = state >>> 24;
  }
  return Buffer.from(codes).toString("latin1");
}
