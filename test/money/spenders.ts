import type { Gateway } from "../harness/gateway.ts";
import type { Behaviour } from "../upstream/index.ts";
import { answer, cutAfter, serverError, slowHeaders } from "../upstream/index.ts";

/** Output of each whole answer, in tokens: at $60 a million, 6 cents. */
export const OUTPUT_TOKENS = 1_000;
export const INPUT_TOKENS = 100;
/** What a request may cost at most is a little more than what it costs. */
export const MODEL = "openai/gpt-4";

/** Answers whole, late, with an error, or breaks off, one kind after the other. */
export function mixedBehaviour(random: () => number): Behaviour {
  const usage = { input: INPUT_TOKENS, output: OUTPUT_TOKENS, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
  const text = Array.from({ length: 20 }, (_, index) => `word ${index} `);
  return (exchange) => {
    const kind = random();
    if (kind < 0.1) return serverError()(exchange);
    if (kind < 0.2 && exchange.streaming) return cutAfter(5)(exchange);
    if (kind < 0.4) return slowHeaders(Math.floor(random() * 80), { usage, text })(exchange);
    return answer({ usage, text }, { gapMs: Math.floor(random() * 4) })(exchange);
  };
}

/** How one request ended for its caller. */
export interface Spent {
  readonly status: number;
  readonly code: string | undefined;
}

/** Sends one request; some callers hang up in the middle. */
export async function spend(gateway: Gateway, index: number, random: () => number, id: string): Promise<Spent> {
  const stream = index % 2 === 0;
  const hangsUp = index % 7 === 0;
  const controller = new AbortController();
  if (hangsUp) setTimeout(() => controller.abort(), 5 + random() * 80);
  try {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${gateway.apiKey}`,
        "content-type": "application/json",
        "x-request-id": id,
        "x-llm-gateway-recovery": "off",
      },
      body: JSON.stringify({
        model: MODEL,
        stream,
        max_tokens: OUTPUT_TOKENS,
        messages: [{ role: "user", content: "Count to twenty." }],
      }),
      signal: controller.signal,
    });
    const text = await response.text();
    const code = /"code":"([a-z_]+)"/.exec(text)?.[1];
    return { status: response.status, code };
  } catch {
    return { status: 0, code: "hung_up" };
  }
}
