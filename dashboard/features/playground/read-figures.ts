import type { Figures } from "./conversation.ts";

const TRIES = 6;
const WAIT_MS = 250;

interface Receipt {
  readonly execution: {
    readonly time_to_first_token_ms: number | null;
    readonly latency_ms: number;
    readonly tokens: { readonly prompt: number; readonly completion: number; readonly reasoning: number };
  };
  readonly cost: { readonly total_usd: number | null };
  readonly cache: { readonly hit: boolean };
  readonly fallback: { readonly used: boolean };
  readonly warnings: readonly { readonly field?: string; readonly message?: string }[];
}

/** Figures from the request's receipt, which is there a moment after the answer; null when it does not come. */
export async function readFigures(requestId: string, key: string): Promise<Figures | null> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    try {
      const response = await fetch(`/v1/receipts/${encodeURIComponent(requestId)}`, {
        headers: { authorization: `Bearer ${key}` },
        credentials: "omit",
      });
      if (response.ok) return figuresOf((await response.json()) as Receipt);
      if (response.status !== 404) return null;
    } catch {
      return null;
    }
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  }
  return null;
}

function figuresOf({ execution, cost, cache, fallback, warnings }: Receipt): Figures {
  return {
    firstTokenMs: execution.time_to_first_token_ms,
    latencyMs: execution.latency_ms,
    promptTokens: execution.tokens.prompt,
    completionTokens: execution.tokens.completion,
    reasoningTokens: execution.tokens.reasoning,
    costUsd: cost.total_usd,
    cached: cache.hit,
    fallbackUsed: fallback.used,
    warnings: warnings.map(({ field = "", message = "" }) => `${field}: ${message}`),
  };
}
